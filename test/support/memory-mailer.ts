import type { Mailer, OutgoingMail } from '../../mail/port';

export interface MemoryMailer extends Mailer {
  /** What was accepted, oldest first. */
  readonly sent: readonly OutgoingMail[];
  /** What the mail server says from now on; 250 until told otherwise. */
  answer(code: number, text: string): void;
}

/** A mailer without a network, held to the same contract as the SMTP one. */
export function createMemoryMailer(): MemoryMailer {
  const sent: OutgoingMail[] = [];
  let reply = { code: 250, text: '2.0.0 kept' };
  let closed = false;
  return {
    sent,
    answer(code, text) {
      reply = { code, text };
    },
    async send(mail, signal) {
      signal?.throwIfAborted();
      if (closed) throw new Error('The mailer was closed');
      const response = `${reply.code} ${reply.text}`;
      if (reply.code >= 500 && reply.code !== 552) return { kind: 'refused', response };
      if (reply.code >= 400) throw new Error(`The mail was not sent: ${response}`);
      sent.push({ envelope: { ...mail.envelope }, bytes: Uint8Array.from(mail.bytes) });
      return { kind: 'accepted', response };
    },
    async close() {
      closed = true;
    },
  };
}
