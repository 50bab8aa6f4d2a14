import { type Chain, type Step, stepOf } from './chain';
import type { Decision, Facts } from './decision';
import { counted, evaluate } from './evaluate';
import type { Instant } from './instant';
import type { Approver } from './party';
import type { Standing } from './standing';
import { allLines, chainLines, type Line } from './step-words';

/** One line of a step under both chains; null where it does not apply. */
export interface LineDifference {
  readonly label: string;
  readonly before: string | null;
  readonly after: string | null;
}

export const stepChanges = ['added', 'removed', 'changed', 'same'] as const;

export interface StepDifference {
  readonly stepId: string;
  readonly title: string;
  readonly change: (typeof stepChanges)[number];
  readonly lines: readonly LineDifference[];
}

/** What would become of a request under another chain. */
export interface Migration {
  /** Versions of the MLS's chain. */
  readonly from: number;
  readonly to: number;
  /** The chain it has and the other one are the same in all that matters. */
  readonly isSame: boolean;
  /** In the order of the other chain; steps that it lacks stand at the end. */
  readonly steps: readonly StepDifference[];
  /** What changes beside the steps. */
  readonly rest: readonly LineDifference[];
  /** Decisions that count now and would not any more. */
  readonly lost: readonly Decision[];
  /** Whom it would ask who is not asked now. */
  readonly asked: readonly { readonly stepId: string; readonly title: string; readonly approver: Approver }[];
  readonly before: Standing;
  readonly after: Standing;
}

/** The difference between two chains, and the same facts judged under each. */
export function migrationOf(chain: Chain, next: Chain, facts: Facts, at: Instant): Migration {
  const steps = [
    ...next.steps.map(({ id }) => stepDifference(chain, next, id)),
    ...chain.steps.filter(({ id }) => !stepOf(next, id)).map(({ id }) => stepDifference(chain, next, id)),
  ];
  const rest = linesOf(chainLines(chain), chainLines(next)).filter(isChanged);
  const before = evaluate(chain, facts, at);
  const after = evaluate(next, facts, at);
  const still = new Set(counted(next, facts).map(({ id }) => id));
  return {
    from: chain.version,
    to: next.version,
    isSame: rest.length === 0 && steps.every(({ change }) => change === 'same'),
    steps,
    rest,
    lost: counted(chain, facts).filter(({ id }) => !still.has(id)),
    asked: newlyAsked(next, before, after),
    before,
    after,
  };
}

/** True for a line that reads differently under the two chains. */
export function isChanged({ before, after }: LineDifference): boolean {
  return before !== after;
}

function stepDifference(chain: Chain, next: Chain, stepId: string): StepDifference {
  const was = stepOf(chain, stepId);
  const will = stepOf(next, stepId);
  const lines = linesOf(was ? linesWithTitle(chain, was) : [], will ? linesWithTitle(next, will) : []);
  const title = (will ?? was)!.title;
  const change = !was ? 'added' : !will ? 'removed' : lines.some(isChanged) ? 'changed' : 'same';
  return { stepId, title, change, lines };
}

function linesWithTitle(chain: Chain, step: Step): readonly Line[] {
  return [{ label: 'Title', words: step.title }, ...allLines(chain, step)];
}

/** Line by line; those that apply under neither chain are left out. */
function linesOf(before: readonly Line[], after: readonly Line[]): readonly LineDifference[] {
  return (after.length > 0 ? after : before)
    .map(({ label }) => ({ label, before: wordsOf(before, label), after: wordsOf(after, label) }))
    .filter((line) => line.before !== null || line.after !== null);
}

function newlyAsked(next: Chain, before: Standing, after: Standing): Migration['asked'] {
  const now = waitedFor(before);
  return waitedFor(after)
    .filter((one) => !now.some(({ stepId, approver }) => stepId === one.stepId && approver.id === one.approver.id))
    .map(({ stepId, approver }) => ({ stepId, title: stepOf(next, stepId)?.title ?? stepId, approver }));
}

function waitedFor(standing: Standing) {
  if (standing.state !== 'pending') return [];
  return standing.open.flatMap(({ stepId, waitingOn }) => waitingOn.map((approver) => ({ stepId, approver })));
}

function wordsOf(lines: readonly Line[], label: string): string | null {
  return lines.find((line) => line.label === label)?.words || null;
}
