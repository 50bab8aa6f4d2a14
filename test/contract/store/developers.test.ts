import { randomBytes, randomUUID } from 'node:crypto';
import { hashToken } from '../../../secrets/token';
import { loadOperator, newPerson, registrationOf } from '../../support/new-registration';
import { mailLink, openStep, type OpenStore, rightCode, startRequest, wrongCode } from '../../support/store-scene';
import { eventsOf, moveDeadline, onEachEngine } from './engines';

const staff = { id: 'kim', name: 'Kim', email: 'kim@operator.example' };

onEachEngine((open) => {
  beforeAll(() => loadOperator(open.store));

  const register = async (person = newPerson()) => {
    const request = await registrationOf(open.store, person);
    return { person, request, outcome: await open.store.developers.register({ ...person, website: '' }, request) };
  };
  /** Links of these purposes belong to no step. */
  const mail = (requestId: string, purpose: 'proof' | 'sign-in', generation = 1) =>
    mailLink(open, requestId, { purpose, generation, stepId: null });
  const review = (requestId: string, verdict: 'approve' | 'deny') =>
    open.store.decisions.decideSignedIn({
      requestId,
      stepId: 'review',
      approverId: 'review-desk',
      act: { verdict },
      reason: verdict === 'deny' ? 'We cannot find your company.' : '',
      by: staff,
    });
  const activated = async () => {
    const { person, request } = await register();
    await openReview(open, request.id);
    await review(request.id, 'approve');
    await open.store.requests.settle(request.id);
    return { person, request };
  };

  test('somebody new is added with their registration, and is not among those who may ask', async () => {
    const { person, outcome } = await register();
    expect(outcome).toMatchObject({ kind: 'started', dispatch: { message: { type: 'start' } } });
    expect(await open.store.developers.find(person.id)).toMatchObject({ provenAt: null, activatedAt: null });
    expect((await open.store.developers.list()).map(({ id }) => id)).not.toContain(person.id);
  });

  test('one registration at a time, however the address is spelt', async () => {
    const { person } = await register();
    const again = await register({ ...newPerson(), email: person.email.toUpperCase() });
    expect(again.outcome).toBeUndefined();
  });

  test('a link proves the address: by its code, before its time, and once is enough', async () => {
    const { person, request } = await register();
    const token = await mail(request.id, 'proof');
    const { developers } = open.store;
    expect(await developers.prove(hashToken(token), wrongCode)).toEqual({ kind: 'wrong-code', triesLeft: 4 });
    await moveDeadline(open, token, '-1 second');
    expect(await developers.prove(hashToken(token), rightCode)).toEqual({ kind: 'expired' });
    await moveDeadline(open, token, '1 day');
    expect(await developers.prove(hashToken(token), rightCode)).toMatchObject({ kind: 'proven', dispatch: {} });
    expect(await developers.prove(hashToken(token), rightCode)).toMatchObject({ kind: 'proven', dispatch: null });
    expect(await developers.find(person.id)).toMatchObject({ provenAt: expect.any(Number) });
    expect(await eventsOf(open, request.id)).toContain('email-proven');
    expect(await developers.proveAgain(person.email)).toBeUndefined();
  });

  test('a proof link signs nobody in, and the reverse', async () => {
    const { request } = await activated();
    const proof = await mail(request.id, 'proof');
    const signIn = await mail(request.id, 'sign-in');
    expect(await open.store.developers.signIn(hashToken(proof), rightCode)).toEqual({ kind: 'unknown' });
    expect(await open.store.developers.prove(hashToken(signIn), rightCode)).toEqual({ kind: 'unknown' });
  });

  test('a signed-in member of staff reviews; approved activates, with the name of who did it in the evidence', async () => {
    const { person, request } = await activated();
    expect(await open.store.developers.find(person.id)).toMatchObject({ activatedAt: expect.any(Number) });
    expect(await eventsOf(open, request.id)).toEqual(expect.arrayContaining(['approved', 'developer-activated']));
    const evidence = await open.db.selectFrom('evidence').selectAll().where('request_id', '=', request.id).execute();
    expect(evidence).toMatchObject([{ grade: 'signed-in', detail: { staff: 'Kim' } }]);
    expect(await review(request.id, 'approve')).toMatchObject({ kind: 'refused' });
    expect(await review(randomUUID(), 'approve')).toBeUndefined();
  });

  test('a signed-in decision is refused where the step does not accept it', async () => {
    const { id } = await startRequest(open);
    await openStep(open, id, 'mls', 'ann-lee');
    const outcome = await open.store.decisions.decideSignedIn({
      requestId: id,
      stepId: 'mls',
      approverId: 'review-desk',
      act: { verdict: 'approve' },
      reason: '',
      by: staff,
    });
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'not-an-approver' } });
  });

  test('whoever was declined may register again', async () => {
    const { person, request } = await register();
    await openReview(open, request.id);
    await review(request.id, 'deny');
    await open.store.requests.settle(request.id);
    const again = await register({ ...newPerson(), email: person.email });
    expect(again.outcome).toMatchObject({ kind: 'started' });
    const { ask } = (await open.store.requests.file(again.request.id))!.request;
    expect(ask.requester.id).toBe(person.id);
    expect(await open.store.developers.find(person.id)).toMatchObject({ activatedAt: null });
  });

  test('signing in: only those who were let in, by one mail, once', async () => {
    const waiting = await register();
    expect(await open.store.developers.askToSignIn(waiting.person.email)).toBeUndefined();
    expect(await open.store.developers.askToSignIn('nobody@apps.example')).toBeUndefined();
    const { person, request } = await activated();
    expect(await open.store.developers.askToSignIn(person.email)).toMatchObject({ message: { type: 'sign-in' } });
    const token = await mail(request.id, 'sign-in');
    expect(await open.store.developers.signIn(hashToken(token), rightCode)).toMatchObject({ kind: 'signed-in' });
    expect(await open.store.developers.signIn(hashToken(token), rightCode)).toEqual({ kind: 'expired' });
  });

  test('[case 92] a session lives until it is closed or expires', async () => {
    const { person } = await activated();
    const [one, two] = [randomBytes(32), randomBytes(32)];
    const { developers } = open.store;
    await developers.openSession(person.id, one, 60_000);
    await developers.openSession(person.id, two, -1);
    expect(await developers.session(one)).toMatchObject({ email: person.email });
    expect(await developers.session(two)).toBeUndefined();
    await developers.closeSession(one);
    expect(await developers.session(one)).toBeUndefined();
  });

  test('[case 82] a draft is its developer’s alone', async () => {
    const [mine, yours] = [(await activated()).person, (await activated()).person];
    const { drafts } = open.store;
    const id = randomUUID();
    await drafts.save({ id, developerId: mine.id, form: { use: 'a site' } });
    await drafts.save({ id, developerId: yours.id, form: { use: 'stolen' } });
    expect(await drafts.find(yours.id, id)).toBeUndefined();
    expect(await drafts.find(mine.id, id)).toMatchObject({ form: { use: 'a site' } });
    await drafts.remove(yours.id, id);
    await drafts.save({ id, developerId: mine.id, form: { use: 'another' } });
    expect(await drafts.list(mine.id)).toMatchObject([{ form: { use: 'another' } }]);
    await drafts.remove(mine.id, id);
    expect(await drafts.list(mine.id)).toEqual([]);
  });

  test('the operator is no MLS: neither its plan nor its registrations count among those', async () => {
    const { person } = await activated();
    const { directory, requests } = open.store;
    expect((await directory.offers()).map(({ mls }) => mls.id)).not.toContain('operator');
    const { entries } = await directory.search({ limit: 100, offset: 0 });
    expect(entries.map(({ mls }) => mls.id)).not.toContain('operator');
    expect(await directory.acquaintance(person.id, 'harbor-coast')).toEqual({ standing: 'new', isFirst: true });
    const filter = { developerId: person.id, limit: 10, offset: 0 };
    expect(await requests.list({ ...filter, kind: 'registration' })).toHaveLength(1);
    expect(await requests.list({ ...filter, kind: 'purchase-with-approval' })).toEqual([]);
  });
});

/** The review is asked, as the workflow does it once the address is proven. */
async function openReview(open: OpenStore, requestId: string): Promise<void> {
  await openStep(open, requestId, 'review', 'review-desk');
}
