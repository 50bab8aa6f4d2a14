import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Mailbox, startMailbox } from '../mail/mailbox/index';
import type { AuditKey } from '../secrets/audit-key';
import { createSeal } from '../secrets/seal';
import type { Store } from '../store/port';
import { bundlePath } from '../worker/bundle';
import { auditKeyFile, loadAuditKey } from './audit-key';
import { keepCheckpoints } from './checkpoints';
import type { Config } from './config';
import { demoDirectory } from '../directory/demo';
import { type FirstAccount, openLocalAccount } from './local-account';
import { loadKeyring } from './keyring';
import { oidcAllInOne } from './oidc';
import { startEngine } from './engine';
import { beginLongLives } from './long-lives';
import { createShutdown, type Shutdown } from './shutdown';
import { resolveTemporal } from './temporal-binary';
import { startTemporalServer } from './temporal-server';
import { namedTemporal, type TemporalTarget } from './temporal-target';
import { openInbound, openMailer, openStore, startWorker } from './wire';
import { startWeb, webAddress } from './web-process';

export interface AllInOne {
  readonly url: string;
  readonly mailboxUrl: string | null;
  readonly temporalUiUrl: string | null;
  /** Where answers by mail are taken. */
  readonly inbound: { readonly host: string; readonly port: number };
  /** The local account, with its password when it was made just now. */
  readonly account: FirstAccount | null;
  /** Ends everything in order, within five seconds. */
  stop(): Promise<void>;
}

/**
 * Everything in one process, on loopback: Temporal dev server (a child process), embedded store, worker, web and dev mailbox. What `DATABASE_URL`,
 * `SMTP_URL` or `TEMPORAL_ADDRESS` name is used instead of our own. `onProgress` is told what is being waited for.
 */
export async function startAllInOne(
  config: Config,
  log: Logger,
  onProgress: (step: string) => void = () => undefined,
): Promise<AllInOne> {
  const data = config.COUNTERSIGN_DATA;
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const seal = createSeal(loadKeyring(config));
  const shutdown = createShutdown(log);

  try {
    // The store first: its lock keeps a second program out of this folder before anything else is touched.
    onProgress('Opening the store');
    const store = shutdown.add('store', await openStore(config, seal, join(data, 'store')), (opened) => opened.close());
    if (config.COUNTERSIGN_DEMO_DATA && (await store.directory.isEmpty())) await store.directory.load(demoDirectory);

    onProgress('Starting Temporal');
    const temporal = await startTemporal(config, log, onProgress);
    shutdown.add('Temporal server', temporal, ({ stop }) => stop());

    const { mailbox, mailer } = await openMail(config, log, shutdown);

    onProgress('Starting worker and web');
    const engine = await startEngine(temporal.target, seal, store, log, shutdown);
    const address = await webAddress(config);
    const { baseUrl } = address;
    const auditKey = startCheckpoints(config, store, log, shutdown);
    const oidc = oidcAllInOne(config, baseUrl);
    const worker = await startWorker({
      temporal: temporal.target,
      baseUrl,
      bundlePath,
      config,
      seal,
      store,
      mailer,
      auditKey,
      registry: oidc.registry,
      takesReplies: true,
      log,
    });
    shutdown.add('worker', worker, ({ stop }) => stop());
    await beginLongLives(store);
    engine.relay.start();
    shutdown.add('relay', engine.relay, (relay) => relay.stop());
    const listener = await openInbound(config, store, engine.relay, log);
    const inbound = shutdown.add('inbound mail', listener, ({ stop }) => stop());
    const account = await openLocalAccount(store.staff, config, baseUrl);
    const web = await startWeb({
      address,
      config,
      store,
      engine,
      auditKey,
      oidc,
      worker,
      log,
      mailboxUrl: mailbox?.url,
      temporalUiUrl: temporal.uiUrl,
    });
    shutdown.add('web', web, (app) => app.close());

    return {
      url: baseUrl,
      mailboxUrl: mailbox?.url ?? null,
      temporalUiUrl: temporal.uiUrl ?? null,
      inbound: { host: config.COUNTERSIGN_INBOUND_HOST, port: inbound.port },
      account,
      stop: shutdown.run,
    };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

function startCheckpoints(config: Config, store: Store, log: Logger, shutdown: Shutdown): AuditKey {
  const key = loadAuditKey(config.COUNTERSIGN_AUDIT_KEY, join(config.COUNTERSIGN_DATA, auditKeyFile));
  const checkpoints = keepCheckpoints(store.checkpoints, key, log.child({ part: 'audit' }));
  shutdown.add('checkpoints', checkpoints, ({ stop }) => stop());
  return key;
}

async function openMail(config: Config, log: Logger, shutdown: Shutdown) {
  const mailbox = config.SMTP_URL === undefined ? await openMailbox(config, log) : null;
  if (mailbox) shutdown.add('dev mailbox', mailbox, ({ stop }) => stop());
  const mailer = shutdown.add('mailer', openMailer(config.SMTP_URL ?? mailbox!.smtpUrl, log), ({ close }) => close());
  return { mailbox, mailer };
}

function openMailbox(config: Config, log: Logger): Promise<Mailbox> {
  const folder = join(config.COUNTERSIGN_DATA, 'mailbox');
  return startMailbox({ folder, httpPort: config.COUNTERSIGN_MAILBOX_PORT, log: log.child({ part: 'mailbox' }) });
}

interface Temporal {
  readonly target: TemporalTarget;
  readonly uiUrl: string | undefined;
  stop(): Promise<void>;
}

async function startTemporal(config: Config, log: Logger, onProgress: (step: string) => void): Promise<Temporal> {
  const named = namedTemporal(config);
  if (named) return { target: named, uiUrl: undefined, stop: async () => undefined };
  const namespace = config.TEMPORAL_NAMESPACE ?? 'default';
  const { path: binary } = await resolveTemporal('dev-server', { cacheDir: config.COUNTERSIGN_CACHE, onProgress });
  const dataFile = join(config.COUNTERSIGN_DATA, 'temporal.sqlite');
  const { address, uiUrl, stop } = await startTemporalServer({
    binary,
    dataFile,
    namespace,
    log: log.child({ part: 'temporal' }),
  });
  return { target: { connection: { address }, namespace }, uiUrl, stop };
}
