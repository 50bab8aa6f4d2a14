import { type Selectable, sql } from 'kysely';
import type { Seal } from '../../secrets/seal';
import { hashToken } from '../../secrets/token';
import type { OidcEntry, OidcPayload, OidcStore } from '../port';
import { type Db, instant } from './database';
import type { Database } from './schema';

type Row = Selectable<Database['oidc_entry']>;

const now = sql<Date>`clock_now()`;

export function createOidcStore(db: Db, seal: Seal): OidcStore {
  const rows = () =>
    db
      .selectFrom('oidc_entry')
      .selectAll()
      .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]));

  function toEntry({ kind, id_hash, sealed, consumed_at }: Row): OidcEntry {
    const plain = seal.open(contextOf(kind, id_hash), sealed);
    return { payload: JSON.parse(Buffer.from(plain).toString()) as OidcPayload, consumedAt: instant(consumed_at) };
  }

  function values(kind: string, id: string, payload: OidcPayload) {
    const idHash = hashToken(id);
    return {
      kind,
      id_hash: idHash,
      sealed: Buffer.from(seal.seal(contextOf(kind, idHash), Buffer.from(JSON.stringify(payload)))),
    };
  }

  async function find(kind: string, id: string): Promise<OidcEntry | undefined> {
    const row = await rows().where('kind', '=', kind).where('id_hash', '=', hashToken(id)).executeTakeFirst();
    return row && toEntry(row);
  }

  return {
    find,

    async save(kind, id, payload, { group, forMs }) {
      const entry = {
        ...values(kind, id, payload),
        group_hash: group === null ? null : hashToken(group),
        expires_at: forMs === null ? null : sql<Date>`clock_now() + ${forMs} * interval '1 millisecond'`,
      };
      const { sealed, group_hash, expires_at } = entry;
      await db
        .insertInto('oidc_entry')
        .values(entry)
        .onConflict((conflict) => conflict.columns(['kind', 'id_hash']).doUpdateSet({ sealed, group_hash, expires_at }))
        .execute();
    },

    async keepFirst(kind, id, payload) {
      await db
        .insertInto('oidc_entry')
        .values(values(kind, id, payload))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return (await find(kind, id))!;
    },

    async inGroup(kind, group) {
      const found = rows().where('kind', '=', kind).where('group_hash', '=', hashToken(group));
      return (await found.execute()).map(toEntry);
    },

    async consume(kind, id) {
      await db
        .updateTable('oidc_entry')
        .set({ consumed_at: now })
        .where('kind', '=', kind)
        .where('id_hash', '=', hashToken(id))
        .execute();
    },

    async remove(kind, id) {
      await db.deleteFrom('oidc_entry').where('kind', '=', kind).where('id_hash', '=', hashToken(id)).execute();
    },

    async removeGroup(group) {
      await db.deleteFrom('oidc_entry').where('group_hash', '=', hashToken(group)).execute();
    },

    async sweep() {
      const { numDeletedRows } = await db.deleteFrom('oidc_entry').where('expires_at', '<=', now).executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

function contextOf(kind: string, idHash: Uint8Array): string {
  return `oidc:${kind}:${Buffer.from(idHash).toString('hex')}`;
}
