import { parseArgs } from 'node:util';
import { startStripeStandIn } from './server';

/**
 * The stand-in as a process of its own: `node dist/demo/stripe/main.js [--port 0] [--webhook-url …]`. The webhook's secret comes from the
 * environment, STRIPE_WEBHOOK_SECRET, since everybody on a machine can read arguments. Says where it is as its only line on stdout.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, 'webhook-url': { type: 'string' } },
  });
  const [url, secret] = [values['webhook-url'], process.env['STRIPE_WEBHOOK_SECRET']];
  if (url !== undefined && !secret) throw new Error('--webhook-url needs STRIPE_WEBHOOK_SECRET.');
  const standIn = await startStripeStandIn({
    port: Number(values.port),
    ...(url && secret ? { webhook: { url, secret } } : {}),
  });
  const stop = () => void standIn.close().finally(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
  // Whoever started it has ended without saying so.
  process.once('disconnect', stop);
  console.log(standIn.url);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
