import { decodeText, decodeTransfer } from './decode';

const run = /=\?[^?\s]+\?[bq]\?[^?]*\?=(?:\s*=\?[^?\s]+\?[bq]\?[^?]*\?=)*/gi;
const word = /=\?([^?*\s]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=/gi;

/** A header's value for people: encoded words (RFC 2047) decoded, raw UTF-8 bytes put together again. */
export function decodeWords(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  const text = decodeText(bytes, 'utf-8') ?? value;
  return text.replace(run, decodeRun).normalize('NFC');
}

/** Neighbouring words are one text: some programs cut them in the middle of a character. */
function decodeRun(words: string): string {
  const pieces: { readonly charset: string; readonly bytes: Buffer[] }[] = [];
  for (const [, charset = '', encoding = '', content = ''] of words.matchAll(word)) {
    const last = pieces.at(-1);
    const bytes = decodeWord(content, encoding.toLowerCase());
    if (last?.charset === charset.toLowerCase()) last.bytes.push(bytes);
    else pieces.push({ charset: charset.toLowerCase(), bytes: [bytes] });
  }
  const texts = pieces.map(({ charset, bytes }) => decodeText(Buffer.concat(bytes), charset));
  return texts.includes(null) ? words : texts.join('');
}

function decodeWord(content: string, encoding: string): Buffer {
  if (encoding === 'b') return decodeTransfer(Buffer.from(content), 'base64');
  return decodeTransfer(Buffer.from(content.replace(/_/g, '=20')), 'quoted-printable');
}
