import { randomUUID } from 'node:crypto';
import { Client, type WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import { pino } from 'pino';
import { type Activities, createActivities } from '../../activities/index';
import type { Chains, Dispatch } from '../../client/port';
import { createTemporalChains } from '../../client/temporal';
import { type Chain, defaultClock } from '../../domain/chain';
import type { ChainDefinition } from '../../domain/definition';
import { noLimits } from '../../domain/limits';
import type { Ask } from '../../domain/request';
import type { Standing } from '../../domain/standing';
import { createBuiltinIssuer } from '../../issuer/builtin';
import { createIssuers } from '../../issuer/issuers';
import { readMail } from '../../mail/judge';
import type { MailJudge, MailUnpacker } from '../../mail/port';
import { createLetterRenderer } from '../../mail/render';
import { createNoPayments } from '../../payments/none';
import type { Payments } from '../../payments/port';
import { createChromiumPrinter } from '../../rosters/chromium';
import { auditKeyOf } from '../../secrets/audit-key';
import { hashToken } from '../../secrets/token';
import type { AnswerByLink, ChosenAct, LinkPurpose, NewRequest, StartOutcome, Store } from '../../store/port';
import { createSqlStore } from '../../store/sql/index';
import type { purchaseWithApproval } from '../../workflows/index';
import {
  inboundMailWorkflowId,
  lateKeyOrderWorkflowId,
  messageWorkflowId,
  requestWorkflowId,
} from '../../workflows/contract';
import { createMemoryMailer } from './memory-mailer';
import { approver } from './samples';
import { seal } from './store-scene';
import { openMemory } from './stores';
import { openTestEnv, testBundle, testConverter } from './workflow-env';

export const approve: ChosenAct = { verdict: 'approve', limits: noLimits };
const mls = { id: 'mls', name: 'Lakeshore MLS', timeZone: 'America/Chicago' };
const requester = { id: 'dana', name: 'Dana Fox', email: 'dana@apps.example', company: 'Fox Apps' };
const staff = { id: 'kim', name: 'Kim', email: 'kim@operator.example' };

/** The plans' own chain; the tests bring others. */
const definition: ChainDefinition = {
  version: 1,
  informed: [],
  stopMinutes: 0,
  steps: [
    {
      id: 'mls',
      title: 'mls approval',
      approvers: ['ann'],
      fallback: [],
      alternates: [],
      quorum: 'any',
      denials: 1,
      accepts: ['link+code'],
      clock: defaultClock,
      when: null,
      satisfiedWhen: null,
    },
  ],
};

/** What a request of these tests asks. */
export const ask: Ask = {
  kind: 'purchase-with-approval',
  mls,
  plan: { id: 'idx', name: 'IDX', role: 'idx', keyKind: 'bearer' },
  keyHolder: { kind: 'generic-agent', flexmlsUser: null },
  requester,
  product: { name: 'Fox Homes', url: null },
  use: 'A public site that shows listings to home buyers.',
  termsVersion: '1',
  termsHash: 'h1',
  price: { minor: 5_000, currency: 'USD' },
};

/** A mail as its recipient has it. */
export interface Received {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** One request with its real workflow, activities and store, whose clock is the time-skipping server's. */
export interface ChainScene {
  readonly requestId: string;
  readonly handle: WorkflowHandle<typeof purchaseWithApproval>;
  readonly store: Store;
  /** Lets time pass, half a day at a time, until the request's workflow has ended; resolves with what it came to. */
  result(): Promise<Standing>;
  /** The same for any workflow. */
  ended(handle: WorkflowHandle): Promise<unknown>;
  /** The activities that ran, in order. */
  readonly log: readonly string[];
  /** The mails that left, oldest first. */
  mails(): Promise<readonly Received[]>;
  /** Waits for a mail to that person with such a subject, the `nth` of them. */
  mailed(who: string, subject: RegExp, nth?: number): Promise<Received>;
  /**
   * Does something by the link and the code in the newest mail of its kind to that person: committed, then told. Resolves with the
   * workflow that would serve it if the request's own has ended.
   */
  act(who: string, act: ChosenAct, reason?: string): Promise<WorkflowHandle>;
  answer(text: string, more?: Partial<AnswerByLink>): Promise<void>;
  /** What tells the workflow, as the relay has it. */
  readonly chains: Chains;
  /** Tells the workflow what the store has recorded; resolves with a mail's own workflow for a mail. */
  tell(dispatch: Dispatch): Promise<WorkflowHandle>;
  /** The link and the code in the newest mail of that kind. */
  linkTo(who: string, purpose: LinkPurpose): Promise<{ readonly tokenHash: Uint8Array; readonly code: string }>;
  /** Staff want the key replaced or disabled. */
  orderKey(type: 'reissue' | 'disable'): Promise<WorkflowHandle>;
  breakMail(isBroken: boolean): void;
  events(): Promise<readonly string[]>;
  now(): Promise<number>;
  sleep(time: number | `${number} days` | `${number} hours`): Promise<void>;
  /** Resolves when the condition holds; lets no more than ten seconds of the server's time pass. */
  until(what: string, condition: () => boolean | Promise<boolean>): Promise<void>;
}

/** Where no mail is expected. */
export const judgeNothing: MailJudge = async () => {
  throw new Error('No mail is judged here.');
};

/** The time-skipping server with a store that lives by its clock, one of each per file. */
export async function openChainEnv({
  payments = createNoPayments(),
  judge = judgeNothing,
  unpack = async () => [],
}: { readonly payments?: Payments; readonly judge?: MailJudge; readonly unpack?: MailUnpacker } = {}) {
  const env = await openTestEnv();
  // The environment's own client lets time run whenever it waits for a result, to the workflow's time limit ten years on.
  const client = new Client({ connection: env.connection, dataConverter: testConverter });
  const { db, close } = await openMemory();
  const store = createSqlStore({ db, seal, close });
  await sql`create table test_clock (now timestamptz not null)`.execute(db);
  await sql`insert into test_clock values (now())`.execute(db);
  await sql
    .raw(
      `create or replace function clock_now() returns timestamptz language sql volatile as 'select now from test_clock'`,
    )
    .execute(db);
  let skewMs = 0;
  const setClock = async () => {
    const now = new Date((await env.currentTimeMs()) + skewMs);
    await sql`update test_clock set now = ${now}`.execute(db);
  };
  const people = ['ann', 'bob', 'cid', 'tom', 'alt', 'dan'].map((id) => ({ ...approver(id), mlsId: 'mls' }));
  await store.directory.load({
    mlses: [{ ...mls, state: 'Illinois', closedDays: [] }],
    approvers: people,
    plans: ['idx', 'vow'].map((role) => ({
      id: role,
      mlsId: 'mls',
      name: role.toUpperCase(),
      description: 'Listings.',
      role: role as 'idx' | 'vow',
      keyKind: 'bearer',
      keyHolders: ['generic-agent'],
      priceMinor: 5_000,
      currency: 'USD',
      termsVersion: '1',
      terms: 'Be fair.',
      chain: definition,
    })),
    developers: [requester],
  });

  /** Starts the request of these tests with that chain, as `runStarted` does. */
  async function run<T>(
    chain: Chain,
    play: (scene: ChainScene) => Promise<T>,
    more: Pick<NewRequest, 'toPay'> = {},
  ): Promise<T> {
    const id = randomUUID();
    return runStarted(
      () => store.requests.start({ id, ask, chain, startedBy: staff, idempotencyKey: id, ...more }),
      play,
    );
  }

  /** Starts a request and hands it to `play`; afterwards lets its workflow run to its end. */
  async function runStarted<T>(
    start: () => Promise<StartOutcome>,
    play: (scene: ChainScene) => Promise<T>,
  ): Promise<T> {
    const mailer = createMemoryMailer();
    const log: string[] = [];
    const real = createActivities({
      store,
      mailer,
      issuers: createIssuers({ builtin: createBuiltinIssuer(store.keys) }, 'builtin'),
      payments,
      judge,
      unpack,
      read: readMail,
      renderer: createLetterRenderer({
        from: { name: 'Operator', address: 'approvals@countersign.example' },
        domain: 'countersign.example',
      }),
      printer: createChromiumPrinter(undefined),
      auditKey: auditKeyOf(Buffer.alloc(32, 9)),
      settings: {
        baseUrl: 'http://127.0.0.1:1',
        operatorName: 'Operator',
        support: { name: 'Support', email: 'support@countersign.example' },
        pickUpDays: 14,
        takesReplies: true,
        demoDayMs: null,
      },
      log: pino({ level: 'silent' }),
    });
    const activities = Object.fromEntries(
      Object.entries(real).map(([name, activity]) => [
        name,
        async (input: never) => {
          await setClock();
          log.push(name);
          return activity(input);
        },
      ]),
    ) as unknown as Activities;

    const taskQueue = randomUUID();
    const chains = createTemporalChains(client, store.requests, taskQueue);
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue,
      workflowBundle: { codePath: testBundle },
      activities,
      dataConverter: testConverter,
    });
    return worker.runUntil(async () => {
      await setClock();
      const outcome = await start();
      if (outcome.kind !== 'started') throw new Error(`not started: ${outcome.kind}`);
      const requestId = outcome.request.id;
      await chains.tell(outcome.dispatch);
      const handle = client.workflow.getHandle<typeof purchaseWithApproval>(requestWorkflowId(requestId));
      const scene = sceneOf({ env, client, store, mailer, chains, handle, requestId, log, setClock });
      const played = await play(scene).catch(async (error: unknown) => {
        await handle.terminate('the test failed').catch(() => undefined);
        throw error;
      });
      // To its end, however far off: the server's clock is one for all, and a task that nobody takes would stop it for the next test.
      mailer.answer(250, 'kept');
      await scene.result();
      return played;
    });
  }

  return {
    env,
    store,
    db,
    run,
    runStarted,
    /** Sets the database's clock apart from the server's by that many milliseconds. */
    skew: (ms: number) => void (skewMs = ms),
    close: async () => {
      await env.teardown();
      await close();
    },
  };
}

