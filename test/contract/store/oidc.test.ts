import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { hashToken } from '../../../secrets/token';
import type { OidcPayload } from '../../../store/port';
import { onEachEngine } from './engines';

const lasting = { group: null, forMs: null };

onEachEngine((open) => {
  const save = (
    kind: string,
    id: string,
    payload: OidcPayload,
    group: string | null = null,
    forMs: number | null = null,
  ) => open.store.oidc.save(kind, id, payload, { group, forMs });

  test('what is kept is found by its kind and id, and written over', async () => {
    const id = randomUUID();
    await save('Client', id, { name: 'one' });
    await save('Client', id, { name: 'two' });
    expect(await open.store.oidc.find('Client', id)).toEqual({ payload: { name: 'two' }, consumedAt: null });
    expect(await open.store.oidc.find('Grant', id)).toBeUndefined();
  });

  test('of two first ones, one is kept and both get it', async () => {
    const id = randomUUID();
    const kept = await Promise.all([1, 2].map((n) => open.store.oidc.keepFirst('Keys', id, { n })));
    expect(kept[0]).toEqual(kept[1]);
    expect(await open.store.oidc.find('Keys', id)).toEqual(kept[0]);
  });

  test('what has expired is not there, and is swept', async () => {
    const [id, group] = [randomUUID(), randomUUID()];
    await save('AccessToken', id, {}, group, 1_000);
    expect(await open.store.oidc.inGroup('AccessToken', group)).toHaveLength(1);
    await open.db
      .updateTable('oidc_entry')
      .set({ expires_at: sql<Date>`clock_now() - interval '1 second'` })
      .where('id_hash', '=', hashToken(id))
      .execute();
    expect(await open.store.oidc.find('AccessToken', id)).toBeUndefined();
    expect(await open.store.oidc.inGroup('AccessToken', group)).toEqual([]);
    await open.store.oidc.save('Client', group, {}, lasting);
    expect(await open.store.oidc.sweep()).toBe(1);
    expect(await open.store.oidc.sweep()).toBe(0);
    expect(await open.store.oidc.find('Client', group)).toBeDefined();
  });

  test('what was used is marked, what belongs together goes together', async () => {
    const [code, token, other, group] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await save('AuthorizationCode', code, {}, group, 60_000);
    await save('AccessToken', token, {}, group, 60_000);
    await save('AccessToken', other, {}, randomUUID(), 60_000);
    await open.store.oidc.consume('AuthorizationCode', code);
    expect(await open.store.oidc.find('AuthorizationCode', code)).toMatchObject({ consumedAt: expect.any(Number) });
    await open.store.oidc.removeGroup(group);
    expect(await open.store.oidc.find('AccessToken', token)).toBeUndefined();
    expect(await open.store.oidc.find('AccessToken', other)).toBeDefined();
    await open.store.oidc.remove('AccessToken', other);
    expect(await open.store.oidc.find('AccessToken', other)).toBeUndefined();
  });

  test('neither a secret nor a token lies in the table', async () => {
    const token = `token-canary-${randomUUID()}`;
    await save('AccessToken', token, { jti: token, client_secret: 'secret-canary' }, 'grant-canary');
    const { rows } = await sql<{ row: string }>`select row_to_json(oidc_entry)::text as row from oidc_entry`.execute(
      open.db,
    );
    const text = rows.map(({ row }) => row).join('\n');
    // bytea is printed in hex.
    for (const canary of [token, 'secret-canary', 'grant-canary']) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(Buffer.from(canary).toString('hex'));
    }
  });
});
