import { untilOf } from '../../domain/grant';
import { approve, openChainEnv } from '../support/chain-scene';
import { dana, day, type GrantScene, withGrant } from '../support/granted';
import { relay } from '../support/relay';

let workflows: Awaited<ReturnType<typeof openChainEnv>>;
beforeAll(async () => (workflows = await openChainEnv()));
afterAll(() => workflows.close());

const granted = (play: (scene: GrantScene) => Promise<void>) => withGrant(workflows, play);

/** The developer asks, and Ann says yes. */
async function approved(scene: GrantScene, ...asked: Parameters<GrantScene['change']>): Promise<string> {
  const before = (await scene.mails()).filter(({ to, subject }) => to.startsWith('ann@') && isAsking(subject)).length;
  const id = await scene.change(...asked);
  await scene.mailed('ann', asking, before + 1);
  await scene.act('ann', approve);
  await scene.until('it counts', async () => {
    await relay(scene);
    return (await scene.file()).grant.events.some((event) => 'requestId' in event && event.requestId === id);
  });
  return id;
}

const asking = /approve (data|a renewal|a change)/i;
const isAsking = (subject: string) => asking.test(subject);

async function loadTerms(terms: string): Promise<void> {
  const { plan, definition } = (await workflows.store.directory.offer('idx'))!;
  const plans = [{ ...plan, terms, termsVersion: terms, chain: definition }];
  await workflows.store.directory.load({ mlses: [], approvers: [], plans, developers: [] });
}

test('five years: renewals, a suspension, two rotations, and terms that change', async () => {
  await granted(async (scene) => {
    await scene.stands('active');
    await scene.order({ kind: 'suspend' });
    await scene.mailed('dana', /suspended/);
    expect(await scene.working()).toEqual([false]);
    await scene.order({ kind: 'reinstate' });
    await scene.mailed('dana', /works again/);
    expect(await scene.working()).toEqual([true]);

    for (let year = 1; year <= 4; year += 1) {
      const until = untilOf((await scene.file()).grant);
      await scene.sleep(until - 40 * day - (await scene.now()));
      await scene.mailed('dana', /please renew/i, year);
      if (year === 2) {
        await loadTerms(`Be fair, ${year}.`);
        await relay(scene);
        await scene.mailed('dana', /accept the new terms/i);
        const { terms } = await scene.store.grants.surroundings(scene.requestId);
        expect(await scene.store.grants.acceptTerms(scene.requestId, dana, terms!.hash)).toMatchObject({
          kind: 'recorded',
        });
        await relay(scene);
      }
      await approved(scene, 'renewal', {}, until + 365 * day);
      await scene.mailed('dana', /renewed/, year);
      if (year % 2 === 1) {
        await scene.order({ kind: 'rotate', overlapMs: 14 * day });
        await scene.mailed('dana', /new key/, (year + 1) / 2);
        await scene.pickUp();
        expect((await scene.working()).slice(-2)).toEqual([true, true]);
        await scene.sleep('15 days');
        await scene.until('the old key has ended', async () => !(await scene.working()).at(-2));
      }
    }

    await scene.sleep('450 days');
    await scene.mailed('dana', /has run out/);
    await scene.mailed('dana', /has ended/);
    await scene.until('every key has ended', async () => (await scene.working()).every((works) => !works));
    await scene.ended(scene.grant);
    const { events } = await scene.grant.fetchHistory();
    expect(events!.length).toBeLessThan(2_000);
    expect((await scene.file()).standing.state).toBe('ended');
  });
});

test('revoked: every key ends, and whoever approved hears of it', async () => {
  await granted(async (scene) => {
    await scene.order({ kind: 'rotate', overlapMs: 14 * day });
    await scene.mailed('dana', /new key/);
    await scene.pickUp();
    expect(await scene.working()).toEqual([true, true]);
    await scene.order({ kind: 'revoke' });
    await scene.mailed('ann', /revoked/);
    await scene.mailed('dana', /revoked/);
    expect(await scene.working()).toEqual([false, false]);
    await scene.ended(scene.grant);
  });
});

test('an approval that is taken back revokes what was granted', async () => {
  await granted(async (scene) => {
    await scene.stands('active');
    await scene.act('ann', { verdict: 'revoke' }, 'Not this company.');
    await scene.stands('revoked');
    expect(await scene.working()).toEqual([false]);
  });
});

