import { type Selectable, sql } from 'kysely';
import { keySpecOf } from '../../domain/credential';
import { askInForce, changesOf, type Grant, type GrantEvent, grantStanding } from '../../domain/grant';
import { limitsInForce } from '../../domain/grant-keys';
import type { Instant } from '../../domain/instant';
import { allLimits } from '../../domain/proof';
import type { GrantFile, GrantFilter, RequestFile } from '../port';
import { instant, type Trx } from './database';
import { readFiles, toCredential } from './files';
import { standsAs } from './grant-states';
import { matching } from './requests';
import type { Database } from './schema';

type GrantRow = Selectable<Database['access_grant']>;

/** One grant with all that is recorded about it, judged at `at`; read under its request's lock, or together. */
export async function readGrant(trx: Trx, id: string, at: Instant): Promise<GrantFile | undefined> {
  const row = await trx.selectFrom('access_grant').selectAll().where('id', '=', id).executeTakeFirst();
  return row && (await readGrants(trx, [row], at))[0];
}

/** Newest first. */
export async function listGrants(
  trx: Trx,
  { mlsId, developerId, state, search, limit, offset = 0 }: GrantFilter,
  at: Instant,
): Promise<readonly GrantFile[]> {
  let query = trx
    .selectFrom('access_grant')
    .innerJoin('request', 'request.id', 'access_grant.id')
    .selectAll('access_grant');
  if (mlsId !== undefined) query = query.where('request.mls_id', '=', mlsId);
  if (developerId !== undefined) query = query.where('request.developer_id', '=', developerId);
  if (state !== undefined) query = query.where(standsAs(state, at));
  if (search) query = query.where(matching(search));
  const sorted = query.orderBy('access_grant.began_at', 'desc').orderBy('access_grant.id').offset(offset);
  return readGrants(trx, await (limit === undefined ? sorted : sorted.limit(limit)).execute(), at);
}

/** The same number of queries as for one. */
async function readGrants(trx: Trx, rows: readonly GrantRow[], at: Instant): Promise<readonly GrantFile[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [origins, changes, events, keys] = [
    await trx.selectFrom('request').selectAll().where('id', 'in', ids).execute(),
    await trx
      .selectFrom('request')
      .selectAll()
      .where(sql<string>`ask #>> '{change,grantId}'`, 'in', ids)
      .execute(),
    await trx.selectFrom('grant_event').selectAll().where('grant_id', 'in', ids).orderBy('seq').execute(),
    await trx.selectFrom('credential').selectAll().where('request_id', 'in', ids).orderBy('generation').execute(),
  ];
  const files = await readFiles(trx, [...origins, ...changes], at);
  return rows.map((row) =>
    toGrantFile({
      grant: toGrant(
        row,
        files.find(({ request }) => request.id === row.id)!,
        events,
      ),
      files,
      keys: keys.filter((key) => key.request_id === row.id).map(toCredential),
      at,
    }),
  );
}

function toGrantFile({
  grant,
  files,
  keys,
  at,
}: Pick<GrantFile, 'grant' | 'keys' | 'at'> & { readonly files: readonly RequestFile[] }): GrantFile {
  const fileOf = (id: string) => files.find(({ request }) => request.id === id)!;
  const origin = fileOf(grant.id);
  const changes = changesOf(grant).map(fileOf);
  // One whose approval was taken back counts no more from that moment on.
  const standing = changes.filter((change) => change.standing.state === 'approved');
  const ask = askInForce(
    origin.request.ask,
    standing.map(({ request }) => request.ask),
  );
  const limits = limitsInForce(allLimits(origin.chain, origin.facts), standing.map(changeWithLimits));
  const open = files.find(
    ({ request, standing }) => request.ask.change?.grantId === grant.id && isUnsettled(grant, request.id, standing),
  );
  return {
    grant,
    standing: grantStanding(grant, at),
    origin,
    changes,
    ask,
    spec: keySpecOf(ask, limits),
    keys,
    openChangeId: open?.request.id ?? null,
    at,
  };
}

function changeWithLimits({ request, chain, facts }: RequestFile) {
  return { kind: request.ask.change!.kind, limits: allLimits(chain, facts) };
}

/** Still being asked for, or approved and not in force yet. */
function isUnsettled({ events }: Grant, requestId: string, { state }: RequestFile['standing']): boolean {
  if (state === 'pending') return true;
  const isApplied = events.some((event) => 'requestId' in event && event.requestId === requestId);
  return state === 'approved' && !isApplied;
}

function toGrant(
  { id, began_at, first_until, term }: GrantRow,
  { request }: RequestFile,
  events: readonly Selectable<Database['grant_event']>[],
): Grant {
  const { termsVersion: version, termsHash: hash } = request.ask;
  return {
    id,
    beganAt: instant(began_at),
    firstUntil: instant(first_until),
    term,
    terms: { version, hash },
    events: events
      .filter((event) => event.grant_id === id)
      .map(({ seq, at, made_by: by, because, act }): GrantEvent => ({ seq, at: instant(at), by, because, ...act })),
  };
}
