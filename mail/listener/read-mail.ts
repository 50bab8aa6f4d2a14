import type { SMTPServerDataStream } from 'smtp-server';

const atFirst = 64 * 1024;

/**
 * The bytes of a mail; undefined as soon as there are too many. They go into one block: a mail of short lines comes in a million pieces,
 * and each would cost more than it holds.
 * @throws when the client goes away in the middle.
 */
export async function readMail(stream: SMTPServerDataStream): Promise<Buffer | undefined> {
  let block = Buffer.allocUnsafe(atFirst);
  let length = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    if (stream.sizeExceeded) return undefined;
    if (length + piece.length > block.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * block.length, length + piece.length));
      block.copy(larger, 0, 0, length);
      block = larger;
    }
    piece.copy(block, length);
    length += piece.length;
  }
  return stream.sizeExceeded ? undefined : block.subarray(0, length);
}
