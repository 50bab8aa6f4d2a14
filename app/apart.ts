import { join } from 'node:path';
import type { Logger } from 'pino';
import { createSeal } from '../secrets/seal';
import { bundlePath } from '../worker/bundle';
import { auditKeyFile, findAuditKey } from './audit-key';
import { keepCheckpoints } from './checkpoints';
import { type Config, ConfigError } from './config';
import { loadKeyring } from './keyring';
import { type FirstAccount, openLocalAccount } from './local-account';
import { oidcApart } from './oidc';
import { startEngine } from './engine';
import { beginLongLives } from './long-lives';
import { createShutdown } from './shutdown';
import { namedTemporal } from './temporal-target';
import { startWeb, webAddress } from './web-process';
import { openInbound, openMailer, openStore, startWorker } from './wire';

const needed = {
  web: ['DATABASE_URL', 'COUNTERSIGN_BASE_URL'],
  worker: ['DATABASE_URL', 'COUNTERSIGN_BASE_URL', 'SMTP_URL'],
  mail: ['DATABASE_URL', 'COUNTERSIGN_BASE_URL'],
} as const;

export type Part = keyof typeof needed;

export interface Apart {
  /** The first staff account, when this process made it just now; web only. */
  readonly account: FirstAccount | null;
  stop(): Promise<void>;
}

/**
 * One part of the program in a process of its own, on shared Postgres and Temporal.
 * @throws ConfigError naming what the all-in-one would have provided and is not set.
 */
export async function startApart(part: Part, config: Config, log: Logger): Promise<Apart> {
  const temporal = namedTemporal(config);
  const missing = [
    ...needed[part].filter((name) => config[name] === undefined),
    ...((config.COUNTERSIGN_KEYS ?? config.COUNTERSIGN_KEYS_COMMAND) === undefined
      ? ['COUNTERSIGN_KEYS or COUNTERSIGN_KEYS_COMMAND']
      : []),
    ...(temporal ? [] : ['TEMPORAL_ADDRESS or TEMPORAL_PROFILE']),
  ];
  if (missing.length > 0 || !temporal) {
    throw new ConfigError(missing.map((name) => `${name}: must be set for "countersign ${part}"`).join('\n'));
  }

  const oidc = oidcApart(config);
  const seal = createSeal(loadKeyring(config));
  const shutdown = createShutdown(log);
  try {
    const store = shutdown.add('store', await openStore(config, seal, ''), (each) => each.close());
    const address = await webAddress(config);
    const { baseUrl } = address;
    // Of several such processes each must sign by the same key, so none is made here.
    const auditKey = findAuditKey(config.COUNTERSIGN_AUDIT_KEY, join(config.COUNTERSIGN_DATA, auditKeyFile));
    const engine = await startEngine(temporal, seal, store, log, shutdown);
    let account: FirstAccount | null = null;
    if (part === 'worker') {
      const mailer = shutdown.add('mailer', openMailer(config.SMTP_URL!, log), ({ close }) => close());
      const worker = await startWorker({
        temporal,
        baseUrl,
        bundlePath,
        config,
        seal,
        store,
        mailer,
        auditKey,
        registry: oidc.registry,
        takesReplies: false,
        log,
      });
      shutdown.add('worker', worker, ({ stop }) => stop());
    } else {
      await beginLongLives(store);
      engine.relay.start();
      shutdown.add('relay', engine.relay, (relay) => relay.stop());
      if (part === 'mail') {
        const inbound = await openInbound(config, store, engine.relay, log);
        shutdown.add('inbound mail', inbound, ({ stop }) => stop());
      } else {
        account = await openLocalAccount(store.staff, config, baseUrl);
        const checkpoints = keepCheckpoints(store.checkpoints, auditKey, log.child({ part: 'audit' }));
        shutdown.add('checkpoints', checkpoints, ({ stop }) => stop());
        const web = await startWeb({ address, config, store, engine, auditKey, oidc, log });
        shutdown.add('web', web, (app) => app.close());
      }
    }
    log.info({ part, baseUrl }, 'ready');
    return { account, stop: shutdown.run };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}
