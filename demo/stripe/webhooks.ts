import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventType } from './account';
import { newId, now } from './ledger';
import type { AnyThing } from './things';

/** Who is told, and the secret that shows it comes from here. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

export interface Webhooks {
  /** From now on; what happened before is not told again. */
  sendTo(target: WebhookTarget): void;
  tell(type: EventType, thing: AnyThing): void;
  /** Gives up on what was not taken yet. */
  close(): Promise<void>;
}

/** Stripe goes on for three days; here a program that is only just starting must be reached. */
const waitsMs = [0, 200, 1_000, 3_000, 10_000, 30_000];
const answerWithinMs = 10_000;

export function createWebhooks(first?: WebhookTarget): Webhooks {
  let target = first;
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function send({ url, secret }: WebhookTarget, body: string): Promise<boolean> {
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': signatureOf(body, secret),
    };
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(answerWithinMs)]);
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      return false;
    }
  }

  /** Returns when it was taken, or when nobody has taken it for long enough. */
  async function deliver(to: WebhookTarget, body: string, type: EventType): Promise<void> {
    for (const wait of waitsMs) {
      // Always later than the answer to the call it comes from.
      await pause(wait, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted || (await send(to, body))) return;
    }
    console.error(`Nobody at ${to.url} took the event ${type}.`);
  }

  return {
    sendTo(next) {
      target = next;
    },
    tell(type, thing) {
      if (target === undefined) return;
      const delivery = deliver(target, eventOf(type, thing), type).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    },
    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}

/** What `POST /_stand_in/webhook` was sent. @throws when it does not say where to, and signed with what. */
export function targetIn(body: string): WebhookTarget {
  const { url, secret } = JSON.parse(body) as Partial<WebhookTarget>;
  if (URL.canParse(String(url)) && secret) return { url: String(url), secret };
  throw new Error('The webhook needs a url and a secret.');
}

const eventOf = (type: EventType, object: AnyThing): string => {
  const event = { id: newId('evt'), object: 'event', type, created: now(), livemode: false, data: { object } };
  return JSON.stringify(event, null, 2);
};

function signatureOf(body: string, secret: string): string {
  const time = now();
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
}
