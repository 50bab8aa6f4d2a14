import { randomUUID } from 'node:crypto';
import type { Charge } from '../../../payments/port';
import { hashToken } from '../../../secrets/token';
import {
  askFor,
  chainFor,
  decide,
  mailLink,
  type OpenStore,
  openStep,
  rightCode,
  say,
  startRequest,
  support,
} from '../../support/store-scene';
import { eventsOf, onEachEngine, untold } from './engines';

const developer = 'dana-fox';
const visa = { customerId: 'cus_1', methodId: 'pm_1', label: 'Visa ending 4242' };
const master = { customerId: 'cus_1', methodId: 'pm_2', label: 'Mastercard ending 4444' };
const declined: Charge = { kind: 'declined', because: 'Your card was declined.' };
const needsHolder: Charge = { kind: 'needs-holder', paymentId: 'in_1', payUrl: 'https://invoice.example/1' };

onEachEngine((open) => {
  const payments = () => open.store.payments;

  async function saveCard(card = visa, setupId: string = randomUUID()) {
    await payments().opened(developer, setupId);
    return (await payments().save(setupId, card))!;
  }
  async function paidRequest(): Promise<string> {
    const offer = (await open.store.directory.offer('harbor-coast-idx'))!;
    const id = randomUUID();
    await open.store.requests.start({
      id,
      ask: askFor(offer),
      chain: chainFor(offer),
      startedBy: support,
      idempotencyKey: id,
      toPay: true,
    });
    return id;
  }
  const paymentOf = async (id: string) => (await open.store.requests.file(id))!.payment;
  const approve = async (id: string) => decide(open, await openStep(open, id, 'mls', 'ann-lee'));

  beforeEach(() => clear(open));

  test('a request that is not to be paid has no payment', async () => {
    const { id } = await startRequest(open);
    expect(await paymentOf(id)).toBeNull();
    expect(await payments().ofRequest(id)).toBeUndefined();
  });

  test('a request is paid with the card that its developer has', async () => {
    await saveCard();
    const id = await paidRequest();
    expect(await paymentOf(id)).toMatchObject({
      state: 'promised',
      card: 'Visa ending 4242',
      attempt: 1,
      stuckSince: null,
    });
    expect(await payments().ofRequest(id)).toMatchObject({ method: { customerId: 'cus_1', methodId: 'pm_1' } });
    expect(JSON.stringify(await paymentOf(id))).not.toContain('pm_1');
  });

  test('without a card it waits for one; one that is saved later is taken', async () => {
    const id = await paidRequest();
    expect(await payments().ofRequest(id)).toMatchObject({ state: 'promised', card: null, method: null });
    expect(await saveCard()).toMatchObject({ replaced: null, dispatches: [] });
    expect(await payments().ofRequest(id)).toMatchObject({ state: 'promised', card: 'Visa ending 4242' });
    expect(await eventsOf(open, id)).toContain('payment-card-changed');
  });

  test('saving is safe to repeat, and a page that we did not open saves nothing', async () => {
    await saveCard(visa, 'cs_1');
    expect(await payments().save('cs_1', visa)).toEqual({ replaced: null, dispatches: [] });
    expect(await payments().save('cs_unknown', master)).toBeUndefined();
    expect(await payments().card(developer)).toMatchObject({ label: 'Visa ending 4242' });
    expect(await payments().card('lee-park')).toBeUndefined();
  });

  test('the page that was opened last is unfinished until it led to a card', async () => {
    expect(await payments().unfinished(developer)).toBeUndefined();
    await payments().opened(developer, 'cs_2');
    expect(await payments().unfinished(developer)).toBe('cs_2');
    await payments().save('cs_2', visa);
    expect(await payments().unfinished(developer)).toBeUndefined();
  });

  test('a new card replaces the old one, also for what is still to be paid', async () => {
    await saveCard();
    const id = await paidRequest();
    expect((await saveCard(master)).replaced).toEqual({ customerId: 'cus_1', methodId: 'pm_1' });
    expect(await payments().ofRequest(id)).toMatchObject({
      state: 'promised',
      card: 'Mastercard ending 4444',
      attempt: 1,
    });
  });

  test('after a declined card another one is tried anew, and the workflow is told', async () => {
    await saveCard();
    const id = await paidRequest();
    await approve(id);
    await payments().record(id, 1, declined);
    expect(await paymentOf(id)).toMatchObject({ state: 'declined', because: 'Your card was declined.' });
    const { dispatches } = await saveCard(master);
    expect(dispatches).toMatchObject([{ requestId: id, message: { type: 'changed' } }]);
    expect(await paymentOf(id)).toMatchObject({ state: 'promised', attempt: 2, because: null });
    // What was still on its way for the first card comes too late to matter.
    await payments().record(id, 1, declined);
    expect(await paymentOf(id)).toMatchObject({ state: 'promised', attempt: 2 });
  });

  test('what a charge came to is recorded once', async () => {
    await saveCard();
    const id = await paidRequest();
    await payments().record(id, 1, needsHolder);
    await payments().record(id, 1, needsHolder);
    expect(await paymentOf(id)).toMatchObject({ state: 'needs-holder', payUrl: needsHolder.payUrl, paymentId: 'in_1' });
    await payments().record(id, 1, { kind: 'charged', paymentId: 'in_1' });
    await payments().record(id, 1, declined);
    expect(await paymentOf(id)).toMatchObject({ state: 'charged', payUrl: null });
    await payments().release(id);
    expect(await paymentOf(id)).toMatchObject({ state: 'charged' });
    const events = (await eventsOf(open, id)).filter((kind) => /charged|payment/.test(kind));
    expect(events).toEqual(['payment-needs-holder', 'charged']);
  });

  test('the clock of the payment starts with its first trouble and is not set back by another card', async () => {
    await saveCard();
    const id = await paidRequest();
    await payments().record(id, 1, declined);
    const { stuckSince } = (await paymentOf(id))!;
    await saveCard(master);
    await payments().record(id, 2, declined);
    expect((await paymentOf(id))!.stuckSince).toBe(stuckSince);
  });

  test('an event names the payment, the workflow is told to look; what is not ours is passed over', async () => {
    await saveCard();
    const id = await paidRequest();
    await payments().record(id, 1, needsHolder);
    const before = (await untold(open, id)).length;
    expect(await payments().lookAgain('in_1')).toMatchObject({ requestId: id, message: { type: 'changed' } });
    expect(await untold(open, id)).toHaveLength(before + 1);
    expect(await payments().lookAgain('pi_of_others')).toBeUndefined();
  });

  test('an approved request that is not paid lapses; one that is not approved does not', async () => {
    await saveCard();
    const id = await paidRequest();
    await payments().lapse(id);
    expect((await open.store.requests.file(id))!.standing.state).toBe('pending');
    await approve(id);
    await payments().record(id, 1, declined);
    await payments().lapse(id);
    const { standing, payment } = await open.store.requests.settle(id);
    expect(standing).toMatchObject({ state: 'lapsed', because: expect.stringContaining('payment was not completed') });
    expect(payment).toMatchObject({ state: 'released' });
  });

  test('a request that was paid never lapses for want of payment', async () => {
    await saveCard();
    const id = await paidRequest();
    await approve(id);
    await payments().record(id, 1, { kind: 'charged', paymentId: 'pi_1' });
    await payments().lapse(id);
    expect((await open.store.requests.file(id))!.standing.state).toBe('approved');
  });

  test('a request that ends otherwise takes nothing', async () => {
    await saveCard();
    const id = await paidRequest();
    await payments().release(id);
    await payments().release(id);
    expect(await paymentOf(id)).toMatchObject({ state: 'released' });
    expect((await eventsOf(open, id)).filter((kind) => kind === 'payment-released')).toHaveLength(1);
  });

  test('a card is taken out unless a request is still to be paid with it', async () => {
    expect(await payments().remove(developer)).toEqual({ kind: 'none' });
    await saveCard();
    const id = await paidRequest();
    expect(await payments().remove(developer)).toEqual({ kind: 'needed', requests: 1 });
    await payments().release(id);
    expect(await payments().remove(developer)).toEqual({
      kind: 'removed',
      method: { customerId: 'cus_1', methodId: 'pm_1' },
    });
    expect(await payments().card(developer)).toBeUndefined();
  });

  test('a request that became free releases its card, and one that costs money again promises it anew', async () => {
    await saveCard();
    const id = await paidRequest();
    const ask = { ...(await open.store.requests.file(id))!.request.ask };
    const propose = async (minor: number) => {
      const token = await openStep(open, id, 'mls', 'ann-lee', minor + 1);
      await say(open, token, { verdict: 'propose', planId: 'harbor-coast-own' }, 'cheaper');
      const { facts, chain } = (await open.store.requests.file(id))!;
      const answer = await mailLink(open, id, {
        purpose: 'answer',
        stepId: 'mls',
        decisionId: facts.decisions.at(-1)!.id,
      });
      await open.store.answers.answerByLink({
        tokenHash: hashToken(answer),
        code: rightCode,
        text: 'Yes.',
        attachments: [],
        revision: { ask: { ...ask, price: { minor, currency: 'USD' } }, chain, toPay: minor > 0 },
      });
    };
    await propose(0);
    expect(await paymentOf(id)).toMatchObject({ state: 'released' });
    expect(await payments().remove(developer)).toMatchObject({ kind: 'removed' });
    await saveCard(master);
    await propose(7_000);
    expect(await paymentOf(id)).toMatchObject({ state: 'promised', price: { minor: 7_000 }, card: master.label });
  });

  test('of two that are saved at once one is in use', async () => {
    await Promise.all(['cs_a', 'cs_b'].map((setupId) => payments().opened(developer, setupId)));
    await Promise.all([payments().save('cs_a', visa), payments().save('cs_b', master)]);
    expect(await payments().card(developer)).toBeDefined();
  });
});

async function clear({ db }: OpenStore): Promise<void> {
  await db.deleteFrom('payment').execute();
  await db.deleteFrom('card').execute();
  await db.deleteFrom('card_setup').execute();
}
