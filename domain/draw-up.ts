import type { Chain, Step } from './chain';
import { type ChainFault, faultsOf, faultsOfGroup } from './chain-faults';
import {
  afterOf,
  type ChainDefinition,
  type Condition,
  holds,
  type RequestFacts,
  type StepDefinition,
} from './definition';
import { mailboxOf } from './mailbox';
import type { Approver } from './party';

export type DrawnUp =
  | { readonly kind: 'drawn-up'; readonly chain: Chain }
  | { readonly kind: 'faulty'; readonly faults: readonly ChainFault[] };

/**
 * The chain for one request: conditions judged, people looked up in the MLS's `register` of those who may decide, and the mailboxes
 * that have a part in the request left out. Faulty when the definition is, or when a step that must be asked has nobody left.
 */
export function drawUp(
  definition: ChainDefinition,
  register: readonly Approver[],
  facts: RequestFacts,
  parties: readonly string[],
): DrawnUp {
  const barred = [...new Set(parties.map(mailboxOf))];
  const fit = register.filter(({ email }) => !barred.includes(mailboxOf(email)));
  const steps = definition.steps.map((step, index) => stepFor(step, afterOf(definition, index), fit, facts));
  const faults = [
    ...faultsOf(definition),
    ...steps.flatMap((step, index) => faultsOfGroup(step, `steps[${index}]`)),
    ...(steps.every(({ exempt }) => exempt !== null) ? [nobodyAsked] : []),
  ];
  if (faults.length > 0) return { kind: 'faulty', faults };
  const informed = peopleOf(definition.informed, register);
  const { version, stopMinutes, term } = definition;
  return { kind: 'drawn-up', chain: { version, steps, informed, barred, stopMinutes, ...(term ? { term } : {}) } };
}

function stepFor(
  step: StepDefinition,
  after: readonly string[],
  register: readonly Approver[],
  facts: RequestFacts,
): Step {
  const { id, title, quorum, denials, accepts, clock } = step;
  const named = peopleOf(step.approvers, register);
  const approvers = named.length > 0 ? named : peopleOf(step.fallback, register);
  const alternates = peopleOf(step.alternates, register).filter((each) => !approvers.some((one) => one.id === each.id));
  return { id, title, after, approvers, alternates, quorum, denials, accepts, clock, exempt: exemptionOf(step, facts) };
}

function exemptionOf({ when, satisfiedWhen }: StepDefinition, facts: RequestFacts): Step['exempt'] {
  if (when && !holds(when, facts)) {
    return { kind: 'not-needed', because: `Not needed: asked only when ${conditionWords(when)}.` };
  }
  if (satisfiedWhen && holds(satisfiedWhen, facts)) {
    return { kind: 'satisfied', because: `Satisfied by a rule of the MLS: ${satisfiedWhen.because}` };
  }
  return null;
}

/** "the data role is vow or private and the price is at least 5000". */
export function conditionWords(condition: Condition): string {
  const { dataRole, keyKind, keyHolder, ownDataLevel, priceAtLeast, priceBelow } = condition;
  const phrases = [
    dataRole && `the data role is ${oneOf(dataRole)}`,
    keyKind && `the key is ${oneOf(keyKind)}`,
    keyHolder && `the key holder is ${oneOf(keyHolder)}`,
    ownDataLevel && `own data is that of a ${oneOf(ownDataLevel)}`,
    priceAtLeast !== undefined && `the price is at least ${priceAtLeast / 100}`,
    priceBelow !== undefined && `the price is below ${priceBelow / 100}`,
    condition.developerStanding && `the developer is ${oneOf(condition.developerStanding)}`,
    condition.firstRequest !== undefined &&
      (condition.firstRequest ? 'it is the first request to this MLS' : 'it is not the first request to this MLS'),
  ];
  return phrases.filter((phrase) => typeof phrase === 'string').join(' and ');
}

function oneOf(values: readonly string[]): string {
  return values.join(' or ');
}

/** The people of those ids, each mailbox once: nobody counts twice, under whatever name. */
function peopleOf(ids: readonly string[], register: readonly Approver[]): readonly Approver[] {
  const people = ids.flatMap((id) => register.filter((each) => each.id === id));
  const mailboxes = people.map(({ email }) => mailboxOf(email));
  return people.filter((_, index) => mailboxes.indexOf(mailboxes[index]!) === index);
}

const nobodyAsked: ChainFault = {
  path: 'steps',
  problem: 'Every step is skipped or satisfied, so no person would decide.',
  remedy: 'Leave one step that is always asked: a key needs the decision of a person.',
};
