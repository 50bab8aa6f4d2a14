import { limits } from './limits';
import { roughText } from './decode';
import { type MimeTree, readParts } from './parts';
import { shownText } from './shown-text';

export { readMessage } from './message';

/** A mail as people look at it. Nothing is decided by this: `judgeMail` reads far more strictly. */
export interface ShownMail {
  readonly text: string;
  /** The page that its sender laid out, as it came; null when it has none. A stranger wrote it: only for a frame that can do nothing. */
  readonly html: string | null;
  /** Names of what came with it; nobody looked inside. */
  readonly files: readonly string[];
}

const mostFiles = 20;

/** The mail's words, decoded, its HTML taken apart. Null when it is too large or too strange to be read. */
export async function readForPeople(raw: Uint8Array): Promise<ShownMail | null> {
  if (raw.byteLength > limits.messageBytes) return null;
  try {
    const tree = await readParts(Buffer.from(raw));
    const attached = tree.parts.filter(
      ({ disposition, filename }) => disposition === 'attachment' || (filename !== '' && disposition !== 'inline'),
    );
    const files = attached.slice(0, mostFiles).map(({ filename, type }) => filename || type);
    return { text: shownText(tree).slice(0, limits.shownCharacters), html: htmlOf(tree), files };
  } catch {
    return null;
  }
}

function htmlOf({ parts }: MimeTree): string | null {
  const page = parts.find(({ type, disposition }) => type === 'text/html' && disposition !== 'attachment');
  return page ? roughText(page.body, page.charset) : null;
}
