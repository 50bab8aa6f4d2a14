import { parameter } from './decode';
import { type HeaderBlock, valueOf } from './headers';

const stockSentence = /^this is a (?:multi-?part message in mime format|message with multiple parts)[^\r\n]*$/i;

/**
 * Whether an unsigned Content-Type can mislead. Without a signature anybody may write another one, and so choose where parts begin.
 * Harmless are plain text, and a multipart whose first line is its own boundary: no other boundary then reads the body differently.
 */
export function isLayoutSafe(raw: Buffer, headers: HeaderBlock): boolean {
  const contentType = valueOf(headers, 'content-type');
  if (contentType === undefined || /^text\/plain\s*(?:;|$)/i.test(contentType)) return true;
  if (!/^multipart\//i.test(contentType)) return false;
  const names = contentType.match(/;\s*boundary[^;=]*=/gi) ?? [];
  if (names.length !== 1 || !/^;\s*boundary\s*=$/i.test(names[0])) return false;
  const opening = `--${boundaryOf(contentType)}`;
  const start = raw.toString('latin1', headers.bodyStart, headers.bodyStart + 4_096).split(/\r?\n/);
  const lines = start.filter((line) => line.trim() !== '');
  const first = stockSentence.test(lines[0] ?? '') ? lines[1] : lines[0];
  return first?.trimEnd() === opening;
}

/** As `parameter`, in its own case. */
function boundaryOf(contentType: string): string {
  const lower = parameter(contentType, 'boundary');
  const at = contentType.toLowerCase().lastIndexOf(lower);
  return contentType.slice(at, at + lower.length);
}
