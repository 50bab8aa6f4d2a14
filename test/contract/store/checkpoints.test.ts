import { sql } from 'kysely';
import { auditKeyOf } from '../../../secrets/audit-key';
import { checkpointHash, isSignedCheckpoint, isUnderRoot } from '../../../secrets/checkpoint';
import { startRequest } from '../../support/store-scene';
import { onEachEngine } from './engines';

const key = auditKeyOf(Buffer.alloc(32, 9));
const dayMs = 86_400_000;
const event = { kind: 'letter-sent', actor: 'x', note: 'Sent.' } as const;

onEachEngine((open) => {
  const checkpoints = () => open.store.checkpoints;
  async function made() {
    const outcome = await checkpoints().write(key, 0);
    if (outcome.kind !== 'written') throw new Error(JSON.stringify(outcome));
    return outcome.checkpoint;
  }
  async function withoutTriggers(work: () => Promise<unknown>): Promise<void> {
    await sql`alter table audit_event disable trigger user`.execute(open.db);
    await work();
    await sql`alter table audit_event enable trigger user`.execute(open.db);
  }

  test('where nothing has happened there is nothing to cover', async () => {
    expect(await checkpoints().write(key, 0)).toEqual({ kind: 'not-due' });
    expect(await checkpoints().list(9)).toEqual([]);
    expect(await checkpoints().covering('nope')).toBeUndefined();
  });

  test('a checkpoint covers every request, follows the one before, and is signed', async () => {
    const { id } = await startRequest(open);
    await startRequest(open);
    const first = await made();
    expect(first).toMatchObject({ number: 1, requests: 2, key: key.publicKey });
    await open.store.audit.append(id, event);
    const second = await made();
    expect(second).toMatchObject({ number: 2, requests: 2, previous: checkpointHash(first) });
    expect(await checkpoints().list(9)).toEqual([second, first]);
    expect([first, second].every(isSignedCheckpoint)).toBe(true);
    const covering = (await checkpoints().covering(id))!;
    const newest = (await open.store.audit.hashed(id)).at(-1)!;
    expect(covering).toMatchObject({ checkpoint: second, head: { seq: newest.seq, hash: newest.hash } });
    expect(isUnderRoot({ requestId: id, ...covering.head }, covering.path, second.root)).toBe(true);
    const { rows } = await sql`select * from checkpoint_head where request_id = ${id}`.execute(open.db);
    expect(rows).toHaveLength(2);
  });

  test('one is due after a day, and of several that look at once one writes', async () => {
    await startRequest(open);
    await made();
    expect(await checkpoints().write(key, dayMs)).toEqual({ kind: 'not-due' });
    const before = (await checkpoints().list(100)).length;
    await open.store.audit.append((await startRequest(open)).id, event);
    const all = await Promise.all([1, 2, 3].map(() => checkpoints().write(key, 0)));
    expect((await checkpoints().list(100)).length).toBe(before + all.filter(({ kind }) => kind === 'written').length);
    expect(await checkpoints().lost(9)).toEqual([]);
  });

  test('a request that began later is not covered yet', async () => {
    await made();
    expect(await checkpoints().covering((await startRequest(open)).id)).toBeUndefined();
  });

  test('what is covered cannot be changed or removed', async () => {
    await made();
    for (const table of ['checkpoint', 'checkpoint_head']) {
      await expect(sql`delete from ${sql.table(table)}`.execute(open.db)).rejects.toThrow('append-only');
    }
  });

  test('[case 97] rows cut off at the end are found, though what is left fits together, and no new checkpoint hides it', async () => {
    const { id } = await startRequest(open);
    await open.store.audit.append(id, event);
    const { number } = await made();
    await withoutTriggers(() => sql`delete from audit_event where request_id = ${id} and seq = 2`.execute(open.db));
    expect(await open.store.audit.firstBroken(id)).toBeUndefined();
    const lost = [{ requestId: id, seq: 2, checkpoint: number }];
    expect(await checkpoints().lost(9)).toEqual(lost);
    expect(await checkpoints().write(key, 0)).toEqual({ kind: 'lost', lost });
    // Written anew it is another row.
    await open.store.audit.append(id, { ...event, note: 'Not sent.' });
    expect(await checkpoints().lost(9)).toEqual(lost);
  });
});
