import { Client, Connection } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities/index';
import { createRelay, type Relay } from '../client/relay';
import type { Histories } from '../client/port';
import { createTemporalChains } from '../client/temporal';
import { createTemporalHistories } from '../client/temporal-histories';
import { createBuiltinIssuer } from '../issuer/builtin';
import { createIssuers } from '../issuer/issuers';
import type { Issuers } from '../issuer/port';
import { createOidcIssuer } from '../issuer/oidc';
import { createSparkApiIssuer } from '../issuer/spark-api';
import { type ImapSource, startImapSource } from '../mail/imap';
import { createMailJudge, readMail, unpackMail } from '../mail/judge';
import { type MailListener, startMailListener } from '../mail/listener';
import type { Mailer, MailJudge } from '../mail/port';
import { createLetterRenderer } from '../mail/render';
import { createSmtpMailer } from '../mail/smtp';
import { demoAgents, noAgents } from '../oidc/agents';
import type { OidcPages, OidcProvider } from '../oidc/port';
import { openOidcProvider } from '../oidc/provider';
import { createNoPayments } from '../payments/none';
import type { Payments } from '../payments/port';
import { createStripePayments } from '../payments/stripe';
import { createChromiumPrinter } from '../rosters/chromium';
import type { Printer } from '../rosters/port';
import type { AuditKey } from '../secrets/audit-key';
import type { Seal } from '../secrets/seal';
import { openPgliteStore } from '../store/pglite';
import type { NewMail, Store } from '../store/port';
import { openPostgresStore } from '../store/postgres';
import { createDataConverter } from '../worker/data-converter';
import { createWorker } from '../worker/worker';
import { findChromium } from './chromium';
import type { Config } from './config';
import { readInboundTls } from './inbound-tls';
import type { OidcRegistry } from './oidc';
import { explainPort } from './ports';
import { refuseLostKeys } from './sealing-keys';
import type { TemporalTarget } from './temporal-target';

/** The only file that names adapters: which store, which mailer, which issuer, which engine. */

export interface Engine {
  readonly relay: Relay;
  readonly histories: Histories;
  /** Whether the Temporal server answers. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

/** @throws ConfigError when it needs a sealing key that is not there. */
export async function openStore({ DATABASE_URL: url }: Config, seal: Seal, folder: string): Promise<Store> {
  const store = await (url === undefined ? openPgliteStore({ folder, seal }) : openPostgresStore({ url, seal }));
  try {
    await refuseLostKeys(store.sealing);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Whether the store answers. */
export function isThere(store: Store): Promise<boolean> {
  return store.now().then(
    () => true,
    () => false,
  );
}

export function openMailer(smtpUrl: string, log: Logger): Mailer {
  return createSmtpMailer({ url: smtpUrl, log: log.child({ part: 'mail' }) });
}

/** Says what a received mail is worth, by the DNS servers that are set or those of this machine. */
export function createJudge({ COUNTERSIGN_DNS_SERVERS: servers }: Config): MailJudge {
  return createMailJudge(servers);
}

/** All ways by which answers arrive without staff: by SMTP, and from a mailbox if one is set. @throws as `openListener` does. */
export async function openInbound(config: Config, store: Store, relay: Relay, log: Logger): Promise<MailListener> {
  const source = openMailboxSource(config, store, relay, log);
  try {
    const { port, stop } = await openListener(config, store, relay, log);
    return { port, stop: async () => void (await Promise.all([stop(), source?.stop()])) };
  } catch (error) {
    await source?.stop();
    throw error;
  }
}

function openMailboxSource(
  { COUNTERSIGN_IMAP_URL: url }: Config,
  store: Store,
  relay: Relay,
  log: Logger,
): ImapSource | undefined {
  if (url === undefined) return undefined;
  return startImapSource({ url, ...keeping(store, relay), log: log.child({ part: 'inbound mailbox' }) });
}

/** What keeps a mail and has its workflow told. */
function keeping(store: Store, relay: Relay) {
  return {
    isReady: () => isThere(store),
    async receive(mail: NewMail) {
      const { dispatch } = await store.mails.receive(mail);
      // Whoever brings it waits for the mail to be kept, not for what becomes of it; and the relay never throws.
      if (dispatch) void relay.tell(dispatch);
    },
  };
}

/** Takes mail to the address that ours come from. @throws with the setting to change when the port is taken. */
export async function openListener(config: Config, store: Store, relay: Relay, log: Logger): Promise<MailListener> {
  const { COUNTERSIGN_INBOUND_HOST: host, COUNTERSIGN_INBOUND_PORT: port, COUNTERSIGN_MAIL_FROM: address } = config;
  try {
    return await startMailListener({
      host,
      port,
      recipientDomains: [domainOf(address)],
      tls: readInboundTls(config),
      ...keeping(store, relay),
      log: log.child({ part: 'inbound mail' }),
    });
  } catch (error) {
    throw explainPort(error, port, 'COUNTERSIGN_INBOUND_PORT');
  }
}

function domainOf(address: string): string {
  return address.split('@')[1]!;
}

/** Who takes money: Stripe when its key is set, nobody otherwise. */
export function openPayments({ STRIPE_API_KEY: apiKey, STRIPE_WEBHOOK_SECRET, STRIPE_API_BASE }: Config): Payments {
  if (apiKey === undefined || STRIPE_WEBHOOK_SECRET === undefined) return createNoPayments();
  const apiBase = STRIPE_API_BASE === undefined ? {} : { apiBase: STRIPE_API_BASE };
  return createStripePayments({ apiKey, webhookSecret: STRIPE_WEBHOOK_SECRET, ...apiBase });
}

/** Who makes keys, and who may have made earlier ones: each is set up where its settings are there. */
export function openIssuers(config: Config, registry: OidcRegistry | undefined, store: Store): Issuers {
  const { COUNTERSIGN_ISSUER: live, SPARK_API_URL: url, SPARK_API_KEY: apiKey } = config;
  const sparkApi = url === undefined || apiKey === undefined ? undefined : createSparkApiIssuer({ url, apiKey });
  const oidc = registry && createOidcIssuer(registry);
  return createIssuers({ builtin: createBuiltinIssuer(store.keys), 'spark-api': sparkApi, oidc }, live);
}

/** The operator's OpenID Connect provider in our web part. Its agents are those of the demo data. */
export function openProvider(
  config: Config,
  { issuer, initialAccessToken }: { readonly issuer: string; readonly initialAccessToken: string },
  { oidc: store }: Store,
  log: Logger,
): (pages: OidcPages) => Promise<OidcProvider> {
  const agents = config.COUNTERSIGN_DEMO_DATA ? demoAgents : noAgents;
  return (pages) =>
    openOidcProvider({ issuer, initialAccessToken, store, agents, pages, log: log.child({ part: 'oidc' }) });
}

/** What prints rosters: Chromium, where there is one. */
export async function openPrinter({ COUNTERSIGN_CHROMIUM: given }: Config): Promise<Printer> {
  return createChromiumPrinter(await findChromium(given, process.env));
}

/** The client side of Temporal: telling workflows what the store has recorded. */
export async function openEngine(temporal: TemporalTarget, seal: Seal, store: Store, log: Logger): Promise<Engine> {
  const connection = await Connection.connect(temporal.connection);
  const client = new Client({
    connection,
    namespace: temporal.namespace,
    dataConverter: createDataConverter(seal),
  });
  const chains = createTemporalChains(client, store.requests);
  const relay = createRelay(store.dispatches, chains, log.child({ part: 'relay' }));
  return {
    relay,
    histories: createTemporalHistories(client),
    isReady: () =>
      connection
        .withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}))
        .then(
          () => true,
          () => false,
        ),
    close: () => connection.close(),
  };
}

