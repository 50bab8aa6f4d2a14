import { type RawBuilder, sql } from 'kysely';
import { decide, openStep, said, startRequest } from '../../support/store-scene';
import { onEachEngine } from './engines';
import { answer, mailQuestion } from './mailed';

onEachEngine((open) => {
  const tampering: Record<string, { at: number; change: (id: string) => RawBuilder<unknown> }> = {
    'words changed': {
      at: 2,
      change: (id) => sql`update audit_event set note = 'Ann Lee approved.' where seq = 2 and request_id = ${id}`,
    },
    'a time moved': {
      at: 2,
      change: (id) => sql`update audit_event set at = at + interval '1 ms' where seq = 2 and request_id = ${id}`,
    },
    'a detail added': {
      at: 2,
      change: (id) => sql`update audit_event set detail = detail || '{"more": 1}' where seq = 2 and request_id = ${id}`,
    },
    'one bit of a hash flipped': {
      at: 2,
      change: (id) =>
        sql`update audit_event set hash = set_bit(hash, 100, 1 - get_bit(hash, 100)) where seq = 2 and request_id = ${id}`,
    },
    'a row dropped': { at: 2, change: (id) => sql`delete from audit_event where seq = 2 and request_id = ${id}` },
    'the first row dropped': {
      at: 1,
      change: (id) => sql`delete from audit_event where seq = 1 and request_id = ${id}`,
    },
  };

  test.each(Object.entries(tampering))('[case 97] %s: the first bad row is named', async (_what, { at, change }) => {
    const { id } = await startRequest(open);
    await decide(open, await openStep(open, id, 'mls', 'ann-lee'), 'deny');
    await open.store.requests.settle(id);
    expect(await open.store.audit.firstBroken(id)).toBeUndefined();
    await sql`alter table audit_event disable trigger user`.execute(open.db);
    await change(id).execute(open.db);
    await sql`alter table audit_event enable trigger user`.execute(open.db);
    expect(await open.store.audit.firstBroken(id)).toBe(at);
  });

  test('[case 97] two rows swapped: found', async () => {
    const { id } = await startRequest(open);
    for (const note of ['first', 'second'])
      await open.store.audit.append(id, { kind: 'letter-sent', actor: 'x', note });
    const renumber = (from: number, to: number) =>
      open.db
        .updateTable('audit_event')
        .set({ seq: to })
        .where('request_id', '=', id)
        .where('seq', '=', from)
        .execute();
    await sql`alter table audit_event disable trigger user`.execute(open.db);
    await renumber(2, 99);
    await renumber(3, 2);
    await renumber(99, 3);
    await sql`alter table audit_event enable trigger user`.execute(open.db);
    expect(await open.store.audit.firstBroken(id)).toBe(2);
  });

  const appendOnly = ['audit_event', 'evidence', 'decision', 'answer', 'seating', 'opening', 'revision'] as const;
  test.each(appendOnly)('%s is append-only', async (table) => {
    const { id, chain } = await startRequest(open, 'prairie-lakes-idx');
    const question = await said(open, await openStep(open, id, 'broker', 'tom-berg'), { verdict: 'ask' });
    await answer(open, await mailQuestion(open, id, question.id));
    const order = { stepId: 'broker', fromId: 'tom-berg', toId: 'mia-olson', by: 'Kim', reason: 'away' };
    await open.store.orders.reassign(id, order);
    await open.store.requests.migrate(id, chain, 'Kim', 'a new version');

    const rows = sql.table(table);
    const count = async () => (await sql`select from ${rows} where request_id = ${id}`.execute(open.db)).rows.length;
    const before = await count();
    expect(before).toBeGreaterThan(0);
    for (const change of [
      sql`update ${rows} set request_id = request_id where request_id = ${id}`,
      sql`delete from ${rows} where request_id = ${id}`,
    ])
      await expect(change.execute(open.db)).rejects.toThrow(`${table} is append-only`);
    expect(await count()).toBe(before);
  });

  test('appends at once get their numbers without a gap', async () => {
    const { id } = await startRequest(open);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        open.store.audit.append(id, { kind: 'letter-sent', actor: 'x', note: `${n}` }),
      ),
    );
    expect((await open.store.audit.ofRequest(id)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 21 }, (_, n) => n + 1),
    );
    expect(await open.store.audit.firstBroken(id)).toBeUndefined();
    expect(await open.store.audit.ofRequest(id, 20)).toHaveLength(1);
  });
});
