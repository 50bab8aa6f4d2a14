import { sql } from 'kysely';
import { decide, openStep, startRequest } from '../../support/store-scene';
import { eventsOf, moveDeadline, onEachEngine, unfit } from './engines';

onEachEngine((open) => {
  test('decision, evidence, audit row and dispatch are there together', async () => {
    const { id } = await startRequest(open);
    const outcome = await decide(open, await openStep(open, id, 'mls', 'ann-lee'));
    expect(outcome).toMatchObject({
      kind: 'recorded',
      decision: { verdict: 'approve', grade: 'link+code' },
      dispatch: { message: { type: 'decision' } },
    });
    const file = (await open.store.requests.file(id))!;
    expect(file.standing).toMatchObject({ state: 'approved', because: 'Approved by Ann Lee.' });
    expect(await eventsOf(open, id)).toEqual(['request-started', 'approved']);
    expect(await open.db.selectFrom('evidence').select('grade').where('request_id', '=', id).execute()).toEqual([
      { grade: 'link+code' },
    ]);
  });

  test('[case 2] the same decision again: told what was decided, no second event', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    await decide(open, token);
    const before = await eventsOf(open, id);
    expect(await decide(open, token)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'already-decided', earlier: { approver: { name: 'Ann Lee' } } },
    });
    expect(await eventsOf(open, id)).toEqual(before);
  });

  test('[case 2] after the deadline too, the replay of a decision is told what was decided', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    await decide(open, token);
    await moveDeadline(open, token, '-1 second');
    expect(await decide(open, token)).toMatchObject({ kind: 'refused', refusal: { code: 'already-decided' } });
  });

  test('[case 4] the link of a step whose turn it is not is refused, and the try is on record', async () => {
    const { id } = await startRequest(open, 'prairie-lakes-idx');
    await openStep(open, id, 'broker', 'tom-berg');
    const early = await openStep(open, id, 'mls', 'mia-olson');
    expect(await decide(open, early)).toMatchObject({ kind: 'refused', refusal: { code: 'step-not-open' } });
    expect(await eventsOf(open, id)).toContain('decision-refused');
  });

  test('[case 6] a link mailed before the request was changed is void', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    await open.db.updateTable('request').set({ digest: 'changed' }).where('id', '=', id).execute();
    expect(await decide(open, token)).toMatchObject({ kind: 'refused', refusal: { code: 'request-changed' } });
  });

  test('[case 96] what cannot be audited is not decided', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    await sql`alter table audit_event add constraint full_disk check (kind <> 'approved') not valid`.execute(open.db);
    await expect(decide(open, token)).rejects.toThrow(/full_disk/);
    await sql`alter table audit_event drop constraint full_disk`.execute(open.db);
    const rows = (table: 'decision' | 'evidence') =>
      open.db.selectFrom(table).select('id').where('request_id', '=', id).execute();
    expect([...(await rows('decision')), ...(await rows('evidence'))]).toEqual([]);
    expect(await decide(open, token)).toMatchObject({ kind: 'recorded' });
  });

  test('[case 110] one time, the database’s, for all that one act records', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    await decide(open, token);
    const { rows } = await sql<{ times: string }>`
        select count(distinct at) as times from (
          select decided_at as at from decision where request_id = ${id}
          union all select recorded_at from evidence where request_id = ${id}
          union all select at from audit_event where request_id = ${id} and kind = 'approved'
          union all select closed_at from link where request_id = ${id}
        ) as act`.execute(open.db);
    expect(Number(rows[0]!.times)).toBe(1);
  });

  test('[case 10] fifty approvals and fifty denials at once: one is recorded, the rest see it', async () => {
    const { id } = await startRequest(open);
    const token = await openStep(open, id, 'mls', 'ann-lee');
    const all = Array.from({ length: 100 }, (_, n) => decide(open, token, n % 2 ? 'approve' : 'deny'));
    const kinds = (await Promise.all(all)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'recorded')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(99);
  });

  test('[case 11] two approvers of a step that any may answer, at the same instant: one outcome', async () => {
    const { id } = await startRequest(open, 'prairie-lakes-idx');
    await decide(open, await openStep(open, id, 'broker', 'tom-berg'));
    const tokens = [await openStep(open, id, 'mls', 'mia-olson'), await openStep(open, id, 'mls', 'raj-patel')];
    const outcomes = await Promise.all([decide(open, tokens[0]!, 'approve'), decide(open, tokens[1]!, 'deny')]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['recorded', 'refused']);
    expect(outcomes.find(({ kind }) => kind === 'refused')).toMatchObject({
      refusal: { code: expect.stringMatching(/step-closed|request-closed/) },
    });
  });

  test('[case 15] an approver who has left the register decides nothing', async () => {
    const { id } = await startRequest(open, 'summit-ridge-idx');
    const token = await openStep(open, id, 'mls', 'sam-holt');
    await open.db.updateTable('approver').set({ active: false }).where('id', '=', 'sam-holt').execute();
    expect(await decide(open, token)).toMatchObject({ kind: 'refused', refusal: { code: 'not-an-approver' } });
    expect(await unfit(open, 'summit-ridge-idx', 'eva-ruiz', 'sam-holt')).toEqual(['sam-holt']);
    await open.db.updateTable('approver').set({ active: true }).where('id', '=', 'sam-holt').execute();
  });
});
