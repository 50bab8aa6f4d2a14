import { fileName } from '../../domain/file-name';
import { withoutMailedSecrets } from '../../domain/mailed-secrets';
import { embeddedMessages } from './embedded';
import { valuesOf, readHeaders } from './headers';
import { limits } from './limits';
import { type Part, readParts } from './parts';
import { readReply } from './quote';
import { shownText } from './shown-text';

/** What a person wrote in a mail, and to which addresses. Nothing is decided by it. */
export interface WrittenMessage {
  /** As they stand in To, Cc and Delivered-To; whatever looks like one. */
  readonly recipients: readonly string[];
  /** Without what the mail program quoted, and without links and codes that were mailed to one person only. */
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[];
}

const mostFiles = 20;
const nothing: WrittenMessage = { recipients: [], text: '', files: [] };

/** Reads a mail as a message to other people. What is too large or too strange to be read says nothing; the mail itself is kept. */
export async function readMessage(raw: Uint8Array): Promise<WrittenMessage> {
  if (raw.byteLength > limits.messageBytes) return nothing;
  const bytes = Buffer.from(raw);
  const recipients = recipientsOf(bytes);
  try {
    const tree = await readParts(bytes);
    const shown = shownText(tree);
    const own = readReply(shown).above.join('\n').trim();
    const files = tree.parts.filter(isFile).slice(0, mostFiles).map(fileOf);
    const text = withoutMailedSecrets(wellFormed(own || shown.trim()));
    return { recipients, text, files: (await isOfOurs(bytes)) ? files.filter(isNoMail) : files };
  } catch {
    return { ...nothing, recipients };
  }
}

function wellFormed(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, ' ');
}

/** Whether a mail is attached that brought somebody a link of ours: as a file it would let everybody else act for them. */
async function isOfOurs(raw: Buffer): Promise<boolean> {
  const attachedMails = await embeddedMessages(raw);
  if (attachedMails.length >= limits.embeddedMessages) return true;
  for (const attached of attachedMails) {
    const words = shownText(await readParts(attached.raw));
    if (withoutMailedSecrets(words) !== words) return true;
  }
  return false;
}

function isNoMail({ name, type }: { readonly name: string; readonly type: string }): boolean {
  return !type.startsWith('message/') && !/\.eml$/i.test(name);
}

function recipientsOf(raw: Buffer): readonly string[] {
  const headers = readHeaders(raw);
  const lines = ['to', 'cc', 'delivered-to'].flatMap((name) => valuesOf(headers, name));
  return lines.flatMap((line) => line.slice(0, limits.headerCharacters).match(/[^\s<>,;:"()]+@[\w.-]+/g) ?? []);
}

function isFile({ disposition, filename, type }: Part): boolean {
  return disposition === 'attachment' || filename !== '' || !/^(?:text|multipart)\//.test(type);
}

function fileOf({ filename, type, body }: Part, index: number) {
  return { name: fileName(filename || `${type.replace('/', '-')}-${index + 1}`), type, bytes: body };
}
