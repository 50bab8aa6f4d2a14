import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Part } from '../../app/apart';
import { readConfig } from '../../app/config';
import { demoDirectory } from '../../directory/demo';
import { freePort } from '../../app/ports';
import { resolveTemporal } from '../../app/temporal-binary';
import { startTemporalServer } from '../../app/temporal-server';
import { startDemoMail } from '../../demo/mail';
import { play } from '../../demo/play';
import { startDemoStripe } from '../../demo/stripe/for-countersign';
import { startMailbox } from '../../mail/mailbox/index';
import { createSeal } from '../../secrets/seal';
import { openPostgresStore } from '../../store/postgres';
import { demoClaims } from '../support/demo-claims';
import { eventually } from '../support/eventually';
import { postgresBin, startPostgres } from '../support/postgres-server';
import { countersign, environment, main } from '../support/program';

jest.setTimeout(240_000);

const bin = postgresBin();
const endings: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of endings.toReversed()) await end();
});

/** Postgres, Temporal and a mail server of their own, as an operator would have them; resolves with the settings that name them. */
async function startParts(data: string) {
  const postgres = await startPostgres(bin!);
  endings.push(postgres.stop);
  const key = randomBytes(32);
  const store = await openPostgresStore({
    url: postgres.url,
    seal: createSeal({ current: 'k1', keys: new Map([['k1', key]]) }),
  });
  await store.directory.load(demoDirectory);
  await store.close();

  const { path } = await resolveTemporal('dev-server', { cacheDir: readConfig({}).COUNTERSIGN_CACHE });
  const log = pino({ level: 'silent' });
  const temporal = await startTemporalServer({
    binary: path,
    dataFile: join(data, 'temporal.sqlite'),
    namespace: 'default',
    log,
  });
  endings.push(temporal.stop);
  const mailbox = await startMailbox({ folder: join(data, 'mails') });
  endings.push(mailbox.stop);
  const stripe = await startDemoStripe();
  endings.push(stripe.stop);
  const mail = await startDemoMail();
  endings.push(mail.stop);
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const smtp = { host: '127.0.0.1', port: await freePort() };
  const settings = {
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    SMTP_URL: mailbox.smtpUrl,
    COUNTERSIGN_KEYS: `k1:${key.toString('base64')}`,
    COUNTERSIGN_AUDIT_KEY: randomBytes(32).toString('base64'),
    COUNTERSIGN_BASE_URL: baseUrl,
    COUNTERSIGN_OIDC_PROVIDER: 'yes',
    OIDC_ISSUER_URL: `${baseUrl}/oidc`,
    OIDC_INITIAL_ACCESS_TOKEN: randomBytes(32).toString('hex'),
    COUNTERSIGN_PORT: String(port),
    COUNTERSIGN_DEMO_DAY_SECONDS: '3',
    ...stripe.settings,
    ...mail.settings,
    COUNTERSIGN_INBOUND_PORT: String(smtp.port),
    COUNTERSIGN_REPLIES: 'true',
  };
  return { settings, mailboxUrl: mailbox.url, stripe, smtp, signer: mail.signer };
}

function startPart(part: Part, data: string, settings: object): { child: ChildProcess; said: () => string } {
  const env = { ...environment(data), ...settings };
  const child = spawn(process.execPath, [main, part], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  endings.push(() => {
    child.kill('SIGTERM');
    return exited;
  });
  return { child, said: () => said };
}

(bin ? test : test.skip)(
  '[case 112] two webs, two workers and a part that takes mail, on Postgres: the whole job, nothing twice',
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'countersign-apart-'));
    endings.push(async () => rmSync(data, { recursive: true, force: true }));
    const { settings, stripe, ...mails } = await startParts(data);

    const web = startPart('web', data, settings);
    await eventually('web is ready', () => web.said().includes('"ready"'));
    expect(web.said()).toMatch(/First account: support@countersign\.example, password (\w{4}-){4}\w{4}/);
    const { url, token } = JSON.parse(readFileSync(join(data, 'cli.json'), 'utf8')) as { url: string; token: string };
    const others = [
      startPart('web', `${data}-other`, { ...settings, COUNTERSIGN_PORT: '0' }),
      startPart('worker', data, settings),
      startPart('worker', data, settings),
      startPart('mail', data, settings),
    ];
    endings.push(async () => rmSync(`${data}-other`, { recursive: true, force: true }));
    await eventually('all are ready', () => others.every(({ said }) => said().includes('"ready"')));
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ store: true, temporal: true });

    await stripe.connect(url);
    const played = await play({ url, token, ...mails }, () => undefined, stripe.taken);
    expect(played).toEqual({ ...demoClaims, mails: expect.any(Number) });
  },
);

test.each(['worker', 'mail'])('%s without its settings names every one that is missing', async (part) => {
  const data = join(tmpdir(), 'countersign-never-made');
  const { code, stderr } = await countersign(data, part);
  expect(code).toBe(1);
  for (const name of ['DATABASE_URL', 'COUNTERSIGN_KEYS', 'TEMPORAL_ADDRESS']) expect(stderr).toContain(name);
  expect(stderr.includes('SMTP_URL')).toBe(part === 'worker');
});
