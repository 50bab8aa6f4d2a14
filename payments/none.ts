import { type Payments, WebhookRefused } from './port';

/** For operators that take no money: nothing is asked for, and every charge is settled at once. */
export function createNoPayments(): Payments {
  return {
    takesCards: false,
    saveMethod: async () => ({ kind: 'not-needed' }),
    methodSaved: async () => ({ kind: 'saved', customerId: 'none', methodId: 'none', label: 'Nothing to pay' }),
    charge: async ({ idempotencyKey }) => ({ kind: 'charged', paymentId: `none:${idempotencyKey}` }),
    chargeState: async (paymentId) => ({ kind: 'charged', paymentId }),
    callOff: async (paymentId) => ({ kind: 'charged', paymentId }),
    release: async () => undefined,
    readWebhook: () => {
      throw new WebhookRefused('No payments are taken here, so nobody can report one.');
    },
  };
}
