import { approve, type ChainScene, openChainEnv } from '../support/chain-scene';
import { chain, step } from '../support/samples';
import { cards, openStripe, type StripeScene } from '../support/stripe-scene';

let stripe: StripeScene;
let workflows: Awaited<ReturnType<typeof openChainEnv>>;
beforeAll(async () => {
  stripe = await openStripe();
  workflows = await openChainEnv({ payments: stripe.payments });
});
afterAll(async () => {
  await workflows.close();
  await stripe.close();
});

const oneStep = chain(step('mls', ['ann']));

/** A request for $50.00 a month, by a developer with that card. */
async function runPaid(card: string, play: (scene: ChainScene) => Promise<void>): Promise<void> {
  await stripe.save(workflows.store, 'dana', card);
  await workflows.run(oneStep, play, { toPay: true });
}

/** What was taken while `work` ran. */
async function taking(work: () => Promise<void>): Promise<readonly string[]> {
  const before = stripe.taken().length;
  await work();
  return stripe.taken().slice(before);
}

const paymentOf = async ({ store, requestId }: ChainScene) => (await store.requests.file(requestId))!.payment!;

async function approved(scene: ChainScene): Promise<void> {
  await scene.mailed('ann', /approve data/i);
  await scene.act('ann', approve);
}

test('the price that was accepted is taken after the last approval, once, and then the key is made', async () => {
  const taken = await taking(() =>
    runPaid(cards.good, async (scene) => {
      await scene.mailed('ann', /approve data/i);
      expect(await paymentOf(scene)).toMatchObject({ state: 'promised' });
      await scene.act('ann', approve);
      await scene.mailed('dana', /ready/);
      expect(scene.log).toEqual(['acknowledge', 'ask', 'record', 'charge', 'issueKey']);
      expect(await paymentOf(scene)).toMatchObject({ state: 'charged', card: 'Visa ending 4242' });
      expect((await scene.events()).filter((kind) => kind === 'charged')).toHaveLength(1);
    }),
  );
  expect(taken).toEqual(['5000 usd']);
});

test('nobody pays for a no', async () => {
  const taken = await taking(() =>
    runPaid(cards.good, async (scene) => {
      await scene.mailed('ann', /approve data/i);
      await scene.act('ann', { verdict: 'deny' }, 'not in our policy');
      await scene.result();
      expect(await paymentOf(scene)).toMatchObject({ state: 'released' });
    }),
  );
  expect(taken).toEqual([]);
});

test('nobody pays for silence', async () => {
  const taken = await taking(() => runPaid(cards.good, async (scene) => void (await scene.result())));
  expect(taken).toEqual([]);
});

test('a bank that wants its holder: a mail with a page to pay, and the key as soon as it is paid', async () => {
  const taken = await taking(() =>
    runPaid(cards.asksHolder, async (scene) => {
      await approved(scene);
      const toDana = await scene.mailed('dana', /confirm your payment/i);
      const { payUrl, paymentId } = await paymentOf(scene);
      expect(toDana.text).toContain(payUrl);
      expect((await scene.events()).filter((kind) => kind === 'key-issued')).toEqual([]);
      expect(await stripe.useCard(payUrl!, cards.good)).toBe(200);
      // The webhook says where to look.
      await scene.tell((await scene.store.payments.lookAgain(paymentId!))!);
      await scene.mailed('dana', /ready/);
      expect(await paymentOf(scene)).toMatchObject({ state: 'charged' });
    }),
  );
  expect(taken).toEqual(['5000 usd']);
});

test('a page that was paid is noticed at the next reminder, should the webhook never come', async () => {
  await runPaid(cards.asksHolder, async (scene) => {
    await approved(scene);
    await scene.mailed('dana', /confirm your payment/i);
    await stripe.useCard((await paymentOf(scene)).payUrl!, cards.good);
    await scene.sleep('3 days');
    await scene.mailed('dana', /ready/);
  });
});

test('a declined card: a mail that asks for another one, which is charged instead', async () => {
  const taken = await taking(() =>
    runPaid(cards.declined, async (scene) => {
      await approved(scene);
      const toDana = await scene.mailed('dana', /card was declined/i);
      expect(toDana.text).toContain('http://127.0.0.1:1/account/card');
      const saved = await stripe.save(scene.store, 'dana', cards.good);
      for (const dispatch of saved!.dispatches) await scene.tell(dispatch);
      await scene.mailed('dana', /ready/);
      expect(await paymentOf(scene)).toMatchObject({ state: 'charged', attempt: 2 });
    }),
  );
  expect(taken).toEqual(['5000 usd']);
});

test('a payment has a clock of its own: two more mails, then the request lapses, and its page takes nothing any more', async () => {
  const taken = await taking(() =>
    runPaid(cards.asksHolder, async (scene) => {
      await approved(scene);
      await scene.mailed('dana', /confirm your payment/i);
      const { payUrl } = await paymentOf(scene);
      expect(await scene.result()).toMatchObject({ state: 'lapsed' });
      const mails = (await scene.mails()).filter(({ subject }) => /confirm your payment/i.test(subject));
      expect(mails).toHaveLength(3);
      const told = await scene.mailed('dana', /not paid in time/i);
      expect(told.text.replace(/\s+/g, ' ')).toContain('Nothing was taken from your card');
      await stripe.useCard(payUrl!, cards.good);
      expect(await scene.store.credentials.ofGeneration(scene.requestId, 1)).toBeUndefined();
    }),
  );
  expect(taken).toEqual([]);
});

test('an approval that is taken back while the payment waits ends it', async () => {
  const taken = await taking(() =>
    runPaid(cards.declined, async (scene) => {
      await approved(scene);
      await scene.mailed('dana', /card was declined/i);
      await scene.act('ann', { verdict: 'revoke' }, 'Wrong company.');
      expect(await scene.result()).toMatchObject({ state: 'revoked' });
      expect(await paymentOf(scene)).toMatchObject({ state: 'released' });
    }),
  );
  expect(taken).toEqual([]);
});