test('an amendment that needs another key: the old one goes on for two weeks, and is what it was', async () => {
  await granted(async (scene) => {
    const plan = { id: 'vow', name: 'VOW', role: 'vow', keyKind: 'bearer' } as const;
    await approved(scene, 'amendment', { plan, price: { minor: 8_000, currency: 'USD' } });
    const { text } = await scene.mailed('dana', /change is approved/);
    expect(text.replace(/\s+/g, ' ')).toContain('New price a month: $80.00. No payment is');
    await scene.mailed('dana', /new key/);
    await scene.pickUp();
    const { keys, ask } = await scene.file();
    expect(ask.plan.role).toBe('vow');
    expect(keys.map(({ spec }) => spec.role)).toEqual(['idx', 'vow']);
    await scene.sleep('15 days');
    await scene.until('the old key has ended', async () => (await scene.working()).join() === 'false,true');
  });
});

test('an amendment of a name needs no other key', async () => {
  await granted(async (scene) => {
    await approved(scene, 'amendment', { product: { name: 'Fox Houses', url: 'https://houses.example' } });
    await scene.mailed('dana', /change is approved/);
    const { keys, ask } = await scene.file();
    expect(ask.product.name).toBe('Fox Houses');
    expect(keys).toHaveLength(1);
    expect(await scene.working()).toEqual([true]);
  });
});

test('a change that is declined leaves everything as it was', async () => {
  await granted(async (scene) => {
    const before = (await scene.mails()).filter(({ subject }) => isAsking(subject)).length;
    const id = await scene.change('amendment', { product: { name: 'Fox Casino', url: null } });
    await scene.mailed('ann', asking, before + 1);
    await scene.act('ann', { verdict: 'deny' }, 'No games.');
    await scene.mailed('dana', /not approved|declined/i);
    const { ask, openChangeId } = await scene.file();
    expect([ask.product.name, openChangeId]).toEqual(['Fox Homes', null]);
    expect((await scene.store.requests.file(id))!.standing.state).toBe('denied');
  });
});

test('a change that its developer withdraws leaves everything as it was, and the next one is asked for', async () => {
  await granted(async (scene) => {
    const id = await scene.change('amendment', { product: { name: 'Fox Houses', url: null } });
    await scene.mailed('ann', /approve a change/i);
    await scene.store.requests.withdraw(id, dana.name, 'The developer takes it back.');
    await relay(scene);
    const { text } = await scene.mailed('dana', /withdrawn/i);
    expect(text.replace(/\s+/g, ' ')).toContain('what was granted before goes on as it was');
    await approved(scene, 'amendment', { product: { name: 'Fox Homes West', url: null } });
    expect((await scene.file()).ask.product.name).toBe('Fox Homes West');
  });
});

test('terms that nobody accepts in time switch the key off, and accepting them switches it on', async () => {
  await granted(async (scene) => {
    await scene.stands('active');
    await loadTerms('Be fairer.');
    await relay(scene);
    await scene.mailed('dana', /accept the new terms/i);
    await scene.sleep('24 days');
    await scene.mailed('dana', /reminder: accept/i);
    await scene.sleep('8 days');
    await scene.stands('suspended');
    await scene.until('it is held', async () => (await scene.working()).join() === 'false');
    const { terms } = await scene.store.grants.surroundings(scene.requestId);
    await scene.store.grants.acceptTerms(scene.requestId, dana, terms!.hash);
    await scene.stands('active');
    await scene.until('it works', async () => (await scene.working()).join() === 'true');
  });
});

test('a holder who has left: 30 days to tie the key to somebody else, then it ends', async () => {
  await withGrant(
    workflows,
    async (scene) => {
      await scene.stands('active');
      const jo = { mlsId: 'mls', userName: 'jo', kind: 'member', name: 'Jo Doe' } as const;
      const members = [{ ...jo, standing: 'left' } as const];
      await workflows.store.directory.load({ mlses: [], approvers: [], plans: [], developers: [], members });
      await scene.stands('in-transition');
      await scene.mailed('ann', /in transition/);
      expect(await scene.working()).toEqual([true]);
      await scene.sleep('31 days');
      await scene.mailed('dana', /has ended/);
      await scene.until('it has ended', async () => (await scene.working()).join() === 'false');
    },
    { more: { keyHolder: { kind: 'member', flexmlsUser: 'jo' } } },
  );
});
