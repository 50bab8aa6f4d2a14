import { type Absence, readAbsence } from './absence';
import type { Envelope } from './authenticate';
import { saysBounced } from './bounce-text';
import { decodeWords } from './encoded-words';
import type { Instant } from '../../domain/instant';
import { type HeaderBlock, valueOf, valuesOf } from './headers';
import { autoReplyHeader, isMailSystem, listHeader, otherMachineHeader } from './machine-headers';
import { saysAutoReply, saysBounce, saysComplaint, saysReceipt } from './machine-subjects';
import { limits } from './limits';
import type { MimeTree } from './parts';

export type MachineKind = 'bounce' | 'auto-reply' | 'list' | 'receipt' | 'complaint' | 'calendar' | 'other';

/** Mail no person wrote, so it decides nothing. */
export interface Machine {
  readonly kind: MachineKind;
  /** What gave it away. */
  readonly because: string;
  /** For an absence: the day it ends, if the mail says so. */
  readonly returns: Absence;
}

export interface Clues {
  readonly headers: HeaderBlock;
  readonly tree: MimeTree | null;
  /** The mail's own words, as a person would read them. */
  readonly text: string;
  readonly envelope: Envelope;
}

type Sign = (clues: Clues, subject: string) => string | null;

/** What a mail is made of counts before what it says about itself; the first sign that fits names the kind. */
const signs: readonly (readonly [MachineKind, Sign])[] = [
  ['complaint', ({ tree }) => report(tree, 'feedback-report', /^message\/feedback-report$/)],
  [
    'receipt',
    ({ tree }) => report(tree, 'disposition-notification', /^message\/(?:global-)?disposition-notification$/),
  ],
  ['bounce', ({ tree }) => report(tree, 'delivery-status', /^message\/(?:global-)?delivery-status$/)],
  ['bounce', ({ headers }) => (valueOf(headers, 'x-failed-recipients') === undefined ? null : 'X-Failed-Recipients')],
  ['calendar', ({ tree }) => (isCalendar(tree) ? 'a calendar answer' : null)],
  ['bounce', (clues, subject) => (looksReturned(clues, subject) ? 'written by a mail system' : null)],
  ['auto-reply', ({ headers }) => autoReplyHeader(headers)],
  ['receipt', (_, subject) => (saysReceipt.test(subject) ? 'the subject' : null)],
  ['auto-reply', (_, subject) => (saysAutoReply.test(subject) ? 'the subject' : null)],
  ['complaint', (_, subject) => (saysComplaint.test(subject) ? 'the subject' : null)],
  ['list', ({ headers }) => listHeader(headers)],
  ['other', ({ tree }) => (tree?.type === 'multipart/report' ? 'a report' : null)],
  ['other', ({ envelope }) => (envelope.sender === '' || envelope.sender === '<>' ? 'the null sender' : null)],
  ['other', ({ headers }) => otherMachineHeader(headers)],
  ['other', ({ headers }) => (isMailSystem(headers) ? 'the sender' : null)],
];

export function machineOf(clues: Clues, receivedAt: Instant): Machine | null {
  const subject = decodeWords((valueOf(clues.headers, 'subject') ?? '').slice(0, limits.headerCharacters)).trim();
  for (const [kind, sign] of signs) {
    const because = sign(clues, subject);
    if (because === null) continue;
    return {
      kind,
      because,
      returns: kind === 'auto-reply' || kind === 'other' ? readAbsence(clues.text, receivedAt) : null,
    };
  }
  return null;
}

function report(tree: MimeTree | null, reportType: string, partType: RegExp): string | null {
  if (tree === null) return null;
  const isNamed = tree.type === 'multipart/report' && tree.reportType === reportType;
  return isNamed || tree.parts.some(({ type }) => partType.test(type)) ? `a ${reportType}` : null;
}

/** An answer to an invitation is the mail itself, not a file that a person attached. */
function isCalendar(tree: MimeTree | null): boolean {
  return tree?.parts.some(({ type, disposition }) => type === 'text/calendar' && disposition !== 'attachment') ?? false;
}

function looksReturned({ headers, text, envelope }: Clues, subject: string): boolean {
  const isNull = envelope.sender === '' || valuesOf(headers, 'return-path').some((path) => /^<\s*>$/.test(path));
  const isSystem = isMailSystem(headers) || isNull;
  if (saysBounce.test(subject)) return isSystem || saysBounced(text) || autoReplyHeader(headers) !== null;
  return isSystem && saysBounced(text);
}
