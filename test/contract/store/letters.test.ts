import { letterFor, startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine } from './engines';

onEachEngine((open) => {
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
    expect(await eventsOf(open, requestId)).toEqual(['request-started', 'step-opened']);
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
    expect(await eventsOf(open, requestId)).toEqual(['request-started', 'letter-sent', 'letter-refused']);
  });
});
