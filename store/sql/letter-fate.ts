import type { Selectable } from 'kysely';
import type { Instant } from '../../domain/instant';
import type { MailBounce } from '../../domain/received-mail';
import type { Trx } from './database';
import type { Database } from './schema';

export type LetterRow = Selectable<Database['letter']>;

const conclusions = {
  'letter-sent': 'Sent',
  'letter-refused': 'The mail server refused',
  'letter-recalled': 'No longer needed, so not sent:',
} as const;

export type LetterFate = keyof typeof conclusions;

type Addressed = Pick<LetterRow, 'subject' | 'recipient'>;

/** What staff are told of a letter that the mail server would not have. */
export function refusedWords({ subject, recipient }: Addressed, answer: string): string {
  return `The mail server refused "${subject}" to ${recipient.email}: ${answer}`;
}

/** What a report says that a letter of ours has met with. */
export function bouncedWords({ subject, recipient }: Addressed, { isPermanent, because }: MailBounce): string {
  return `"${subject}" to ${recipient.email} ${isPermanent ? 'came back' : 'is delayed'}: ${because}`;
}

/** What the mail server said, or that there was no need to ask it; answers with what the log says of it. */
export async function recordFate(
  trx: Trx,
  at: Instant,
  { id, subject, recipient }: LetterRow,
  kind: LetterFate,
  answer: string,
) {
  const now = new Date(at);
  const facts = kind === 'letter-sent' ? { sent_at: now, smtp_response: answer } : { refused_at: now, refusal: answer };
  await trx.updateTable('letter').set(facts).where('id', '=', id).execute();
  const note = `${conclusions[kind]} "${subject}" to ${recipient.email}.`;
  return { actor: 'Countersign', note, detail: { letterId: id, answer } };
}
