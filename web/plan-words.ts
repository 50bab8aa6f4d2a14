import type { Step } from '../domain/chain';
import { approvalsNeeded } from '../domain/chain';
import type { DataPlan, DataRole, KeyHolderKind } from '../domain/plan';
import { keyKindWords, listWords, roleWords } from '../domain/words';

/** What a key of that role may see. */
export const seesWords: Readonly<Record<DataRole, string>> = {
  idx: 'Listings that anonymous consumers may see, under the IDX policy of the MLS.',
  vow: 'IDX data and some private data, for consumers who registered on the site.',
  private: 'All fields that a member may see, for products that agents, brokers and staff use.',
  own: 'Only listings in which the member, or somebody of the office or company, was listing or selling agent.',
};

const holderNouns: Readonly<Record<KeyHolderKind, string>> = {
  member: 'a member (agent or broker)',
  office: 'an office',
  company: 'a company',
  'generic-agent': 'several brokers or agents (generic agent)',
};

/** "a member (agent or broker) or several brokers or agents (generic agent)". */
export function holdersWords({ keyHolders }: Pick<DataPlan, 'keyHolders'>): string {
  return listWords(
    keyHolders.map((kind) => holderNouns[kind]),
    'or',
  );
}

/** "IDX (public web sites), bearer token". */
export function planFacts({ role, keyKind }: Pick<DataPlan, 'role' | 'keyKind'>): string {
  const kind = keyKindWords[keyKind];
  return `${roleWords[role]}, ${keyKind === 'bearer' ? kind.toLowerCase() : kind}`;
}

/** "Broker approval (Tom Berg), then MLS approval (Mia Olson or Raj Patel)"; steps that nobody is asked at are left out. */
export function approvalWords(steps: readonly Step[]): string {
  const asked = steps.filter(({ exempt }) => exempt === null);
  return asked.map((step, index) => joint(step, asked[index - 1]) + stepWords(step)).join('');
}

function joint(step: Step, previous: Step | undefined): string {
  if (!previous) return '';
  return step.after.join(' ') === previous.after.join(' ') ? ', beside it ' : ', then ';
}

function stepWords({ title, approvers, quorum }: Step): string {
  const names = approvers.map(({ name }) => name);
  const needed = approvalsNeeded(quorum, approvers.length);
  if (needed === approvers.length) return `${title} (${names.join(' and ')})`;
  return needed === 1 ? `${title} (${listWords(names, 'or')})` : `${title} (${needed} of ${names.join(', ')})`;
}
