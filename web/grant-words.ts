import {
  type GrantEventKind,
  type GrantState,
  isOverForGood,
  openSuspensions,
  openTerms,
  untilOf,
} from '../domain/grant';
import { type GrantDueKind, grantDues } from '../domain/grant-dues';
import { retirementOf } from '../domain/grant-keys';
import type { Instant } from '../domain/instant';
import type { GrantFile } from '../store/port';
import { moment } from './moments';

export const stateLabels: Readonly<Record<GrantState, string>> = {
  active: 'Active',
  'renewal-due': 'Renewal due',
  'in-transition': 'In transition',
  suspended: 'Suspended',
  revoked: 'Revoked',
  ended: 'Ended',
};

export const eventLabels: Readonly<Record<GrantEventKind, string>> = {
  suspended: 'Suspended',
  reinstated: 'Reinstated',
  revoked: 'Revoked',
  stayed: 'Goes on',
  renewed: 'Renewed',
  amended: 'Changed',
  'taken-back': 'Approval taken back',
  'terms-changed': 'Terms changed',
  'terms-accepted': 'Terms accepted',
  left: 'In transition',
  rotated: 'Key replaced',
};

export interface ComingUp {
  readonly words: string;
  readonly at: Instant;
}

/** What the clock will bring unless something happens, soonest first. */
export function comingUp({ grant, keys, at }: GrantFile): readonly ComingUp[] {
  const dues = grantDues(grant, at).map((due) => ({ words: dueWords[due.kind], at: due.at }));
  const retirements = keys.flatMap((key): ComingUp[] => {
    const retiresAt = key.disabledAt === null ? retirementOf(key, keys) : null;
    return retiresAt === null
      ? []
      : [{ words: `Key ${key.generation}, which is being replaced, stops working`, at: retiresAt }];
  });
  return [...dues, ...retirements].filter((each) => each.at > at).toSorted((one, other) => one.at - other.at);
}

const reminded = 'The developer is reminded to renew it';

const dueWords: Readonly<Record<GrantDueKind, string>> = {
  'renewal-notice': 'It is to be renewed: the developer is told',
  'renewal-reminder': reminded,
  'renewal-last': reminded,
  'term-over': 'Its term is over; its key goes on for a while',
  'terms-reminder': 'The developer is reminded to accept the changed terms',
  'terms-overdue': 'It is suspended unless the changed terms are accepted',
  'transition-reminder': 'The developer is reminded that the transition is about to end',
  ended: 'It ends, and its keys with it',
};

/** What a developer should know and do, in plain words. */
export function nextForDeveloper(file: GrantFile): string {
  const { grant, standing, ask, at } = file;
  const day = (instant: Instant) => moment(instant, ask.mls.timeZone).text;
  if (isOverForGood(standing)) return 'Its keys no longer work. To have access again, ask the MLS anew.';
  if (standing.state === 'suspended') return nextIfSuspended(file);
  const ends = day(standing.endsAt!);
  if (standing.state === 'in-transition') {
    return `Your key works until ${ends}. To go on after that, ask for a change that ties it to somebody who takes over.`;
  }
  if (openTerms(grant)) return 'The terms have changed. Read and accept them below; your key works on meanwhile.';
  if (file.openChangeId !== null) return 'What you asked for is with those who decide. Your key works on meanwhile.';
  if (standing.state === 'active') {
    return `It is granted until ${day(standing.until)}. We write to you when it is time to renew it; until then you need do nothing.`;
  }
  return at < untilOf(grant)
    ? `Renew it before ${day(standing.until)}, so that there is time to decide. Without a renewal your key ends on ${ends}.`
    : `The term is over. Renew it now: your key ends on ${ends}.`;
}

function nextIfSuspended({ grant }: GrantFile): string {
  const causes = openSuspensions(grant).map(({ cause }) => cause);
  return causes.every((cause) => cause === 'terms')
    ? 'Your key is switched off until you accept the changed terms below; then it works again at once.'
    : 'Your key is switched off until this is settled; it need not be made anew. Write to support if you can help with that.';
}
