import type { MailEnvelope, MailJudgement } from '../domain/received-mail';
import {
  embeddedMessages,
  type Envelope,
  type Judgement,
  judgeMail,
  readMessage,
  systemResolver,
} from './inbound/index';
import type { MailJudge, MailReader, MailUnpacker } from './port';

/** Judges mail by what DNS says; `servers` are asked in place of the machine's own, as `ip` or `ip:port`. */
export function createMailJudge(servers: readonly string[] = []): MailJudge {
  return async (raw, { receivedAt, envelope }) => {
    // A resolver of its own for each mail: one that got no answers gives up, which must not outlive the mail.
    const resolver = systemResolver(servers);
    return recordOf(await judgeMail(Buffer.from(raw), { receivedAt, envelope: seen(envelope), resolver }));
  };
}

/** At most five, from at most three levels. */
export const unpackMail: MailUnpacker = async (raw) =>
  (await embeddedMessages(Buffer.from(raw))).map((message) => message.raw);

export const readMail: MailReader = readMessage;

function seen({ ip, helo, sender }: MailEnvelope): Envelope {
  return { ip: ip ?? undefined, helo: helo ?? undefined, sender: sender ?? undefined };
}

/** What is kept of it. */
function recordOf({ machine, bounce, ...judgement }: Judgement): MailJudgement {
  const { verdict, rule, reason, from, command, commandReason } = judgement;
  const { subject, messageId, date, signedBy, dnsAnswers } = judgement;
  return {
    verdict,
    rule,
    reason,
    from,
    machine: machine?.kind ?? null,
    command,
    commandReason,
    subject,
    messageId,
    date,
    signedBy,
    dnsAnswers,
    bounce: bounce && {
      messageId: bounce.messageId,
      recipient: bounce.recipient,
      isPermanent: bounce.permanent,
      because: bounce.diagnostic ?? bounce.status ?? bounce.action,
    },
    returns: machine?.returns ?? null,
  };
}
