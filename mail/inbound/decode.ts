/** Undoes a Content-Transfer-Encoding. What is not encoded, or encoded in a way nobody knows, comes back as it is. */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case 'base64':
      return Buffer.from(body.toString('latin1'), 'base64');
    case 'quoted-printable':
      return Buffer.from(quotedPrintable(body.toString('latin1')), 'latin1');
    default:
      return body;
  }
}

function quotedPrintable(text: string): string {
  // Blanks before a line's end were added on the way. Line by line, since one pattern over all is slow on long runs of blanks.
  return text
    .split('\n')
    .map((line) => (line.endsWith('\r') ? `${line.trimEnd()}\r` : line.trimEnd()))
    .join('\n')
    .replace(/=\r?\n|=$/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Bytes as text, or null when the charset is unknown (UTF-7 among them) or the bytes are not of it. */
export function decodeText(bytes: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset === '' || charset === 'us-ascii' ? 'utf-8' : charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** As `decodeText`, for looking at only: what cannot be decoded is taken byte by byte. */
export function roughText(bytes: Buffer, charset: string): string {
  return decodeText(bytes, charset) ?? bytes.toString('latin1');
}

/** A parameter of a structured header: `parameter('multipart/report; report-type=x', 'report-type')` is "x". */
export function parameter(value: string, name: string): string {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]*))`, 'i').exec(value);
  return (match?.[1] ?? match?.[2] ?? '').toLowerCase();
}
