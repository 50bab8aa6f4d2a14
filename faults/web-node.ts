import { pino } from 'pino';
import { createNoPayments } from '../payments/none';
import { createChromiumPrinter } from '../rosters/chromium';
import type { Store } from '../store/port';
import { createWebApp } from '../web/app';
import { Killed } from './process';

/** A web process among several. */
export interface WebNode {
  readonly url: string;
  /** It dies before or after it has claimed the next secret, and is up again at once. */
  killAtPickUp(when: 'before' | 'after'): void;
  close(): Promise<void>;
}

export async function startWebNode(store: Store): Promise<WebNode> {
  let death: 'before' | 'after' | null = null;
  const { pickUp } = store.credentials;
  const credentials: Store['credentials'] = {
    ...store.credentials,
    async pickUp(...claim) {
      const dies = death;
      death = null;
      if (dies === 'before') throw new Killed('killed');
      const outcome = await pickUp(...claim);
      if (dies === 'after') throw new Killed('killed');
      return outcome;
    },
  };
  const app = await createWebApp({
    store: { ...store, credentials },
    relay: { tell: async () => 'recorded' },
    histories: { runningBefore: async () => 0, retentionMs: async () => 0 },
    payments: createNoPayments(),
    printer: createChromiumPrinter(undefined),
    settings: {
      baseUrl: 'http://127.0.0.1:1',
      supportEmail: 'support@countersign.example',
      operatorName: 'Operator',
      secureCookies: false,
      linkVisitsPerMinute: 1_000_000,
    },
    log: pino({ level: 'silent' }),
    ready: async () => ({}),
  });
  return {
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    killAtPickUp: (when) => void (death = when),
    close: () => app.close(),
  };
}
