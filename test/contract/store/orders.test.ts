import { randomUUID } from 'node:crypto';
import { hashToken } from '../../../secrets/token';
import { approve, chainFor, decide, openStep, said, startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine, withoutApprover } from './engines';

const by = 'Kim';
const reason = 'nobody answers there';

const refused = (code: string) => ({ kind: 'refused', refusal: { code } });

onEachEngine((open) => {
  /** A request whose committee is asked: two of Otto, Lena and Paul. */
  async function committee() {
    const { id, chain, request } = await startRequest(open, 'blue-mesa-idx');
    return { id, chain, request, ottos: await openStep(open, id, 'committee', 'otto-kline') };
  }
  const reassign = (id: string, toId: string, fromId = 'otto-kline', stepId = 'committee') =>
    open.store.orders.reassign(id, { stepId, fromId, toId, by, reason });

  const resend = (id: string, approverId: string) =>
    open.store.orders.resend(id, { stepId: 'committee', approverId, by, reason });
  const extend = (id: string, stepId = 'committee') => open.store.orders.extend(id, { stepId, by, reason });
  const migrate = async (id: string, version = 2) => {
    const offer = (await open.store.directory.offer('blue-mesa-idx'))!;
    return open.store.requests.migrate(id, { ...chainFor(offer), version }, by, reason);
  };

  describe('somebody else in a place', () => {
    test('is asked from then on; the first one’s link is passed on', async () => {
      const { id, ottos } = await committee();
      expect(await reassign(id, 'rosa-quint')).toMatchObject({
        kind: 'recorded',
        dispatch: { message: { type: 'changed' } },
      });
      expect(await decide(open, ottos)).toEqual({ kind: 'passed-on' });
      const { facts, standing } = (await open.store.requests.file(id))!;
      expect(facts.seatings).toMatchObject([
        { stepId: 'committee', from: 'otto-kline', to: { id: 'rosa-quint' }, kind: 'reassigned', by, reason },
      ]);
      const waitingOn = standing.state === 'pending' ? standing.open[0]!.waitingOn.map((each) => each.id) : [];
      expect(waitingOn).toEqual(['rosa-quint', 'lena-wirth', 'paul-arden']);
      expect(await decide(open, await openStep(open, id, 'committee', 'rosa-quint'))).toMatchObject({
        kind: 'recorded',
      });
      const { note } = (await open.store.audit.ofRequest(id)).find(({ kind }) => kind === 'reassigned')!;
      expect(note).toBe('Kim asks Rosa Quint in place of Otto Kline: nobody answers there');
    });

    const unfit: readonly (readonly [string, string, string, string])[] = [
      ['a person of another MLS', 'ann-lee', 'otto-kline', 'unfit-delegate'],
      ['a person whom nobody knows', 'nobody', 'otto-kline', 'unfit-delegate'],
      ['a colleague who is asked already', 'lena-wirth', 'otto-kline', 'unfit-delegate'],
      ['the place of somebody who is not asked', 'rosa-quint', 'ines-ford', 'not-an-approver'],
    ];
    test.each(unfit)('is refused: %s', async (_what, toId, fromId, code) => {
      const { id } = await committee();
      expect(await reassign(id, toId, fromId)).toMatchObject(refused(code));
      expect(await eventsOf(open, id)).toEqual(['request-started']);
    });

    test('[case 15] is refused when they have left the register', async () => {
      const { id } = await committee();
      await withoutApprover(open, 'rosa-quint', async () => {
        expect(await reassign(id, 'rosa-quint')).toMatchObject(refused('unfit-delegate'));
      });
    });

    test('is refused when the developer reads that mailbox', async () => {
      const { id } = await committee();
      const dana = { id: `dana-${randomUUID()}`, name: 'D. F.', title: 'Deputy', mls_id: 'blue-mesa', active: true };
      const email = 'D.ana+mls@foxglove-software.example';
      await open.db
        .insertInto('approver')
        .values({ ...dana, email })
        .execute();
      expect(await reassign(id, dana.id)).toMatchObject(refused('self-approval'));
    });

    test('is refused when the place has spoken, at a step that is not there, and when the request has ended', async () => {
      const { id, ottos } = await committee();
      await said(open, ottos, approve);
      expect(await reassign(id, 'rosa-quint')).toMatchObject(refused('already-decided'));
      expect(await reassign(id, 'rosa-quint', 'otto-kline', 'board')).toMatchObject(refused('unknown-step'));
      await open.store.requests.withdraw(id, by, reason);
      expect(await reassign(id, 'rosa-quint', 'lena-wirth')).toMatchObject(refused('request-closed'));
      expect(await reassign(randomUUID(), 'rosa-quint')).toEqual({ kind: 'unknown' });
    });
  });

  describe('a new mail', () => {
    test('closes the link of that person only, and is told', async () => {
      const { id, ottos } = await committee();
      const lenas = await openStep(open, id, 'committee', 'lena-wirth');
      expect(await resend(id, 'otto-kline')).toMatchObject({
        kind: 'recorded',
        dispatch: { message: { type: 'changed' } },
      });
      expect(await open.store.links.find(hashToken(ottos))).toMatchObject({ closedBecause: 'renewed' });
      expect(await open.store.links.find(hashToken(lenas))).toMatchObject({ closedBecause: null });
      expect(await eventsOf(open, id)).toContain('resend-asked');
    });

    test('is refused to whoever has answered, is not asked, or is asked no more', async () => {
      const { id, ottos } = await committee();
      await said(open, ottos, approve);
      for (const approverId of ['otto-kline', 'ines-ford'])
        expect(await resend(id, approverId)).toMatchObject(refused('not-an-approver'));
      await open.store.requests.withdraw(id, by, reason);
      expect(await resend(id, 'lena-wirth')).toMatchObject(refused('not-an-approver'));
    });
  });

  describe('more time', () => {
    test('is told, and refused the second time', async () => {
      const { id, request } = await committee();
      expect(await extend(id)).toMatchObject({
        kind: 'recorded',
        dispatch: { message: { type: 'extend', stepId: 'committee', by, reason } },
      });
      const dues = [{ kind: 'lapse' as const, at: 9e12 }];
      await open.store.letters.write({
        requestId: id,
        key: 'extend.1',
        letters: [],
        openings: [{ stepId: 'committee', digest: request.digest, because: 'extended', dues }],
      });
      expect(await extend(id)).toMatchObject(refused('unfit-order'));
    });

    test('is refused for a step that is not asked now', async () => {
      const { id } = await committee();
      expect(await extend(id, 'mls')).toMatchObject(refused('step-not-open'));
      expect(await extend(id, 'board')).toMatchObject(refused('unknown-step'));
    });
  });

  describe('another version of the chain', () => {
    test('replaces the chain, keeps what was asked and who has answered, and what it was before', async () => {
      const { id, request, chain, ottos } = await committee();
      const lenas = await openStep(open, id, 'committee', 'lena-wirth');
      await said(open, ottos, approve);
      expect(await migrate(id)).toMatchObject({ kind: 'recorded', dispatch: { message: { type: 'changed' } } });
      const file = (await open.store.requests.file(id))!;
      expect(file.chain.version).toBe(2);
      expect(file.request).toEqual({ ...request, revision: 2 });
      expect(await open.store.requests.revisions(id)).toMatchObject([
        { number: 1, digest: request.digest, chain, by, because: reason },
      ]);
      expect((await eventsOf(open, id)).at(-1)).toBe('chain-migrated');
      await said(open, lenas, approve);
      expect((await open.store.requests.file(id))!.standing).toMatchObject({ open: [{ stepId: 'mls' }] });
    });

    test('twice: each revision is kept', async () => {
      const { id } = await committee();
      for (const version of [2, 3]) await migrate(id, version);
      const kept = await open.store.requests.revisions(id);
      expect(kept.map(({ number, chain }) => [number, chain.version])).toEqual([
        [1, 1],
        [2, 2],
      ]);
    });

    test('is refused for a request that has ended', async () => {
      const { id, chain } = await committee();
      await open.store.requests.withdraw(id, by, reason);
      expect(await migrate(id)).toMatchObject(refused('request-closed'));
      expect((await open.store.requests.file(id))!.chain).toEqual(chain);
      expect(await migrate(randomUUID())).toEqual({ kind: 'unknown' });
    });
  });
});
