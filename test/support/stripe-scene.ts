import { createBrowser } from '../../demo/browser';
import { startStripeStandIn } from '../../demo/stripe/server';
import type { Payments } from '../../payments/port';
import { createStripePayments } from '../../payments/stripe';
import type { Store } from '../../store/port';

export const cards = {
  good: '4242424242424242',
  declined: '4000000000000341',
  asksHolder: '4000002760003184',
};

export interface StripeScene {
  readonly payments: Payments;
  /** Of the payment service. */
  readonly url: string;
  /** What was taken, "5000 usd". */
  taken(): readonly string[];
  /** A page for a card, opened for the developer and used. */
  enter(store: Store, developerId: string, number: string): Promise<string>;
  /** And confirmed: the card is in use. Resolves with what is to be told. */
  save(store: Store, developerId: string, number?: string): ReturnType<Store['payments']['save']>;
  /** What a holder does at the page of the payment service. */
  useCard(url: string, number: string): Promise<number>;
  close(): Promise<void>;
}

const useCard: StripeScene['useCard'] = async (url, number) => {
  const browser = createBrowser();
  return (await browser.send(await browser.open(url), { number })).status;
};

/** Our adapter for Stripe on a stand-in that speaks Stripe's protocol. */
export async function openStripe(): Promise<StripeScene> {
  const standIn = await startStripeStandIn();
  const payments = createStripePayments({ apiKey: 'sk_test_1', webhookSecret: 'whsec_1', apiBase: standIn.url });

  const enter: StripeScene['enter'] = async (store, developerId, number) => {
    const payer = { developerId, name: 'Dana Fox', email: 'dana@fox.example' };
    const saving = await payments.saveMethod(payer, `${standIn.url}/gone`);
    if (saving.kind !== 'go-to') throw new Error(saving.kind);
    await store.payments.opened(developerId, saving.setupId);
    await useCard(saving.url, number);
    return saving.setupId;
  };
  return {
    payments,
    url: standIn.url,
    taken: standIn.taken,
    useCard,
    enter,
    async save(store, developerId, number = cards.good) {
      const setupId = await enter(store, developerId, number);
      const entered = await payments.methodSaved(setupId);
      if (entered.kind !== 'saved') throw new Error(entered.kind);
      return store.payments.save(setupId, entered);
    },
    close: standIn.close,
  };
}
