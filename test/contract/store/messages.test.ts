import { createHash, randomUUID } from 'node:crypto';
import { startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine, untold } from './engines';

const dana = { side: 'developer', name: 'Dana Fox', email: 'dana@foxglove-software.example' } as const;
const envelope = { ip: null, helo: null, sender: null, recipients: [] };

onEachEngine((open) => {
  const messages = () => open.store.messages;
  const received = async () =>
    (await open.store.mails.receive({ raw: Buffer.from(randomUUID()), source: 'smtp', envelope })).id;

  test('a message is kept whole, with its files, and the workflow is to be told', async () => {
    const { id } = await startRequest(open);
    const file = { name: 'contract.pdf', bytes: Buffer.from('%PDF') };
    const posted = await messages().post(id, { from: dana, text: ' Two\n\nparagraphs ', attachments: [file] });
    const { message, dispatch } = posted!;
    expect(message).toMatchObject({ requestId: id, from: dana, text: 'Two\n\nparagraphs', mailId: null });
    expect(dispatch).toMatchObject({ requestId: id, message: { type: 'message', messageId: message.id } });
    expect(await messages().ofRequest(id)).toEqual([message]);
    expect(await messages().find(message.id)).toEqual(message);
    const sha256 = createHash('sha256').update('%PDF').digest('hex');
    expect(message.attachments).toMatchObject([{ name: 'contract.pdf', size: 4, sha256 }]);
    const kept = await open.store.answers.attachment(id, message.attachments[0]!.id);
    expect(Buffer.from(kept!.bytes).toString()).toBe('%PDF');
    expect(await eventsOf(open, id)).toContain('message');
  });

  test('another request has no part in it', async () => {
    const [one, other] = [await startRequest(open), await startRequest(open)];
    const file = { name: 'a', bytes: Buffer.from('a') };
    const { message } = (await messages().post(one.id, { from: dana, text: 'x', attachments: [file] }))!;
    expect(await messages().ofRequest(other.id)).toEqual([]);
    expect(await open.store.answers.attachment(other.id, message.attachments[0]!.id)).toBeUndefined();
    expect(await messages().post(randomUUID(), { from: dana, text: 'x', attachments: [] })).toBeUndefined();
  });

  test('a mail becomes one message, however often it is sorted', async () => {
    const { id } = await startRequest(open);
    const mailId = await received();
    const said = { from: dana, text: 'Hello', attachments: [] };
    const both = await Promise.all([1, 2].map(() => messages().fromMail(mailId, id, said)));
    expect(both[0]).toEqual(both[1]);
    const [message, ...more] = await messages().ofRequest(id);
    expect(more).toEqual([]);
    expect(both[0]).toMatchObject({ kind: 'message', requestId: id, messageId: message!.id });
    expect(await open.store.mails.find(mailId)).toMatchObject({ outcome: both[0], closedBy: null });
    expect(await open.store.mails.list({ requestId: id, limit: 10, offset: 0 })).toHaveLength(1);
    expect((await untold(open, id)).filter((type) => type === 'message')).toHaveLength(1);
  });

  test('a mail that waited is passed on by a person, who is named for it', async () => {
    const { id } = await startRequest(open);
    const mailId = await received();
    await open.store.mails.conclude(mailId, { kind: 'queued', requestId: id, because: 'Nobody knows who sent it.' });
    const outcome = await messages().fromMail(mailId, id, { from: dana, text: 'Hello', attachments: [] }, 'Kim');
    expect(outcome).toMatchObject({ kind: 'message', because: expect.stringMatching(/^Kim passed it on/) });
    expect(await open.store.mails.find(mailId)).toMatchObject({ outcome, closedBy: 'Kim' });
    expect(await open.store.mails.list({ queued: true, limit: 100, offset: 0 })).not.toContainEqual(
      expect.objectContaining({ id: mailId }),
    );
  });

  test('nothing that was said is changed or taken away', async () => {
    const { id } = await startRequest(open);
    await messages().post(id, { from: dana, text: 'x', attachments: [] });
    await expect(open.db.updateTable('message').set({ body: 'y' }).execute()).rejects.toThrow('append-only');
    await expect(open.db.deleteFrom('message').execute()).rejects.toThrow('append-only');
  });
});