interface Stage {
  readonly env: TestWorkflowEnvironment;
  readonly client: Client;
  readonly store: Store;
  readonly mailer: ReturnType<typeof createMemoryMailer>;
  readonly chains: ReturnType<typeof createTemporalChains>;
  readonly handle: ChainScene['handle'];
  readonly requestId: string;
  readonly log: readonly string[];
  setClock(): Promise<void>;
}

function sceneOf({ env, client, store, mailer, chains, handle, requestId, log, setClock }: Stage): ChainScene {
  const mails = () => Promise.all(mailer.sent.map(received));
  const until: ChainScene['until'] = async (what, condition) => {
    for (let tries = 0; !(await condition()); tries += 1) {
      if (tries === 100) throw new Error(`Never came true: ${what}`);
      await env.sleep(100);
    }
  };
  const mailed: ChainScene['mailed'] = async (who, subject, nth = 1) => {
    const found = async () => (await mails()).filter((mail) => isTo(mail, who) && subject.test(mail.subject));
    await until(`${who} gets ${subject}`, async () => (await found()).length >= nth).catch(async (error: unknown) => {
      const left = (await mails()).map((mail) => `${mail.to}: ${mail.subject}`);
      throw new Error(`These left, after ${log.join(', ')}:\n${left.join('\n')}`, { cause: error });
    });
    return (await found())[nth - 1]!;
  };
  const newest = async (who: string, purpose: LinkPurpose) => {
    const all = (await mails()).filter((mail) => isTo(mail, who));
    const links = all.flatMap(({ text }) => {
      const token = new RegExp(`/${purpose}/([\\w-]{43})`).exec(text)?.[1];
      const code = /^ {4}([A-Z0-9]{3}) ([A-Z0-9]{3})$/m.exec(text);
      return token && code ? [{ tokenHash: hashToken(token), code: `${code[1]}${code[2]}` }] : [];
    });
    const link = links.at(-1);
    if (!link) throw new Error(`${who} has no mail with a ${purpose} link.`);
    return link;
  };
  const tell = async (dispatch: Dispatch) => {
    await chains.tell(dispatch);
    await store.dispatches.told(dispatch.id);
    const { message } = dispatch;
    if (message.type === 'mail') return client.workflow.getHandle(inboundMailWorkflowId(message.mailId));
    if (message.type === 'message') return client.workflow.getHandle(messageWorkflowId(message.messageId));
    return client.workflow.getHandle(lateKeyOrderWorkflowId(dispatch.id));
  };

  const ended = async (workflow: WorkflowHandle) => {
    while ((await workflow.describe()).status.name === 'RUNNING') await env.sleep('12 hours');
    return workflow.result() as Promise<unknown>;
  };

  return {
    requestId,
    handle,
    ended,
    result: async () => (await ended(handle)) as Standing,
    store,
    log,
    mails,
    mailed,
    linkTo: newest,
    chains,
    tell,
    async act(who, act, reason = act.verdict === 'approve' ? '' : `${who} says so`) {
      const purpose = act.verdict === 'revoke' || act.verdict === 'disown' ? 'receipt' : 'decision';
      await setClock();
      const outcome = await store.decisions.decideByLink({
        ...(await newest(who, purpose)),
        act,
        reason,
        circumstances: {},
      });
      if (outcome.kind !== 'recorded') throw new Error(`${who} could not ${act.verdict}: ${JSON.stringify(outcome)}`);
      return tell(outcome.dispatch);
    },
    async orderKey(type) {
      await setClock();
      const dispatch = await store.credentials.request(requestId, { type, by: 'Kim', reason: 'they asked us to' });
      return tell(dispatch!);
    },
    async answer(text, more = {}) {
      await setClock();
      const outcome = await store.answers.answerByLink({
        ...(await newest('dana', 'answer')),
        text,
        attachments: [],
        revision: null,
        ...more,
      });
      if (outcome.kind !== 'recorded') throw new Error(`not answered: ${JSON.stringify(outcome)}`);
      await tell(outcome.dispatch);
    },
    breakMail: (isBroken) => (isBroken ? mailer.answer(451, 'not now') : mailer.answer(250, 'kept')),
    events: async () => (await store.audit.ofRequest(requestId)).map(({ kind }) => kind),
    now: () => env.currentTimeMs(),
    sleep: (time) => env.sleep(time),
    until,
  };
}

function isTo({ to }: Received, who: string): boolean {
  return to.startsWith(`${who}@`) || (who === 'new' && to.startsWith('new'));
}

async function received({ envelope, bytes }: { envelope: { to: string }; bytes: Uint8Array }): Promise<Received> {
  const { subject = '', text = '' } = await simpleParser(Buffer.from(bytes));
  return { to: envelope.to, subject, text };
}
