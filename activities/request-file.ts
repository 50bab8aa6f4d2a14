import { hasConversation } from '../domain/message';
import type { LetterInput } from '../mail/render';
import type { RequestFile, Store } from '../store/port';
import type { TemplateName, TemplateVariables } from '../templates';
import { permanent } from './failures';

/** The ids of the letters that an activity wrote and could not send at once, to be delivered. */
export interface Letters {
  readonly letters: readonly string[];
}

/** @throws a permanent failure when the store has no such request: no repetition will bring it. */
export async function requestFile(store: Store, requestId: string): Promise<RequestFile> {
  const file = await store.requests.file(requestId);
  if (!file) throw permanent('RequestUnknown', 'The store has no such request.');
  return file;
}

/** What every letter says of its request. */
export function aboutRequest({ request }: RequestFile) {
  const { mls, plan } = request.ask;
  return { mls: mls.name, plan: plan.name, requestId: request.id };
}

/** The same where no data plan stands behind it. */
export function aboutDirect({ request }: RequestFile) {
  return { mls: request.ask.mls.name, requestId: request.id };
}

/** The same, for letters that greet the developer. */
export function aboutAndRequester(file: RequestFile) {
  return { ...aboutRequest(file), requester: { name: file.request.ask.requester.name } };
}

interface Mailbox {
  readonly name: string;
  readonly email: string;
}

/** A letter about the request, to its developer unless somebody else is named. `part` tells it from others of the same template. */
export function letterAbout<N extends TemplateName>(
  { request, at }: RequestFile,
  template: N,
  variables: TemplateVariables<N>,
  {
    part,
    recipient = request.ask.requester,
    stepId = null,
    copy,
  }: { part?: string; recipient?: Mailbox; stepId?: string | null; copy?: Mailbox } = {},
): LetterInput<N> {
  const id = [request.id, template, part].filter((each) => each !== undefined).join('.');
  const isConversation = hasConversation(request.ask);
  return { id, requestId: request.id, stepId, template, recipient, variables, copy, isConversation, date: at };
}
