import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';

/** A mail in the list. Times in milliseconds since 1970. */
export interface MailSummary {
  readonly id: string;
  readonly receivedAt: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
}

/** A mail whole: the parts as a mail program would show them, and the bytes as they came. */
export interface Mail extends MailSummary {
  readonly text: string;
  readonly html: string | null;
  readonly headers: readonly { readonly name: string; readonly line: string }[];
  readonly raw: string;
}

export interface MailFolder {
  /** Keeps the bytes before it resolves. */
  keep(bytes: Buffer): string;
  /** Newest first; only mails to `to`, where given. */
  list(to?: string): Promise<readonly MailSummary[]>;
  /** Undefined for an unknown or malformed id. */
  read(id: string): Promise<Mail | undefined>;
}

/** Sortable by time, and nothing that could leave the folder. */
const idPattern = /^\d{13}-[0-9a-f]{8}$/;

/** One file a mail, so that the mails survive a restart. */
export function openFolder(folder: string): MailFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const summaries = new Map<string, Promise<MailSummary>>();

  const fileOf = (id: string) => join(folder, `${id}.eml`);
  const parse = async (id: string) => ({
    mail: await simpleParser(readFileSync(fileOf(id)), { skipTextLinks: true }),
    id,
  });

  function summaryOf(id: string): Promise<MailSummary> {
    const known = summaries.get(id) ?? parse(id).then(summarize);
    summaries.set(id, known);
    return known;
  }

  return {
    keep(bytes) {
      const id = `${Date.now()}-${randomBytes(4).toString('hex')}`;
      writeFileSync(`${fileOf(id)}.part`, bytes, { mode: 0o600 });
      renameSync(`${fileOf(id)}.part`, fileOf(id));
      return id;
    },

    async list(to) {
      const ids = readdirSync(folder)
        .filter((file) => file.endsWith('.eml'))
        .map((file) => file.slice(0, -'.eml'.length));
      const all = await Promise.all(
        ids
          .filter((id) => idPattern.test(id))
          .toSorted()
          .toReversed()
          .map(summaryOf),
      );
      return to
        ? all.filter((mail) => mail.to.some((address) => address.toLowerCase().includes(to.toLowerCase())))
        : all;
    },

    async read(id) {
      if (!idPattern.test(id) || !readdirSync(folder).includes(`${id}.eml`)) return undefined;
      const parsed = await parse(id);
      const { mail } = parsed;
      const headers = mail.headerLines.map(({ key: name, line }) => ({ name, line }));
      const raw = readFileSync(fileOf(id), 'utf8');
      return { ...summarize(parsed), text: mail.text ?? '', html: mail.html || null, headers, raw };
    },
  };
}

function summarize({ mail, id }: { mail: ParsedMail; id: string }): MailSummary {
  const receivedAt = Number(id.slice(0, 13));
  return {
    id,
    receivedAt,
    from: mail.from?.text ?? '',
    to: addresses(mail.to),
    subject: mail.subject ?? '(no subject)',
  };
}

function addresses(to: AddressObject | AddressObject[] | undefined): readonly string[] {
  return [to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ''));
}
