import type { FastifyReply } from 'fastify';
import type { Dispatch } from '../client/port';
import type { Refusal } from '../domain/refuse';
import { decidedModel } from './decided-view';
import type { WebContext } from './deps';
import type { LinkedFile } from './links';
import { notFound } from './problem';
import { show, tell } from './reply';

/** Somebody was first, or the request has ended: that is shown, not hidden behind an error. */
export function refusalNotice(
  context: WebContext,
  reply: FastifyReply,
  linked: LinkedFile,
  refusal: Refusal,
  status: number,
): FastifyReply {
  if (refusal.code === 'request-changed') return requestChanged(context, reply, linked);
  if (refusal.earlier) {
    const model = decidedModel(linked.file, refusal.earlier, 'This is already decided');
    return show(context, reply, status, 'decided', { title: 'Already decided', staff: null }, model);
  }
  return tell(context, reply, status, {
    heading: headings[refusal.code] ?? 'This question is closed',
    lines: [refusal.because, 'Nothing was recorded from this page.'],
  });
}

const headings: Readonly<Partial<Record<Refusal['code'], string>>> = {
  'step-not-open': 'Not your turn yet',
  'self-approval': 'You have a part in this request yourself',
  'not-an-approver': 'You are not asked here any more',
  'evidence-insufficient': 'A page is not enough here',
  'nothing-to-take-back': 'There is nothing to take back here any more',
};

/** What the link asks about is no longer what the request asks. */
export function requestChanged(context: WebContext, reply: FastifyReply, { file }: LinkedFile): FastifyReply {
  const { plan, mls } = file.request.ask;
  return tell(context, reply, 410, {
    heading: 'The request was changed after this mail',
    lines: [
      `${plan.id === null ? `It goes to ${mls.name} now` : `It is now about the plan ${plan.name}`}. This link no longer decides anything.`,
      'If you are asked about it as it is now, you have a newer mail: use the link and the code in that one.',
      'Nothing was recorded from this page.',
    ],
  });
}

/** Asks for a new mail in place of an expired link. */
export async function sendNewMail(
  context: WebContext,
  reply: FastifyReply,
  tokenHash: Uint8Array,
): Promise<FastifyReply> {
  return tellNewMail(context, reply, await context.store.links.renew(tokenHash), {
    to: 'the listed address',
    nothing: 'A newer mail was asked for already, or this link still works. Look for the newest mail.',
  });
}

/** Lets the workflow send a mail with a new link, and says so; or says why there is nothing to send. */
export async function tellNewMail(
  context: WebContext,
  reply: FastifyReply,
  dispatch: Dispatch | undefined,
  { to, nothing }: { readonly to: string; readonly nothing: string },
): Promise<FastifyReply> {
  if (dispatch) await context.relay.tell(dispatch);
  return tell(context, reply, 200, {
    heading: dispatch ? 'A new mail is on its way' : 'Nothing more to send',
    tone: dispatch ? 'good' : 'plain',
    lines: [dispatch ? `It goes to ${to} only. The link and the code in it replace the ones you have.` : nothing],
  });
}

/** A file of that request, to be saved and never shown: its name says what it is, and nobody has looked inside. */
export async function sendAttachment(
  { store }: WebContext,
  reply: FastifyReply,
  requestId: string,
  id: string,
): Promise<FastifyReply> {
  const attachment = await store.answers.attachment(requestId, id);
  if (!attachment) throw notFound();
  return reply
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeName(attachment.name)}`)
    .type('application/octet-stream')
    .send(Buffer.from(attachment.bytes));
}

/** As RFC 8187 wants it: stricter than encodeURIComponent. */
function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
