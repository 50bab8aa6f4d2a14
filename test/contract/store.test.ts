import { randomBytes, randomUUID } from 'node:crypto';
import { type KyselyPlugin, type RawBuilder, sql } from 'kysely';
import { hashToken, newToken } from '../../secrets/token';
import { openPglite } from '../../store/pglite';
import { openPostgres } from '../../store/postgres';
import { createSqlStore } from '../../store/sql/index';
import { postgresBin, startPostgres } from '../support/postgres-server';
import {
  decide,
  issuedKey,
  letterFor,
  loadDemo,
  openStep,
  type OpenStore,
  rightCode,
  seal,
  startRequest,
  wrongCode,
} from '../support/store-scene';

const bin = postgresBin();

describe('on PGlite', () => {
  describeStore(async () => {
    const { db, close } = await openPglite('memory');
    return { db, store: createSqlStore({ db, seal, close }), close };
  });
});

(bin ? describe : describe.skip)('on Postgres', () => {
  describeStore(async () => {
    const server = await startPostgres(bin!);
    const { db, close } = await openPostgres(server.url);
    return { db, store: createSqlStore({ db, seal, close }), close: () => close().then(server.stop) };
  });
});

/** What every store must do; the same for each engine. */
function describeStore(openStore: () => Promise<OpenStore>): void {
  let open: OpenStore;
  beforeAll(async () => {
    open = await openStore();
    await loadDemo(open);
  });
  afterAll(() => open.close());

  const events = async (requestId: string) => (await open.store.audit.ofRequest(requestId)).map(({ kind }) => kind);
  const sealedSecret = async (credentialId: string) => {
    const rows = open.db.selectFrom('credential').select('sealed').where('id', '=', credentialId);
    return (await rows.executeTakeFirstOrThrow()).sealed;
  };
  const move = (token: string, interval: string) =>
    open.db
      .updateTable('link')
      .set({ deadline: sql<Date>`clock_now() + ${interval}::interval` })
      .where('token_hash', '=', hashToken(token))
      .execute();

  describe('starting', () => {
    test('[case 90] the same idempotency key a hundred times at once: one request', async () => {
      const key = randomUUID();
      const offer = (await open.store.directory.offer('harbor-coast-idx'))!;
      const { request } = await startRequest(open, 'harbor-coast-idx', key);
      const again = { ask: request.ask, chain: offer.chain, startedBy: request.startedBy, idempotencyKey: key };
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, () => open.store.requests.start({ ...again, id: randomUUID() })),
      );
      expect(new Set(outcomes.map((outcome) => outcome.kind))).toEqual(new Set(['repeated']));
      expect(outcomes.every((outcome) => outcome.kind === 'repeated' && outcome.request.id === request.id)).toBe(true);
    });

    test('[case 90] first starts that race: one wins', async () => {
      const key = randomUUID();
      const starts = await Promise.allSettled(
        Array.from({ length: 100 }, () => startRequest(open, 'harbor-coast-idx', key)),
      );
      expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const rows = await open.db.selectFrom('request').select('id').where('idempotency_key', '=', key).execute();
      expect(rows).toHaveLength(1);
    });

    test('the key used for another request is told apart', async () => {
      const { request } = await startRequest(open, 'harbor-coast-idx', 'reused');
      const offer = (await open.store.directory.offer('harbor-coast-idx'))!;
      const other = { ...request.ask, use: 'Something else entirely, for somebody else.' };
      const outcome = await open.store.requests.start({
        id: randomUUID(),
        ask: other,
        chain: offer.chain,
        startedBy: request.startedBy,
        idempotencyKey: 'reused',
      });
      expect(outcome).toEqual({ kind: 'key-reused', requestId: request.id });
    });

    test('the workflow is owed its start, once', async () => {
      const { dispatch } = await startRequest(open);
      expect(dispatch.message).toEqual({ type: 'start' });
      const first = await open.store.dispatches.claim(1_000, 0, 60_000);
      expect(first.map(({ id }) => id)).toContain(dispatch.id);
      expect(await open.store.dispatches.claim(1_000, 0, 60_000)).toEqual([]);
    });

    test('[case 112] two relays never claim the same message', async () => {
      for (let n = 0; n < 10; n += 1) await startRequest(open);
      const claims = await Promise.all([1, 2, 3, 4].map(() => open.store.dispatches.claim(3, 0, 60_000)));
      const ids = claims.flat().map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThanOrEqual(9);
    });
  });

  describe('deciding by link', () => {
    test('decision, evidence, audit row and dispatch are there together', async () => {
      const { id } = await startRequest(open);
      const outcome = await decide(open, await openStep(open, id, 'mls', 'ann-lee'));
      expect(outcome).toMatchObject({
        kind: 'recorded',
        decision: { verdict: 'approve', grade: 'link+code' },
        dispatch: { message: { type: 'decision' } },
      });
      const file = (await open.store.requests.file(id))!;
      expect(file.standing).toMatchObject({ state: 'approved', because: 'Approved by Ann Lee.' });
      expect(await events(id)).toEqual(['request-started', 'approved']);
      expect(await open.db.selectFrom('evidence').select('grade').where('request_id', '=', id).execute()).toEqual([
        { grade: 'link+code' },
      ]);
    });

    test('[case 1] unknown tokens are unknown, whatever their form', async () => {
      for (const token of [newToken(), '', 'x', randomBytes(200).toString('hex')])
        expect(await decide(open, token)).toEqual({ kind: 'unknown' });
    });

    test('[case 1] a real token with any one bit changed is unknown', async () => {
      const { id } = await startRequest(open);
      const token = Buffer.from(await openStep(open, id, 'mls', 'ann-lee'), 'base64url');
      for (let bit = 0; bit < 256; bit += 1) {
        const forged = Buffer.from(token);
        forged[bit >> 3]! ^= 1 << (bit & 7);
        expect(await open.store.links.find(hashToken(forged.toString('base64url')))).toBeUndefined();
      }
    });

    test('[case 2] the same decision again: told what was decided, no second event', async () => {
      const { id } = await startRequest(open);
      const token = await openStep(open, id, 'mls', 'ann-lee');
      await decide(open, token);
      const before = await events(id);
      expect(await decide(open, token)).toMatchObject({
        kind: 'refused',
        refusal: { code: 'already-decided', earlier: { approver: { name: 'Ann Lee' } } },
      });
      expect(await events(id)).toEqual(before);
    });

    test('[case 3] an expired link decides nothing; a new mail is asked for once, to the listed approver', async () => {
      const { id } = await startRequest(open);
      const token = await openStep(open, id, 'mls', 'ann-lee');
      await move(token, '-1 second');
      expect(await decide(open, token)).toEqual({ kind: 'expired' });
      const renewed = await open.store.links.renew(hashToken(token));
      expect(renewed?.message).toEqual({ type: 'ask-again', stepId: 'mls', approverId: 'ann-lee', generation: 2 });
      expect(await open.store.links.renew(hashToken(token))).toBeUndefined();
      expect(await decide(open, token)).toEqual({ kind: 'renewed' });
    });

    test('a link that is still good is not renewed', async () => {
      const { id } = await startRequest(open);
      expect(await open.store.links.renew(hashToken(await openStep(open, id, 'mls', 'ann-lee')))).toBeUndefined();
    });

    test('[case 4] the link of a step whose turn it is not is refused, and the try is on record', async () => {
      const { id } = await startRequest(open, 'prairie-lakes-idx');
      await openStep(open, id, 'broker', 'tom-berg');
      const early = await openStep(open, id, 'mls', 'mia-olson');
      expect(await decide(open, early)).toMatchObject({ kind: 'refused', refusal: { code: 'step-not-open' } });
      expect(await events(id)).toContain('decision-refused');
    });

    test('[case 5] the code of one link does not open another', async () => {
      const { id } = await startRequest(open, 'summit-ridge-vow');
      const evas = await openStep(open, id, 'mls', 'eva-ruiz', 1, 'EEEEEE');
      const sams = await openStep(open, id, 'mls', 'sam-holt', 1, 'HHHHHH');
      expect(await decide(open, evas, 'approve', 'HHHHHH')).toEqual({ kind: 'wrong-code', triesLeft: 4 });
      expect(await decide(open, sams, 'approve', 'EEEEEE')).toEqual({ kind: 'wrong-code', triesLeft: 4 });
      expect(await decide(open, evas, 'approve', 'ee ee ee')).toMatchObject({
        kind: 'recorded',
        decision: { approver: { id: 'eva-ruiz' } },
      });
    });

    test('[case 6] a link mailed before the request was changed is void', async () => {
      const { id } = await startRequest(open);
      const token = await openStep(open, id, 'mls', 'ann-lee');
      await open.db.updateTable('request').set({ digest: 'changed' }).where('id', '=', id).execute();
      expect(await decide(open, token)).toMatchObject({ kind: 'refused', refusal: { code: 'request-changed' } });
    });

    test('[case 9] five wrong codes lock the link and send a new one; the right code is too late', async () => {
      const { id } = await startRequest(open);
      const token = await openStep(open, id, 'mls', 'ann-lee');
      for (const triesLeft of [4, 3, 2, 1])
        expect(await decide(open, token, 'approve', wrongCode)).toEqual({ kind: 'wrong-code', triesLeft });
      expect(await decide(open, token, 'approve', wrongCode)).toMatchObject({
        kind: 'locked',
        dispatch: { message: { type: 'ask-again', generation: 2 } },
      });
      expect(await decide(open, token)).toEqual({ kind: 'locked' });
      expect(await events(id)).toEqual(['request-started', ...Array<string>(5).fill('code-wrong'), 'link-locked']);
      expect(await decide(open, await openStep(open, id, 'mls', 'ann-lee', 2))).toMatchObject({ kind: 'recorded' });
    });

    test('[case 9] wrong codes for a link that has decided lock it too, and send nobody a new one', async () => {
      const { id } = await startRequest(open);
      const token = await openStep(open, id, 'mls', 'ann-lee');
      await decide(open, token);
      for (let n = 0; n < 4; n += 1) await decide(open, token, 'approve', wrongCode);
      expect(await decide(open, token, 'approve', wrongCode)).toEqual({ kind: 'locked' });
      expect(await decide(open, token)).toEqual({ kind: 'locked' });
      expect(await open.store.links.find(hashToken(token))).toMatchObject({ closedBecause: 'decided' });
    });

    test('[case 2] after the deadline too, the replay of a decision is told what was decided', async () => {
      const { id } = await startRequest(open);
      const token = await openStep(open, id, 'mls', 'ann-lee');
      await decide(open, token);
      await move(token, '-1 second');
      expect(await decide(open, token)).toMatchObject({ kind: 'refused', refusal: { code: 'already-decided' } });
    });

    test('[case 96] what cannot be audited is not decided', async () => {
      const { id } = await startRequest(open);
      const token = await openStep(open, id, 'mls', 'ann-lee');
      await sql`alter table audit_event add constraint full_disk check (kind <> 'approved') not valid`.execute(open.db);
      await expect(decide(open, token)).rejects.toThrow(/full_disk/);
      await sql`alter table audit_event drop constraint full_disk`.execute(open.db);
      const rows = (table: 'decision' | 'evidence') =>
        open.db.selectFrom(table).select('id').where('request_id', '=', id).execute();
      expect([...(await rows('decision')), ...(await rows('evidence'))]).toEqual([]);
      expect(await decide(open, token)).toMatchObject({ kind: 'recorded' });
    });

    test('[case 110] one time, the database’s, for all that one act records', async () => {
      const { id } = await startRequest(open);
      const token = await openStep(open, id, 'mls', 'ann-lee');
      await decide(open, token);
      const { rows } = await sql<{ times: string }>`
        select count(distinct at) as times from (
          select decided_at as at from decision where request_id = ${id}
          union all select recorded_at from evidence where request_id = ${id}
          union all select at from audit_event where request_id = ${id} and kind = 'approved'
          union all select closed_at from link where request_id = ${id}
        ) as act`.execute(open.db);
      expect(Number(rows[0]!.times)).toBe(1);
    });

    test('[case 10] fifty approvals and fifty denials at once: one is recorded, the rest see it', async () => {
      const { id } = await startRequest(open);
      const token = await openStep(open, id, 'mls', 'ann-lee');
      const all = Array.from({ length: 100 }, (_, n) => decide(open, token, n % 2 ? 'approve' : 'deny'));
      const kinds = (await Promise.all(all)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'recorded')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(99);
    });

    test('[case 11] two approvers of a step that any may answer, at the same instant: one outcome', async () => {
      const { id } = await startRequest(open, 'prairie-lakes-idx');
      await decide(open, await openStep(open, id, 'broker', 'tom-berg'));
      const tokens = [await openStep(open, id, 'mls', 'mia-olson'), await openStep(open, id, 'mls', 'raj-patel')];
      const outcomes = await Promise.all([decide(open, tokens[0]!, 'approve'), decide(open, tokens[1]!, 'deny')]);
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['recorded', 'refused']);
      expect(outcomes.find(({ kind }) => kind === 'refused')).toMatchObject({
        refusal: { code: expect.stringMatching(/step-closed|request-closed/) },
      });
    });

    test('[case 15] an approver who has left the register decides nothing', async () => {
      const { id } = await startRequest(open, 'summit-ridge-idx');
      const token = await openStep(open, id, 'mls', 'sam-holt');
      await open.db.updateTable('approver').set({ active: false }).where('id', '=', 'sam-holt').execute();
      expect(await decide(open, token)).toMatchObject({ kind: 'refused', refusal: { code: 'not-an-approver' } });
      expect(await open.store.directory.inactive(['eva-ruiz', 'sam-holt'])).toEqual(['sam-holt']);
      await open.db.updateTable('approver').set({ active: true }).where('id', '=', 'sam-holt').execute();
    });

    test('a newer link of the same approver takes the place of the older', async () => {
      const { id } = await startRequest(open);
      const old = await openStep(open, id, 'mls', 'ann-lee');
      await openStep(open, id, 'mls', 'ann-lee', 2);
      expect(await decide(open, old)).toEqual({ kind: 'renewed' });
    });
  });

  describe('settling and withdrawing', () => {
    test('a pending request stays without outcome', async () => {
      const { id } = await startRequest(open);
      expect((await open.store.requests.settle(id)).standing.state).toBe('pending');
      expect(await events(id)).toEqual(['request-started']);
    });

    test('the outcome is recorded once', async () => {
      const { id } = await startRequest(open);
      await decide(open, await openStep(open, id, 'mls', 'ann-lee'), 'deny');
      await open.store.requests.settle(id);
      await open.store.requests.settle(id);
      expect(await events(id)).toEqual(['request-started', 'denied', 'request-denied']);
    });

    test('[case 110] a step lapses by the database clock', async () => {
      const { id } = await startRequest(open);
      await openStep(open, id, 'mls', 'ann-lee');
      await open.db
        .updateTable('opening')
        .set({ lapse_at: sql<Date>`clock_now()`, opened_at: sql<Date>`clock_now() - interval '1 day'` })
        .where('request_id', '=', id)
        .execute();
      expect((await open.store.requests.settle(id)).standing.state).toBe('lapsed');
    });

    test('a withdrawal is taken while pending and refused after', async () => {
      const { id } = await startRequest(open);
      const token = await openStep(open, id, 'mls', 'ann-lee');
      expect(await open.store.requests.withdraw(id, 'Support', 'asked twice')).toMatchObject({ kind: 'recorded' });
      expect(await open.store.requests.withdraw(id, 'Support', 'again')).toMatchObject({
        kind: 'refused',
        refusal: { code: 'request-closed' },
      });
      expect(await decide(open, token)).toMatchObject({ kind: 'refused', refusal: { code: 'request-closed' } });
      expect(await open.store.requests.withdraw(randomUUID(), 'Support', 'x')).toEqual({ kind: 'unknown' });
    });

    test('a decision that somebody planted closes nothing: the request can still be withdrawn', async () => {
      const { id, chain } = await startRequest(open);
      await openStep(open, id, 'mls', 'ann-lee');
      const planted = { id: randomUUID(), request_id: id };
      const detail = sql<object>`'{}'::jsonb`;
      await open.db
        .insertInto('evidence')
        .values({ ...planted, grade: 'attested', detail })
        .execute();
      await open.db
        .insertInto('decision')
        .values({
          ...planted,
          step_id: 'mls',
          approver_id: 'ann-lee',
          approver: sql`${JSON.stringify(chain.steps[0]!.approvers[0])}::jsonb`,
          verdict: 'approve',
          reason: '',
          digest: 'of another request',
          evidence_id: planted.id,
          decided_at: new Date(await open.store.now()),
        })
        .execute();
      expect((await open.store.requests.file(id))!.standing.state).toBe('pending');
      expect(await open.store.requests.withdraw(id, 'Support', 'asked twice')).toMatchObject({ kind: 'recorded' });
    });

    test('a page of requests takes as many queries as one request', async () => {
      let queries = 0;
      const count: KyselyPlugin = {
        transformQuery: ({ node }) => ((queries += 1), node),
        transformResult: async ({ result }) => result,
      };
      const { requests } = createSqlStore({ db: open.db.withPlugin(count), seal, close: open.close });
      const queriesFor = async (limit: number) => {
        queries = 0;
        const page = await requests.list({ limit, offset: 0 });
        return { rows: page.length, queries };
      };
      const one = await queriesFor(1);
      expect(await queriesFor(10)).toEqual({ rows: 10, queries: one.queries });
      expect(one.queries).toBeLessThan(10);
    });

    test('lists newest first, finds by text, and tells open from settled', async () => {
      const { id } = await startRequest(open, 'summit-ridge-vow');
      const [newest] = await open.store.requests.list({ limit: 1, offset: 0 });
      expect(newest?.request.id).toBe(id);
      const found = await open.store.requests.list({ search: 'summit RIDGE', settled: false, limit: 100, offset: 0 });
      expect(found.map(({ request }) => request.id)).toContain(id);
      expect(await open.store.requests.list({ search: 'summit ridge', settled: true, limit: 100, offset: 0 })).toEqual(
        [],
      );
      expect(await open.store.requests.list({ search: "%' or true --", limit: 100, offset: 0 })).toEqual([]);
    });
  });

  describe('letters', () => {
    test('what was written once is not written again, and its bytes come back as they were', async () => {
      const { id: requestId } = await startRequest(open);
      const letter = letterFor(requestId);
      await open.store.letters.write({
        requestId,
        letters: [letter],
        event: { kind: 'step-opened', actor: 'Countersign', note: 'Asked.' },
      });
      await open.store.letters.write({
        requestId,
        letters: [{ ...letter, bytes: Buffer.from('other') }],
        event: { kind: 'step-opened', actor: 'Countersign', note: 'Asked.' },
      });
      expect(Buffer.from(await open.store.letters.bytes(letter.id))).toEqual(letter.bytes);
      expect(await events(requestId)).toEqual(['request-started', 'step-opened']);
    });

    test('bytes are sealed in the table', async () => {
      const { id: requestId } = await startRequest(open);
      const letter = letterFor(requestId);
      await open.store.letters.write({ requestId, letters: [letter] });
      const { sealed } = await open.db
        .selectFrom('letter')
        .select('sealed')
        .where('id', '=', letter.id)
        .executeTakeFirstOrThrow();
      expect(Buffer.from(sealed).includes('letter')).toBe(false);
    });

    test('the server’s answer is kept, yes or no', async () => {
      const { id: requestId } = await startRequest(open);
      const [yes, no] = [letterFor(requestId), letterFor(requestId)];
      await open.store.letters.write({ requestId, letters: [yes, no] });
      await open.store.letters.sent(yes.id, '250 ok');
      await open.store.letters.refused(no.id, '550 no such user');
      expect(await open.store.letters.find(yes.id)).toMatchObject({
        sentAt: expect.any(Number),
        smtpResponse: '250 ok',
        refusedAt: null,
      });
      expect(await open.store.letters.find(no.id)).toMatchObject({ sentAt: null, refusal: '550 no such user' });
      expect(await events(requestId)).toEqual(['request-started', 'letter-sent', 'letter-refused']);
    });
  });

  test('what is written for a request that is not there is an error, not silence', async () => {
    const requestId = randomUUID();
    const there = new RegExp(`no request ${requestId}`);
    const event = { kind: 'letter-sent', actor: 'x', note: 'x' } as const;
    await expect(open.store.letters.write({ requestId, letters: [letterFor(requestId)] })).rejects.toThrow(there);
    await expect(open.store.audit.append(requestId, event)).rejects.toThrow(there);
    await expect(open.store.requests.settle(requestId)).rejects.toThrow(there);
    expect(await open.store.credentials.disable(requestId, 'Support', 'x')).toBeUndefined();
  });

  test('[case 15] loading the directory again does not bring back who has left the register', async () => {
    await open.db.updateTable('approver').set({ active: false }).where('id', '=', 'raj-patel').execute();
    await loadDemo(open);
    expect(await open.store.directory.inactive(['raj-patel', 'mia-olson'])).toEqual(['raj-patel']);
    const { chain } = (await open.store.directory.offer('prairie-lakes-idx'))!;
    expect(chain.steps.flatMap(({ approvers }) => approvers.map(({ id }) => id))).not.toContain('raj-patel');
    await open.db.updateTable('approver').set({ active: true }).where('id', '=', 'raj-patel').execute();
  });

  describe('credentials', () => {
    test('[case 71] shown once, then erased; the next one learns when', async () => {
      const { tokenHash, credentialId } = await issuedKey(open, 'csk_live_once');
      expect(await open.store.credentials.pickUp(tokenHash, rightCode)).toMatchObject({
        kind: 'opened',
        secret: 'csk_live_once',
      });
      const again = await open.store.credentials.pickUp(tokenHash, rightCode);
      expect(again).toMatchObject({
        kind: 'opened-before',
        at: expect.any(Number),
        dispatch: { message: { type: 'opened-again', credentialId } },
      });
      expect(await sealedSecret(credentialId)).toBeNull();
    });

    test('[case 72] a hundred at once: exactly one answer holds the secret', async () => {
      const { tokenHash } = await issuedKey(open);
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, () => open.store.credentials.pickUp(tokenHash, rightCode)),
      );
      expect(outcomes.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === 'opened-before')).toHaveLength(99);
    });

    test('[case 74] without the code nothing is consumed; five wrong ones lock', async () => {
      const { tokenHash, requestId } = await issuedKey(open);
      for (const triesLeft of [4, 3, 2, 1])
        expect(await open.store.credentials.pickUp(tokenHash, '')).toEqual({ kind: 'wrong-code', triesLeft });
      expect(await open.store.credentials.pickUp(tokenHash, wrongCode)).toEqual({ kind: 'locked' });
      expect(await open.store.credentials.pickUp(tokenHash, rightCode)).toEqual({ kind: 'locked' });
      expect(await events(requestId)).not.toContain('picked-up');
    });

    test('[case 71] the code is asked for before anything is said of a secret that was shown', async () => {
      const { tokenHash, requestId } = await issuedKey(open);
      await open.store.credentials.pickUp(tokenHash, rightCode);
      expect(await open.store.credentials.pickUp(tokenHash, wrongCode)).toEqual({ kind: 'wrong-code', triesLeft: 4 });
      expect(await events(requestId)).not.toContain('opened-again');
    });

    const lateness = {
      link: (token: string) => move(token, '-1 second'),
      key: (_token: string, id: string) =>
        open.db
          .updateTable('credential')
          .set({ pick_up_until: sql<Date>`clock_now() - interval '1 second'` })
          .where('id', '=', id)
          .execute(),
    };
    test.each(['link', 'key'] as const)(
      '[case 75] the %s is too old: refused, and the ciphertext is erased',
      async (what) => {
        const { token, tokenHash, credentialId } = await issuedKey(open);
        await lateness[what](token, credentialId);
        expect(await open.store.credentials.pickUp(tokenHash, rightCode)).toEqual({ kind: 'expired' });
        expect(await sealedSecret(credentialId)).toBeNull();
      },
    );

    test('[case 75] disabled before it was picked up: gone, and the ciphertext is erased', async () => {
      const { tokenHash, requestId, credentialId } = await issuedKey(open);
      expect(await open.store.credentials.disable(requestId, 'Support', 'terms broken')).toMatchObject({
        disabledBecause: 'terms broken',
      });
      expect(await open.store.credentials.pickUp(tokenHash, rightCode)).toEqual({
        kind: 'gone',
        because: 'terms broken',
      });
      expect(await sealedSecret(credentialId)).toBeNull();
    });

    test('[case 75] nobody came: lapsed, erased, disabled; safe to repeat', async () => {
      const { credentialId, tokenHash } = await issuedKey(open);
      expect(await open.store.credentials.lapse(credentialId)).toMatchObject({ id: credentialId });
      expect(await open.store.credentials.lapse(credentialId)).toMatchObject({ id: credentialId });
      expect(await open.store.credentials.pickUp(tokenHash, rightCode)).toMatchObject({ kind: 'gone' });
    });

    test('what was picked up does not lapse', async () => {
      const { credentialId, tokenHash } = await issuedKey(open);
      await open.store.credentials.pickUp(tokenHash, rightCode);
      expect(await open.store.credentials.lapse(credentialId)).toBeUndefined();
    });

    test('the database refuses a credential without its evidence', async () => {
      const { requestId, spec } = await issuedKey(open);
      await open.store.credentials.disable(requestId, 'Support', 'making room');
      const key = {
        id: randomUUID(),
        requestId,
        generation: 2,
        evidenceId: randomUUID(),
        keyId: randomUUID(),
        spec,
        secret: 's',
        pickUpUntil: 9e12,
      };
      await expect(open.store.credentials.save(key, { requestId, letters: [] })).rejects.toThrow(/foreign key/);
    });

    test('the database refuses the evidence of another request', async () => {
      const { requestId, spec } = await issuedKey(open);
      const { evidenceId } = await issuedKey(open);
      await open.store.credentials.disable(requestId, 'Support', 'making room');
      const key = {
        id: randomUUID(),
        requestId,
        generation: 2,
        evidenceId,
        keyId: randomUUID(),
        spec,
        secret: 's',
        pickUpUntil: 9e12,
      };
      await expect(open.store.credentials.save(key, { requestId, letters: [] })).rejects.toThrow(/foreign key/);
    });

    test('the database refuses a second enabled key for a request', async () => {
      const { requestId, spec, evidenceId } = await issuedKey(open);
      const key = {
        id: randomUUID(),
        requestId,
        generation: 2,
        evidenceId,
        keyId: randomUUID(),
        spec,
        secret: 's',
        pickUpUntil: 9e12,
      };
      await expect(open.store.credentials.save(key, { requestId, letters: [] })).rejects.toThrow(
        /credential_one_enabled/,
      );
    });

    test('[case 76] no secret stands in any table', async () => {
      const canary = `csk_live_${randomUUID()}`;
      const { tokenHash, token } = await issuedKey(open, canary);
      const needles = [canary, token].flatMap((text) => [text, Buffer.from(text).toString('hex')]);
      const dump = async () => JSON.stringify(await tables(open));
      const sealed = await dump();
      await open.store.credentials.pickUp(tokenHash, rightCode);
      const after = await dump();
      for (const needle of needles) expect(sealed.includes(needle) || after.includes(needle)).toBe(false);
    });
  });

  describe('audit', () => {
    const tampering: Record<string, { at: number; change: (id: string) => RawBuilder<unknown> }> = {
      'words changed': {
        at: 2,
        change: (id) => sql`update audit_event set note = 'Ann Lee approved.' where seq = 2 and request_id = ${id}`,
      },
      'a time moved': {
        at: 2,
        change: (id) => sql`update audit_event set at = at + interval '1 ms' where seq = 2 and request_id = ${id}`,
      },
      'a detail added': {
        at: 2,
        change: (id) =>
          sql`update audit_event set detail = detail || '{"more": 1}' where seq = 2 and request_id = ${id}`,
      },
      'one bit of a hash flipped': {
        at: 2,
        change: (id) =>
          sql`update audit_event set hash = set_bit(hash, 100, 1 - get_bit(hash, 100)) where seq = 2 and request_id = ${id}`,
      },
      'a row dropped': { at: 2, change: (id) => sql`delete from audit_event where seq = 2 and request_id = ${id}` },
      'the first row dropped': {
        at: 1,
        change: (id) => sql`delete from audit_event where seq = 1 and request_id = ${id}`,
      },
    };

    test.each(Object.entries(tampering))('[case 97] %s: the first bad row is named', async (_what, { at, change }) => {
      const { id } = await startRequest(open);
      await decide(open, await openStep(open, id, 'mls', 'ann-lee'), 'deny');
      await open.store.requests.settle(id);
      expect(await open.store.audit.firstBroken(id)).toBeUndefined();
      await sql`alter table audit_event disable trigger user`.execute(open.db);
      await change(id).execute(open.db);
      await sql`alter table audit_event enable trigger user`.execute(open.db);
      expect(await open.store.audit.firstBroken(id)).toBe(at);
    });

    test('[case 97] two rows swapped: found', async () => {
      const { id } = await startRequest(open);
      for (const note of ['first', 'second'])
        await open.store.audit.append(id, { kind: 'letter-sent', actor: 'x', note });
      const renumber = (from: number, to: number) =>
        open.db
          .updateTable('audit_event')
          .set({ seq: to })
          .where('request_id', '=', id)
          .where('seq', '=', from)
          .execute();
      await sql`alter table audit_event disable trigger user`.execute(open.db);
      await renumber(2, 99);
      await renumber(3, 2);
      await renumber(99, 3);
      await sql`alter table audit_event enable trigger user`.execute(open.db);
      expect(await open.store.audit.firstBroken(id)).toBe(2);
    });

    test.each(['audit_event', 'evidence', 'decision'] as const)('%s is append-only', async (table) => {
      const { id } = await startRequest(open);
      await decide(open, await openStep(open, id, 'mls', 'ann-lee'));
      await expect(
        sql`update ${sql.table(table)} set request_id = request_id where request_id = ${id}`.execute(open.db),
      ).rejects.toThrow(/append-only/);
      await expect(sql`delete from ${sql.table(table)} where request_id = ${id}`.execute(open.db)).rejects.toThrow(
        /append-only/,
      );
    });

    test('appends at once get their numbers without a gap', async () => {
      const { id } = await startRequest(open);
      await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          open.store.audit.append(id, { kind: 'letter-sent', actor: 'x', note: `${n}` }),
        ),
      );
      expect((await open.store.audit.ofRequest(id)).map(({ seq }) => seq)).toEqual(
        Array.from({ length: 21 }, (_, n) => n + 1),
      );
      expect(await open.store.audit.firstBroken(id)).toBeUndefined();
      expect(await open.store.audit.ofRequest(id, 20)).toHaveLength(1);
    });
  });

  describe('staff', () => {
    test('[case 91] a session lives until it is closed, expires, or its person is disabled', async () => {
      await open.store.staff.create({ id: 'pat', name: 'Pat', email: 'Pat@Countersign.example' }, 'hash');
      const [one, two] = [randomBytes(32), randomBytes(32)];
      await open.store.staff.openSession('pat', one, 60_000);
      await open.store.staff.openSession('pat', two, -1);
      expect(await open.store.staff.session(one)).toMatchObject({ email: 'pat@countersign.example' });
      expect(await open.store.staff.session(two)).toBeUndefined();
      await open.db.updateTable('staff').set({ active: false }).where('id', '=', 'pat').execute();
      expect(await open.store.staff.session(one)).toBeUndefined();
    });
  });
}

async function tables({ db }: OpenStore): Promise<unknown[]> {
  const names = await sql<{
    name: string;
  }>`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(
    db,
  );
  return Promise.all(
    names.rows.map(({ name }) =>
      sql`select row_to_json(t) from ${sql.table(name)} t`.execute(db).then(({ rows }) => rows),
    ),
  );
}
