import { sql } from 'kysely';
import { type Seal, UnsealError } from '../../secrets/seal';
import {
  noteKeyUseEveryMs,
  type Resealed,
  type SealedKind,
  sealedKinds,
  type SealedThing,
  type SealingKey,
  type SealingStore,
} from '../port';
import { type Db, instant, type Trx } from './database';

/** Where each kind is kept. The name of a kind is also how its context begins. */
const tables = {
  credential: sql.table('credential'),
  letter: sql.table('letter'),
  mail: sql.table('received_mail'),
  attachment: sql.table('attachment'),
  oidc: sql.table('oidc_entry'),
} as const satisfies Record<SealedKind, unknown>;

export function createSealingStore(db: Db, seal: Seal): SealingStore {
  const current = seal.keyIds[0]!;
  const stateOf = (id: string, proof: Uint8Array | undefined): SealingKey['state'] => {
    if (!seal.keyIds.includes(id)) return 'missing';
    if (proof && !isProved(seal, id, proof)) return 'another';
    return id === current ? 'seals' : 'opens';
  };

  async function used() {
    const rows = await db
      .selectFrom('sealing_key')
      .selectAll()
      .orderBy('last_used_at', 'desc')
      .orderBy('number', 'desc')
      .execute();
    return rows.map(({ id, proof, first_used_at, last_used_at }) => ({
      id,
      state: stateOf(id, proof),
      used: { from: instant(first_used_at), until: instant(last_used_at) + noteKeyUseEveryMs },
    }));
  }

  return {
    used,

    async noteUse() {
      const proof = Buffer.from(seal.seal(proofOf(current), new Uint8Array()));
      await db
        .insertInto('sealing_key')
        .values({ id: current, proof })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ last_used_at: sql<Date>`clock_now()` }))
        .execute();
    },

    async lost() {
      const known = await used();
      // What opens nothing may be gone; a key under another one's name is a mistake whatever it opens.
      const confused = known.filter(({ state }) => state === 'another');
      const missing = (await keyIdsAtRest(db)).filter((id) => !seal.keyIds.includes(id));
      return [...confused, ...missing.map((id) => ({ id, state: 'missing' as const }))];
    },

    async keys() {
      const counts = await countByKey(db);
      const recorded = await used();
      const others = [...counts.keys()].filter((id) => !recorded.some((key) => key.id === id));
      const unrecorded = others.map((id) => ({ id, state: stateOf(id, undefined), used: null }));
      return [...recorded, ...unrecorded].map((key) => ({ ...key, sealed: { ...none, ...counts.get(key.id) } }));
    },

    reseal: (after, limit) =>
      db.transaction().execute((trx) => reseal(trx, seal, after ?? startOf(sealedKinds[0])!, limit)),
  };
}

const none: SealingKey['sealed'] = { credential: 0, letter: 0, mail: 0, attachment: 0, oidc: 0 };

function proofOf(keyId: string): string {
  return `sealing-key:${keyId}`;
}

function isProved(seal: Seal, id: string, proof: Uint8Array): boolean {
  return opened(() => seal.open(proofOf(id), proof)) !== undefined;
}

/** Undefined when it does not open. */
function opened<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof UnsealError) return undefined;
    throw error;
  }
}

/** Steps from one key id to the next in each index, however many rows there are. */
async function keyIdsAtRest(db: Db): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (const kind of sealedKinds) {
    const { rows } = await sql<{ id: string }>`
      with recursive step (id) as (
        select min(sealed_with) from ${tables[kind]}
        union all
        select (select min(sealed_with) from ${tables[kind]} where sealed_with > step.id) from step where step.id is not null
      ) select id from step where id is not null`.execute(db);
    for (const { id } of rows) ids.add(id);
  }
  return [...ids];
}

async function countByKey(db: Db): Promise<Map<string, Partial<Record<SealedKind, number>>>> {
  const counts = new Map<string, Partial<Record<SealedKind, number>>>();
  for (const kind of sealedKinds) {
    const { rows } = await sql<{ id: string; count: number }>`
      select sealed_with as id, count(*)::int as count from ${tables[kind]}
      where sealed_with is not null group by sealed_with`.execute(db);
    for (const { id, count } of rows) counts.set(id, { ...counts.get(id), [kind]: count });
  }
  return counts;
}

/** One kind at a time. Rows stay locked from reading to writing, so that a secret picked up meanwhile stays erased. */
async function reseal(trx: Trx, seal: Seal, { kind, id: after }: SealedThing, limit: number): Promise<Resealed> {
  const { rows } = await sql<{ id: string; sealed: Uint8Array }>`
    select id, sealed from ${tables[kind]}
    where sealed_with <> ${seal.keyIds[0]!} and id > ${after} order by id limit ${limit} for update`.execute(trx);
  const unreadable: SealedThing[] = [];
  for (const { id, sealed } of rows) {
    const anew = opened(() => seal.reseal(`${kind}:${id}`, sealed));
    if (anew) await sql`update ${tables[kind]} set sealed = ${Buffer.from(anew)} where id = ${id}`.execute(trx);
    else unreadable.push({ kind, id });
  }
  const next =
    rows.length === limit ? { kind, id: rows.at(-1)!.id } : startOf(sealedKinds[sealedKinds.indexOf(kind) + 1]);
  return { resealed: rows.length - unreadable.length, unreadable, next };
}

function startOf(kind: SealedKind | undefined): SealedThing | null {
  return kind === undefined ? null : { kind, id: '' };
}
