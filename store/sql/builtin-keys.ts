import type { Selectable } from 'kysely';
import type { BuiltinKey, BuiltinKeyStore } from '../port';
import { type Db, instant, json } from './database';
import { createKeyUse } from './key-use';
import type { Database } from './schema';

export function createBuiltinKeyStore(db: Db): BuiltinKeyStore {
  const keys = db.selectFrom('builtin_key').selectAll();
  const set = async (id: string, enabled: boolean) => {
    await db.updateTable('builtin_key').set({ enabled }).where('id', '=', id).execute();
  };
  return {
    ...createKeyUse(db),
    async insert({ id, marker, spec, enabled }, secretHash) {
      await db
        .insertInto('builtin_key')
        .values({ id, marker, spec: json(spec), enabled, secret_hash: Buffer.from(secretHash) })
        .execute();
    },
    byMarker: async (marker) => (await keys.where('marker', '=', marker).execute()).map(toKey),
    async bySecretHash(secretHash) {
      const row = await keys.where('secret_hash', '=', Buffer.from(secretHash)).executeTakeFirst();
      return row && toKey(row);
    },
    disable: (id) => set(id, false),
    enable: (id) => set(id, true),
  };
}

function toKey({ id, marker, spec, enabled, in_use, created_at }: Selectable<Database['builtin_key']>): BuiltinKey {
  return { id, marker, spec, enabled, isInUse: in_use, madeAt: instant(created_at) };
}
