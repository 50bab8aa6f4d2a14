import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { MailJudgement } from '../../../domain/received-mail';
import { hashReplyCode, newReplyCode } from '../../../secrets/token';
import { decide, mailLink, openStep, startRequest } from '../../support/store-scene';
import { judgement } from '../../support/web-mails';
import { eventsOf, onEachEngine, untold } from './engines';

const kim = { id: 'kim', name: 'Kim', email: 'kim@operator.example' };
const lou = { id: 'lou', name: 'Lou', email: 'lou@operator.example' };
const envelope = { ip: null, helo: null, sender: null, recipients: [] };
const reason = 'we spoke to her';

onEachEngine((open) => {
  const mails = () => open.store.mails;

  /** A mail that nobody could place, of whoever is asked below. */
  async function came(more: Partial<MailJudgement> = {}) {
    const { id } = await mails().receive({ raw: Buffer.from(randomUUID()), source: 'upload', envelope });
    const from = 'ines.ford@blue-mesa.example';
    await mails().judged(id, { ...judgement, verdict: 'unverifiable', from, messageId: `<${id}@x>`, ...more });
    await mails().conclude(id, { kind: 'queued', requestId: null, because: 'No reply code.' });
    return id;
  }
  /** A request whose step "mls" accepts the word of staff; the committee beside it does not. */
  async function asked() {
    const { id } = await startRequest(open, 'blue-mesa-vow');
    const link = await openStep(open, id, 'mls', 'ines-ford');
    return { id, link };
  }
  const vouch = (id: string, mailId: string, stepId = 'mls') =>
    open.store.orders.askOverride(id, { stepId, by: kim, reason, mailId });

  test('a mail that waits is brought to a request, once, and decides nothing there', async () => {
    const { id } = await asked();
    const mailId = await came();
    expect(await mails().bring(mailId, 'nope', 'Kim')).toBe('unknown-request');
    expect(await mails().bring(mailId, id, 'Kim')).toBe('brought');
    expect(await mails().find(mailId)).toMatchObject({ outcome: { kind: 'queued', requestId: id }, closedAt: null });
    expect((await mails().list({ requestId: id, limit: 9, offset: 0 })).map((mail) => mail.id)).toEqual([mailId]);
    expect((await eventsOf(open, id)).at(-1)).toBe('mail-brought');
    const other = await asked();
    expect(await mails().bring(mailId, other.id, 'Kim')).toBe('not-waiting');
    expect(await mails().bring('0'.repeat(64), id, 'Kim')).toBe('not-waiting');
    expect((await open.store.requests.file(id))!.facts.decisions).toEqual([]);
    expect(await open.store.audit.firstBroken(id)).toBeUndefined();
  });

  test('two staff members vouch with it: it is named by the evidence, and dealt with', async () => {
    const { id } = await asked();
    const mailId = await came();
    await mails().bring(mailId, id, 'Kim');
    expect(await vouch(id, mailId)).toEqual({ kind: 'asked' });
    const [vouching] = await open.store.orders.vouchings(id);
    expect(vouching).toMatchObject({ mailId });
    expect(await mails().find(mailId)).toMatchObject({ closedAt: null });
    expect(await open.store.orders.confirmOverride(id, vouching!.id, kim)).toMatchObject({ kind: 'refused' });
    expect(await open.store.orders.confirmOverride(id, vouching!.id, lou)).toMatchObject({ kind: 'recorded' });
    expect(await open.store.evidence.ofRequest(id)).toMatchObject([
      { grade: 'attested', detail: { by: kim, confirmedBy: lou, reason, mailId } },
    ]);
    expect(await mails().find(mailId)).toMatchObject({ closedBy: 'Lou' });
  });

  test.each<[string, Partial<MailJudgement>, string]>([
    ['a forged one', { verdict: 'forged' }, 'forged'],
    ['one of somebody who is not asked', { from: 'bob@elsewhere.example' }, 'not missing'],
  ])('%s may not be vouched with', async (_, more, because) => {
    const { id } = await asked();
    const mailId = await came(more);
    await mails().bring(mailId, id, 'Kim');
    const refusal = { code: 'unfit-order', because: expect.stringContaining(because) };
    expect(await vouch(id, mailId)).toEqual({ kind: 'refused', refusal });
    expect(await open.store.orders.vouchings(id)).toEqual([]);
  });

  test('nor one that lies elsewhere, one that is not there, or at a step that does not take the word of staff', async () => {
    const { id } = await asked();
    const mailId = await came();
    for (const each of [mailId, '0'.repeat(64)]) {
      expect(await vouch(id, each)).toMatchObject({ kind: 'refused', refusal: { code: 'unfit-order' } });
    }
    await mails().bring(mailId, id, 'Kim');
    expect(await vouch(id, mailId, 'committee')).toMatchObject({ kind: 'refused' });
  });

  test('a vouching does not count any more when its sender has answered meanwhile', async () => {
    const { id, link } = await asked();
    const mailId = await came();
    await mails().bring(mailId, id, 'Kim');
    await vouch(id, mailId);
    const [vouching] = await open.store.orders.vouchings(id);
    await decide(open, link, 'deny');
    expect(await open.store.orders.confirmOverride(id, vouching!.id, lou)).toMatchObject({ kind: 'refused' });
  });

  test('the confirm link goes to the listed address, and the mail is dealt with', async () => {
    const { id, link } = await asked();
    const mailId = await came({ from: 'ines@private.example' });
    await mails().bring(mailId, id, 'Kim');
    const order = { stepId: 'mls', approverId: 'ines-ford', mailId, by: 'Kim', reason };
    expect(await open.store.orders.resend(id, order)).toMatchObject({ kind: 'recorded' });
    expect(await untold(open, id)).toContain('changed');
    expect((await decide(open, link)).kind).toBe('renewed');
    expect(await mails().find(mailId)).toMatchObject({ closedBy: 'Kim' });
  });

  test('an order of one request does not touch the mail of another', async () => {
    const [one, other] = [await asked(), await asked()];
    const mailId = await came();
    await mails().bring(mailId, other.id, 'Kim');
    await open.store.orders.resend(one.id, { stepId: 'mls', approverId: 'ines-ford', mailId, by: 'Kim', reason });
    expect(await mails().find(mailId)).toMatchObject({ closedAt: null });
  });

  test('the task that a mail opened is closed with the last mail that waits', async () => {
    const { id } = await asked();
    const code = newReplyCode();
    const binding = { purpose: 'decision', stepId: 'mls', approverId: 'ines-ford', generation: 2 } as const;
    await mailLink(open, id, { ...binding, replyHash: hashReplyCode(code) });
    const [first, second] = [await came(), await came()];
    for (const each of [first, second]) {
      await sql`update received_mail set outcome = null where id = ${each}`.execute(open.db);
      await mails().decide(each, code);
    }
    const closed = async () => (await open.store.tasks.ofRequest(id)).map(({ closedBy }) => closedBy);
    await mails().close(second, 'Lou');
    expect(await closed()).toEqual([null]);
    await mails().close(first, 'Kim');
    expect(await closed()).toEqual(['Kim']);
    expect((await eventsOf(open, id)).at(-1)).toBe('staff-task-closed');
    expect(await open.store.audit.firstBroken(id)).toBeUndefined();
  });
});
