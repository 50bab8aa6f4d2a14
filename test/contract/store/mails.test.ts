import { randomUUID } from 'node:crypto';
import type { MailBounce, MailJudgement } from '../../../domain/received-mail';
import { hashReplyCode, newReplyCode } from '../../../secrets/token';
import { decide, mailLink, openStep, startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine, untold, withoutApprover } from './engines';

const envelope = {
  ip: '192.0.2.1',
  helo: 'mx.harbor-coast.example',
  sender: 'ann.lee@harbor-coast.example',
  recipients: [],
};
const newMail = () => ({
  raw: Buffer.from(`Subject: x\r\n\r\n${randomUUID()}\r\n`),
  source: 'smtp' as const,
  envelope,
});

onEachEngine((open) => {
  const mails = () => open.store.mails;

  /** A request whose only step was asked with a reply code. */
  async function asked() {
    const { id } = await startRequest(open);
    const first = await openStep(open, id, 'mls', 'ann-lee');
    const code = newReplyCode();
    const binding = { purpose: 'decision', stepId: 'mls', approverId: 'ann-lee', generation: 2 } as const;
    const link = await mailLink(open, id, { ...binding, replyHash: hashReplyCode(code) });
    return { id, code, link, first };
  }
  async function answered(requestId: string, more: Partial<MailJudgement> = {}) {
    const { id } = await mails().receive(newMail());
    await mails().judged(id, {
      verdict: 'proved',
      rule: 'proved',
      reason: 'Signed by harbor-coast.example.',
      from: 'ann.lee@harbor-coast.example',
      machine: null,
      command: 'approve',
      commandReason: 'It says so.',
      subject: `Re: [CS-${requestId.slice(0, 8)}] Approve?`,
      messageId: `<${randomUUID()}@harbor-coast.example>`,
      date: await open.store.now(),
      signedBy: 'harbor-coast.example',
      dnsAnswers: {},
      bounce: null,
      ...more,
    });
    return id;
  }
  /** What is told of a mail with that subject. */
  const told = async (subject: string) => {
    const raw = Buffer.from(`Subject: ${subject}\r\n\r\n${randomUUID()}\r\n`);
    const { dispatch } = await mails().receive({ raw, source: 'smtp', envelope });
    return dispatch!.message;
  };
  const stateOf = async (id: string) => (await open.store.requests.file(id))!.standing.state;

  test('a mail is kept as it came, sealed, once', async () => {
    const mail = newMail();
    const first = await mails().receive(mail);
    expect(first.id).toMatch(/^[\da-f]{64}$/);
    expect(first.dispatch).toMatchObject({ requestId: '', message: { type: 'mail', mailId: first.id } });
    expect(await mails().receive(mail)).toEqual({ id: first.id, dispatch: null });
    expect(Buffer.from(await mails().raw(first.id))).toEqual(mail.raw);
    expect(await mails().find(first.id)).toMatchObject({ source: 'smtp', envelope, judgement: null, outcome: null });
    const { rows } = await open.db
      .selectFrom('received_mail')
      .select('sealed')
      .where('id', '=', first.id)
      .execute()
      .then((all) => ({ rows: all }));
    expect(Buffer.from(rows[0]!.sealed).includes('Subject')).toBe(false);
    expect(await mails().find('0'.repeat(64))).toBeUndefined();
  });

  test('what is to be told about a mail is claimed like anything else', async () => {
    const { id, dispatch } = await mails().receive(newMail());
    const claimed = await open.store.dispatches.claim(1_000, 0, 1_000);
    expect(claimed).toContainEqual({ id: dispatch!.id, requestId: '', message: { type: 'mail', mailId: id } });
  });

  test('the first judgement stays', async () => {
    const { id: requestId } = await startRequest(open);
    const id = await answered(requestId);
    await mails().judged(id, { ...(await mails().find(id))!.judgement!, verdict: 'forged' });
    expect((await mails().find(id))!.judgement!.verdict).toBe('proved');
  });

  test('a proved answer decides: evidence, audit row and dispatch with it, links closed', async () => {
    const { id, code, link, first } = await asked();
    const mailId = await answered(id);
    const outcome = await mails().decide(mailId, code);
    expect(outcome).toMatchObject({ kind: 'decided', requestId: id, because: 'Ann Lee approved by it.' });
    expect(await stateOf(id)).toBe('approved');
    const { facts } = (await open.store.requests.file(id))!;
    expect(facts.decisions).toMatchObject([{ verdict: 'approve', grade: 'reply', approver: { id: 'ann-lee' } }]);
    const evidence = await open.db
      .selectFrom('evidence')
      .select('detail')
      .where('id', '=', facts.decisions[0]!.evidenceId)
      .executeTakeFirstOrThrow();
    expect(evidence.detail).toMatchObject({ mailId, signedBy: 'harbor-coast.example' });
    expect(await untold(open, id)).toContain('decision');
    for (const token of [link, first]) expect((await decide(open, token)).kind).toBe('refused');
    expect(await open.store.audit.firstBroken(id)).toBeUndefined();
  });

  test('a proved "decline" denies', async () => {
    const { id, code } = await asked();
    expect(await mails().decide(await answered(id, { command: 'deny' }), code)).toMatchObject({ kind: 'decided' });
    expect(await stateOf(id)).toBe('denied');
  });

  test('the same answer by another way is a copy, and makes no work for anybody', async () => {
    const { id, code } = await asked();
    const mailId = await answered(id);
    const { messageId } = (await mails().find(mailId))!.judgement!;
    await mails().decide(mailId, code);
    expect(await mails().decide(await answered(id, { messageId }), code)).toMatchObject({
      kind: 'noted',
      because: expect.stringContaining('copy'),
    });
    expect(await open.store.tasks.ofRequest(id)).toEqual([]);
    const unlike = await mails().decide(await answered(id, { messageId, command: 'deny' }), code);
    expect(unlike.because).not.toContain('copy');
  });

  test('[case 57] only a mail that names a question of ours is told as one that is awaited', async () => {
    const { code } = await asked();
    expect(await told(`Re: Approve? #${code}`)).toMatchObject({ type: 'mail', isAwaited: true });
    expect(await told(`Re: Approve? #${newReplyCode()}`)).not.toHaveProperty('isAwaited');
    expect(await told('Hello')).not.toHaveProperty('isAwaited');
  });

  test('[case 37] the same mail decides once, and its Message-ID never again', async () => {
    const { id, code } = await asked();
    const mailId = await answered(id);
    const { messageId } = (await mails().find(mailId))!.judgement!;
    const outcome = await mails().decide(mailId, code);
    expect(await mails().decide(mailId, code)).toEqual(outcome);
    const other = await asked();
    const replayed = await answered(other.id, { messageId });
    expect(await mails().decide(replayed, other.code)).toMatchObject({
      kind: 'queued',
      because: expect.stringContaining('Message-ID'),
    });
    expect(await stateOf(other.id)).toBe('pending');
  });

  test.each<[string, Partial<MailJudgement>]>([
    ['a forged one', { verdict: 'forged', reason: 'The signature does not fit.', command: null }],
    ['one that proves nothing', { verdict: 'unverifiable', reason: 'No signature.' }],
    ['a colleague', { from: 'bob@harbor-coast.example' }],
    ['an unclear one', { command: null, commandReason: 'Both words.' }],
    ['one from before the question', { date: 0 }],
  ])('%s decides nothing: staff get a task, and the timeline says why', async (_, more) => {
    const { id, code } = await asked();
    const mailId = await answered(id, more);
    expect(await mails().decide(mailId, code)).toMatchObject({ kind: 'queued', requestId: id });
    expect(await stateOf(id)).toBe('pending');
    expect(await eventsOf(open, id)).toContain('mail-refused');
    expect(await open.store.tasks.ofRequest(id)).toHaveLength(1);
    expect(await mails().list({ requestId: id, limit: 10, offset: 0 })).toMatchObject([{ id: mailId }]);
  });

  test('[case 56] whoever was asked and answers unclearly is asked once more, once', async () => {
    const { id, code, link } = await asked();
    await mails().decide(await answered(id, { command: null }), code);
    expect(await untold(open, id)).toContain('changed');
    expect((await decide(open, link)).kind).toBe('renewed');
    const before = await untold(open, id);
    await mails().decide(await answered(id, { command: null }), code);
    expect(await untold(open, id)).toEqual(before);
    // Nor do many mails make many tasks.
    expect(await open.store.tasks.ofRequest(id)).toHaveLength(1);
  });

  test('somebody else who writes makes nobody be asked again', async () => {
    const { id, code, link } = await asked();
    await mails().decide(await answered(id, { from: 'bob@harbor-coast.example' }), code);
    expect(await untold(open, id)).not.toContain('changed');
    expect((await decide(open, link)).kind).toBe('recorded');
  });

  test('[case 15] who has left the register by then decides nothing', async () => {
    const { id, code } = await asked();
    const mailId = await answered(id);
    await withoutApprover(open, 'ann-lee', async () => {
      expect(await mails().decide(mailId, code)).toMatchObject({
        kind: 'queued',
        because: expect.stringContaining('no longer'),
      });
    });
    expect(await stateOf(id)).toBe('pending');
  });

  test('a code that no question has is for people to look at', async () => {
    const { id } = await asked();
    expect(await mails().decide(await answered(id), 'AAAAAAAAAA')).toMatchObject({ kind: 'queued', requestId: null });
  });

  test('an answer to a request that has ended is noted', async () => {
    const { id, code, link } = await asked();
    await decide(open, link, 'deny');
    expect(await mails().decide(await answered(id), code)).toMatchObject({ kind: 'noted', requestId: id });
    expect(await stateOf(id)).toBe('denied');
  });

  test('[case 10] of a link and a mail at once, one decides', async () => {
    const { id, code, link } = await asked();
    const mailId = await answered(id, { command: 'deny' });
    await Promise.all([decide(open, link), mails().decide(mailId, code)]);
    expect((await open.store.requests.file(id))!.facts.decisions).toHaveLength(1);
  });

  test('[case 43] a report that a letter came back gives staff a task, and decides nothing', async () => {
    const { id } = await asked();
    const [letter] = await open.store.letters.ofRequest(id);
    const bounce = { messageId: letter!.messageId, recipient: null, isPermanent: true, because: '550 no such user' };
    const mailId = await answered(id, { machine: 'bounce', command: null, bounce });
    const outcome = await mails().bounced(mailId);
    expect(outcome).toMatchObject({
      kind: 'noted',
      requestId: id,
      because: expect.stringContaining('550 no such user'),
    });
    expect(await mails().bounced(mailId)).toEqual(outcome);
    expect(await open.store.tasks.ofRequest(id)).toHaveLength(1);
    expect(await eventsOf(open, id)).toContain('letter-bounced');
    expect(await stateOf(id)).toBe('pending');
  });

  /** A report about the letter of whoever was asked last. */
  async function comesBack(requestId: string, more: Partial<MailBounce> = {}) {
    const letter = (await open.store.letters.ofRequest(requestId)).at(-1)!;
    const recipient = letter.recipient.email.toUpperCase();
    const bounce = { messageId: letter.messageId, recipient, isPermanent: true, because: '550 no such user', ...more };
    return answered(requestId, { verdict: 'unverifiable', machine: 'bounce', command: null, bounce });
  }

  test('[case 43] a report that names the letter and whom it went to marks their mailbox, once, and takes nothing away', async () => {
    const { id, link } = await asked();
    const mailId = await comesBack(id);
    await mails().bounced(mailId);
    await mails().bounced(await comesBack(id));
    expect(await mails().unreachable(id)).toMatchObject([
      { kind: 'undeliverable', stepId: 'mls', approverId: 'ann-lee', mailId, because: '550 no such user' },
    ]);
    expect((await eventsOf(open, id)).filter((kind) => kind === 'letter-bounced')).toHaveLength(1);
    expect((await decide(open, link)).kind).toBe('recorded');
  });

  test.each<[string, Partial<MailBounce>]>([
    ['somebody else', { recipient: 'bob@harbor-coast.example' }],
    ['nobody', { recipient: null }],
    ['a delay', { isPermanent: false }],
  ])('[case 43] a report that names %s marks no mailbox', async (_, more) => {
    const { id } = await asked();
    expect(await mails().bounced(await comesBack(id, more))).toMatchObject({ kind: 'noted', requestId: id });
    expect(await mails().unreachable(id)).toEqual([]);
  });

  const vacation = { machine: 'auto-reply', command: null, returns: '2099-12-03' } as const;

  test('[case 42] a proved automatic reply tells until when its sender is away, once, and decides nothing', async () => {
    const { id } = await asked();
    const mailId = await answered(id, vacation);
    const outcome = await mails().absent(mailId);
    expect(outcome).toMatchObject({ kind: 'noted', requestId: id, because: expect.stringContaining('2099-12-03') });
    expect(await mails().absent(mailId)).toEqual(outcome);
    await mails().absent(await answered(id, vacation));
    expect(await mails().unreachable(id)).toMatchObject([
      { kind: 'away', stepId: 'mls', approverId: 'ann-lee', returns: '2099-12-03', mailId },
    ]);
    expect((await eventsOf(open, id)).filter((kind) => kind === 'absence-told')).toHaveLength(1);
    expect(await open.store.tasks.ofRequest(id)).toEqual([]);
    expect(await stateOf(id)).toBe('pending');
    expect(await open.store.audit.firstBroken(id)).toBeUndefined();
  });

  test.each<[string, Partial<MailJudgement>]>([
    ['one that proves nothing', { verdict: 'unverifiable' }],
    ['a forged one', { verdict: 'forged' }],
    ['that of a colleague', { from: 'bob@harbor-coast.example' }],
    ['one that is over', { returns: '2020-01-02' }],
    ['one about no request of ours', { subject: 'Out of office' }],
  ])('[case 42] %s changes nothing', async (_, more) => {
    const { id } = await asked();
    const before = await eventsOf(open, id);
    const mailId = await answered(id, { ...vacation, ...more });
    expect(await mails().absent(mailId)).toMatchObject({ kind: 'noted', requestId: null });
    expect(await mails().unreachable(id)).toEqual([]);
    expect(await eventsOf(open, id)).toEqual(before);
  });

  test('an automatic reply that came first does not keep a person from being asked once more', async () => {
    const { id, code } = await asked();
    await mails().absent(await answered(id, vacation));
    await mails().decide(await answered(id, { command: null }), code);
    expect(await untold(open, id)).toContain('changed');
  });

  test('[case 43] a report about a mail that is not ours is for people to look at', async () => {
    const { id } = await asked();
    const bounce = { messageId: '<x@elsewhere.example>', recipient: null, isPermanent: true, because: 'no' };
    const mailId = await answered(id, { machine: 'bounce', command: null, bounce });
    expect(await mails().bounced(mailId)).toMatchObject({ kind: 'queued', requestId: null });
  });

  test('staff close what waits for them, once', async () => {
    const { id: requestId } = await startRequest(open);
    const mailId = await answered(requestId);
    await mails().conclude(mailId, { kind: 'queued', requestId: null, because: 'Nobody knows what it answers.' });
    const waiting = await mails().list({ queued: true, limit: 100, offset: 0 });
    expect(waiting.map(({ id }) => id)).toContain(mailId);
    expect(await mails().close(mailId, 'Kim')).toMatchObject({ closedBy: 'Kim' });
    expect(await mails().close(mailId, 'Lee')).toBeUndefined();
    expect((await mails().list({ queued: true, limit: 100, offset: 0 })).map(({ id }) => id)).not.toContain(mailId);
  });
});
