import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { sql } from 'kysely';
import { pino } from 'pino';
import { createNoPayments } from '../../payments/none';
import { type Activities, createActivities, type Known } from '../../activities/index';
import { createBuiltinIssuer } from '../../issuer/builtin';
import { createIssuers } from '../../issuer/issuers';
import type { IssuedKey, Issuer } from '../../issuer/port';
import { createLetterRenderer } from '../../mail/render';
import { readMail } from '../../mail/judge';
import type { Mailer } from '../../mail/port';
import { createChromiumPrinter } from '../../rosters/chromium';
import type { Printer } from '../../rosters/port';
import { type AuditKey, auditKeyOf } from '../../secrets/audit-key';
import type { Letter, Store } from '../../store/port';
import { createSqlStore } from '../../store/sql/index';
import { judgeNothing } from '../support/chain-scene';
import { createMemoryMailer } from '../support/memory-mailer';
import { loadDemo, type OpenStore, seal, spec } from '../support/store-scene';
import { openMemory } from '../support/stores';

export const support = { name: 'Support', email: 'support@countersign.example' };

/** The demonstration's store with a clock of its own, and the activities on it. */
export interface ActivityScene extends OpenStore {
  readonly issuer: Issuer;
  /** What the issuer has made for that generation of the request's key, oldest first. */
  keysOf(requestId: string, generation?: number): Promise<readonly IssuedKey[]>;
  /** Lets it be that time from now on; ISO 8601 with its zone. */
  setClock(time: string): Promise<void>;
  /** The activities as a worker runs them, with the store and the mailer that are given, and with live keys of the issuer that is given, or of ours, changed. */
  activities(more?: {
    readonly store?: Store;
    readonly mailer?: Mailer;
    readonly issuer?: Partial<Issuer>;
    readonly sparkApi?: Issuer;
    readonly printer?: Printer;
    readonly oidc?: Issuer;
    /** Without it: a key of the tests. Null: none. */
    readonly auditKey?: AuditKey | null;
  }): Activities;
  events(requestId: string): Promise<readonly string[]>;
  /** Template, recipient and fate of each letter, in the order of writing: "ask ann.lee sent". */
  letters(requestId: string): Promise<readonly string[]>;
}

export async function openActivityScene(database: typeof openMemory = openMemory): Promise<ActivityScene> {
  const { db, close } = await database();
  const store = createSqlStore({ db, seal, close });
  const issuer = createBuiltinIssuer(store.keys);
  const open: OpenStore = { db, close, store };
  await sql`create table test_clock (now timestamptz not null)`.execute(db);
  await sql`insert into test_clock values (now())`.execute(db);
  const byTestClock = `language sql volatile as 'select now from test_clock'`;
  await sql.raw(`create or replace function clock_now() returns timestamptz ${byTestClock}`).execute(db);
  await loadDemo(open);

  return {
    ...open,
    issuer,
    async setClock(time) {
      await sql`update test_clock set now = ${new Date(time)}`.execute(db);
    },
    keysOf: (requestId, generation = 1) => issuer.find(`${requestId}:${generation}`, spec),
    activities({
      store: seen = store,
      mailer = createMemoryMailer(),
      issuer: changed = {},
      sparkApi,
      oidc,
      printer,
      auditKey,
    } = {}) {
      const builtin = { ...issuer, ...changed };
      return inActivityContext(
        createActivities({
          store: seen,
          mailer,
          issuers: sparkApi
            ? createIssuers({ builtin, 'spark-api': sparkApi }, 'spark-api')
            : createIssuers({ builtin, oidc }, 'builtin'),
          payments: createNoPayments(),
          judge: judgeNothing,
          unpack: async () => [],
          read: readMail,
          renderer: createLetterRenderer({
            from: { name: 'Operator', address: 'approvals@countersign.example' },
            domain: 'countersign.example',
          }),
          printer: printer ?? createChromiumPrinter(undefined),
          auditKey: auditKey === null ? undefined : (auditKey ?? auditKeyOf(Buffer.alloc(32, 9))),
          settings: {
            operatorName: 'Operator',
            baseUrl: 'http://127.0.0.1:1',
            support,
            pickUpDays: 14,
            takesReplies: true,
            demoDayMs: null,
          },
          log: pino({ level: 'silent' }),
        }),
      );
    },
    events: async (requestId) => (await store.audit.ofRequest(requestId)).map(({ kind }) => kind),
    letters: async (requestId) =>
      (await store.letters.ofRequest(requestId)).map((letter) => {
        const [name] = letter.recipient.email.split('@');
        return `${letter.template} ${name} ${fateOf(letter)}`;
      }),
  };
}

/** The first turn of a request as its workflow knows it, or another one. */
export function turn(requestId: string, count = 1): Known {
  return { requestId, turn: count, revision: 1 };
}

function fateOf({ sentAt, refusedAt, refusal }: Letter): string {
  if (sentAt !== null) return 'sent';
  if (refusedAt === null) return 'waits';
  return refusal === 'No longer needed.' ? 'recalled' : 'refused';
}

/** Failures are what some tests want. */
const quiet = new DefaultLogger('ERROR');

/** Each call has a context to beat in, as on a worker. */
function inActivityContext(activities: Activities): Activities {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    (input: never) => new MockActivityEnvironment({}, { logger: quiet }).run(activity, input),
  ]);
  return Object.fromEntries(wrapped) as Activities;
}
