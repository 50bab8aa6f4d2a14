import type { Credential } from '../domain/credential';
import type { GrantEvent, GrantStanding } from '../domain/grant';
import { actsForWords, roleWords } from '../domain/words';
import type { Ask } from '../domain/request';
import { plain, utc } from './output';

/** What the API answers about a grant; keys and events only of one that is asked for by its id. */
export interface GrantView {
  readonly id: string;
  readonly standing: GrantStanding;
  readonly granted: Ask;
  readonly openChangeId: string | null;
  readonly keys?: readonly (Credential & { readonly retiresAt: number | null })[];
  readonly events?: readonly GrantEvent[];
}

export function printGrant({ id, standing, granted, openChangeId, keys = [], events = [] }: GrantView): void {
  const { mls, plan, keyHolder, requester, product } = granted;
  const lines = [
    `${id}  ${standing.state}`,
    `  ${plain(standing.because)}`,
    `  ${plan.name}, ${mls.name}, for ${plain(requester.name)}`,
    `  Product: ${plain(product.name)}${product.url === null ? '' : ` (${plain(product.url)})`}`,
    `  May see: ${roleWords[plan.role]}. Acts for ${plain(actsForWords(plan.keyKind, keyHolder))}.`,
    ...(standing.endsAt === null
      ? []
      : [`  Term ends: ${utc(standing.until)}`, `  Keys end: ${utc(standing.endsAt)}, unless something happens`]),
    ...(openChangeId === null ? [] : [`  Asked for: countersign request show ${openChangeId}`]),
    ...keys.map((key) => `  Key ${key.generation} (${key.issuer}): ${keyWords(key)}`),
    ...events.map(({ at, by, kind, because }) => `  ${utc(at)}  ${kind}: ${plain(because)} (${plain(by)})`),
  ];
  lines.forEach((line) => console.log(line));
}

function keyWords({
  disabledAt,
  heldAt,
  overlapMs,
  retiresAt,
  pickedUpAt,
  issuer,
  madeBy,
}: NonNullable<GrantView['keys']>[number]): string {
  if (disabledAt !== null) return `ended ${utc(disabledAt)}`;
  if (heldAt !== null) return `switched off since ${utc(heldAt)}`;
  if (retiresAt !== null) return `being replaced, works until ${utc(retiresAt)}`;
  if (overlapMs !== null) return 'being replaced, works until the new key has been in hand for a while';
  if (issuer === 'by-hand') return `made by ${plain(madeBy ?? 'somebody')}`;
  return pickedUpAt === null ? 'waits to be picked up' : 'in use';
}
