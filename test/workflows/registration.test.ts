import { hashToken } from '../../secrets/token';
import { type ChainScene, openChainEnv } from '../support/chain-scene';
import { loadOperator } from '../support/new-registration';
import { prove, register, review } from '../support/registration-scene';

let workflows: Awaited<ReturnType<typeof openChainEnv>>;
beforeAll(async () => {
  workflows = await openChainEnv();
  await loadOperator(workflows.store);
});
afterAll(() => workflows.close());

const account = async (scene: ChainScene) => {
  const { requester } = (await scene.store.requests.file(scene.requestId))!.request.ask;
  return (await scene.store.developers.find(requester.id))!;
};

test('seed: "you’ll receive demo API credentials": proven, reviewed, activated; they end by themselves', async () => {
  await register(workflows, async (scene) => {
    await scene.mailed('new', /confirm/i);
    expect((await scene.mails()).some(({ to }) => to.startsWith('support@'))).toBe(false);
    await prove(scene);
    await scene.mailed('support', /activate|approve/i);
    expect(await account(scene)).toMatchObject({ provenAt: expect.any(Number), activatedAt: null });
    await review(scene, 'approve');
    const ready = await scene.mailed('new', /ready|activated/i);
    expect(ready.text).toContain('/Reso/OData/Property');
    expect(await account(scene)).toMatchObject({ activatedAt: expect.any(Number) });
    const { credential } = (await scene.store.requests.file(scene.requestId))!;
    expect(credential?.spec).toMatchObject({ environment: 'demo', mlsId: 'operator' });
    expect(credential?.spec.limits.until).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});

test('an address that nobody proves: reminded twice, and over after seven days; the review desk never hears of it', async () => {
  await register(workflows, async (scene) => {
    expect(await scene.result()).toMatchObject({ state: 'withdrawn' });
    const mails = await scene.mails();
    expect(mails.filter(({ subject }) => /confirm/i.test(subject))).toHaveLength(3);
    expect(mails.some(({ to }) => to.startsWith('support@'))).toBe(false);
    expect(await account(scene)).toMatchObject({ provenAt: null, activatedAt: null });
  });
});

test('seed: "activated (within 3 business days)": a registration nobody reviews calls staff on the third', async () => {
  await register(workflows, async (scene) => {
    await prove(scene);
    await scene.mailed('support', /activate|approve/i);
    await scene.sleep('7 days');
    await scene.mailed('support', /stuck/i);
    await review(scene, 'deny', 'We cannot find your company.');
    const told = await scene.mailed('new', /not approved|declined/i);
    expect(told.text).toContain('We cannot find your company.');
    expect(await account(scene)).toMatchObject({ activatedAt: null });
  });
});

test('a sign-in link comes by mail and is good for one session', async () => {
  await register(workflows, async (scene) => {
    await prove(scene);
    await scene.mailed('support', /activate|approve/i);
    await review(scene, 'approve');
    await scene.mailed('new', /ready|activated/i);
    const { email } = await account(scene);
    await scene.tell((await scene.store.developers.askToSignIn(email))!);
    await scene.mailed('new', /sign in/i);
    const link = await scene.linkTo(email.split('@')[0]!, 'sign-in');
    expect(await scene.store.developers.signIn(link.tokenHash, 'ZZZZZZ')).toMatchObject({ kind: 'wrong-code' });
    expect(await scene.store.developers.signIn(link.tokenHash, link.code)).toMatchObject({ kind: 'signed-in' });
    expect(await scene.store.developers.signIn(link.tokenHash, link.code)).toEqual({ kind: 'expired' });
    expect(await scene.store.developers.signIn(hashToken('no'), link.code)).toEqual({ kind: 'unknown' });
  });
});
