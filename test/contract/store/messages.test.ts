import { randomUUID } from 'node:crypto';
import type { Correspondent } from '../../../domain/message';
import type { Ask } from '../../../domain/request';
import { openStep, said, startRequest } from '../../support/store-scene';
import { eventsOf, onEachEngine } from './engines';
import { answer, mailQuestion } from './mailed';

const dana: Correspondent = { side: 'developer', name: 'Dana Fox', email: 'dana@foxglove-software.example' };
const ann: Correspondent = { side: 'mls', name: 'Ann Lee', email: 'ann.lee@harbor-coast.example' };
const direct: Pick<Ask, 'kind' | 'plan'> = {
  kind: 'direct-mls-contact',
  plan: { id: null, name: 'Direct API key', role: 'idx', keyKind: 'bearer' },
};

onEachEngine((open) => {
  const messages = () => open.store.messages;
  const started = async () => (await startRequest(open, 'harbor-coast-idx', randomUUID(), direct)).id;
  const came = async () => {
    const envelope = { ip: null, helo: null, sender: null, recipients: [] };
    const raw = Buffer.from(`Subject: x\r\n\r\n${randomUUID()}\r\n`);
    return (await open.store.mails.receive({ raw, source: 'smtp', envelope })).id;
  };
  const noteOf = async (id: string) => (await open.store.audit.ofRequest(id)).at(-1);

  test('what somebody wrote is kept with its files, in order, and told', async () => {
    const id = await started();
    const file = { name: 'contract.pdf', bytes: Buffer.from('%PDF') };
    const first = (await messages().post(id, { from: dana, text: ' Here it is. ', attachments: [file] }))!;
    await messages().post(id, { from: ann, text: 'Thank you.', attachments: [] });
    expect(first.dispatch.message).toEqual({ type: 'message', messageId: first.message.id });
    expect(await messages().ofRequest(id)).toMatchObject([
      { id: first.message.id, from: dana, text: 'Here it is.', attachments: [{ name: 'contract.pdf', size: 4 }] },
      { from: ann, mailId: null, vouchedBy: null },
    ]);
    expect(await messages().find(first.message.id)).toEqual(first.message);
    const saved = await open.store.answers.attachment(id, first.message.attachments[0]!.id);
    expect(Buffer.from(saved!.bytes).toString()).toBe('%PDF');
    expect(await open.store.answers.attachment(await started(), saved!.id)).toBeUndefined();
    expect((await eventsOf(open, id)).slice(-2)).toEqual(['message', 'message']);
  });

  test('about a request that is not there nothing is kept', async () => {
    expect(await messages().post(randomUUID(), { from: dana, text: 'Hello?', attachments: [] })).toBeUndefined();
  });

  test('a mail becomes one message, however often it is passed on', async () => {
    const id = await started();
    const mailId = await came();
    const message = { from: ann, text: 'We are on it.', attachments: [] };
    const outcome = await messages().fromMail(mailId, id, message);
    expect(await messages().fromMail(mailId, id, message)).toEqual(outcome);
    expect(await messages().ofRequest(id)).toMatchObject([{ mailId, vouchedBy: null }]);
    expect(await open.store.mails.find(mailId)).toMatchObject({ outcome, closedBy: null });
  });

  test('a mail that waits and is vouched for says by whom, and waits no more', async () => {
    const id = await started();
    const mailId = await came();
    await open.store.mails.conclude(mailId, { kind: 'queued', requestId: id, because: 'Nobody knows who sent it.' });
    await messages().fromMail(mailId, id, { from: ann, text: 'We are on it.', attachments: [] }, 'Kim Sato');
    expect(await messages().ofRequest(id)).toMatchObject([{ mailId, vouchedBy: 'Kim Sato' }]);
    expect(await open.store.mails.find(mailId)).toMatchObject({ outcome: { kind: 'message' }, closedBy: 'Kim Sato' });
    expect(await noteOf(id)).toMatchObject({ kind: 'message', actor: 'Kim Sato' });
  });

  test('a request that goes to another MLS is asked there anew, and the record says who agreed', async () => {
    const id = await started();
    const link = await openStep(open, id, 'mls', 'ann-lee');
    const question = await said(open, link, { verdict: 'refer', mlsId: 'blue-mesa' }, 'They are members there.');
    const { request, chain } = (await open.store.requests.file(id))!;
    const token = await mailQuestion(open, id, question.id);
    const ask = { ...request.ask, mls: { id: 'blue-mesa', name: 'Blue Mesa MLS', timeZone: 'America/Phoenix' } };
    await answer(open, token, {
      text: 'Let it go there.',
      revision: { ask, chain: { ...chain, version: 9 }, toPay: false },
    });
    const after = (await open.store.requests.file(id))!;
    expect([after.request.ask.mls.id, after.chain.version, after.standing.state]).toEqual(['blue-mesa', 9, 'pending']);
    expect(await noteOf(id)).toMatchObject({
      kind: 'request-changed',
      note: 'Dana Fox agreed that Blue Mesa MLS is asked in place of Harbor Coast MLS. Earlier approvals no longer count.',
    });
  });

  test('nothing that was said is changed or taken away', async () => {
    await messages().post(await started(), { from: dana, text: 'x', attachments: [] });
    await expect(open.db.updateTable('message').set({ body: 'y' }).execute()).rejects.toThrow('append-only');
    await expect(open.db.deleteFrom('message').execute()).rejects.toThrow('append-only');
  });
});
