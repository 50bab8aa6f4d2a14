import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { hashToken } from '../../../secrets/token';
import type { ChosenAct } from '../../../store/port';
import {
  approve,
  askFor,
  chainFor,
  decide,
  openStep,
  said,
  say,
  startRequest,
  wrongCode,
} from '../../support/store-scene';
import { eventsOf, moveDeadline, onEachEngine } from './engines';
import { answer, mailQuestion } from './mailed';

onEachEngine((open) => {
  /** A request whose broker approved and whose MLS asked back: the question is in the developer's mailbox. */
  async function askedBack(act: ChosenAct = { verdict: 'ask' }) {
    const { id, request } = await startRequest(open, 'prairie-lakes-idx');
    const broker = await openStep(open, id, 'broker', 'tom-berg');
    await said(open, broker, approve);
    const rajs = await openStep(open, id, 'mls', 'raj-patel');
    const question = await said(open, await openStep(open, id, 'mls', 'mia-olson'), act, 'Who sees it?');
    return { id, request, question, rajs, token: await mailQuestion(open, id, question.id) };
  }
  const fileOf = async (id: string) => (await open.store.requests.file(id))!;

  const revised = async () => {
    const offer = (await open.store.directory.offer('prairie-lakes-private'))!;
    return { ask: askFor(offer), chain: { ...chainFor(offer), version: 7 } };
  };

  test('an answer is recorded with its files, closes the link, and is told', async () => {
    const { id, token, question } = await askedBack();
    const bytes = randomBytes(500);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const outcome = await answer(open, token, { text: ' Our visitors. ', attachments: [{ name: 'a b.pdf', bytes }] });
    expect(outcome).toMatchObject({
      kind: 'recorded',
      answer: { questionId: question.id, by: 'Dana Fox', text: 'Our visitors.' },
      dispatch: { message: { type: 'changed' } },
    });
    const { facts, standing } = await fileOf(id);
    expect(facts.answers).toMatchObject([{ attachments: [{ name: 'a b.pdf', size: 500, sha256 }] }]);
    expect(standing).toMatchObject({ state: 'pending', open: [{ stepId: 'mls', question: null }] });
    expect((await eventsOf(open, id)).at(-1)).toBe('answered');
  });

  test('files are sealed in the table and come back as they were, for their own request only', async () => {
    const [one, other] = [await askedBack(), await askedBack()];
    const bytes = Buffer.from('A picture of the log-in page, for the committee only.');
    await answer(open, one.token, { attachments: [{ name: 'page.txt', bytes }] });
    const [attachment] = (await fileOf(one.id)).facts.answers[0]!.attachments;
    const { sealed } = await open.db
      .selectFrom('attachment')
      .select('sealed')
      .where('id', '=', attachment!.id)
      .executeTakeFirstOrThrow();
    expect(Buffer.from(sealed).includes('log-in page')).toBe(false);
    const read = (await open.store.answers.attachment(one.id, attachment!.id))!;
    expect(Buffer.from(read.bytes)).toEqual(bytes);
    expect(read).toMatchObject(attachment!);
    expect(await open.store.answers.attachment(other.id, attachment!.id)).toBeUndefined();
    expect(await open.store.answers.attachment(one.id, randomUUID())).toBeUndefined();
  });

  test('a sealed file that was moved to another row does not open', async () => {
    const { id, token } = await askedBack();
    const files = ['one', 'two'].map((name) => ({ name, bytes: Buffer.from(name) }));
    await answer(open, token, { attachments: files });
    const [one, two] = (await fileOf(id)).facts.answers[0]!.attachments;
    const { sealed } = await open.db
      .selectFrom('attachment')
      .select('sealed')
      .where('id', '=', one!.id)
      .executeTakeFirstOrThrow();
    await open.db.updateTable('attachment').set({ sealed }).where('id', '=', two!.id).execute();
    await expect(open.store.answers.attachment(id, two!.id)).rejects.toThrow();
  });

  test('a question is answered once, after its deadline too', async () => {
    const { id, token } = await askedBack();
    await answer(open, token);
    await moveDeadline(open, token, '-1 second');
    expect(await answer(open, token)).toMatchObject({ kind: 'refused', refusal: { code: 'step-closed' } });
    expect((await fileOf(id)).facts.answers).toHaveLength(1);
  });

  test('two answers at once: one is recorded', async () => {
    const { id, token } = await askedBack();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => answer(open, token)));
    expect(outcomes.filter(({ kind }) => kind === 'recorded')).toHaveLength(1);
    expect((await fileOf(id)).facts.answers).toHaveLength(1);
  });

  test('[case 9] wrong codes lock the link and send a new one, which answers', async () => {
    const { id, token, question } = await askedBack();
    for (const triesLeft of [4, 3, 2, 1])
      expect(await answer(open, token, { code: wrongCode })).toEqual({ kind: 'wrong-code', triesLeft });
    expect(await answer(open, token, { code: wrongCode })).toMatchObject({
      kind: 'locked',
      dispatch: { message: { type: 'changed' } },
    });
    expect(await answer(open, token)).toEqual({ kind: 'locked' });
    expect(await answer(open, await mailQuestion(open, id, question.id, 2))).toMatchObject({ kind: 'recorded' });
  });

  test('[case 3] an expired link answers nothing and is renewed once; the newer takes its place', async () => {
    const { id, token, question } = await askedBack();
    await moveDeadline(open, token, '-1 second');
    expect(await answer(open, token)).toEqual({ kind: 'expired' });
    expect(await open.store.links.renew(hashToken(token))).toMatchObject({ message: { type: 'changed' } });
    expect(await open.store.links.renew(hashToken(token))).toBeUndefined();
    expect(await answer(open, token)).toEqual({ kind: 'renewed' });
    const newer = await mailQuestion(open, id, question.id, 2);
    expect(await answer(open, newer)).toMatchObject({ kind: 'recorded' });
  });

  test('a link of another kind answers nothing, and an answer link decides nothing', async () => {
    const { rajs, token } = await askedBack();
    expect(await answer(open, rajs)).toEqual({ kind: 'unknown' });
    expect(await say(open, token, approve)).toEqual({ kind: 'unknown' });
  });

  test('a colleague who decides meanwhile closes the question', async () => {
    const { rajs, token } = await askedBack();
    await decide(open, rajs, 'deny');
    expect(await answer(open, token)).toMatchObject({ kind: 'refused', refusal: { code: 'request-closed' } });
  });

  describe('a proposal', () => {
    const propose: ChosenAct = { verdict: 'propose', planId: 'prairie-lakes-private' };

    test('[case 6] accepted: something else is asked, of a chain of its own, and what was asked is kept', async () => {
      const { id, token, request, rajs } = await askedBack(propose);
      const revision = await revised();
      expect(await answer(open, token, { revision })).toMatchObject({ kind: 'recorded' });
      const { request: now, chain, facts, standing } = await fileOf(id);
      expect(now).toMatchObject({ revision: 2, ask: { plan: { id: 'prairie-lakes-private' } } });
      expect(now.digest).not.toBe(request.digest);
      expect(facts.digest).toBe(now.digest);
      expect(chain.version).toBe(7);
      expect(standing).toMatchObject({ state: 'pending', open: [{ stepId: 'broker' }] });
      const row = await open.db.selectFrom('request').select('plan_id').where('id', '=', id).executeTakeFirst();
      expect(row).toEqual({ plan_id: 'prairie-lakes-private' });
      expect(await open.store.requests.revisions(id)).toMatchObject([
        { number: 1, ask: request.ask, digest: request.digest, chain: { version: 1 }, by: 'Dana Fox' },
      ]);
      expect(await decide(open, rajs)).toEqual({ kind: 'renewed' });
      expect((await eventsOf(open, id)).slice(-2)).toEqual(['answered', 'request-changed']);
    });

    test('accepted: those who approved are asked anew, and may', async () => {
      const { id, token } = await askedBack(propose);
      await answer(open, token, { revision: await revised() });
      expect(await decide(open, await openStep(open, id, 'broker', 'tom-berg', 2))).toMatchObject({ kind: 'recorded' });
      expect(await decide(open, await openStep(open, id, 'mls', 'mia-olson', 2))).toMatchObject({ kind: 'recorded' });
      expect((await open.store.requests.settle(id)).standing.state).toBe('approved');
    });

    test('declined: nothing is asked differently', async () => {
      const { id, token, request } = await askedBack(propose);
      await answer(open, token, { text: 'We need the other one.' });
      expect((await fileOf(id)).request).toEqual(request);
      expect(await open.store.requests.revisions(id)).toEqual([]);
    });
  });
});
