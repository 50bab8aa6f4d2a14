import { approvalsNeeded, type Chain, type Step } from '../domain/chain';
import { listWords } from '../domain/words';

/** What a step asks for, as pages print it. Empty where there is nothing to say. */
export interface QuorumWords {
  /** "2 of 3 must approve." */
  readonly long: string;
  /** For a picture: "2 of 3". */
  readonly short: string;
}

/** `size`: the places that count, without those who stepped aside. */
export function quorumWords({ approvers, quorum, denials }: Step, size: number): QuorumWords {
  if (approvers.length < 2) return { long: '', short: '' };
  const needed = approvalsNeeded(quorum, size);
  const long = `${needWords(quorum, needed, size)}${denials > 1 ? ` It ends when ${denials} decline.` : ''}`;
  if (needed === 1) return { long, short: `Any one of ${size}` };
  return { long, short: needed === size ? `All ${size}` : `${needed} of ${size}` };
}

function needWords(quorum: Step['quorum'], needed: number, size: number): string {
  if (typeof quorum === 'object' && 'percent' in quorum) {
    return `${quorum.percent} % of them (${needed} of ${size}) must approve.`;
  }
  if (quorum === 'all') return 'All of them must approve.';
  return needed === 1 ? 'Any one of them is enough.' : `${needed} of ${size} must approve.`;
}

/** When a step is asked; empty when it is simply the next one, or the first. */
export function afterWords({ steps }: Chain, index: number): string {
  const { after } = steps[index]!;
  const previous = steps[index - 1];
  if (!previous || (after.length === 1 && after[0] === previous.id)) return '';
  const beside = steps.slice(0, index).filter((each) => !each.exempt && isSame(each.after, after));
  if (beside.length > 0) return `Asked at the same time as ${titlesOf(beside)}.`;
  return after.length > 0 ? `After ${titlesOf(steps.filter(({ id }) => after.includes(id)))}.` : 'Asked at once.';
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}

function titlesOf(steps: readonly Step[]): string {
  return listWords(
    steps.map(({ title }) => title),
    'and',
  );
}
