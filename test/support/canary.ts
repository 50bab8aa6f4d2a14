import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that was looked through: its name and what it holds, byte for byte. */
export interface Place {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Where the text stands, in whatever form; the names of the places. */
export function findIn(places: readonly Place[], text: string): readonly string[] {
  const forms = formsOf(text);
  return places.filter(({ bytes }) => forms.some((form) => bytes.includes(form))).map(({ name }) => name);
}

/** The text as it is, in UTF-16, in hex, URL-encoded, and in base64 at each of the three places where a group of its letters may begin. */
function formsOf(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const inBase64 = [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    // Letters that also stand for bits of what is around it are left out.
    const letters = (encoding: 'base64' | 'base64url') =>
      padded
        .toString(encoding)
        .replace(/=+$/, '')
        .slice(before === 0 ? 0 : before + 1, -2);
    return [letters('base64'), letters('base64url')];
  });
  const percent = [...hex.matchAll(/../g)].map(([pair]) => `%${pair}`).join('');
  const written = [hex, hex.toUpperCase(), percent, percent.toUpperCase(), encodeURIComponent(text), ...inBase64];
  return [bytes, Buffer.from(text, 'utf16le'), ...written.map((each) => Buffer.from(each))];
}

/** Every file below the folder. */
export function filesBelow(folder: string): readonly Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ name: path.slice(folder.length + 1), bytes: readFileSync(path) }));
}

export function place(name: string, text: string): Place {
  return { name, bytes: Buffer.from(text) };
}
