import { onlySignsOff } from './closing';
import { type Command, commandOf } from './command-words';
import { decodeText } from './decode';
import { type HtmlText, readHtml } from './html-text';
import { limits } from './limits';
import type { MimeTree, Part } from './parts';
import { readReply } from './quote';

/** The command a person wrote, or why there is none that may be acted on. */
export interface Meaning {
  readonly command: Command | null;
  readonly because: string;
}

/** Zero-width, bidi and tag characters; they change what is seen without being seen. */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u;
const wrapped =
  /^(?:application\/(?:x-)?pkcs7|application\/pgp|application\/(?:vnd\.)?ms-tnef|multipart\/(?:signed|encrypted))/;

/** Reads one exact command from the first line; everything else is for a person to read. */
export function meaningOf(tree: MimeTree): Meaning {
  if (isWrapped(tree)) return unclear('It is signed or wrapped by a mail program (S/MIME, PGP, winmail.dat).');
  const shown = tree.parts.filter(isShown);
  const plain = shown.filter(({ type }) => type === 'text/plain');
  const html = shown.filter(({ type }) => type === 'text/html');
  if (plain.length > 1 || html.length > 1 || plain.length + html.length < shown.length) {
    return unclear('It has several text parts.');
  }
  if (shown.some(({ isAmbiguous }) => isAmbiguous)) return unclear('Its text can be read in two ways.');
  if (shown.length === 0) return unclear('It has no text.');
  if (shown.length === 2 && !shown.every(({ within }) => within.includes('alternative'))) {
    return unclear('It has a text and a separate page.');
  }
  return agreed(plain[0], html[0]);
}

function agreed(plain: Part | undefined, html: Part | undefined): Meaning {
  const fromPlain = plain && ofPlain(plain);
  const fromHtml = html && ofHtml(html, plain === undefined);
  if (fromPlain?.command == null) return fromPlain ?? fromHtml!;
  if (fromHtml === undefined || fromHtml.command === fromPlain.command) return fromPlain;
  return unclear(`Its plain text and its HTML do not say the same. ${fromHtml.because}`);
}

function ofPlain(part: Part): Meaning {
  const text = decodeText(part.body, part.charset);
  return text === null ? unclear('Its characters could not be read.') : ofText(text);
}

function ofHtml(part: Part, isAlone: boolean): Meaning {
  const text = decodeText(part.body, part.charset);
  if (text === null) return unclear('Its characters could not be read.');
  if (text.length > limits.htmlCharacters) return unclear('Its HTML is too long.');
  const page = readHtml(text);
  if (page.isAltered) return unclear('Its HTML strikes words out or shows them in another order.');
  if (isAlone && page.hidesBySheet) return unclear('Its style sheet hides words.');
  return ofPage(page);
}

function ofPage({ visible, whole }: HtmlText): Meaning {
  const seen = ofText(visible);
  return seen.command === ofText(whole).command ? seen : unclear('Its HTML hides words.');
}

function ofText(text: string): Meaning {
  if (text.length > limits.textCharacters) return unclear('Its text is too long.');
  if (/-----BEGIN PGP/.test(text)) return unclear('It is signed or wrapped by a mail program (PGP).');
  const { above, below } = readReply(text);
  const written = above.map((line) => line.trim());
  const first = written.findIndex((line) => line !== '');
  if (first < 0) return unclear('Nothing is written above the quoted mail.');
  if (unseen.test(above.join('\n'))) return unclear('It has invisible characters.');
  const command = commandOf(written[first]!);
  if (command === null) return unclear('Its first line is not exactly one command.');
  const rest = [...written.slice(first + 1), ...below];
  return onlySignsOff(rest)
    ? { command, because: `The first line says "${written[first]}".` }
    : unclear('It says more than the command.');
}

function isWrapped({ type, multiparts, parts }: MimeTree): boolean {
  const kinds = [type, ...multiparts.map((kind) => `multipart/${kind}`), ...parts.map((part) => part.type)];
  return (
    kinds.some((kind) => wrapped.test(kind)) ||
    parts.some(({ filename }) => /^(?:winmail\.dat|smime\.p7[msc])$/i.test(filename))
  );
}

/** Text that a mail program shows with the mail; named files are attachments only when they say so. */
function isShown({ type, disposition }: Part): boolean {
  return type.startsWith('text/') && disposition !== 'attachment';
}

function unclear(because: string): Meaning {
  return { command: null, because };
}
