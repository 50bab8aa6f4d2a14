import { isOverForGood, openTerms } from '../domain/grant';
import { refuseGrantOrder, refuseRotation } from '../domain/refuse-grant-order';
import type { GrantFile, RequestFile } from '../store/port';
import { errorLinks } from './forms';
import { changeBarred, type ChangeKind } from './grant-change-form';
import { developerDesk } from './grant-desk';
import { usualOverlapDays } from './grant-orders';
import { overlapChoices } from './grant-overlap';
import { grantBody } from './grant-view';
import { nextForDeveloper } from './grant-words';
import { moment } from './moments';
import type { Offered } from './offers';
import type { AccountGrantModel } from './pages/grant-models';
import type { FieldError } from './problem';
import { termsHash, termsMarkup } from './terms';

/** For how many days a developer may let the old key go on. */
export const ownOverlaps: readonly number[] = [1, 7, 14, 30];

/** What the page of a developer's grant is made from. */
export interface AccountGrantScene {
  readonly file: GrantFile;
  /** The change that is being asked for. */
  readonly open: RequestFile | undefined;
  /** What the MLS offers now of what was granted. */
  readonly offer: Offered | undefined;
  readonly error: FieldError | null;
}

export function accountGrantModel({ file, open, offer, error }: AccountGrantScene): AccountGrantModel {
  const { grant, keys, standing, at } = file;
  const page = `${developerDesk.grants}/${grant.id}`;
  const pathTo = (kind: ChangeKind) => (open || changeBarred(file, kind, false) ? null : `${page}/${kind}`);
  const refusal = refuseGrantOrder(grant, 'rotate', at) ?? refuseRotation(keys);
  const overlap = {
    id: 'overlapDays',
    name: 'overlapDays',
    value: '',
    error: error?.field === 'overlapDays' ? error : null,
    choices: overlapChoices(ownOverlaps, usualOverlapDays),
  };
  return {
    ...grantBody(file, developerDesk, open),
    next: nextForDeveloper(file),
    newTerms: newTermsView(file, offer, error),
    renewal: pathTo('renewal'),
    amendment: pathTo('amendment'),
    withdrawal: withdrawalOf(open, page),
    rotation: refusal ? null : { action: `${page}/rotation`, overlap },
    noRotation: refusal && !isOverForGood(standing) ? refusal.because : '',
    errorList: errorLinks([error]),
  };
}

/** Once it is approved it counts; then it is too late. */
function withdrawalOf(open: RequestFile | undefined, page: string): AccountGrantModel['withdrawal'] {
  if (open?.standing.state !== 'pending') return null;
  return {
    action: `${page}/withdrawal`,
    requestId: open.request.id,
    what: open.request.ask.change!.kind === 'renewal' ? 'renewal' : 'change',
  };
}

/** The terms as they are offered now: what is accepted is what was shown. */
function newTermsView(
  { grant, standing, ask }: GrantFile,
  offer: Offered | undefined,
  error: FieldError | null,
): AccountGrantModel['newTerms'] {
  const open = openTerms(grant);
  if (!open || !offer || isOverForGood(standing)) return null;
  return {
    version: offer.plan.termsVersion,
    text: termsMarkup(offer.plan.terms),
    hash: termsHash(offer.plan),
    acceptBy: moment(open.acceptBy, ask.mls.timeZone),
    action: `${developerDesk.grants}/${grant.id}/terms`,
    error: error?.field === 'accepted' ? error : null,
  };
}
