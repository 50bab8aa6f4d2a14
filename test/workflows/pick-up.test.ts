import { hashToken } from '../../secrets/token';
import { approve, type ChainScene, openChainEnv } from '../support/chain-scene';
import { chain, step } from '../support/samples';

let workflows: Awaited<ReturnType<typeof openChainEnv>>;
beforeAll(async () => (workflows = await openChainEnv()));
afterAll(() => workflows.close());

const dayMs = 86_400_000;
const ready = /is ready to pick up/;
const reminder = /pick up your key/;
const ended = /no longer works/;
const inUse = /^\[.*\] In use/;

function issued(play: (scene: ChainScene) => Promise<void>): Promise<void> {
  return workflows.run(
    chain(step('mls', ['ann', 'bob'], { quorum: 'all' }), step('broker', ['tom'])),
    async (scene) => {
      for (const who of ['ann', 'bob', 'tom']) {
        await scene.mailed(who, /approve data/i);
        await scene.act(who, approve);
      }
      await scene.mailed('dana', ready);
      await play(scene);
    },
  );
}

async function pickUp({ store, linkTo }: ChainScene) {
  const { tokenHash, code } = await linkTo('dana', 'pickup');
  const outcome = await store.credentials.pickUp(tokenHash, code);
  if (outcome.kind !== 'opened') throw new Error(`not opened: ${JSON.stringify(outcome)}`);
  return outcome;
}

const subjects = async (scene: ChainScene, who: string, what: RegExp) =>
  (await scene.mails()).flatMap(({ to, subject }) => (to.startsWith(`${who}@`) && what.test(subject) ? [subject] : []));

test('a key that nobody picks up: a reminder half-way and one on the last day, each with a new link that closes the older ones', async () => {
  await issued(async (scene) => {
    const first = await scene.linkTo('dana', 'pickup');
    const { issuedAt, pickUpUntil } = (await scene.store.requests.file(scene.requestId))!.credential!;
    await scene.sleep('6 days');
    expect(await subjects(scene, 'dana', reminder)).toEqual([]);
    await scene.sleep('1 days');
    await scene.sleep('2 hours');
    expect(await subjects(scene, 'dana', reminder)).toEqual([expect.stringContaining('Reminder: pick up')]);
    const second = await scene.linkTo('dana', 'pickup');
    expect(await scene.store.credentials.pickUp(first.tokenHash, first.code)).toEqual({ kind: 'renewed' });

    await scene.sleep('6 days');
    const last = await scene.mailed('dana', /Last day: pick up/);
    expect(last.text.replace(/\s+/g, ' ')).toContain('There is one day left');
    expect(await scene.store.credentials.pickUp(second.tokenHash, second.code)).toEqual({ kind: 'renewed' });
    expect((await pickUp(scene)).secret).toMatch(/^csk_live_/);

    await scene.result();
    expect(await scene.events()).not.toContain('pickup-lapsed');
    const reminded = (await scene.store.audit.ofRequest(scene.requestId)).filter(({ kind }) => kind === 'reminded');
    expect(reminded.map(({ note }) => note)).toEqual(
      Array(2).fill('Reminded Dana Fox: the key waits to be picked up.'),
    );
    const days = reminded.map(({ at }) => (at - issuedAt) / dayMs);
    expect(days[0]).toBeCloseTo((pickUpUntil - issuedAt) / 2 / dayMs, 1);
    expect(days[1]).toBeCloseTo(13, 1);
  });
});

test('nobody is reminded of a key that was picked up, or that has ended', async () => {
  await issued(async (scene) => {
    await pickUp(scene);
    await scene.result();
    // Looked once, and then no more.
    expect(scene.log.filter((name) => name === 'remindPickUp')).toHaveLength(1);
    expect(await subjects(scene, 'dana', reminder)).toEqual([]);
  });
  await issued(async (scene) => {
    await scene.orderKey('disable');
    await scene.mailed('dana', ended);
    await scene.result();
    expect(scene.log).not.toContain('remindPickUp');
  });
});

