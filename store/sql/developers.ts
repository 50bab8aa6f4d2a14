import { type Selectable, sql } from 'kysely';
import type { Instant } from '../../domain/instant';
import type { Requester } from '../../domain/request';
import type { Account, DeveloperStore, NewAccount, NewRequest, StartOutcome } from '../port';
import { type Db, instant, type Trx, underLock } from './database';
import { addDispatch } from './dispatches';
import { checkCode, closeLink, closeOpenLinks, isExpired, type LinkRow, readLink, troubleOf } from './links';
import { appendAudit } from './audit';
import { startIn } from './requests';
import type { Database } from './schema';

export function createDeveloperStore(db: Db): DeveloperStore {
  const developers = db.selectFrom('developer').selectAll();

  return {
    ...createRegistrations(db),
    ...createSessions(db),
    async list() {
      const rows = await developers.where('activated_at', 'is not', null).orderBy('name').execute();
      return rows.map(toRequester);
    },
    find: async (id) => toAccount(await developers.where('id', '=', id).executeTakeFirst()),
    byEmail: async (email) => toAccount(await byEmail(db, email)),
    async add({ id, name, company, email }) {
      const row = await db
        .insertInto('developer')
        .values({ id, name, company, email, proven_at: null, activated_at: sql<Date>`clock_now()` })
        .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
        .returningAll()
        .executeTakeFirst();
      return row && toRequester(row);
    },
    async update(id, { company, website }) {
      const row = await db
        .updateTable('developer')
        .set({ company, website })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow();
      return toAccount(row)!;
    },
  };
}

function createRegistrations(db: Db): Pick<DeveloperStore, 'register' | 'proveAgain' | 'prove'> {
  return {
    register: (account, request) => db.transaction().execute((trx) => register(trx, account, request)),
    async proveAgain(email) {
      const developer = await byEmail(db, email);
      if (!developer || developer.proven_at !== null) return undefined;
      const open = await newestRequest(db, developer.id);
      if (!open || (await isTooOften(db, open.id, 'proof'))) return undefined;
      return underLock(db, open.id, async (trx, at) => {
        if (!(await hasOpenRequest(trx, developer.id))) return undefined;
        await closeOpenLinks(trx, open.id, at, 'renewed', { purposes: ['proof'] });
        return addDispatch(trx, open.id, { type: 'changed' });
      });
    },
    async prove(tokenHash, code) {
      const found = await readLink(db, tokenHash);
      if (found?.purpose !== 'proof') return { kind: 'unknown' };
      return underLock(db, found.request_id, async (trx, at) => {
        const used = await useLink(trx, at, tokenHash, code);
        if ('kind' in used) return used;
        const account = await developerOf(trx, used);
        if (account.provenAt !== null) return { kind: 'proven', account, dispatch: null };
        const now = new Date(at);
        await trx.updateTable('developer').set({ proven_at: now }).where('id', '=', account.id).execute();
        const note = `${account.name} showed that ${account.email} is theirs.`;
        await appendAudit(trx, used.request_id, at, { kind: 'email-proven', actor: account.name, note });
        const dispatch = await addDispatch(trx, used.request_id, { type: 'changed' });
        return { kind: 'proven', account: { ...account, provenAt: at }, dispatch };
      });
    },
  };
}

type Sessions = 'askToSignIn' | 'signIn' | 'openSession' | 'session' | 'closeSession';

