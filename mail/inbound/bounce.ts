import { readStatusReport } from './delivery-status';
import { roughText } from './decode';
import { type HeaderBlock, readHeaders, valueOf } from './headers';
import type { MimeTree } from './parts';

/** One returned or delayed mail: whose, why, and which of ours. */
export interface Bounce {
  readonly recipient: string | null;
  readonly action: string;
  /** RFC 3463: "5.1.1"; null when the mail names none. */
  readonly status: string | null;
  /** The mail will never arrive: it failed with a permanent code. */
  readonly permanent: boolean;
  readonly diagnostic: string | null;
  /** Message-ID of the mail that came back. */
  readonly messageId: string | null;
}

type Report = Omit<Bounce, 'permanent' | 'messageId'>;

const enhanced = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/;
const smtpCode = /(?<![\d.])([45])\d\d(?=[ \-#:])/;
/** Without a code these words say that it may work another day. */
const passing = /timed? ?out|expired|too long|mailbox (?:is )?full|quota|temporar|try again|delayed/i;
const mailAddress = /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/;

/** Reads a delivery report by the standard (RFC 3464), or else what the mail says in words. */
export function readBounce(headers: HeaderBlock, tree: MimeTree, text: string): Bounce {
  const status = tree.parts.find(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type));
  const report = (status && readStatusReport(roughText(status.body, status.charset))) ?? readWords(headers, text);
  const code = report.status ?? codeIn(report.diagnostic ?? '');
  return {
    ...report,
    status: code,
    permanent: report.action === 'failed' && (code === null ? !passing.test(text) : code.startsWith('5')),
    messageId: originalId(headers, tree, text),
  };
}

function codeIn(words: string): string | null {
  const full = enhanced.exec(words)?.[1];
  const reply = smtpCode.exec(words)?.[1];
  return full ?? (reply === undefined ? null : `${reply}.0.0`);
}

/** Exim, qmail and their kin: the first address that is not ours to name, and the words about it. */
function readWords(headers: HeaderBlock, text: string): Report {
  const own = text
    .split(/\r?\n-{2,60}[^\n]*(?:copy of|original|below this line|message header|returned message)/i, 1)[0]!
    .slice(0, 8_000);
  const named = valueOf(headers, 'x-failed-recipients')?.split(',')[0]?.trim();
  const from = mailAddress.exec(valueOf(headers, 'from') ?? '')?.[0];
  const written = own
    .match(new RegExp(mailAddress, 'g'))
    ?.find((each) => each !== from && !/daemon|postmaster/i.test(each));
  const recipient = named ?? written ?? null;
  const about = recipient === null ? own : own.slice(Math.max(own.indexOf(recipient), 0));
  const line = about.split(/\r?\n/).find((each) => enhanced.test(each) || smtpCode.test(each));
  const isDelay = /delayed|still being|will (?:be )?(?:re)?tr(?:y|ied)|temporar|not yet been delivered/i.test(own);
  return {
    recipient,
    action: isDelay && !/permanent|giving up|failed/i.test(own) ? 'delayed' : 'failed',
    status: codeIn(line ?? own),
    diagnostic: line?.trim() ?? null,
  };
}

function originalId(headers: HeaderBlock, tree: MimeTree, text: string): string | null {
  const original = tree.parts.find(({ type }) =>
    /^(?:message\/(?:rfc822|global)|text\/rfc822-headers|message\/rfc822-headers|message\/global-headers)$/.test(type),
  );
  const quoted = /^[> \t]*message-id:\s*(<[^<>\s]+>)/im.exec(text)?.[1];
  const named =
    (original && valueOf(readHeaders(original.body), 'message-id')) ??
    quoted ??
    valueOf(headers, 'x-original-message-id') ??
    valueOf(headers, 'in-reply-to') ??
    valueOf(headers, 'references');
  return /<[^<>\s]+>/.exec(named ?? '')?.[0] ?? null;
}
