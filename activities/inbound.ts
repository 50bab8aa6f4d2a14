import { type MailOutcome, type MailSource, noEnvelope } from '../domain/received-mail';
import { replyCodeIn } from '../domain/reply-code';
import type { ReceivedMail } from '../store/port';
import { asMessage } from './as-message';
import type { ActivityContext } from './context';

interface Routed {
  /** The request that now knows more than its workflow. What people write to one another changes nothing that it waits for. */
  readonly requestId: string | null;
  /** What is to be passed on to the others. */
  readonly message?: { readonly requestId: string; readonly messageId: string };
}

export function inboundActivities(context: ActivityContext) {
  const { store, judge, unpack } = context;

  /** Finds out what a mail is worth. @throws while DNS does not answer: that is neither proof nor forgery, and is tried again. */
  async function judgeMail({ mailId }: { mailId: string }): Promise<void> {
    const mail = await store.mails.find(mailId);
    if (!mail || mail.judgement) return;
    const { receivedAt, envelope } = mail;
    const judgement = await judge(await store.mails.raw(mailId), { receivedAt, envelope });
    if (judgement.verdict === 'retry') throw new Error(judgement.reason);
    await store.mails.judged(mailId, judgement);
  }

  /** Brings a mail where it belongs: to the question that it answers, to the letter that it reports about, or to staff. */
  async function routeMail({ mailId }: { mailId: string }): Promise<Routed> {
    const mail = await store.mails.find(mailId);
    const outcome = mail?.outcome ?? (await unpacked(mailId, mail?.source)) ?? (await route(mailId, mail));
    if (outcome.kind !== 'message') return { requestId: outcome.requestId };
    const { requestId, messageId } = outcome;
    return { requestId: null, message: { requestId, messageId } };
  }

  /**
   * Staff may upload a mail to which an approver's original is attached. Whoever attached it proves nothing: each original is a mail of
   * its own, and must prove itself. The relay tells of them.
   */
  async function unpacked(mailId: string, source: MailSource | undefined): Promise<MailOutcome | undefined> {
    if (source !== 'upload') return undefined;
    const originals = await unpack(await store.mails.raw(mailId));
    if (originals.length === 0) return undefined;
    for (const raw of originals) await store.mails.receive({ raw, source, envelope: noEnvelope });
    const what = originals.length === 1 ? 'A mail is' : `${originals.length} mails are`;
    const because = `${what} attached to it, looked at separately. This one decides nothing.`;
    return conclude(mailId, { kind: 'noted', requestId: null, because });
  }

  async function route(mailId: string, mail: ReceivedMail | undefined): Promise<MailOutcome> {
    const judgement = mail?.judgement;
    if (!judgement) return queue(mailId, 'DNS did not answer, so nobody knows who sent it.');
    if (judgement.bounce) return store.mails.bounced(mailId);
    if (judgement.machine !== null && judgement.verdict === 'proved' && judgement.returns) {
      return store.mails.absent(mailId);
    }
    if (judgement.machine !== null) {
      const because = `A program wrote it (${judgement.machine}), so it decides nothing.`;
      return conclude(mailId, { kind: 'noted', requestId: null, because });
    }
    const code = replyCodeIn(judgement.subject ?? '');
    const isDecision = code !== undefined && judgement.command !== null;
    const written = isDecision ? undefined : await asMessage(context, mail, judgement, code);
    if (written) return written;
    return code === undefined
      ? queue(mailId, 'Its subject has no reply code, so nobody knows what it answers.')
      : store.mails.decide(mailId, code);
  }

  const queue = (mailId: string, because: string) => conclude(mailId, { kind: 'queued', requestId: null, because });

  async function conclude(mailId: string, outcome: MailOutcome): Promise<MailOutcome> {
    await store.mails.conclude(mailId, outcome);
    return outcome;
  }

  return { judgeMail, routeMail };
}
