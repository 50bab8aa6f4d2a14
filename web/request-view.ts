import { askView } from './ask-view';
import { grantPathOf, staffDesk } from './grant-desk';
import { keyState } from './key-state';
import { handMadeWords } from './key-words';
import { chainView } from './chain-view';
import { goalOf } from './change-words';
import type { AuditEvent } from '../domain/audit';
import type { Letter, RequestFile, Task } from '../store/port';
import type { Unreachable } from '../domain/unreachable';
import { durationWords } from '../domain/duration-words';
import { moment } from './moments';
import { ordersFor, type OrderScene } from './order-view';
import type { ConversationModel } from './pages/conversation-models';
import type { MailRow } from './pages/mail-models';
import type { RequestModel, RequestRow, TaskRow } from './pages/models';
import type { FieldError } from './problem';
import type { Waiting } from './registration-queue';
import { paymentWords } from './standing-view';

/** The short form of a request's id, as it stands in the subjects of mails. */
export function ref(id: string): string {
  return `CS-${id.slice(0, 8)}`;
}

export function requestRow({ request, standing }: RequestFile, waiting: Waiting | null): RequestRow {
  const { ask } = request;
  return {
    id: request.id,
    ref: ref(request.id),
    kind: ask.change ? goalOf(ask) : '',
    mls: ask.mls.name,
    plan: ask.plan.name,
    requester: ask.requester.name,
    company: ask.requester.company,
    state: standing.state,
    because: standing.because,
    created: moment(request.createdAt, ask.mls.timeZone),
    waiting,
  };
}

/** What the page of a request is made from. */
export interface RequestScene extends OrderScene {
  readonly events: readonly AuditEvent[];
  readonly letters: readonly Letter[];
  readonly tasks: readonly Task[];
  readonly mails: readonly MailRow[];
  /** What mails said about those who are asked. */
  readonly unreachable: readonly Unreachable[];
  /** Registrations of the same developer. */
  readonly registrations: readonly RequestFile[];
  readonly conversation: ConversationModel | null;
}

/** `attempt`: the order that was tried, and what is wrong with it. */
export function requestModel(scene: RequestScene, attempt: Attempt | null): RequestModel {
  const { file, events, letters, tasks, mails } = scene;
  const { request, standing, credential } = file;
  const zone = request.ask.mls.timeZone;
  const key = credential && keyState(credential, null, 'staff');
  return {
    id: request.id,
    ref: ref(request.id),
    state: standing.state,
    because: standing.because,
    created: moment(request.createdAt, zone),
    startedBy: request.startedBy.name,
    ask: askView(request.ask),
    steps: chainView(file, scene.unreachable),
    events: events.map(({ at, actor, note }) => ({ at: moment(at, zone), actor, note })),
    letters: letters.map((letter) => letterView(letter, zone)),
    mails,
    credential: credential && {
      keyId: credential.issuer === 'by-hand' ? '' : credential.keyId,
      made: handMadeWords(credential),
      generation: credential.generation,
      words: key!.words,
      at: moment(key!.at, zone),
      usedSince: credential.firstUsedAt === null ? null : moment(credential.firstUsedAt, zone),
    },
    orders: ordersFor(scene).map((order) => ({ ...order, isOpen: order.isOpen || order.path === attempt?.path })),
    payment: paymentWords(file.payment),
    grant: grantPathOf(file, staffDesk),
    migration: standing.state === 'pending' ? `/console/requests/${request.id}/migration` : null,
    tasks: tasks.filter(({ closedAt }) => closedAt === null).map((task) => ({ ...taskRow(task, file), about: '' })),
    earlier: scene.registrations.filter((each) => each.request.id !== request.id).map(earlierView),
    conversation: scene.conversation,
    error: attempt?.error ?? null,
  };
}

/** An order that was not carried out. */
export interface Attempt {
  readonly path: string;
  readonly error: FieldError;
}

/** A task of a request that is shown. */
export function taskRow({ id, note, openedAt }: Task, { request, at }: RequestFile): TaskRow {
  const { plan, mls } = request.ask;
  return {
    note,
    age: durationWords(at - openedAt),
    opened: moment(openedAt, mls.timeZone),
    href: `/console/requests/${request.id}`,
    about: `${plan.name}, ${mls.name}`,
    closing: `/console/tasks/${id}/closing`,
  };
}

function earlierView({ request: { id }, standing }: RequestFile): RequestModel['earlier'][number] {
  return { href: `/console/requests/${id}`, ref: ref(id), state: standing.state, because: standing.because };
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
