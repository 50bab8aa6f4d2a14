import { limits } from './limits';
import { readParts } from './parts';
import { shownText } from './shown-text';

export { readMessage } from './message';

/** A mail as people look at it. Nothing is decided by this: `judgeMail` reads far more strictly. */
export interface ShownMail {
  readonly text: string;
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
    return { text: shownText(tree).slice(0, limits.shownCharacters), files };
  } catch {
    return null;
  }
}
