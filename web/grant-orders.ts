import { z } from 'zod';
import type { Party } from '../domain/party';
import type { GrantOrderKind } from '../domain/refuse-grant-order';
import type { GrantFile, GrantOrder } from '../store/port';
import type { WebContext } from './deps';
import { reason } from './orders';
import { HttpProblem, notFound } from './problem';

const dayMs = 86_400_000;

/** How long a key that is being replaced goes on, unless somebody says otherwise. */
export const usualOverlapDays = 14;
const mostOverlapDays = 90;

interface Kind<B extends z.ZodType = z.ZodType> {
  /** Its address under the grant. */
  readonly path: string;
  readonly summary: string;
  readonly body: B;
}

const reasonOnly = z.strictObject({ reason }).meta({ id: 'GrantReason' });
const rotation = z
  .strictObject({
    reason,
    overlapDays: z
      .int()
      .min(0)
      .max(mostOverlapDays)
      .default(usualOverlapDays)
      .describe('How long the old key goes on once the new one has been picked up.'),
  })
  .meta({ id: 'Rotation' });

/** What staff can do about a grant, in console, command line and API alike. */
export const grantOrderKinds = {
  suspend: {
    path: 'suspension',
    summary: 'Suspend a grant: its keys stop working until it is reinstated',
    body: reasonOnly,
  },
  reinstate: {
    path: 'reinstatement',
    summary: 'Reinstate a suspended grant: the same keys work again',
    body: reasonOnly,
  },
  revoke: { path: 'revocation', summary: 'End a grant for good, and its keys with it', body: reasonOnly },
  rotate: { path: 'rotation', summary: 'Replace the key; the old one goes on for a while', body: rotation },
  leave: {
    path: 'departure',
    summary: "Say that the key's holder has left the MLS or moved: the grant is in transition for 30 days",
    body: reasonOnly,
  },
  stay: { path: 'continuation', summary: "Say that the key's holder stays: a transition ends", body: reasonOnly },
} as const satisfies Readonly<Record<GrantOrderKind, Kind>>;

/** The same table for those who do not know beforehand which order it is. */
export const anyGrantOrder: Readonly<Record<GrantOrderKind, Kind>> = grantOrderKinds;

/**
 * Records what is ordered about a grant and tells its workflow.
 * @throws HttpProblem 404 when there is no such grant, 409 when it may not be done now.
 */
export async function orderGrant(
  { store, relay }: Pick<WebContext, 'store' | 'relay'>,
  kind: GrantOrderKind,
  grantId: string,
  by: Pick<Party, 'name'>,
  body: unknown,
): Promise<void> {
  const outcome = await store.grants.order(grantId, orderOf(kind, by.name, body));
  if (outcome.kind === 'unknown') throw notFound();
  if (outcome.kind === 'refused') throw new HttpProblem(409, 'Not possible now', outcome.refusal.because);
  await relay.tell(outcome.dispatch);
}

function orderOf(kind: GrantOrderKind, by: string, body: unknown): GrantOrder {
  if (kind !== 'rotate') return { kind, by, reason: reasonOnly.parse(body).reason };
  const { reason: why, overlapDays } = rotation.parse(body);
  return { kind, by, reason: why, overlapMs: overlapDays * dayMs };
}

/** @throws HttpProblem 404 */
export async function grantFile({ store }: Pick<WebContext, 'store'>, id: string): Promise<GrantFile> {
  const file = await store.grants.file(id);
  if (!file) throw notFound();
  return file;
}

/** A developer's own; somebody else's is as unknown as one that is not there. @throws HttpProblem 404 */
export async function ownGrant(
  context: Pick<WebContext, 'store'>,
  id: string,
  developer: Pick<Party, 'id'>,
): Promise<GrantFile> {
  const file = await grantFile(context, id);
  if (file.ask.requester.id !== developer.id) throw notFound();
  return file;
}
