import { hashToken } from '../../../secrets/token';
import { decide, letterFor, openStep, startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine } from './engines';

onEachEngine((open) => {
  test('the same key writes once and answers with the first ids; the first bytes come back as they were', async () => {
    const { id: requestId } = await startRequest(open);
    const letter = letterFor(requestId);
    const events = [{ kind: 'step-opened', actor: 'Countersign', note: 'Asked.' }] as const;
    expect(await open.store.letters.written(requestId, 'ask.1')).toBeUndefined();
    const ids = [letter.id];
    expect(await open.store.letters.write({ requestId, key: 'ask.1', letters: [letter], events })).toEqual(ids);
    const other = letterFor(requestId);
    expect(await open.store.letters.write({ requestId, key: 'ask.1', letters: [other], events })).toEqual(ids);
    expect(await open.store.letters.written(requestId, 'ask.1')).toEqual(ids);
    expect(await open.store.letters.find(other.id)).toBeUndefined();
    expect(Buffer.from(await open.store.letters.bytes(letter.id))).toEqual(letter.bytes);
    expect(await eventsOf(open, requestId)).toEqual(['request-started', 'step-opened']);
  });

  test('a key that wrote no letter is written all the same; another request’s key is its own', async () => {
    const [one, two] = [await startRequest(open), await startRequest(open)];
    expect(await open.store.letters.write({ requestId: one.id, key: 'ask.1', letters: [] })).toEqual([]);
    expect(await open.store.letters.written(one.id, 'ask.1')).toEqual([]);
    expect(await open.store.letters.written(two.id, 'ask.1')).toBeUndefined();
  });

  test('twenty at once with the same key: one writes, all answer with its ids', async () => {
    const { id: requestId } = await startRequest(open);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        open.store.letters.write({ requestId, key: 'ask.1', letters: [letterFor(requestId)] }),
      ),
    );
    expect(new Set(answers.flat()).size).toBe(1);
    expect(await open.store.letters.ofRequest(requestId)).toHaveLength(1);
  });

  test('an opening extends the links that are out for its step, and no others', async () => {
    const { id: requestId, request } = await startRequest(open, 'blue-mesa-vow');
    const [otto, lena, ines] = [
      await openStep(open, requestId, 'committee', 'otto-kline'),
      await openStep(open, requestId, 'committee', 'lena-wirth'),
      await openStep(open, requestId, 'mls', 'ines-ford'),
    ];
    await decide(open, otto);
    const deadlineOf = async (token: string) => (await open.store.links.find(hashToken(token)))!.deadline;
    const [ottos, iness] = [await deadlineOf(otto), await deadlineOf(ines)];
    const at = (await open.store.now()) + 90 * 86_400_000;
    const opening = { stepId: 'committee', digest: request.digest, because: 'extended' as const };
    const write = (key: string, lapse: number) =>
      open.store.letters.write({
        requestId,
        key,
        letters: [],
        openings: [{ ...opening, dues: [{ kind: 'lapse', at: lapse }] }],
      });
    await write('extend.1', at);
    expect(await deadlineOf(lena)).toBe(at);
    expect([await deadlineOf(otto), await deadlineOf(ines)]).toEqual([ottos, iness]);
    await write('extend.2', at - 86_400_000);
    expect(await deadlineOf(lena)).toBe(at);
    const { facts } = (await open.store.requests.file(requestId))!;
    expect(facts.openings.filter(({ stepId }) => stepId === 'committee').map(({ because }) => because)).toEqual([
      'opened',
      'extended',
      'extended',
    ]);
  });

  test('a seating passes the link of whoever held the place on, unless it only adds somebody', async () => {
    const { id: requestId, chain } = await startRequest(open, 'blue-mesa-vow');
    const otto = await openStep(open, requestId, 'committee', 'otto-kline');
    const ines = await openStep(open, requestId, 'mls', 'ines-ford');
    const rosa = chain.steps[1]!.alternates[0]!;
    const made = { by: 'Countersign', reason: 'no answer' };
    await open.store.letters.write({
      requestId,
      key: 'ask.1',
      letters: [],
      seatings: [
        { stepId: 'committee', from: 'otto-kline', to: rosa, kind: 'away', ...made },
        { stepId: 'mls', from: 'ines-ford', to: rosa, kind: 'escalated', ...made },
      ],
    });
    expect(await decide(open, otto)).toEqual({ kind: 'passed-on' });
    expect(await decide(open, ines)).toMatchObject({ kind: 'recorded' });
    const { facts } = (await open.store.requests.file(requestId))!;
    expect(facts.seatings).toMatchObject([{ kind: 'away' }, { kind: 'escalated' }]);
  });

  test('bytes are sealed in the table', async () => {
    const { id: requestId } = await startRequest(open);
    const letter = letterFor(requestId);
    await open.store.letters.write({ requestId, key: 'ask.1', letters: [letter] });
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
    await open.store.letters.write({ requestId, key: 'ask.1', letters: [yes, no] });
    await open.store.letters.sent(yes.id, '250 ok');
    await open.store.letters.refused(no.id, '550 no such user');
    expect(await open.store.letters.find(yes.id)).toMatchObject({
      sentAt: expect.any(Number),
      smtpResponse: '250 ok',
      refusedAt: null,
    });
    expect(await open.store.letters.find(no.id)).toMatchObject({ sentAt: null, refusal: '550 no such user' });
    expect(await eventsOf(open, requestId)).toEqual([
      'request-started',
      'letter-sent',
      'letter-refused',
      'staff-called',
    ]);
  });

  test('a letter that nobody needs is recalled: no mail server refused it, and nobody has to see to it', async () => {
    const { id: requestId } = await startRequest(open);
    const letter = letterFor(requestId, undefined, 'mls');
    await open.store.letters.write({ requestId, key: 'ask.1', letters: [letter] });
    await open.store.letters.recalled(letter.id);
    expect(await open.store.letters.find(letter.id)).toMatchObject({
      sentAt: null,
      refusedAt: expect.any(Number),
      refusal: 'No longer needed.',
    });
    expect(await eventsOf(open, requestId)).toEqual(['request-started', 'letter-recalled']);
    expect(await open.store.tasks.ofRequest(requestId)).toEqual([]);
  });
});
