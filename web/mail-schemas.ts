import { z } from 'zod';
import { mailSources, mailVerdicts } from '../domain/received-mail';
import type { ReceivedMail } from '../store/port';
import { instant } from './chain-schemas';
import { visibleLine } from './visible';

const judgement = z.object({
  verdict: z.enum(mailVerdicts).describe('What its signatures are worth; `retry`: DNS does not answer just now.'),
  rule: z.string().describe('The rule that decided.'),
  reason: z.string(),
  from: z.string().nullable().describe('The address that it claims to be from; who it is only when proved.'),
  machine: z.string().nullable().describe('What kind of program wrote it; null for a person.'),
  command: z.enum(['approve', 'deny']).nullable(),
  commandReason: z.string(),
  subject: z.string().nullable(),
  messageId: z.string().nullable(),
  date: instant.nullable(),
  signedBy: z.string().nullable(),
  bounce: z.object({ recipient: z.string().nullable(), isPermanent: z.boolean(), because: z.string() }).nullable(),
});

/** Without its bytes, and without what is only needed to check it again. */
export const receivedMail = z
  .object({
    id: z.string().describe('SHA-256 of its bytes, hex.'),
    source: z.enum(mailSources),
    envelope: z
      .object({
        ip: z.string().nullable(),
        helo: z.string().nullable(),
        sender: z.string().nullable(),
        recipients: z.array(z.string()).readonly(),
      })
      .describe('What the sending server said; nothing of it is proof.'),
    size: z.int(),
    receivedAt: instant,
    judgement: judgement.nullable(),
    outcome: z
      .object({
        kind: z
          .enum(['decided', 'message', 'queued', 'noted'])
          .describe('`message`: passed on to all who take part in the request; `queued`: staff must look at it.'),
        requestId: z.string().nullable(),
        decisionId: z.string().optional(),
        messageId: z.string().optional(),
        because: z.string(),
      })
      .nullable(),
    closedAt: instant.nullable(),
    closedBy: z.string().nullable(),
  })
  .meta({ id: 'ReceivedMail', description: 'A mail that came, what it is worth, and what became of it.' });

/** A mail as the API shows it: the reply code in its subject is left out. */
export function mailView(mail: ReceivedMail): z.input<typeof receivedMail> {
  const { judgement: found } = mail;
  return { ...mail, judgement: found && { ...found, subject: found.subject && visibleLine(found.subject) } };
}
