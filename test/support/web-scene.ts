import { randomBytes, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type Kysely, sql } from 'kysely';
import pino from 'pino';
import { demoDirectory } from '../../app/demo-directory';
import type { Dispatch, Told } from '../../client/port';
import { hashPassword } from '../../secrets/password';
import { createSeal } from '../../secrets/seal';
import { fingerprint, hashCode, hashToken, newCode, newToken } from '../../secrets/token';
import { openPglite } from '../../store/pglite';
import type { NewLink, NewRequest, Store } from '../../store/port';
import { createSqlStore } from '../../store/sql/index';
import type { Database } from '../../store/sql/schema';
import { createWebApp } from '../../web/app';
import type { WebSettings } from '../../web/settings';
import { newRequestBody, takeIn } from '../../web/intake';

export const staff = { id: 'kim', name: 'Kim Sato', email: 'kim@countersign.example' };
export const password = 'correct horse battery staple';

/** A link as the mail had it. */
export interface Mailed {
  readonly path: string;
  readonly token: string;
  readonly code: string;
}

/** The web app on a real port and a real store; instead of the relay a twin that keeps what it was told. */
export interface WebScene {
  readonly app: FastifyInstance;
  readonly store: Store;
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
  /** Starts a request and opens its first step; resolves with its id. */
  request(planId?: string, more?: Partial<NewRequest>): Promise<string>;
  ask(requestId: string, stepId: string, approverId: string, more?: Partial<NewLink>): Promise<Mailed>;
  issue(requestId: string, secret?: string): Promise<Mailed>;
  statusLink(requestId: string): Promise<Mailed>;
  decide(mailed: Mailed, verdict?: string, more?: Record<string, string>): Promise<Response>;
  /** Every row of every table that a page could change. */
  dump(): Promise<string>;
  sql(text: string): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

const inTenDays = () => Date.now() + 10 * 86_400_000;

export async function openWebScene(settings: Partial<WebSettings> = {}): Promise<WebScene> {
  const { db, close } = await openPglite('memory');
  const seal = createSeal({ current: 't', keys: new Map([['t', randomBytes(32)]]) });
  const store = createSqlStore({ db, seal, close });
  await store.directory.load(demoDirectory);
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
    ready: async () => ({ store: true }),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
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

/** What mails and workflows would have done before somebody comes to a page. */
function acts(store: Store, db: Kysely<Database>) {
  async function mail(requestId: string, purpose: NewLink['purpose'], more: Partial<NewLink>): Promise<Mailed> {
    const file = (await store.requests.file(requestId))!;
    const token = newToken();
    const code = newCode();
    const tokenHash = hashToken(token);
    const link: NewLink = {
      tokenHash,
      codeHash: purpose === 'status' ? null : hashCode(tokenHash, code),
      purpose,
      stepId: null,
      approverId: null,
      credentialId: null,
      generation: 1,
      digest: file.request.digest,
      deadline: inTenDays(),
      ...more,
    };
    const opening = link.stepId === null ? {} : { opening: { stepId: link.stepId, lapseAt: inTenDays() } };
    await store.letters.write({ requestId, letters: [letter(requestId, purpose)], links: [link], ...opening });
    return { path: `/${purpose}/${token}`, token, code };
  }

  return {
    async request(planId = 'harbor-coast-idx', more: Partial<NewRequest> = {}) {
      const body = newRequestBody.parse(sampleBody(planId));
      const intake = await takeIn(store, body, staff, randomUUID());
      if (intake.kind === 'unfit') throw new Error(JSON.stringify(intake.errors));
      await store.requests.start({ ...intake.request, ...more });
      return more.id ?? intake.request.id;
    },
    ask: (requestId: string, stepId: string, approverId: string, more: Partial<NewLink> = {}) =>
      mail(requestId, 'decision', { stepId, approverId, ...more }),
    statusLink: (requestId: string) => mail(requestId, 'status', {}),
    async issue(requestId: string, secret = 'cs_live_0123456789abcdef') {
      const { facts, request } = (await store.requests.file(requestId))!;
      const id = randomUUID();
      const token = newToken();
      const code = newCode();
      const tokenHash = hashToken(token);
      const { plan, mls, keyHolder, product } = request.ask;
      await store.credentials.save(
        {
          id,
          requestId,
          generation: 1,
          evidenceId: facts.decisions.at(-1)!.evidenceId,
          keyId: `key-${id.slice(0, 8)}`,
          spec: { kind: plan.keyKind, role: plan.role, mlsId: mls.id, keyHolder, name: product.name },
          secret,
          pickUpUntil: inTenDays(),
        },
        {
          requestId,
          letters: [letter(requestId, 'pickup')],
          links: [
            {
              tokenHash,
              codeHash: hashCode(tokenHash, code),
              purpose: 'pickup',
              stepId: null,
              approverId: null,
              credentialId: id,
              generation: 1,
              digest: request.digest,
              deadline: inTenDays(),
            },
          ],
        },
      );
      return { path: `/pickup/${token}`, token, code };
    },
    async signIn() {
      const token = newToken();
      await store.staff.openSession(staff.id, hashToken(token), 3_600_000);
      return token;
    },
    async dump() {
      const rows = await Promise.all(
        [...changing, 'session'].map(async (table) => {
          const { rows: found } = await sql`select * from ${sql.table(table)} order by 1, 2`.execute(db);
          return [table, found];
        }),
      );
      return JSON.stringify(rows);
    },
    async sql(text: string) {
      await sql.raw(text).execute(db);
    },
    async clear() {
      await sql`truncate ${sql.join(changing.map((table) => sql.table(table)))}`.execute(db);
    },
  };
}

const changing = [
  'request',
  'opening',
  'evidence',
  'decision',
  'withdrawal',
  'outcome',
  'letter',
  'link',
  'credential',
  'dispatch',
  'audit_event',
];

function letter(requestId: string, template: string) {
  const id = randomUUID();
  return {
    id,
    requestId,
    template,
    recipient: { name: 'Somebody', email: 'somebody@mls.example' },
    envelope: { from: 'a@countersign.example', to: 'somebody@mls.example' },
    subject: `About ${template}`,
    messageId: `<${id}@countersign.example>`,
    bytes: Buffer.from('mail'),
  };
}

export function sampleBody(planId = 'harbor-coast-idx') {
  return {
    planId,
    developerId: 'dana-fox',
    keyHolder: { kind: 'member', flexmlsUser: 'jdoe' },
    product: { name: 'Foxglove Search', url: 'https://search.foxglove.example' },
    use: 'A public search site that shows current listings with the required attribution.',
    termsAccepted: true,
  };
}

/** The value of a hidden or typed input, by name. */
export function inputOf(html: string, name: string): string | undefined {
  return new RegExp(`name="${name}"[^>]*? value="([^"]*)"`).exec(html)?.[1];
}
