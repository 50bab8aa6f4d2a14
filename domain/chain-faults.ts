import { approvalsNeeded, type Step } from './chain';
import { afterOf, type ChainDefinition, type StepDefinition } from './definition';
import { amountWords } from './duration-words';

const shortestMonth = 28;

/** What is wrong with a chain, and where: "steps[1].quorum". */
export interface ChainFault {
  readonly path: string;
  readonly problem: string;
  readonly remedy: string;
}

/** What is wrong with a definition whatever the request: with `known`, ids that the register does not hold are faults too. */
export function faultsOf(definition: ChainDefinition, known?: ReadonlySet<string>): readonly ChainFault[] {
  const ids = definition.steps.map(({ id }) => id);
  return [
    ...definition.steps.flatMap((step, index) => [
      ...faultsOfPlace(step, index, definition, ids),
      ...faultsOfPeople(step, `steps[${index}]`, known),
      ...faultsOfClock(step, `steps[${index}].clock`),
    ]),
    ...cycleFault(definition),
    ...unknownPeople(definition.informed, 'informed', known),
    ...termFault(definition),
  ];
}

function faultsOfPlace(
  step: StepDefinition,
  index: number,
  definition: ChainDefinition,
  ids: readonly string[],
): readonly ChainFault[] {
  const path = `steps[${index}]`;
  const twice = ids.indexOf(step.id) !== index;
  return [
    ...(twice ? [fault(`${path}.id`, `Two steps are called "${step.id}".`, 'Give each step an id of its own.')] : []),
    ...(definition.steps[index]!.after ?? [])
      .filter((id) => !ids.includes(id))
      .map((id) =>
        fault(
          `${path}.after`,
          `There is no step "${id}".`,
          ids.length > 1
            ? `Name one of: ${ids.filter((each) => each !== step.id).join(', ')}.`
            : 'Leave it empty: there is no other step.',
        ),
      ),
  ];
}

function cycleFault(definition: ChainDefinition): readonly ChainFault[] {
  const left = new Map(definition.steps.map(({ id }, index) => [id, afterOf(definition, index)]));
  for (let before = Infinity; left.size < before;) {
    before = left.size;
    for (const [id, after] of left) if (!after.some((each) => left.has(each))) left.delete(id);
  }
  if (left.size === 0) return [];
  const [first] = left.keys();
  return [
    fault(
      `steps[${definition.steps.findIndex(({ id }) => id === first)}].after`,
      `These steps wait for one another, so none would ever be asked: ${[...left.keys()].join(', ')}.`,
      'Let one of them come first: give it an empty "after".',
    ),
  ];
}

function faultsOfPeople(step: StepDefinition, path: string, known?: ReadonlySet<string>): readonly ChainFault[] {
  const faults = [
    ...unknownPeople(step.approvers, `${path}.approvers`, known),
    ...unknownPeople(step.fallback, `${path}.fallback`, known),
    ...unknownPeople(step.alternates, `${path}.alternates`, known),
  ];
  if (new Set(step.approvers).size < step.approvers.length) {
    faults.push(fault(`${path}.approvers`, 'Somebody is named twice.', 'Name each person once; nobody counts twice.'));
  }
  if (step.approvers.length === 0 && step.fallback.length === 0) {
    faults.push(
      fault(`${path}.approvers`, 'This step asks nobody.', 'Name an approver, or a fallback for when there is none.'),
    );
  } else if (step.approvers.length > 0) {
    faults.push(...quorumFault(step.quorum, step.denials, step.approvers.length, path));
  }
  return faults;
}

/** What is wrong with the people that are left for one request. */
export function faultsOfGroup(step: Step, path: string): readonly ChainFault[] {
  if (step.exempt) return [];
  if (step.approvers.length === 0) {
    return [
      fault(
        `${path}.approvers`,
        `Nobody is left who may decide "${step.title}".`,
        'Name an approver there who is neither the developer nor the person starting the request, or a fallback.',
      ),
    ];
  }
  return quorumFault(step.quorum, 1, step.approvers.length, path);
}

function quorumFault(quorum: Step['quorum'], denials: number, group: number, path: string): readonly ChainFault[] {
  const needed = approvalsNeeded(quorum, group);
  return [
    ...(needed > group
      ? [
          fault(
            `${path}.quorum`,
            `It needs ${needed} approvals of ${group}.`,
            `Name more approvers, or need at most ${group}.`,
          ),
        ]
      : []),
    ...(denials > group
      ? [fault(`${path}.denials`, `It takes ${denials} denials of ${group} to end it.`, `Use at most ${group}.`)]
      : []),
  ];
}

function faultsOfClock({ clock }: StepDefinition, path: string): readonly ChainFault[] {
  const remedy = 'Count business days upwards: remind, escalate, call staff, lapse.';
  const inOrder: readonly (readonly [string, number])[] = [
    ...clock.remind.map((day, index) => [`remind[${index}]`, day] as const),
    ...(clock.escalate === null ? [] : [['escalate', clock.escalate] as const]),
    ...(clock.callStaff === null ? [] : [['callStaff', clock.callStaff] as const]),
    ['lapse', clock.lapse],
  ];
  return inOrder.flatMap(([name, day], index) => {
    const [earlierName, earlier] = inOrder[index - 1] ?? ['the opening', 0];
    return day > earlier
      ? []
      : [fault(`${path}.${name}`, `Day ${day} does not come after ${earlierName} (day ${earlier}).`, remedy)];
  });
}

function termFault({ term }: ChainDefinition): readonly ChainFault[] {
  const days = (term?.months ?? 0) * shortestMonth;
  if (!term || term.noticeDays < days) return [];
  const problem = `The notice of ${amountWords(term.noticeDays, 'day')} is no shorter than the term, which may have ${days}.`;
  return [fault('term.noticeDays', problem, `Use ${days - 1} or less, or a longer term.`)];
}

function unknownPeople(ids: readonly string[], path: string, known?: ReadonlySet<string>): ChainFault[] {
  return ids.flatMap((id, index) =>
    known === undefined || known.has(id)
      ? []
      : [fault(`${path}[${index}]`, `The register does not hold "${id}".`, 'Add that person to the register first.')],
  );
}

function fault(path: string, problem: string, remedy: string): ChainFault {
  return { path, problem, remedy };
}