function createSessions(db: Db): Pick<DeveloperStore, Sessions> {
  return {
    async askToSignIn(email) {
      const developer = await byEmail(db, email);
      if (!developer || developer.activated_at === null) return undefined;
      const newest = await newestRequest(db, developer.id);
      if (!newest || (await isTooOften(db, newest.id, 'sign-in'))) return undefined;
      return underLock(db, newest.id, async (trx, at) => {
        const note = `A link to sign in was asked for, to ${developer.email}.`;
        await appendAudit(trx, newest.id, at, { kind: 'sign-in-asked', actor: 'Somebody on the sign-in page', note });
        return addDispatch(trx, newest.id, { type: 'sign-in' });
      });
    },
    async signIn(tokenHash, code) {
      const found = await readLink(db, tokenHash);
      if (found?.purpose !== 'sign-in') return { kind: 'unknown' };
      return underLock(db, found.request_id, async (trx, at) => {
        const used = await useLink(trx, at, tokenHash, code);
        if ('kind' in used) return used;
        const account = await developerOf(trx, used);
        const note = `${account.name} signed in by a mailed link.`;
        await appendAudit(trx, used.request_id, at, { kind: 'signed-in', actor: account.name, note });
        // Whoever reads the mail and types its code has shown that the address is theirs.
        const now = new Date(at);
        const unproven = trx.updateTable('developer').set({ proven_at: now }).where('id', '=', account.id);
        await unproven.where('proven_at', 'is', null).execute();
        return { kind: 'signed-in', account: { ...account, provenAt: account.provenAt ?? at } };
      });
    },
    async openSession(developerId, tokenHash, forMs) {
      const expiresAt = sql<Date>`clock_now() + ${forMs} * interval '1 millisecond'`;
      const session = { token_hash: Buffer.from(tokenHash), developer_id: developerId, expires_at: expiresAt };
      await db.insertInto('developer_session').values(session).execute();
    },
    async session(tokenHash) {
      const row = await db
        .selectFrom('developer_session')
        .innerJoin('developer', 'developer.id', 'developer_session.developer_id')
        .selectAll('developer')
        .where('token_hash', '=', Buffer.from(tokenHash))
        .where('expires_at', '>', sql<Date>`clock_now()`)
        .executeTakeFirst();
      return toAccount(row);
    },
    async closeSession(tokenHash) {
      await db.deleteFrom('developer_session').where('token_hash', '=', Buffer.from(tokenHash)).execute();
    },
  };
}

/** Adds the developer, or takes the one whose earlier registration was declined; one registration at a time. */
async function register(trx: Trx, account: NewAccount, request: NewRequest): Promise<StartOutcome | undefined> {
  const { id, name, company, email, website } = account;
  const added = await trx
    .insertInto('developer')
    .values({ id, name, company, email, website, proven_at: null, activated_at: null })
    .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added) return startIn(trx, request);
  const known = await trx
    .selectFrom('developer')
    .selectAll()
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (known.activated_at !== null || (await hasOpenRequest(trx, known.id))) return undefined;
  const requester = { ...request.ask.requester, id: known.id };
  return startIn(trx, {
    ...request,
    ask: { ...request.ask, requester },
    startedBy: { ...request.startedBy, id: known.id },
  });
}

async function hasOpenRequest(trx: Trx, developerId: string): Promise<boolean> {
  const open = await trx
    .selectFrom('request')
    .select('id')
    .where('developer_id', '=', developerId)
    .where(sql<boolean>`not exists (select from outcome where request_id = request.id)`)
    .executeTakeFirst();
  return open !== undefined;
}

function byEmail(db: Db, email: string) {
  const developers = db.selectFrom('developer').selectAll();
  return developers.where(sql`lower(email)`, '=', email.toLowerCase()).executeTakeFirst();
}

const mailsPerHour = 5;

/** Whoever types somebody's address again and again fills their mailbox. */
async function isTooOften(db: Db, requestId: string, purpose: 'proof' | 'sign-in'): Promise<boolean> {
  const { count } = await db
    .selectFrom('link')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('request_id', '=', requestId)
    .where('purpose', '=', purpose)
    .where('sent_at', '>', sql<Date>`clock_now() - interval '1 hour'`)
    .executeTakeFirstOrThrow();
  return Number(count) >= mailsPerHour;
}

async function newestRequest(db: Db, developerId: string): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('request')
    .select('id')
    .where('developer_id', '=', developerId)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Checks a link that is good for one use, and uses it. */
async function useLink(trx: Trx, at: Instant, tokenHash: Uint8Array, code: string) {
  const link = (await readLink(trx, tokenHash))!;
  const trouble = troubleOf(link) ?? (await checkCode(trx, link, at, code));
  if (trouble) return trouble;
  // Proving twice is harmless; signing in twice with one mail is not.
  if (isExpired(link, at) || (link.closed_at !== null && link.purpose === 'sign-in'))
    return { kind: 'expired' } as const;
  if (link.closed_at === null) await closeLink(trx, link, at, 'opened');
  return link;
}

async function developerOf(trx: Trx, { request_id }: LinkRow): Promise<Account> {
  const row = await trx
    .selectFrom('request')
    .innerJoin('developer', 'developer.id', 'request.developer_id')
    .selectAll('developer')
    .where('request.id', '=', request_id)
    .executeTakeFirstOrThrow();
  return toAccount(row)!;
}

function toRequester({ id, name, company, email }: Selectable<Database['developer']>): Requester {
  return { id, name, company, email };
}

function toAccount(row: Selectable<Database['developer']> | undefined): Account | undefined {
  return (
    row && {
      ...toRequester(row),
      website: row.website,
      provenAt: instant(row.proven_at),
      activatedAt: instant(row.activated_at),
    }
  );
}
