import { randomUUID } from 'node:crypto';
import { isAgreement } from '../../domain/decision';
import { noLimits } from '../../domain/limits';
import type { NewAttachment } from '../../store/port';
import { type NewContactBody, newContactBody, takeInContact } from '../../web/contact-intake';
import { staff, type WebScene } from './web-scene';

/** What a developer asks an MLS for directly. */
export const contactBody = {
  mlsId: 'harbor-coast',
  developerId: 'dana-fox',
  keyKind: 'oidc',
  role: 'private',
  keyHolder: { kind: 'generic-agent', flexmlsUser: null },
  product: { name: 'Foxglove Desk', url: 'https://desk.foxglove.example' },
  use: 'A back office in which agents see their own listings and those of their office.',
  statement: {
    agent: '',
    office: '',
    licence: '',
    authorization: 'Each agent signs our contract before they sign in.',
    audience: 'Agents of the offices that are customers.',
    handling: 'Kept for a day, <b>encrypted</b>.\nShown to nobody else.',
    fields: 'All that members see; Active and Pending.',
    otherMlses: '',
    redirectUri: 'https://desk.foxglove.example/signed-in',
  },
  termsAccepted: true,
} as const satisfies NewContactBody;

/** A request to an MLS that no plan is behind; resolves with its id. */
export async function startDirect({ store }: WebScene, more: Partial<NewContactBody> = {}): Promise<string> {
  const body = newContactBody.parse({ ...contactBody, ...more });
  const intake = await takeInContact(store, body, staff, randomUUID());
  if (intake.kind === 'unfit') throw new Error(JSON.stringify(intake.errors));
  await store.requests.start(intake.request);
  return intake.request.id;
}

/** The same, and its first person has the mail that asks. */
export async function askedDirect(scene: WebScene, more: Partial<NewContactBody> = {}, approverId = 'ann-lee') {
  const id = await startDirect(scene, more);
  return { id, mailed: await scene.ask(id, 'mls', approverId) };
}

/** What the workflow does once somebody of the MLS has said that they set the key up. */
export async function recordByHand({ store }: WebScene, id: string): Promise<void> {
  const { facts, request } = (await store.requests.file(id))!;
  const { plan, mls, keyHolder, product } = request.ask;
  const spec = {
    environment: 'live',
    kind: plan.keyKind,
    role: plan.role,
    mlsId: mls.id,
    keyHolder,
    name: product.name,
    limits: noLimits,
  } as const;
  const key = {
    requestId: id,
    generation: 1,
    evidenceId: facts.decisions.findLast(isAgreement)!.evidenceId,
    madeBy: 'Ann Lee (MLS admin)',
  };
  await store.credentials.recordByHand({ ...key, id: randomUUID(), spec });
}

/** What the developer wrote about it. */
export async function developerWrites(
  { store }: WebScene,
  requestId: string,
  text: string,
  attachments: readonly NewAttachment[] = [],
): Promise<void> {
  const { requester } = (await store.requests.file(requestId))!.request.ask;
  const from = { side: 'developer', name: requester.name, email: requester.email } as const;
  await store.messages.post(requestId, { from, text, attachments });
}

/** Sends what somebody wrote on a page, as a browser does. */
export function sendWriting(
  { url }: WebScene,
  path: string,
  cookie: string,
  fields: Record<string, string>,
  files: readonly File[] = [],
): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const file of files.length > 0 ? files : [new File([], '')]) form.append('files', file);
  const headers = { cookie, 'sec-fetch-site': 'same-origin' };
  return fetch(url + path, { method: 'POST', body: form, redirect: 'manual', headers });
}
