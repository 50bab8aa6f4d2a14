import type { EvidenceGrade } from './evidence';
import type { GrantState } from './grant';
import type { RosterApproval, RosterEntry, RosterKey, RosterKeyState } from './roster';
import { listWords } from './words';

export const grantStateWords: Readonly<Record<GrantState, string>> = {
  active: 'active',
  'renewal-due': 'renewal due',
  'in-transition': 'in transition',
  suspended: 'suspended',
  revoked: 'revoked',
  ended: 'ended',
};

export const rosterKeyStateWords: Readonly<Record<RosterKeyState, string>> = {
  waiting: 'waits to be picked up',
  'in-hand': 'picked up',
  'in-use': 'in use',
  'being-replaced': 'being replaced',
  held: 'switched off for now',
  ended: 'ended',
};

export const approvalKindWords: Readonly<Record<RosterApproval['kind'], string>> = {
  first: 'Approved',
  renewal: 'Renewed',
  amendment: 'Changed',
};

/** How a yes is proved. */
export const gradeWords: Readonly<Record<EvidenceGrade, string>> = {
  attested: 'the word of staff',
  link: 'the mailed link',
  'link+code': 'the mailed link and its code',
  'signed-in': 'signing in',
  reply: 'a signed email',
};

/** "12 active, 1 suspended"; states that nothing is in are left out. */
export function countWords(counts: Readonly<Record<GrantState, number>>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return listWords(
    some.map(([state, count]) => `${count} ${grantStateWords[state as GrantState]}`),
    'and',
  );
}

/** "Harbor Homes of Foxglove Software": the grant in a line. */
export function grantWords({ product, developer }: Pick<RosterEntry, 'product' | 'developer'>): string {
  return `${product.name} of ${developer.company}`;
}

/** "the operator's key administration", "Ann Lee (MLS admin), by hand". */
export function makerWords({ issuer, madeBy }: Pick<RosterKey, 'issuer' | 'madeBy'>): string {
  switch (issuer) {
    case 'builtin':
      return 'Countersign';
    case 'spark-api':
      return "the operator's key administration";
    case 'oidc':
      return "the operator's OpenID Connect provider";
    case 'by-hand':
      return `${madeBy ?? 'somebody'}, by hand`;
  }
}
