import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { operatorDirectory } from '../directory/operator';
import type { AuditKey } from '../secrets/audit-key';
import type { Store } from '../store/port';
import { createWebApp } from '../web/app';
import type { ResourceServer } from '../web/resource-servers';
import type { Config } from './config';
import { oidcIssuerOf, type OidcSetUp } from './oidc';
import { explainPort, freePort } from './ports';
import { type Engine, isThere, openPayments, openPrinter, openProvider, type RunningWorker } from './wire';

export interface WebInput {
  readonly address: WebAddress;
  readonly config: Config;
  readonly store: Store;
  readonly engine: Engine;
  readonly auditKey: AuditKey | undefined;
  readonly oidc: OidcSetUp;
  /** The worker in this process, if there is one. */
  readonly worker?: RunningWorker;
  readonly log: Logger;
  readonly mailboxUrl?: string | undefined;
  readonly temporalUiUrl?: string | undefined;
}

export interface WebAddress {
  readonly port: number;
  /** Where people reach us; links in mails start with it. */
  readonly baseUrl: string;
}

/** As configured, or host and port. Port 0 is any free one, known before the worker writes the first link. */
export async function webAddress(config: Config): Promise<WebAddress> {
  const port = config.COUNTERSIGN_PORT === 0 ? await freePort() : config.COUNTERSIGN_PORT;
  const baseUrl = config.COUNTERSIGN_BASE_URL ?? `http://${config.COUNTERSIGN_HOST}:${port}`;
  return { port, baseUrl: baseUrl.replace(/\/$/, '') };
}

/** Starts the web server and listens. @throws with the setting to change when the port is taken. */
export async function startWeb({
  address: { baseUrl, port },
  config,
  store,
  engine,
  auditKey,
  oidc,
  worker,
  log,
  mailboxUrl,
  temporalUiUrl,
}: WebInput): Promise<FastifyInstance> {
  await store.directory.loadOperator(
    operatorDirectory({
      name: config.COUNTERSIGN_OPERATOR,
      email: config.COUNTERSIGN_SUPPORT_EMAIL,
      timeZone: config.COUNTERSIGN_TIME_ZONE,
    }),
  );
  const { COUNTERSIGN_MAIL_WEBHOOK_SECRET: mailWebhookSecret } = config;
  const app = await createWebApp({
    store,
    relay: engine.relay,
    histories: engine.histories,
    payments: openPayments(config),
    auditKey,
    printer: await openPrinter(config),
    openOidc: providerOf(config, oidc, baseUrl, store, log),
    settings: {
      baseUrl,
      supportEmail: config.COUNTERSIGN_SUPPORT_EMAIL,
      operatorName: config.COUNTERSIGN_OPERATOR,
      ...(config.COUNTERSIGN_TRUST_PROXY === undefined ? {} : { trustProxy: config.COUNTERSIGN_TRUST_PROXY }),
      resourceServers: (config.COUNTERSIGN_INTROSPECTION_CLIENTS ?? []).map(resourceServer),
      ...(oidc.registry === undefined ? {} : { oidcIssuer: oidc.registry.issuerUrl }),
      hasDemoApp: oidc.hasDemoApp,
      secureCookies: baseUrl.startsWith('https:'),
      ...(mailWebhookSecret === undefined ? {} : { mailWebhookSecret }),
      ...(mailboxUrl === undefined ? {} : { mailboxUrl }),
      ...((config.COUNTERSIGN_REPLIES ?? worker !== undefined) ? { answersAddress: config.COUNTERSIGN_MAIL_FROM } : {}),
      ...(temporalUiUrl === undefined ? {} : { temporalUiUrl }),
    },
    log,
    ready: async () => ({
      store: await isThere(store),
      temporal: await engine.isReady(),
      ...(worker ? { worker: worker.isRunning() } : {}),
    }),
  });
  try {
    await app.listen({ host: config.COUNTERSIGN_HOST, port });
  } catch (error) {
    await app.close();
    throw explainPort(error, port, 'COUNTERSIGN_PORT');
  }
  return app;
}

function providerOf(config: Config, { isProvider, registry }: OidcSetUp, baseUrl: string, store: Store, log: Logger) {
  if (!isProvider || !registry) return undefined;
  const { initialAccessToken } = registry;
  return openProvider(config, { issuer: oidcIssuerOf(baseUrl), initialAccessToken }, store, log);
}

/** @param pair "id:secret" */
function resourceServer(pair: string): ResourceServer {
  const [id = '', secret = ''] = pair.split(':');
  return { id, secret };
}
