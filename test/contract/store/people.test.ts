import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { demoDirectory } from '../../../directory/demo';
import { approve, decide, loadDemo, openStep, said, startRequest } from '../../support/store-scene';
import { about, onEachEngine, unfit, withoutApprover } from './engines';
import { mailReceipt } from './mailed';

onEachEngine((open) => {
  test('[case 15] loading the directory again does not bring back who has left the register', async () => {
    await open.db.updateTable('approver').set({ active: false }).where('id', '=', 'raj-patel').execute();
    await loadDemo(open);
    expect(await unfit(open, 'prairie-lakes-idx', 'raj-patel', 'mia-olson')).toEqual(['raj-patel']);
    const { register } = (await open.store.directory.offer('prairie-lakes-idx'))!;
    expect(register.map(({ id }) => id)).not.toContain('raj-patel');
    await open.db.updateTable('approver').set({ active: true }).where('id', '=', 'raj-patel').execute();
  });

  test('[case 91] a session lives until it is closed, expires, or its person is disabled', async () => {
    await open.store.staff.create({ id: 'pat', name: 'Pat', email: 'Pat@Countersign.example' }, 'hash');
    const [one, two] = [randomBytes(32), randomBytes(32)];
    await open.store.staff.openSession('pat', one, 60_000);
    await open.store.staff.openSession('pat', two, -1);
    expect(await open.store.staff.session(one)).toMatchObject({ email: 'pat@countersign.example' });
    expect(await open.store.staff.session(two)).toBeUndefined();
    await open.db.updateTable('staff').set({ active: false }).where('id', '=', 'pat').execute();
    expect(await open.store.staff.session(one)).toBeUndefined();
  });

  const away = (approver_id: string, to_id: string, until: string, set_at: Date) =>
    open.db
      .insertInto('absence')
      .values({ id: randomUUID(), approver_id, to_id, until, evidence_id: 'e', set_at })
      .execute();
  const standIns = async (day: string, ids: readonly string[] = ['tom-berg'], planId = 'prairie-lakes-idx') =>
    (await open.store.absences.on(day, ids, await about(open, planId))).map(
      ({ approverId, to }) => `${approverId}: ${to.id}`,
    );

  describe('absences', () => {
    test('the newest order counts, its last day included', async () => {
      await away('tom-berg', 'mia-olson', '2031-03-14', new Date(1_000));
      await away('tom-berg', 'raj-patel', '2031-03-10', new Date(2_000));
      expect(await standIns('2031-03-09')).toEqual(['tom-berg: raj-patel']);
      expect(await standIns('2031-03-10')).toEqual(['tom-berg: raj-patel']);
      expect(await standIns('2031-03-11')).toEqual(['tom-berg: mia-olson']);
      expect(await standIns('2031-03-14')).toEqual(['tom-berg: mia-olson']);
      expect(await standIns('2031-03-15')).toEqual([]);
    });

    test('only of those who are asked for', async () => {
      await away('eva-ruiz', 'sam-holt', '2031-03-14', new Date(1_000));
      expect(await standIns('2031-03-14', ['sam-holt'], 'summit-ridge-idx')).toEqual([]);
      expect(await standIns('2031-03-14', [])).toEqual([]);
      expect(await standIns('2031-03-14', ['eva-ruiz', 'sam-holt'], 'summit-ridge-idx')).toEqual([
        'eva-ruiz: sam-holt',
      ]);
    });

    test('[case 15] a stand-in who has left the register stands in for nobody; an older order counts then', async () => {
      await away('ines-ford', 'otto-kline', '2031-03-14', new Date(1_000));
      await away('ines-ford', 'rosa-quint', '2031-03-14', new Date(2_000));
      await withoutApprover(open, 'rosa-quint', async () => {
        expect(await standIns('2031-03-14', ['ines-ford'], 'blue-mesa-idx')).toEqual(['ines-ford: otto-kline']);
      });
    });
  });

  describe('how long requests took', () => {
    test('none has closed yet', async () => {
      await startRequest(open, 'summit-ridge-idx');
      expect(await open.store.directory.durations('summit-ridge')).toEqual({ closed: 0, medianMs: null, p90Ms: null });
    });

    test('the median and what nine of ten stayed below, of those that were approved or denied', async () => {
      const hourMs = 3_600_000;
      const took = async (id: string, hours: number) => {
        await open.store.requests.settle(id);
        await sql`update request set created_at = settled_at - ${hours} * interval '1 hour'
          from outcome where request_id = id and id = ${id}`.execute(open.db);
      };
      for (let hours = 1; hours <= 10; hours += 1) {
        const { id } = await startRequest(open);
        await decide(open, await openStep(open, id, 'mls', 'ann-lee'), hours % 2 ? 'approve' : 'deny');
        await took(id, hours);
      }
      const { id: withdrawn } = await startRequest(open);
      await open.store.requests.withdraw(withdrawn, 'Support', 'asked twice');
      await took(withdrawn, 1_000);
      await startRequest(open);
      expect(await open.store.directory.durations('harbor-coast')).toEqual({
        closed: 10,
        medianMs: 5.5 * hourMs,
        p90Ms: 9.1 * hourMs,
      });
    });
  });

  describe('how a developer is known', () => {
    const ines = { requester: demoDirectory.developers[2]! };
    const known = (except?: string) => open.store.directory.acquaintance(ines.requester.id, 'harbor-coast', except);

    test('new, known once approved, revoked once an approval was taken back', async () => {
      expect(await known()).toEqual({ standing: 'new', isFirst: true });
      const first = await startRequest(open, 'harbor-coast-idx', randomUUID(), ines);
      expect(await known()).toEqual({ standing: 'new', isFirst: false });
      expect(await known(first.id)).toEqual({ standing: 'new', isFirst: true });
      const approval = await said(open, await openStep(open, first.id, 'mls', 'ann-lee'), approve);
      await open.store.requests.settle(first.id);
      expect(await known()).toEqual({ standing: 'known', isFirst: false });
      const elsewhere = await open.store.directory.acquaintance(ines.requester.id, 'summit-ridge');
      expect(elsewhere).toEqual({ standing: 'known', isFirst: true });
      await said(open, await mailReceipt(open, first.id, approval.id), { verdict: 'revoke' }, 'a mistake');
      await open.store.requests.settle(first.id);
      expect(await known()).toEqual({ standing: 'revoked', isFirst: false });
    });

    test('a developer whom nobody has on record is new', async () => {
      const nobody = await open.store.directory.acquaintance('nobody', 'harbor-coast');
      expect(nobody).toEqual({ standing: 'new', isFirst: true });
    });
  });

  test('the register is of one MLS, by name, without those who have left', async () => {
    const names = async () => (await open.store.directory.register('prairie-lakes', null)).map(({ name }) => name);
    expect(await names()).toEqual(['Mia Olson', 'Raj Patel', 'Tom Berg']);
    await withoutApprover(open, 'raj-patel', async () => expect(await names()).toEqual(['Mia Olson', 'Tom Berg']));
    expect(await unfit(open, 'prairie-lakes-idx')).toEqual([]);
  });
});
