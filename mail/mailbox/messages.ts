import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AddressObject, type HeaderLines, type ParsedMail, simpleParser } from 'mailparser';

/** Who sent and who was to receive, as told to the mail server; a blind copy stands nowhere else. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** A mail in the list. */
export interface MailSummary {
  /** Sorts by arrival. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly from: string;
  /** The recipients of the envelope; those of the header where no envelope was kept. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string | null;
}

/** A mail whole, its parts as a mail program would show them. */
export interface Mail extends MailSummary {
  /** Null for mails that were kept before envelopes were. */
  readonly envelope: Envelope | null;
  /** Empty when the mail has no text part. */
  readonly text: string;
  readonly html: string | null;
  /** By lower-case name, each value as sent but on one line; a list where a header came more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** As text; what is not UTF-8 shows as replacement characters. */
  readonly raw: string;
}

/** The mails of one folder. */
export interface Messages {
  /** Returns the id once the bytes are in the folder. @throws when they cannot be written. */
  keep(bytes: Buffer, envelope: Envelope): string;
  /** Newest first; only mails with `to` in a recipient's address, where given. */
  list(to?: string): Promise<readonly MailSummary[]>;
  /** Undefined for an unknown or malformed id. */
  read(id: string): Promise<Mail | undefined>;
  /** The mail byte for byte. Undefined for an unknown or malformed id. */
  bytes(id: string): Buffer | undefined;
}

/** Told of what went wrong and has nobody to be answered to. */
export interface MailboxLog {
  warn(fields: object, message: string): void;
}

/** Sortable by time, and nothing that could leave the folder. */
const idPattern = /^\d{13}-[0-9a-f]{8}$/;

/** Opens a folder of mails, one `.eml` file each with its envelope beside it as `.json`, so that they survive a restart. */
export function openMessages(folder: string): Messages {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const summaries = new Map<string, MailSummary>();
  const nextId = createIds();

  async function summaryOf(id: string): Promise<MailSummary> {
    const known = summaries.get(id);
    if (known) return known;
    const summary = summarize(id, await parse(headOf(readFileSync(mailFile(folder, id)))), envelopeOf(folder, id));
    summaries.set(id, summary);
    return summary;
  }

  const bytes = (id: string) =>
    idPattern.test(id) && existsSync(mailFile(folder, id)) ? readFileSync(mailFile(folder, id)) : undefined;

  return {
    bytes,

    keep(mail, envelope) {
      const id = nextId();
      const file = mailFile(folder, id);
      // The mail last and by renaming: whoever sees it sees all of it, and its envelope.
      writeFileSync(envelopeFile(folder, id), JSON.stringify(envelope), { mode: 0o600 });
      writeFileSync(`${file}.part`, mail, { mode: 0o600 });
      renameSync(`${file}.part`, file);
      return id;
    },

    async list(to = '') {
      const wanted = to.trim().toLowerCase();
      const found: MailSummary[] = [];
      // One after the other, so that a folder of large mails is never in memory as a whole.
      for (const id of idsIn(folder)) found.push(await summaryOf(id));
      return found.filter((mail) => !wanted || mail.to.some((address) => address.toLowerCase().includes(wanted)));
    },

    async read(id) {
      const whole = bytes(id);
      if (!whole) return undefined;
      const parsed = await parse(whole);
      return {
        ...(await summaryOf(id)),
        envelope: envelopeOf(folder, id),
        text: parsed?.text ?? '',
        html: parsed?.html || null,
        headers: headersOf(parsed?.headerLines ?? []),
        raw: whole.toString('utf8'),
      };
    },
  };
}

const mailFile = (folder: string, id: string) => join(folder, `${id}.eml`);
const envelopeFile = (folder: string, id: string) => join(folder, `${id}.json`);

/** No two mails of one millisecond, so that the order of ids is the order of arrival. */
function createIds(): () => string {
  let last = 0;
  return () => {
    last = Math.max(Date.now(), last + 1);
    return `${last}-${randomBytes(4).toString('hex')}`;
  };
}

function idsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.eml'))
    .map((file) => file.slice(0, -'.eml'.length))
    .filter((id) => idPattern.test(id))
    .toSorted()
    .toReversed();
}

function envelopeOf(folder: string, id: string): Envelope | null {
  if (!existsSync(envelopeFile(folder, id))) return null;
  try {
    return JSON.parse(readFileSync(envelopeFile(folder, id), 'utf8')) as Envelope;
  } catch {
    return null;
  }
}

/** All that the list needs, and cheap to parse however large the mail. */
function headOf(mail: Buffer): Buffer {
  const end = mail.indexOf('\r\n\r\n');
  return end === -1 ? mail : mail.subarray(0, end + 4);
}

/** Undefined for what cannot be parsed: one broken mail must not hide the others. Parts are taken as sent, none is made from another. */
function parse(mail: Buffer): Promise<ParsedMail | undefined> {
  const asSent = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true };
  return simpleParser(mail, asSent).catch(() => undefined);
}

function summarize(id: string, head: ParsedMail | undefined, envelope: Envelope | null): MailSummary {
  return {
    id,
    receivedAt: Number(id.slice(0, 13)),
    from: head?.from?.text || envelope?.from || '',
    to: envelope?.to ?? addressesOf(head?.to),
    subject: head?.subject || '(no subject)',
    messageId: head?.messageId ?? null,
  };
}

function addressesOf(to: AddressObject | AddressObject[] | undefined): readonly string[] {
  return [to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ''));
}

function headersOf(lines: HeaderLines): Mail['headers'] {
  const values = Map.groupBy(lines, ({ key }) => key);
  return Object.fromEntries(
    [...values].map(([name, [first, ...more]]) => [
      name,
      more.length === 0 ? valueOf(first!.line) : [first!, ...more].map(({ line }) => valueOf(line)),
    ]),
  );
}

/** The parser hands lines over one character a byte. */
function valueOf(line: string): string {
  const text = Buffer.from(line, 'latin1').toString('utf8');
  return text
    .slice(text.indexOf(':') + 1)
    .replace(/\r?\n\s+/g, ' ')
    .trim();
}
