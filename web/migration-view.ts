import { isChanged, type LineDifference, type Migration, type StepDifference } from '../domain/migration';
import { saidBy } from '../domain/decision-words';
import type { RequestFile } from '../store/port';
import type { MigrationSeen } from './migration';
import type { DifferenceView, MigrationModel, OrderModel } from './pages/models';
import type { FieldError } from './problem';
import { ref } from './request-view';

const changeWords: Readonly<Record<StepDifference['change'], string>> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  same: 'Unchanged',
};

/** The difference between the chain of a request and the MLS's present one, and the form that puts it in place. */
export function migrationModel(file: RequestFile, seen: MigrationSeen, error: FieldError | null): MigrationModel {
  const { request, standing, chain } = file;
  const { state, because } = standing;
  const common = {
    ref: ref(request.id),
    back: `/console/requests/${request.id}`,
    title: `${request.ask.plan.name}, ${request.ask.mls.name}`,
    before: { state, because },
    error,
  };
  if (seen.kind === 'faulty') {
    const nothing = {
      from: chain.version,
      to: chain.version,
      isSame: false,
      steps: [],
      rest: null,
      lost: [],
      asked: [],
    };
    return { ...common, ...nothing, errors: seen.errors, after: common.before, order: null };
  }
  const { migration } = seen;
  const { from, to, isSame, steps, rest, lost, asked, after } = migration;
  return {
    ...common,
    errors: [],
    from,
    to,
    isSame,
    steps: steps.map(({ title, change, lines }) => differenceView(title, change, changeWords[change], lines)),
    rest: rest.length === 0 ? null : differenceView('Beside the steps', 'changed', changeWords.changed, rest),
    lost: lost.map((decision) => `${saidBy(decision)} at "${titleOf(migration, decision.stepId)}"`),
    asked: asked.map(({ approver, title }) => `${approver.name} (${approver.title}) at "${title}"`),
    after: { state: after.state, because: after.because },
    order: isSame || state !== 'pending' ? null : orderOf(file, migration),
  };
}

function differenceView(
  title: string,
  change: string,
  words: string,
  lines: readonly LineDifference[],
): DifferenceView {
  return {
    title,
    change,
    words,
    // What both chains say alike needs no reading; a step that is new or goes is shown whole.
    lines: lines
      .filter((line) => isChanged(line) && (change === 'changed' || line.label !== 'Title'))
      .map(({ label, before, after }) => ({ label, before: before ?? '', after: after ?? '' })),
  };
}

function titleOf({ steps }: Migration, stepId: string): string {
  return steps.find((step) => step.stepId === stepId)?.title ?? stepId;
}

function orderOf({ request }: RequestFile, { to, lost }: Migration): OrderModel {
  const counts = lost.length === 1 ? 'one decision counts' : `${lost.length} decisions count`;
  const losing = lost.length === 0 ? 'Every decision made so far goes on counting.' : `${counts} no more.`;
  return {
    path: `/console/requests/${request.id}/migration`,
    id: 'migrate',
    title: `Move the request to version ${to}`,
    effect: `From now on the request follows the MLS's present chain. ${losing.charAt(0).toUpperCase()}${losing.slice(1)} Who is newly asked gets a mail. What is asked stays the same.`,
    button: 'Move to this chain',
    isGrave: true,
    hidden: [{ name: 'chainVersion', value: String(to) }],
    selects: [],
    asksReason: true,
    confirm: '',
    isPossible: true,
    isOpen: true,
  };
}
