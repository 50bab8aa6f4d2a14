import { Client, Connection } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities/index';
import { createRelay, type Relay } from '../client/relay';
import { createTemporalChains } from '../client/temporal';
import { createBuiltinIssuer } from '../issuer/builtin';
import type { Mailer } from '../mail/port';
import { createLetterRenderer } from '../mail/render';
import { createSmtpMailer } from '../mail/smtp';
import type { Seal } from '../secrets/seal';
import { openPgliteStore } from '../store/pglite';
import type { Store } from '../store/port';
import { openPostgresStore } from '../store/postgres';
import { createDataConverter } from '../worker/data-converter';
import { createWorker } from '../worker/worker';
import type { Config } from './config';
import type { TemporalTarget } from './temporal-target';

/** The only file that names adapters: which store, which mailer, which issuer, which engine. */

export interface Engine {
  readonly relay: Relay;
  /** Whether the Temporal server answers. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

export function openStore(config: Config, seal: Seal, folder: string): Promise<Store> {
  return config.DATABASE_URL === undefined
    ? openPgliteStore({ folder, seal })
    : openPostgresStore({ url: config.DATABASE_URL, seal });
}

export function openMailer(smtpUrl: string, log: Logger): Mailer {
  return createSmtpMailer({ url: smtpUrl, log: log.child({ part: 'mail' }) });
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
  readonly log: Logger;
}): Promise<RunningWorker> {
  const { temporal, baseUrl, bundlePath, config, seal, store, mailer, log } = input;
  const connection = await NativeConnection.connect(temporal.connection);
  const domain = config.COUNTERSIGN_MAIL_FROM.split('@')[1]!;
  const activities = createActivities({
    store,
    mailer,
    issuer: createBuiltinIssuer(store.keys),
    renderer: createLetterRenderer({
      from: { name: config.COUNTERSIGN_OPERATOR, address: config.COUNTERSIGN_MAIL_FROM },
      domain,
    }),
    settings: {
      baseUrl,
      support: { name: `${config.COUNTERSIGN_OPERATOR} support`, email: config.COUNTERSIGN_SUPPORT_EMAIL },
      operatorName: config.COUNTERSIGN_OPERATOR,
      pickUpDays: config.COUNTERSIGN_PICKUP_DAYS,
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
