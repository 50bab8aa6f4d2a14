import { parseAddressHeader } from 'mailparser';
import { plainAddress } from '../address';
import { decodeWords } from './encoded-words';
import { finding, type Finding } from './rules';

export interface Sender {
  /** The one plain address, its domain in lower case; null when there is none. */
  readonly address: string | null;
  readonly finding: Finding | null;
}

const lengthLimit = 2_000;
const quoted = /"(?:[^"\\]|\\.)*"/g;
const comment = /\([^()\\<>@"]*\)/g;

/**
 * Who the From header names. We read it in the one way nobody can misread, and mailparser must read the same; of everything else
 * some mail program makes another address.
 */
export function readSender(value: string | undefined): Sender {
  if (value === undefined || value === '' || value.length > lengthLimit) return refused('3-from-missing', value);
  const spec = plainSpec(value);
  if (spec === null) return refused(faultOf(value), value);
  if (/[^\p{ASCII}]/u.test(spec)) return { address: null, finding: finding('3-from-not-ascii') };
  const parsed = plainAddress.safeParse(spec);
  if (!parsed.success) return refused(faultOf(value), value);
  const others = parseAddressHeader(value, { flatten: true, decodePunycode: false }).value;
  const agrees = others.length === 1 && sameAddress(others[0]?.address ?? '', parsed.data);
  if (!agrees) return refused('3-from-disagrees');
  return { address: parsed.data, finding: null };
}

export function sameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** `ann@x`, `<ann@x>`, `Ann <ann@x>`, `"Ann" <ann@x>`, `ann@x (Ann)`: the address, or null for any other way of writing. */
function plainSpec(value: string): string | null {
  const angle = /^([^<>]*|.*"[^<]*)<([^<>"\s]*)>$/.exec(value);
  if (angle) {
    const phrase = angle[1]!.replace(quoted, '').replace(comment, '');
    return /["<>@,:;()\\]/.test(phrase) ? null : angle[2]!;
  }
  const bare = value.replace(comment, '').trim();
  return /^[^\s"<>,:;()\\]+$/.test(bare) ? bare : null;
}

function faultOf(value: string): Finding['rule'] {
  const signs = decodeWords(value).split('@').length - 1;
  if (signs > 1) return '3-from-not-one';
  return signs === 1 || value.includes('=?') ? '3-from-not-plain' : '3-from-missing';
}

function refused(rule: Finding['rule'], value = ''): Sender {
  const address = value.replace(quoted, '').split('<').at(-1) ?? '';
  const isImitation = rule === '3-from-not-plain' && /[^\p{ASCII}]/u.test(address);
  return { address: null, finding: finding(isImitation ? '3-from-not-ascii' : rule) };
}
