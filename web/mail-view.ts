import type { Instant } from '../domain/instant';
import type { MailSource } from '../domain/received-mail';
import type { ShownMail } from '../mail/inbound/for-people';
import type { Party } from '../domain/party';
import type { ReceivedMail, RequestFile, Vouching } from '../store/port';
import { commandWords, readingOf, verdictWords } from './mail-words';
import { type Moment, moment } from './moments';
import type { MailModel, MailRow } from './pages/mail-models';
import { mailOrders } from './mail-orders';
import type { FieldError } from './problem';
import { ref } from './request-view';
import { visible, visibleLine } from './visible';

const sourceBytes = 64 * 1024;

export function mailPath(id: string): string {
  return `/console/mails/${id}`;
}

/** Whether it waits for somebody of the staff. */
export function isWaiting({ outcome, closedAt }: ReceivedMail): boolean {
  return outcome?.kind === 'queued' && closedAt === null;
}

/** A mail in a list. Times stand in the zone of the request, if the list is of one. */
export function mailRow(mail: ReceivedMail, zone = 'UTC'): MailRow {
  const { id, outcome, receivedAt, closedBy } = mail;
  const requestId = outcome?.requestId ?? null;
  return {
    href: mailPath(id),
    subject: subjectOf(mail),
    from: fromOf(mail),
    verdict: verdictWords(mail),
    at: moment(receivedAt, zone),
    because: becauseOf(mail),
    isWaiting: isWaiting(mail),
    closedBy: closedBy ?? '',
    request: requestId === null ? null : { href: `/console/requests/${requestId}`, ref: ref(requestId) },
  };
}

/** What the page of a mail is made from. */
export interface MailScene {
  readonly mail: ReceivedMail;
  readonly raw: Uint8Array;
  /** Null when it could not be taken apart. */
  readonly shown: ShownMail | null;
  readonly file: RequestFile | undefined;
  readonly vouchings: readonly Vouching[];
  readonly staff: Party;
  /** A request that was typed and that there is not. */
  readonly attempt: { readonly typed: string; readonly error: FieldError } | null;
}

export function mailModel(scene: MailScene): Omit<MailModel, 'passingOn'> {
  const { mail, raw, shown, file } = scene;
  const zone = file?.request.ask.mls.timeZone ?? 'UTC';
  const at = (instant: Instant): Moment => moment(instant, zone);
  const { judgement, closedAt, closedBy } = mail;
  return {
    ...mailRow(mail, zone),
    shortId: mail.id.slice(0, 12),
    standing: standingOf(mail),
    closed: closedAt === null ? null : { by: closedBy ?? 'Somebody', at: at(closedAt) },
    reading: readingOf(mail),
    command: commandWords(judgement),
    bounce: bounceWords(mail),
    text: visible(shown ? shown.text : sourceOf(raw)).trim(),
    isSource: shown === null,
    laidOut: shown?.html == null ? null : `${mailPath(mail.id)}/html`,
    files: (shown?.files ?? []).map(visibleLine),
    facts: factsOf(mail, at),
    sha256: mail.id,
    raw: `${mailPath(mail.id)}/raw`,
    about: file ? `${file.request.ask.plan.name}, ${file.request.ask.mls.name}` : '',
    todo: isWaiting(mail) ? todoFor(scene) : null,
  };
}

function todoFor({ mail, file, vouchings, staff, attempt }: MailScene): MailModel['todo'] {
  const { orders, lines } = file ? mailOrders({ mail, file, vouchings, staff }) : { orders: [], lines: [] };
  const path = mailPath(mail.id);
  return {
    lines: [...todoWords(mail), ...lines],
    orders,
    bringing: file ? null : { action: `${path}/request`, typed: attempt?.typed ?? '', error: attempt?.error ?? null },
    closing: `${path}/closing`,
    by: staff.name,
  };
}

function subjectOf({ judgement, outcome }: ReceivedMail): string {
  if (judgement === null) return outcome ? 'A mail that could not be checked' : 'A mail that waits to be read';
  return visibleLine(judgement.subject ?? '') || '(no subject)';
}

function fromOf({ judgement }: ReceivedMail): string {
  if (judgement === null) return '';
  return visibleLine(judgement.from ?? '') || 'Nobody that can be named';
}

function becauseOf({ judgement, outcome }: ReceivedMail): string {
  if (outcome) return visibleLine(outcome.because);
  return judgement ? 'It was read; what becomes of it follows.' : 'It waits to be read.';
}

function standingOf(mail: ReceivedMail): MailModel['standing'] {
  const { outcome, judgement } = mail;
  if (isWaiting(mail)) return { state: 'pending', label: 'Waits for you' };
  switch (outcome?.kind) {
    case undefined:
      return { state: '', label: 'Being read' };
    case 'queued':
      return { state: '', label: 'Dealt with' };
    case 'noted':
      return { state: '', label: 'Noted' };
    case 'message':
      return { state: '', label: 'Passed on' };
    case 'decided':
      return { state: judgement?.command === 'deny' ? 'denied' : 'approved', label: 'Decided' };
  }
}

function bounceWords({ judgement }: ReceivedMail): string {
  const bounce = judgement?.bounce;
  if (!bounce) return '';
  const whom = visibleLine(bounce.recipient ?? '') || 'somebody';
  const lasting = bounce.isPermanent ? 'It will not arrive any more' : 'It may still arrive';
  return `A mail of ours to ${whom} did not arrive. ${lasting}: ${visibleLine(bounce.because)}`;
}

function todoWords({ judgement, outcome }: ReceivedMail): readonly string[] {
  const rule = 'Decide nothing for an approver, whatever this mail says: only what they say themselves counts.';
  if (outcome?.requestId == null) {
    return [
      rule,
      'It belongs to no request that we know. If you find which one is meant, bring it there: then you can ask the approver by a link.',
    ];
  }
  if (judgement?.bounce)
    return ['On the page of the request you can send the mail again, or ask somebody else in their place.'];
  return [rule, 'If their answer is still missing, send them the question again from the page of the request.'];
}

const sourceWords: Readonly<Record<MailSource, string>> = {
  smtp: 'By mail',
  imap: 'From a mailbox',
  webhook: 'From a mail service',
  upload: 'Uploaded by staff',
};

function factsOf({ envelope, source, judgement, size }: ReceivedMail, at: (instant: Instant) => Moment) {
  const { ip, helo, sender, recipients } = envelope;
  const server = [helo, ip].filter((each) => each !== null).join(', ');
  const all: readonly (readonly [string, string])[] = [
    ['Taken in', sourceWords[source]],
    ['Server that brought it', server],
    ['Envelope sender', sender === '' ? 'None, as programs write' : (sender ?? '')],
    ['Envelope recipients', recipients.join(', ')],
    ['Written', judgement?.date == null ? '' : at(judgement.date).text],
    ['Message-ID', judgement?.messageId ?? ''],
    ['Size', `${size.toLocaleString('en-US')} bytes`],
  ];
  return all.filter(([, value]) => value !== '').map(([label, value]) => ({ label, value: visibleLine(value) }));
}

/** Last resort: the source itself, its beginning. */
function sourceOf(raw: Uint8Array): string {
  return new TextDecoder().decode(raw.subarray(0, sourceBytes));
}