export interface RunningWorker {
  readonly isRunning: () => boolean;
  /** Lets running activities end, at most for the worker's grace time. */
  stop(): Promise<void>;
}

/** The worker side of Temporal: workflows and effects. */
export async function startWorker(input: {
  readonly temporal: TemporalTarget;
  readonly baseUrl: string;
  readonly bundlePath: string;
  readonly config: Config;
  readonly seal: Seal;
  readonly store: Store;
  readonly mailer: Mailer;
  readonly auditKey: AuditKey | undefined;
  /** Where OpenID Connect clients are registered. */
  readonly registry: OidcRegistry | undefined;
  /** Unless the operator says whether answers by mail arrive. */
  readonly takesReplies: boolean;
  readonly log: Logger;
}): Promise<RunningWorker> {
  const { temporal, baseUrl, bundlePath, config, seal, store, mailer, auditKey, registry, log } = input;
  const connection = await NativeConnection.connect(temporal.connection);
  const support = { name: `${config.COUNTERSIGN_OPERATOR} support`, email: config.COUNTERSIGN_SUPPORT_EMAIL };
  const takesReplies = config.COUNTERSIGN_REPLIES ?? input.takesReplies;
  const activities = createActivities({
    store,
    mailer,
    issuers: openIssuers(config, registry, store),
    payments: openPayments(config),
    judge: createJudge(config),
    unpack: unpackMail,
    read: readMail,
    renderer: createLetterRenderer({
      from: { name: config.COUNTERSIGN_OPERATOR, address: config.COUNTERSIGN_MAIL_FROM },
      domain: domainOf(config.COUNTERSIGN_MAIL_FROM),
      conversations: takesReplies ? 'here' : { name: support.name, address: support.email },
    }),
    printer: await openPrinter(config),
    auditKey,
    settings: {
      baseUrl,
      support,
      operatorName: config.COUNTERSIGN_OPERATOR,
      pickUpDays: config.COUNTERSIGN_PICKUP_DAYS,
      takesReplies,
      demoDayMs: config.COUNTERSIGN_DEMO_DAY_SECONDS === undefined ? null : config.COUNTERSIGN_DEMO_DAY_SECONDS * 1_000,
    },
    log: log.child({ part: 'activities' }),
  });
  const dataConverter = createDataConverter(seal);
  const worker: Worker = await createWorker({
    connection,
    namespace: temporal.namespace,
    dataConverter,
    bundlePath,
    activities,
  });
  const running = worker.run();
  running.catch((error: unknown) => log.fatal({ err: error }, 'worker stopped'));
  return {
    isRunning: () => worker.getState() === 'RUNNING',
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running.catch(() => undefined); // reported above
      await connection.close();
    },
  };
}
