import { limits } from './limits';
import { type Part, readParts, TooMuch } from './parts';

export interface EmbeddedMessage {
  /** Exactly as it was attached, transfer encoding undone. */
  readonly raw: Buffer;
  /** 1 for a message attached to the outer one, 2 for one attached to that. */
  readonly level: number;
  readonly filename: string;
}

/** The messages attached to a mail, outermost first, and those attached to them: at most three levels and five messages. */
export async function embeddedMessages(raw: Buffer): Promise<readonly EmbeddedMessage[]> {
  const found: EmbeddedMessage[] = [];
  for (let level = 1, outer = [raw]; level <= limits.embeddedLevels && outer.length > 0; level++) {
    const inner: EmbeddedMessage[] = [];
    for (const message of outer) inner.push(...(await attachedTo(message, level)));
    found.push(...inner);
    outer = found.length >= limits.embeddedMessages ? [] : inner.map((each) => each.raw);
  }
  return found.slice(0, limits.embeddedMessages);
}

async function attachedTo(message: Buffer, level: number): Promise<readonly EmbeddedMessage[]> {
  try {
    const { parts } = await readParts(message);
    return parts.filter(isMessage).map(({ body, filename }) => ({ raw: body, level, filename }));
  } catch (error) {
    if (error instanceof TooMuch) return [];
    throw error;
  }
}

function isMessage({ type, filename }: Part): boolean {
  if (type === 'message/rfc822' || type === 'message/global') return true;
  return /\.eml$/i.test(filename) && /^(?:application\/octet-stream|text\/plain|message\/)/.test(type);
}
