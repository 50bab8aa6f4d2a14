import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { demoDirectory } from '../../directory/demo';
import { operatorDirectory } from '../../directory/operator';
import type { Dispatch, Told } from '../../client/port';
import type { OidcPages, OidcProvider } from '../../oidc/port';
import { createNoPayments } from '../../payments/none';
import type { Payments } from '../../payments/port';
import { createChromiumPrinter } from '../../rosters/chromium';
import { auditKeyOf } from '../../secrets/audit-key';
import { hashPassword } from '../../secrets/password';
import { createSeal } from '../../secrets/seal';
import { fingerprint } from '../../secrets/token';
import type { NewLink, NewRequest, Store } from '../../store/port';
import { createSqlStore } from '../../store/sql/index';
import { createWebApp } from '../../web/app';
import type { WebSettings } from '../../web/settings';
import { openMemory } from './stores';
import { acts, type IssuedBy, type Mailed, staff } from './web-acts';

export { type Mailed, sampleBody, staff } from './web-acts';
const operator = { name: 'Example Data Platform', email: 'support@countersign.example', timeZone: 'America/Chicago' };
/** Signs the checkpoints of these scenes. */
export const auditKey = auditKeyOf(Buffer.alloc(32, 9));
export const password = 'correct horse battery staple';

/** The web app on a real port and a real store; instead of the relay a twin that keeps what it was told. */
export interface WebScene {
  readonly app: FastifyInstance;
  readonly store: Store;
  /** The same records, for a program that still seals with an older key. */
  readonly olderStore: Store;
  readonly url: string;
  readonly told: Dispatch[];
  /** What the twin answers. */
  tells: Told;
  readonly log: string[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** As a browser sends a form. */
  post(path: string, form: Record<string, string> | string, headers?: Record<string, string>): Promise<Response>;
  /** A staff session's token. */
  signIn(): Promise<string>;
  /** Starts a request; resolves with its id. */
  request(planId?: string, more?: Partial<NewRequest>): Promise<string>;
  /** Asks somebody at a step, which opens with the first who is asked there. */
  ask(requestId: string, stepId: string, approverId: string, more?: Partial<NewLink>): Promise<Mailed>;
  /** The link to take an act back; of the last decision when none is named. */
  receipt(requestId: string, decisionId?: string): Promise<Mailed>;
  /** The developer's link to answer a question or proposal; of the last decision when none is named. */
  answerLink(requestId: string, decisionId?: string): Promise<Mailed>;
  issue(requestId: string, secret?: string, by?: IssuedBy): Promise<Mailed>;
  statusLink(requestId: string): Promise<Mailed>;
  /** The link with which somebody who registers shows that the address is theirs. */
  proofLink(requestId: string, more?: Partial<NewLink>): Promise<Mailed>;
  /** A developer's link to sign in, filed under a request of theirs. */
  signInLink(requestId: string, more?: Partial<NewLink>): Promise<Mailed>;
  /** A developer session's token. */
  developerSession(developerId: string): Promise<string>;
  decide(mailed: Mailed, verdict?: string, more?: Record<string, string>): Promise<Response>;
  /** Every row of every table that a page could change. */
  dump(): Promise<string>;
  sql(text: string): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

type OpenOidc = (store: Store, pages: OidcPages) => Promise<OidcProvider>;

export async function openWebScene(
  settings: Partial<WebSettings> = {},
  payments: Payments = createNoPayments(),
  {
    port = 0,
    openOidc,
    chromium,
  }: { readonly port?: number; readonly openOidc?: OpenOidc; readonly chromium?: string | undefined } = {},
): Promise<WebScene> {
  const { db, close } = await openMemory();
  const keys = new Map(['t', 'older'].map((id): [string, Uint8Array] => [id, randomBytes(32)]));
  const storeSealingWith = (current: string) => createSqlStore({ db, seal: createSeal({ current, keys }), close });
  const store = storeSealingWith('t');
  await store.directory.load(demoDirectory);
  await store.directory.loadOperator(operatorDirectory(operator));
  await store.staff.create(staff, await hashPassword(password));

  const told: Dispatch[] = [];
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, new Writable({ write: (line, _, done) => (log.push(String(line)), done()) }));
  const scene = { tells: 'applied' as Told };
  const app = await createWebApp({
    store,
    relay: {
      async tell(dispatch) {
        told.push(dispatch);
        return scene.tells;
      },
    },
    histories: { runningBefore: async () => 0, retentionMs: async () => 0 },
    payments,
    auditKey,
    printer: createChromiumPrinter(chromium),
    settings: {
      baseUrl: 'http://127.0.0.1:1',
      supportEmail: 'support@countersign.example',
      operatorName: 'Example Data Platform',
      secureCookies: false,
      linkVisitsPerMinute: 10_000,
      signInsPerMinute: 10_000,
      ...settings,
    },
    log: logger,
    openOidc: openOidc && ((pages) => openOidc(store, pages)),
    ready: async () => ({ store: true }),
  });
  const url = await app.listen({ host: '127.0.0.1', port });
  const send = (path: string, init: RequestInit) => fetch(url + path, { redirect: 'manual', ...init });
  const post: WebScene['post'] = (path, form, headers = {}) =>
    send(path, {
      method: 'POST',
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
    });

  return Object.assign(scene, {
    app,
    store,
    olderStore: storeSealingWith('older'),
    url,
    told,
    log,
    post,
    ...acts(store, db),
    get: (path: string, headers: Record<string, string> = {}) => send(path, { headers }),
    decide: (mailed: Mailed, verdict = 'approve', more: Record<string, string> = {}) =>
      post(mailed.path, { link: fingerprint(mailed.token), verdict, reason: '', code: mailed.code, ...more }),
    async close() {
      await app.close();
      await store.close();
    },
  });
}

/** The value of a hidden or typed input, by name. */
export function inputOf(html: string, name: string): string | undefined {
  return new RegExp(`name="${name}"[^>]*? value="([^"]*)"`).exec(html)?.[1];
}
