import { limits } from './limits';

/**
 * The message without any DKIM-Signature after the first ten: each costs DNS lookups, and an attacker can add hundreds. The other
 * signatures hold as before, since no header they cover is touched.
 */
export function keepFirstSignatures(raw: Buffer): Buffer {
  const surplus = signatureLines(raw).slice(limits.signatures);
  if (surplus.length === 0) return raw;
  const kept: Buffer[] = [];
  let from = 0;
  for (const [start, end] of surplus) {
    kept.push(raw.subarray(from, start));
    from = end;
  }
  return Buffer.concat([...kept, raw.subarray(from)]);
}

/** Start and end of each DKIM-Signature field, its folded lines included. */
function signatureLines(raw: Buffer): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  let isWithin = false;
  for (let at = 0; at < raw.length;) {
    const next = raw.indexOf(0x0a, at) + 1 || raw.length;
    const line = raw.toString('latin1', at, Math.min(next, at + 40));
    if (/^\r?\n/.test(line)) break;
    if (/^[ \t]/.test(line)) {
      if (isWithin) found.at(-1)![1] = next;
    } else {
      isWithin = /^dkim-signature[ \t]*:/i.test(line);
      if (isWithin) found.push([at, next]);
    }
    at = next;
  }
  return found;
}
