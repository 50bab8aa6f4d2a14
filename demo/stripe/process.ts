import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { WebhookTarget } from './webhooks';

export interface StripeProcess {
  readonly url: string;
  /** "5000 usd" for everything that was taken from a card so far; oldest first. */
  taken(): Promise<readonly string[]>;
  /** Whom to tell from now on: our own address is known only after we were told this one. */
  sendEventsTo(target: WebhookTarget): Promise<void>;
  stop(): Promise<void>;
}

/** Tests run our sources as they are, but another process always runs the build. */
const beside = __filename.endsWith('.ts') ? join(__dirname, '..', '..', 'dist', 'demo', 'stripe') : __dirname;

/** Starts the stand-in as a process of its own, which ends with ours at the latest. */
export async function startStripeProcess(
  options: { readonly webhookUrl?: string; readonly webhookSecret?: string } = {},
): Promise<StripeProcess> {
  const { webhookUrl, webhookSecret = '' } = options;
  const args = webhookUrl === undefined ? [] : ['--webhook-url', webhookUrl];
  const child = spawn(process.execPath, [join(beside, 'main.js'), ...args], {
    env: { ...process.env, NODE_OPTIONS: '', STRIPE_WEBHOOK_SECRET: webhookSecret },
    // Its end of the channel closes when we end, however that happens.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const url = await Promise.race([
    once(createInterface({ input: child.stdout! }), 'line').then(([line]) => String(line)),
    ended.then(([code]) => Promise.reject(new Error(`The stand-in for Stripe ended with ${String(code)}.`))),
  ]);

  return {
    url,
    taken: async () => (await (await fetch(`${url}/_stand_in/taken`)).json()) as readonly string[],
    async sendEventsTo(target) {
      const { ok, status } = await fetch(`${url}/_stand_in/webhook`, { method: 'POST', body: JSON.stringify(target) });
      if (!ok) throw new Error(`The stand-in for Stripe answered ${status}.`);
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