test('a reminder that could not leave while the mail server was down is not sent after the pickup', async () => {
  await issued(async (scene) => {
    const { tokenHash, code } = await scene.linkTo('dana', 'pickup');
    scene.breakMail(true);
    await scene.sleep('8 days');
    await scene.until('written', () => scene.log.includes('remindPickUp'));
    // The link that they have is good as long as the new one has not left.
    expect(await scene.store.credentials.pickUp(tokenHash, code)).toMatchObject({ kind: 'opened' });
    scene.breakMail(false);
    await scene.result();
    expect(await subjects(scene, 'dana', reminder)).toEqual([]);
    expect(await scene.events()).toContain('letter-recalled');
  });
});

test('the first use of a key: everybody who said yes hears of it, once', async () => {
  await issued(async (scene) => {
    const { credential } = await pickUp(scene);
    const uses = await Promise.all(Array.from({ length: 5 }, () => scene.store.keys.noticeUse(credential.keyId)));
    const told = uses.filter((dispatch) => dispatch !== undefined);
    expect(told).toHaveLength(1);
    await scene.tell(told[0]!);
    for (const who of ['ann', 'bob', 'tom']) {
      const { text } = await scene.mailed(who, inUse);
      expect(text).toContain('support@countersign.example');
    }
    // Told again, as the relay may.
    await scene.tell(told[0]!);
    await scene.result();
    for (const who of ['ann', 'bob', 'tom']) expect(await subjects(scene, who, inUse)).toHaveLength(1);
    expect(await subjects(scene, 'dana', inUse)).toEqual([]);
    expect((await scene.events()).filter((kind) => kind === 'first-used')).toHaveLength(1);
  });
});

test('a first use after the workflow has ended is told all the same', async () => {
  await issued(async (scene) => {
    const { credential } = await pickUp(scene);
    await scene.result();
    const late = await scene.tell((await scene.store.keys.noticeUse(credential.keyId))!);
    await scene.mailed('tom', inUse);
    await scene.ended(late);
  });
});

const because = 'Somebody who holds the key has revoked it.';

test('a key that its holder revokes is refused before anybody is told; then the developer gets the letter, once', async () => {
  await issued(async (scene) => {
    const { secret } = await pickUp(scene);
    const dispatch = await scene.store.keys.revoke(hashToken(secret), 'Whoever holds the key', because);
    expect(await scene.store.keys.bySecretHash(hashToken(secret))).toMatchObject({ enabled: false });
    expect(await scene.store.keys.revoke(hashToken(secret), 'Whoever holds the key', because)).toBeUndefined();
    await scene.tell(dispatch!);
    expect((await scene.mailed('dana', ended)).text).toContain(because);
    await scene.result();
    expect(await subjects(scene, 'dana', ended)).toHaveLength(1);
    expect((await scene.events()).filter((kind) => kind === 'key-disabled')).toHaveLength(1);
  });
});

test('word of a revoked key that comes after its replacement does not end the new one', async () => {
  await issued(async (scene) => {
    const { secret } = await pickUp(scene);
    const dispatch = (await scene.store.keys.revoke(hashToken(secret), 'Whoever holds the key', because))!;
    await scene.orderKey('reissue');
    await scene.mailed('dana', ready, 1);
    await scene.mailed('dana', /new key/, 1);
    await scene.tell(dispatch);
    await scene.sleep('1 hours');
    expect((await scene.store.requests.file(scene.requestId))!.credential).toMatchObject({
      generation: 2,
      disabledAt: null,
    });
    await pickUp(scene);
    await scene.result();
    expect(await subjects(scene, 'dana', ended)).toEqual([]);
    // Nor where the order gets a workflow of its own.
    await scene.ended(await scene.tell({ ...dispatch, id: `${dispatch.id}-late` }));
    expect((await scene.store.requests.file(scene.requestId))!.credential!.disabledAt).toBeNull();
  });
});
