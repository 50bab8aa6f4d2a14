import { valuesOf, readHeaders } from './headers';
import { limits } from './limits';
import { type Part, readParts } from './parts';
import { readReply } from './quote';
import { shownText } from './shown-text';

/** What a person wrote in a mail, and to which addresses. Nothing is decided by it. */
export interface WrittenMessage {
  /** As they stand in To, Cc and Delivered-To; whatever looks like one. */
  readonly recipients: readonly string[];
  /** Without what the mail program quoted. */
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
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
    return { recipients, text: own || shown.trim(), files: tree.parts.filter(isFile).slice(0, mostFiles).map(fileOf) };
  } catch {
    return { ...nothing, recipients };
  }
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
  return { name: filename || `${type.replace('/', '-')}-${index + 1}`, bytes: body };
}
