import { askView } from './ask-view';
import { chainView } from './chain-view';
import type { Credential } from '../domain/credential';
import type { AuditEvent } from '../domain/audit';
import type { Letter, RequestFile } from '../store/port';
import { type Moment, moment } from './moments';
import type { RequestModel, RequestRow } from './pages/models';
import type { FieldError } from './problem';

/** The short form of a request's id, as it stands in the subjects of mails. */
function ref(id: string): string {
  return `CS-${id.slice(0, 8)}`;
}

export function requestRow({ request, standing }: RequestFile): RequestRow {
  const { ask } = request;
  return {
    id: request.id,
    ref: ref(request.id),
    mls: ask.mls.name,
    plan: ask.plan.name,
    requester: ask.requester.name,
    company: ask.requester.company,
    state: standing.state,
    because: standing.because,
    created: moment(request.createdAt, ask.mls.timeZone),
  };
}

export function requestModel(
  file: RequestFile,
  events: readonly AuditEvent[],
  letters: readonly Letter[],
  error: FieldError | null,
): RequestModel {
  const { request, standing, credential } = file;
  const zone = request.ask.mls.timeZone;
  return {
    id: request.id,
    ref: ref(request.id),
    state: standing.state,
    because: standing.because,
    created: moment(request.createdAt, zone),
    startedBy: request.startedBy.name,
    ask: askView(request.ask),
    steps: chainView(file),
    events: events.map(({ at, actor, note }) => ({ at: moment(at, zone), actor, note })),
    letters: letters.map((letter) => letterView(letter, zone)),
    credential: credential && {
      keyId: credential.keyId,
      generation: credential.generation,
      ...keyWords(credential, (at) => moment(at, zone)),
    },
    orders: ordersFor(file),
    error,
  };
}

function letterView(letter: Letter, zone: string): RequestModel['letters'][number] {
  const { subject, recipient, sentAt, refusedAt, refusal, createdAt } = letter;
  const to = `${recipient.name} <${recipient.email}>`;
  if (refusedAt !== null) {
    return {
      subject,
      to,
      state: 'refused',
      words: `Refused: ${refusal ?? 'no reason given'}`,
      at: moment(refusedAt, zone),
    };
  }
  if (sentAt !== null) {
    return { subject, to, state: 'sent', words: 'Taken by the mail server.', at: moment(sentAt, zone) };
  }
  return { subject, to, state: 'waiting', words: 'Waits to be sent.', at: moment(createdAt, zone) };
}

function keyWords(credential: Credential, at: (instant: number) => Moment): { words: string; at: Moment } {
  const { disabledAt, disabledBecause, pickedUpAt, pickUpUntil } = credential;
  if (disabledAt !== null) {
    return { words: `Disabled (${disabledBecause ?? 'no reason given'}) on`, at: at(disabledAt) };
  }
  if (pickedUpAt !== null) return { words: 'Picked up by the developer on', at: at(pickedUpAt) };
  return { words: 'Waits for the developer until', at: at(pickUpUntil) };
}

/** What staff may do now. The store judges again when they do it. */
function ordersFor({ request, standing, credential }: RequestFile): RequestModel['orders'] {
  const path = `/console/requests/${request.id}`;
  const developer = request.ask.requester.name;
  if (standing.state === 'pending') {
    return [
      {
        path: `${path}/withdrawal`,
        id: 'withdraw',
        title: 'Withdraw the request',
        effect: `The request ends, open links stop working, and ${developer} is told by mail. This cannot be undone.`,
        button: 'Withdraw the request',
        isGrave: true,
      },
    ];
  }
  if (!credential || credential.disabledAt !== null) return [];
  return [
    {
      path: `${path}/credential`,
      id: 'reissue',
      title: 'Replace the key',
      effect: `The present key stops working at once. A new one is made, and ${developer} gets a mail to pick it up.`,
      button: 'Replace the key',
      isGrave: false,
    },
    {
      path: `${path}/credential/disablement`,
      id: 'disable',
      title: 'Disable the key',
      effect: `The key stops working at once, no new one is made, and ${developer} is told by mail. This cannot be undone.`,
      button: 'Disable the key',
      isGrave: true,
    },
  ];
}
