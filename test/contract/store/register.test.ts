import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { EntryFacts } from '../../../domain/authorization';
import { noEnvelope } from '../../../domain/received-mail';
import { hashToken, newToken } from '../../../secrets/token';
import { GuardedRegister } from '../../../store/port';
import { confirmed, factsIn, kim, lee, mailRegisterLink, nora, propose } from '../../support/registers';
import { provesNothing } from '../../support/samples';
import {
  askFor,
  chainFor,
  decide,
  openStep,
  rightCode,
  startRequest,
  support,
  wrongCode,
} from '../../support/store-scene';
import { onEachEngine, unfit, untold, withoutApprover } from './engines';

const mlsId = 'harbor-coast';
const reason = 'new at the MLS';

const add = (more: Partial<EntryFacts> = {}) =>
  ({ kind: 'add', approverId: `nora-${randomUUID().slice(0, 8)}`, after: { ...nora, ...more }, reason }) as const;

onEachEngine((open) => {
  const names = async (id = mlsId) => (await open.store.directory.register(id, null)).map(({ name }) => name);
  /** A day and an hour pass for the change. */
  const letTimePass = (id: string) =>
    sql`update register_change set in_force_at = in_force_at - interval '25 hours' where id = ${id}`.execute(open.db);
  /** The hash of a mailed link's token. */
  const mailed = async (binding: Parameters<typeof mailRegisterLink>[2], of = mlsId) =>
    hashToken(await mailRegisterLink(open, of, binding));
  const events = async (of = mlsId) => (await open.store.register.events(of)).map(({ kind }) => kind);

  const asked = async (approverId = 'ann-lee', of = mlsId) => {
    const attestationId = randomUUID();
    return { attestationId, token: await mailed({ purpose: 'attestation', approverId, attestationId }, of) };
  };

  afterEach(async () => {
    // Each test leaves the register as the demonstration has it.
    await sql`update register_change set stopped = '{"how":"cancelled","by":"test","because":"","at":0}'
      where applied_at is null and stopped is null`.execute(open.db);
    await sql`update approver set active = false where id like 'nora-%'`.execute(open.db);
  });

  test('[case 14] a planted approver: one staff member alone adds nobody, and two of them not at once', async () => {
    const proposal = add();
    const change = await propose(open, mlsId, proposal);
    expect(await names()).toEqual(['Ann Lee']);
    expect(await open.store.register.confirm(mlsId, change.id, kim)).toMatchObject({ kind: 'refused' });
    const again = { ...kim, id: 'kim-2', email: 'K.im+x@operator.example' };
    expect(await open.store.register.confirm(mlsId, change.id, again)).toMatchObject({ kind: 'refused' });

    const outcome = await open.store.register.confirm(mlsId, change.id, lee);
    expect(outcome).toMatchObject({ kind: 'recorded', dispatch: { message: { type: 'register', mlsId } } });
    await open.store.register.apply(mlsId);
    expect(await names()).toEqual(['Ann Lee']);
    expect(await unfit(open, 'harbor-coast-idx', proposal.approverId)).toEqual([proposal.approverId]);

    await letTimePass(change.id);
    for (let n = 0; n < 2; n += 1) await open.store.register.apply(mlsId);
    expect(await names()).toEqual(['Ann Lee', 'Nora Beck']);
    expect(await factsIn(open, mlsId, proposal.approverId)).toEqual(nora);
    expect((await events()).slice(-3)).toEqual(['proposed', 'confirmed', 'in-force']);
    expect(await open.store.register.firstBroken(mlsId)).toBeUndefined();
  });

  test('[case 14] not even the database takes a change from one person, before its time, or after it was stopped', async () => {
    const { id } = await confirmed(open, mlsId, add());
    const write = (set: string) => sql`update register_change set ${sql.raw(set)} where id = ${id}`.execute(open.db);
    await expect(write('applied_at = clock_now()')).rejects.toThrow(/check/);
    await expect(write('confirmed_by = proposed_by')).rejects.toThrow(/check/);
    await letTimePass(id);
    await write(`stopped = '{}'`);
    await expect(write('applied_at = clock_now()')).rejects.toThrow(/check/);
  });

  test('[case 14] an objection by somebody who decides now: it never comes into force, and support is told', async () => {
    const change = await confirmed(open, mlsId, add());
    const token = await mailed({ purpose: 'objection', approverId: 'ann-lee', changeId: change.id });
    expect(await open.store.register.object(token, wrongCode, 'Who?')).toEqual({ kind: 'wrong-code', triesLeft: 4 });
    expect(await open.store.register.object(token, rightCode, 'Who is that?')).toMatchObject({
      kind: 'objected',
      isLate: false,
    });
    expect(await open.store.register.object(token, rightCode, 'Who?')).toEqual({ kind: 'answered-before' });
    await letTimePass(change.id);
    await open.store.register.apply(mlsId);
    expect(await names()).toEqual(['Ann Lee']);
    const { changes, tasks } = (await open.store.register.file(mlsId))!;
    expect(changes.find(({ id }) => id === change.id)?.stopped).toMatchObject({ by: 'Ann Lee (MLS admin)' });
    expect(tasks.map(({ note }) => note)).toContainEqual(expect.stringContaining('Who is that?'));
  });

  test('[case 15] who has left the register stops nothing; after five wrong codes nobody does', async () => {
    const change = await confirmed(open, mlsId, add());
    const token = await mailed({ purpose: 'objection', approverId: 'ann-lee', changeId: change.id });
    await withoutApprover(open, 'ann-lee', async () => {
      expect(await open.store.register.object(token, rightCode, 'No.')).toEqual({ kind: 'not-listed' });
    });
    for (let n = 0; n < 4; n += 1) await open.store.register.object(token, wrongCode, 'No.');
    expect(await open.store.register.object(token, wrongCode, 'No.')).toEqual({ kind: 'locked' });
    expect(await open.store.register.object(token, rightCode, 'No.')).toEqual({ kind: 'locked' });
    expect(await open.store.register.object(hashToken(newToken()), rightCode, 'No.')).toEqual({ kind: 'unknown' });
  });

  test('staff may cancel until it is in force, and not after', async () => {
    const change = await confirmed(open, mlsId, add());
    const cancel = () => open.store.register.cancel(mlsId, change.id, kim, 'a mistake');
    expect(await cancel()).toMatchObject({ kind: 'recorded', change: { stopped: { how: 'cancelled' } } });
    expect(await cancel()).toMatchObject({ kind: 'refused' });
    expect(await open.store.register.cancel('prairie-lakes', change.id, kim, 'x')).toEqual({ kind: 'unknown' });
  });

  test('[case 15] a removal is in force with its confirmation, and the requests that wait are told', async () => {
    const { id } = await startRequest(open, 'prairie-lakes-idx');
    const token = await openStep(open, id, 'broker', 'tom-berg');
    const before = await untold(open, id);
    const removal = { kind: 'remove', approverId: 'tom-berg', after: null, reason: 'left the MLS' } as const;
    expect((await confirmed(open, 'prairie-lakes', removal)).appliedAt).not.toBeNull();
    expect(await names('prairie-lakes')).toEqual(['Mia Olson', 'Raj Patel']);
    expect(await untold(open, id)).toEqual([...before, 'changed']);
    expect(await decide(open, token)).toMatchObject({ kind: 'refused', refusal: { code: 'not-an-approver' } });
    await open.db.updateTable('approver').set({ active: true }).where('id', '=', 'tom-berg').execute();
  });

  test('[case 15] a mail that went to an address of before decides nothing; a narrower scope counts at once', async () => {
    const { id } = await startRequest(open, 'summit-ridge-idx');
    const token = await openStep(open, id, 'mls', 'sam-holt');
    const was = await factsIn(open, 'summit-ridge', 'sam-holt');
    const change = (after: EntryFacts) =>
      confirmed(open, 'summit-ridge', { kind: 'change', approverId: 'sam-holt', after, reason: 'moved' });
    await change({ ...was, dataRoles: ['vow'] });
    expect(await decide(open, token)).toMatchObject({ refusal: { because: expect.stringMatching(/about the plan/) } });
    const wider = await change({ ...was, email: 'sam@new.example' });
    expect(wider.appliedAt).toBeNull();
    await letTimePass(wider.id);
    await open.store.register.apply('summit-ridge');
    expect(await decide(open, token)).toMatchObject({ refusal: { because: expect.stringMatching(/another address/) } });
    await open.db.updateTable('approver').set({ email: was.email }).where('id', '=', 'sam-holt').execute();
  });

  test('[case 16] somebody of another MLS decides nothing, even where a chain names them', async () => {
    const offer = (await open.store.directory.offer('harbor-coast-idx'))!;
    const eva = (await open.store.directory.register('summit-ridge', null)).find(({ id }) => id === 'eva-ruiz')!;
    const chain = chainFor(offer);
    const steps = chain.steps.map((step) => ({ ...step, approvers: [eva] }));
    const id = randomUUID();
    const ask = askFor(offer);
    await open.store.requests.start({ id, ask, chain: { ...chain, steps }, startedBy: support, idempotencyKey: id });
    const token = await openStep(open, id, 'mls', 'eva-ruiz');
    expect(await decide(open, token)).toMatchObject({
      refusal: { because: 'Eva Ruiz is not on the register of Harbor Coast MLS.' },
    });
    const taken = await open.store.register.propose(mlsId, { ...add(), approverId: 'eva-ruiz' }, kim);
    expect(taken).toMatchObject({ kind: 'refused', refusal: { field: 'approverId' } });
  });

  test('whose last day is over leaves, once, and those who wait for them are told', async () => {
    const { id } = await startRequest(open, 'summit-ridge-idx');
    await openStep(open, id, 'mls', 'sam-holt');
    await open.db.updateTable('approver').set({ valid_to: '2020-01-01' }).where('id', '=', 'sam-holt').execute();
    expect(await names('summit-ridge')).toEqual(['Eva Ruiz']);
    for (let n = 0; n < 2; n += 1) await open.store.register.apply('summit-ridge');
    expect((await events('summit-ridge')).filter((kind) => kind === 'expired')).toHaveLength(1);
    expect((await untold(open, id)).filter((type) => type === 'changed')).toHaveLength(1);
    await open.db.updateTable('approver').set({ valid_to: null, active: true }).where('id', '=', 'sam-holt').execute();
  });

  test('what the register has overtaken by its time is cancelled by itself', async () => {
    const proposal = add({ email: `x${randomUUID().slice(0, 8)}@harbor-coast.example` });
    const change = await confirmed(open, mlsId, proposal);
    const { name, email, title } = proposal.after;
    await open.db
      .insertInto('approver')
      .values({ id: `nora-${randomUUID()}`, mls_id: mlsId, name, email: email.toUpperCase(), title })
      .execute();
    await letTimePass(change.id);
    await open.store.register.apply(mlsId);
    const { changes } = (await open.store.register.file(mlsId))!;
    expect(changes.find(({ id }) => id === change.id)).toMatchObject({
      stopped: { by: 'Countersign' },
      appliedAt: null,
    });
  });

  describe('whether it still holds', () => {
    test('yes: kept with its time; said twice, it counts once', async () => {
      const { token, attestationId } = await asked();
      expect(await open.store.register.attest(token, rightCode, 'yes', '')).toMatchObject({
        kind: 'attested',
        answer: 'yes',
      });
      expect(await open.store.register.attest(token, rightCode, 'no-longer', '')).toEqual({ kind: 'answered-before' });
      const { register: seen, attestations } = (await open.store.register.file(mlsId))!;
      expect(seen.entries.find(({ id }) => id === 'ann-lee')!.attestedAt).not.toBeNull();
      expect(attestations.find(({ id }) => id === attestationId)).toMatchObject({ answer: 'yes' });
    });

    test('no longer: they leave at once, and support learns of it', async () => {
      const { token } = await asked('raj-patel', 'prairie-lakes');
      expect(await open.store.register.attest(token, rightCode, 'no-longer', 'retired')).toMatchObject({
        kind: 'attested',
      });
      expect(await names('prairie-lakes')).not.toContain('Raj Patel');
      const { tasks } = (await open.store.register.file('prairie-lakes'))!;
      expect(tasks).toMatchObject([{ note: expect.stringContaining('Raj Patel no longer decides') }]);
      expect(await open.store.register.closeTask('prairie-lakes', tasks[0]!.id, 'Kim')).toMatchObject({
        id: tasks[0]!.id,
      });
      expect(await open.store.register.closeTask('prairie-lakes', tasks[0]!.id, 'Kim')).toBeUndefined();
      await open.db.updateTable('approver').set({ active: true }).where('id', '=', 'raj-patel').execute();
    });

    test('a change is for staff to propose; no answer is for staff to look into, once', async () => {
      const one = await asked();
      await open.store.register.attest(one.token, rightCode, 'change', 'My title is Director now.');
      const two = await asked();
      for (let n = 0; n < 2; n += 1) await open.store.register.giveUp(mlsId, two.attestationId);
      const { tasks, register: seen } = (await open.store.register.file(mlsId))!;
      const notes = tasks.map(({ note }) => note);
      expect(notes).toContain('Ann Lee wants the entry changed: My title is Director now.');
      expect(notes.filter((note) => note.includes('has not answered'))).toHaveLength(1);
      expect(seen.entries.find(({ id }) => id === 'ann-lee')).toMatchObject({ title: 'MLS admin', active: true });
      // Late is better than never.
      expect(await open.store.register.attest(two.token, rightCode, 'yes', '')).toMatchObject({ kind: 'attested' });
    });
  });

  /** A letter about a change of the register. */
  async function noticed() {
    await mailed({ purpose: 'objection', approverId: 'ann-lee', changeId: (await confirmed(open, mlsId, add())).id });
    return open.db
      .selectFrom('letter')
      .select(['id', 'message_id'])
      .where('mls_id', '=', mlsId)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
  }

  /** The same where what becomes of a mail cannot be written. */
  async function whileOutcomesFail(work: () => Promise<unknown>) {
    await sql`alter table received_mail add constraint no_outcome check (outcome is null) not valid`.execute(open.db);
    await expect(work()).rejects.toThrow(/no_outcome/);
    await sql`alter table received_mail drop constraint no_outcome`.execute(open.db);
  }

  test('[case 43] a letter that came back is on record once, also when the first try failed half way', async () => {
    const { message_id: messageId } = await noticed();
    const { id } = await open.store.mails.receive({ raw: Buffer.from('x'), source: 'smtp', envelope: noEnvelope });
    const bounce = { messageId, recipient: null, isPermanent: true, because: '550 no such user' };
    await open.store.mails.judged(id, { ...provesNothing, machine: 'bounce', bounce });
    const before = await events();
    await whileOutcomesFail(() => open.store.mails.bounced(id));
    for (let tries = 0; tries < 2; tries += 1) {
      const because = expect.stringContaining('550 no such user');
      expect(await open.store.mails.bounced(id)).toEqual({ kind: 'noted', requestId: null, because });
    }
    expect((await events()).slice(before.length)).toEqual(['letter-bounced', 'task-opened']);
  });

  test('a letter that the server refused, and one that left, stand in the log of the register', async () => {
    const { id } = await noticed();
    expect(await open.store.letters.find(id)).toMatchObject({ requestId: '' });
    await open.store.letters.sent(id, '250 kept');
    await open.store.letters.refused(id, '550 no');
    expect((await events()).slice(-3)).toEqual(['letter-sent', 'letter-refused', 'task-opened']);
  });

  test('[case 97] a row of the log that was changed is named', async () => {
    expect(await open.store.register.firstBroken(mlsId)).toBeUndefined();
    const change = sql`update register_event set note = 'x' where seq = 2 and mls_id = ${mlsId}`;
    await expect(change.execute(open.db)).rejects.toThrow(/append-only/);
    await sql`alter table register_event disable trigger user`.execute(open.db);
    await change.execute(open.db);
    await sql`alter table register_event enable trigger user`.execute(open.db);
    expect(await open.store.register.firstBroken(mlsId)).toBe(2);
  });

  test('[case 14] a file of one person adds nobody to a register that has people, and changes no mailbox', async () => {
    const person = { mlsId, id: `nora-${randomUUID()}`, name: 'N', email: 'n@x.example', title: 'MLS admin' };
    const ann = (await open.store.directory.register(mlsId, null))[0]!;
    const load = (...approvers: readonly (typeof person)[]) =>
      open.store.directory.load({ mlses: [], plans: [], developers: [], approvers });
    await expect(load(person)).rejects.toThrow(GuardedRegister);
    await expect(load({ ...ann, mlsId, email: 'ann@evil.example' })).rejects.toThrow(GuardedRegister);
    await load({ ...ann, mlsId, title: 'Director' });
    expect(await open.store.directory.register(mlsId, null)).toMatchObject([{ email: ann.email, title: 'Director' }]);
    await load({ ...ann, mlsId });
    // The first people come with their MLS.
    const oak = {
      id: `oak-${randomUUID()}`,
      name: 'Oak MLS',
      state: 'Ohio',
      timeZone: 'America/New_York',
      closedDays: [],
    };
    await open.store.directory.load({
      mlses: [oak],
      plans: [],
      developers: [],
      approvers: [{ ...person, mlsId: oak.id }],
    });
    expect(await names(oak.id)).toEqual(['N']);
  });

  test('every register with people is looked after from some time on, once; the operator has none to change', async () => {
    const begun = await open.store.register.begin();
    expect(begun.map(({ message }) => message)).toContainEqual({ type: 'register', mlsId: 'blue-mesa' });
    expect(await open.store.register.begin()).toEqual([]);
    const outline = await open.store.register.outline();
    expect(outline.find(({ mls }) => mls.id === 'blue-mesa')).toMatchObject({ people: 5, changes: 0, tasks: 0 });
    expect(await open.store.register.file('nowhere')).toBeUndefined();
    expect(await open.store.register.propose('nowhere', add(), kim)).toEqual({ kind: 'unknown' });
  });
});
