import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { KeySpec } from '../../../domain/credential';
import type { NewCredential } from '../../../store/port';
import { issuedKey, type OpenStore, rightCode, wrongCode } from '../../support/store-scene';
import { eventsOf, moveDeadline, onEachEngine } from './engines';

onEachEngine((open) => {
  test('[case 71] shown once, then erased; the next one learns when', async () => {
    const { tokenHash, credentialId } = await issuedKey(open, 'csk_live_once');
    expect(await open.store.credentials.pickUp(tokenHash, rightCode)).toMatchObject({
      kind: 'opened',
      secret: 'csk_live_once',
    });
    const again = await open.store.credentials.pickUp(tokenHash, rightCode);
    expect(again).toMatchObject({
      kind: 'opened-before',
      at: expect.any(Number),
      dispatch: { message: { type: 'opened-again', credentialId } },
    });
    expect(await sealedSecret(open, credentialId)).toBeNull();
  });

  test('[case 72] a hundred at once: exactly one answer holds the secret', async () => {
    const { tokenHash } = await issuedKey(open);
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => open.store.credentials.pickUp(tokenHash, rightCode)),
    );
    expect(outcomes.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'opened-before')).toHaveLength(99);
  });

  test('[case 74] without the code nothing is consumed; five wrong ones lock', async () => {
    const { tokenHash, requestId } = await issuedKey(open);
    for (const triesLeft of [4, 3, 2, 1])
      expect(await open.store.credentials.pickUp(tokenHash, '')).toEqual({ kind: 'wrong-code', triesLeft });
    expect(await open.store.credentials.pickUp(tokenHash, wrongCode)).toEqual({ kind: 'locked' });
    expect(await open.store.credentials.pickUp(tokenHash, rightCode)).toEqual({ kind: 'locked' });
    expect(await eventsOf(open, requestId)).not.toContain('picked-up');
  });

  test('[case 71] the code is asked for before anything is said of a secret that was shown', async () => {
    const { tokenHash, requestId } = await issuedKey(open);
    await open.store.credentials.pickUp(tokenHash, rightCode);
    expect(await open.store.credentials.pickUp(tokenHash, wrongCode)).toEqual({ kind: 'wrong-code', triesLeft: 4 });
    expect(await eventsOf(open, requestId)).not.toContain('opened-again');
  });

  const lateness = {
    link: (token: string) => moveDeadline(open, token, '-1 second'),
    key: (_token: string, id: string) =>
      open.db
        .updateTable('credential')
        .set({ pick_up_until: sql<Date>`clock_now() - interval '1 second'` })
        .where('id', '=', id)
        .execute(),
  };
  test.each(['link', 'key'] as const)(
    '[case 75] the %s is too old: refused, and the ciphertext is erased',
    async (what) => {
      const { token, tokenHash, credentialId } = await issuedKey(open);
      await lateness[what](token, credentialId);
      expect(await open.store.credentials.pickUp(tokenHash, rightCode)).toEqual({ kind: 'expired' });
      expect(await sealedSecret(open, credentialId)).toBeNull();
    },
  );

  test('[case 75] disabled before it was picked up: gone, and the ciphertext is erased', async () => {
    const { tokenHash, requestId, credentialId } = await issuedKey(open);
    expect(await open.store.credentials.disable(requestId, 'Support', 'terms broken')).toMatchObject({
      disabledBecause: 'terms broken',
    });
    expect(await open.store.credentials.pickUp(tokenHash, rightCode)).toEqual({
      kind: 'gone',
      because: 'terms broken',
    });
    expect(await sealedSecret(open, credentialId)).toBeNull();
  });

  test('[case 75] nobody came: lapsed, erased, disabled; safe to repeat', async () => {
    const { credentialId, tokenHash } = await issuedKey(open);
    expect(await open.store.credentials.lapse(credentialId)).toMatchObject({ id: credentialId });
    expect(await open.store.credentials.lapse(credentialId)).toMatchObject({ id: credentialId });
    expect(await open.store.credentials.pickUp(tokenHash, rightCode)).toMatchObject({ kind: 'gone' });
  });

  test('what was picked up does not lapse', async () => {
    const { credentialId, tokenHash } = await issuedKey(open);
    await open.store.credentials.pickUp(tokenHash, rightCode);
    expect(await open.store.credentials.lapse(credentialId)).toBeUndefined();
  });

  test('the database refuses a credential without its evidence', async () => {
    const { requestId, spec } = await issuedKey(open);
    await open.store.credentials.disable(requestId, 'Support', 'making room');
    const key = secondKey(requestId, spec, randomUUID());
    await expect(open.store.credentials.save(key, { requestId, key: 'issue.2', letters: [] })).rejects.toThrow(
      /foreign key/,
    );
  });

  test('the database refuses the evidence of another request', async () => {
    const { requestId, spec } = await issuedKey(open);
    const { evidenceId } = await issuedKey(open);
    await open.store.credentials.disable(requestId, 'Support', 'making room');
    const key = secondKey(requestId, spec, evidenceId);
    await expect(open.store.credentials.save(key, { requestId, key: 'issue.2', letters: [] })).rejects.toThrow(
      /foreign key/,
    );
  });

  test('the database refuses a second enabled key for a request', async () => {
    const { requestId, spec, evidenceId } = await issuedKey(open);
    const key = secondKey(requestId, spec, evidenceId);
    await expect(open.store.credentials.save(key, { requestId, key: 'issue.2', letters: [] })).rejects.toThrow(
      /credential_one_enabled/,
    );
  });

  test('[case 102] whoever was overtaken puts no key on record, and whoever comes late has no turn', async () => {
    const { requestId, spec, evidenceId } = await issuedKey(open);
    await open.store.credentials.disable(requestId, 'Support', 'making room');
    const { credentials } = open.store;
    const first = (await credentials.takeTurn(requestId, 2))!;
    expect(await credentials.hasTurn(requestId, 2, first)).toBe(true);
    const second = (await credentials.takeTurn(requestId, 2))!;
    expect(await credentials.hasTurn(requestId, 2, first)).toBe(false);

    const key = secondKey(requestId, spec, evidenceId);
    const letters = { requestId, key: 'issue.2', letters: [] };
    expect(await credentials.save({ ...key, turn: first }, letters)).toBe(false);
    expect(await credentials.ofGeneration(requestId, 2)).toBeUndefined();
    expect(await credentials.save({ ...key, turn: second }, letters)).toBe(true);
    expect(await credentials.takeTurn(requestId, 2)).toBeNull();
  });

  test('[case 76] no secret stands in any table', async () => {
    const canary = `csk_live_${randomUUID()}`;
    const { tokenHash, token } = await issuedKey(open, canary);
    const needles = [canary, token].flatMap((text) => [text, Buffer.from(text).toString('hex')]);
    const dump = async () => JSON.stringify(await tables(open));
    const sealed = await dump();
    await open.store.credentials.pickUp(tokenHash, rightCode);
    const after = await dump();
    for (const needle of needles) expect(sealed.includes(needle) || after.includes(needle)).toBe(false);
  });
});

function secondKey(requestId: string, spec: KeySpec, evidenceId: string): NewCredential {
  const [id, keyId] = [randomUUID(), randomUUID()];
  return {
    id,
    requestId,
    generation: 2,
    evidenceId,
    issuer: 'builtin',
    keyId,
    clientId: null,
    spec,
    secret: 's',
    pickUpUntil: 9e12,
  };
}

async function sealedSecret({ db }: OpenStore, credentialId: string) {
  const rows = db.selectFrom('credential').select('sealed').where('id', '=', credentialId);
  return (await rows.executeTakeFirstOrThrow()).sealed;
}

async function tables({ db }: OpenStore): Promise<unknown[]> {
  const names = await sql<{
    name: string;
  }>`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(
    db,
  );
  return Promise.all(
    names.rows.map(({ name }) =>
      sql`select row_to_json(t) from ${sql.table(name)} t`.execute(db).then(({ rows }) => rows),
    ),
  );
}
