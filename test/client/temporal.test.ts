import { randomUUID } from 'node:crypto';
import type { Dispatch, Message } from '../../client/port';
import { hashToken } from '../../secrets/token';
import { approve, type ChainScene, openChainEnv } from '../support/chain-scene';
import { chain, decision, step } from '../support/samples';

let workflows: Awaited<ReturnType<typeof openChainEnv>>;
beforeAll(async () => (workflows = await openChainEnv()));
afterAll(() => workflows.close());

const oneStep = chain(step('mls', ['ann']));
const dispatch = ({ requestId }: ChainScene, message: Message): Dispatch => ({ id: randomUUID(), requestId, message });
const times = (log: readonly string[], name: string) => log.filter((each) => each === name).length;

/** A request that was approved and picked up, and whose workflow has run to its end, so that whatever follows comes late. */
function afterTheEnd(play: (scene: ChainScene) => Promise<void>): Promise<void> {
  return workflows.run(oneStep, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', approve);
    await scene.mailed('dana', /ready/);
    expect((await pickUp(scene)).kind).toBe('opened');
    expect(await scene.result()).toMatchObject({ state: 'approved' });
    await play(scene);
  });
}

/** Opens the pickup page of the first key that was mailed. */
async function pickUp({ mails, store }: ChainScene) {
  const { text } = (await mails()).find((mail) => mail.text.includes('/pickup/'))!;
  const token = /\/pickup\/([\w-]{43})/.exec(text)![1]!;
  const code = /^ {4}([A-Z0-9]{3}) ([A-Z0-9]{3})$/m.exec(text)!;
  return store.credentials.pickUp(hashToken(token), `${code[1]}${code[2]}`);
}

const areEnabled = async ({ store, requestId }: ChainScene, generation: number) =>
  (await store.keys.byMarker(`${requestId}:${generation}`)).map(({ enabled }) => enabled);
const sent = async (scene: ChainScene, subject: RegExp) =>
  (await scene.mails()).filter((mail) => subject.test(mail.subject)).map(({ to }) => to.replace(/@.*/, ''));

test('[case 116] a start that is told again and again starts one workflow', async () => {
  await workflows.run(oneStep, async (scene) => {
    const start = dispatch(scene, { type: 'start' });
    const told = await Promise.all([1, 2, 3].map(() => scene.chains.tell(start)));
    expect(told).toEqual(['applied', 'applied', 'applied']);
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', { verdict: 'deny' });
    await scene.result();
    expect(await scene.chains.tell(start)).toBe('applied');
    expect(times(scene.log, 'acknowledge')).toBe(1);
  });
});

test('a start of a request that the store does not have is an error', async () => {
  await workflows.run(oneStep, async (scene) => {
    const start = { ...dispatch(scene, { type: 'start' }), requestId: randomUUID() };
    await expect(scene.chains.tell(start)).rejects.toThrow('is not in the store');
    await scene.mailed('ann', /approve data/i);
    await scene.act('ann', { verdict: 'deny' });
  });
});

test('whatever is said about a request that has ended is told: the store has the last word', async () => {
  await afterTheEnd(async (scene) => {
    const at = await scene.now();
    const ran = scene.log.length;
    const late: readonly Message[] = [
      { type: 'decision', decision: decision('mls', 'ann', 'deny', at) },
      { type: 'withdrawal', withdrawal: { by: 'Kim', reason: 'asked twice', at } },
      { type: 'changed' },
      { type: 'extend', stepId: 'mls', by: 'Kim', reason: 'on holiday' },
    ];
    for (const message of late) expect(await scene.chains.tell(dispatch(scene, message))).toBe('applied');
    expect(scene.log).toHaveLength(ran);
  });
});

test('[case 80] a key is disabled long after its request has ended, once however often it is told', async () => {
  await afterTheEnd(async (scene) => {
    const order = (await scene.store.credentials.request(scene.requestId, {
      type: 'disable',
      by: 'Kim',
      reason: 'leaked',
    }))!;
    for (let n = 0; n < 2; n += 1) await scene.ended(await scene.tell(order));
    expect(times(scene.log, 'disableKey')).toBe(1);
    expect(await areEnabled(scene, 1)).toEqual([false]);
    expect(await sent(scene, /no longer works/)).toEqual(['dana']);
  });
});

test('a key is replaced long after its request has ended, and handed out as the first was', async () => {
  await afterTheEnd(async (scene) => {
    const handle = await scene.orderKey('reissue');
    await scene.mailed('dana', /ready/, 2);
    expect([await areEnabled(scene, 1), await areEnabled(scene, 2)]).toEqual([[false], [true]]);
    // Nobody picks the second one up.
    await scene.ended(handle);
    expect(scene.log.slice(-5)).toEqual(['disableKey', 'issueKey', 'remindPickUp', 'remindPickUp', 'closePickUp']);
    expect(await areEnabled(scene, 2)).toEqual([false]);
  });
});

test('[case 71] somebody who comes to the pickup page after all that still raises the alarm', async () => {
  await afterTheEnd(async (scene) => {
    const again = await pickUp(scene);
    if (again.kind !== 'opened-before') throw new Error(again.kind);
    await scene.ended(await scene.tell(again.dispatch));
    expect((await sent(scene, /second time/)).toSorted()).toEqual(['dana', 'support']);
    expect(await areEnabled(scene, 1)).toEqual([true]);
  });
});

test.each([
  ['[case 12] an approval that is taken back', 'revoke'],
  ['[case 25] an approval that was somebody else’s', 'disown'],
] as const)('%s long after its request has ended ends the key, once', async (_what, verdict) => {
  await afterTheEnd(async (scene) => {
    await scene.ended(await scene.act('ann', { verdict }, 'the site shows sold prices'));
    expect(await areEnabled(scene, 1)).toEqual([false]);
    const { facts } = (await scene.store.requests.file(scene.requestId))!;
    const again = dispatch(scene, { type: 'decision', decision: facts.decisions.at(-1)! });
    await scene.ended(await scene.tell(again));
    expect(await sent(scene, /revoked/i)).toEqual(['dana']);
    expect((await scene.events()).filter((kind) => kind === 'key-disabled')).toHaveLength(1);
  });
});
