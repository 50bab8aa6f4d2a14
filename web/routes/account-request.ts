import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Correspondent } from '../../domain/message';
import type { RequestFile } from '../../store/port';
import { accountRequestModel } from '../account-view';
import { write } from '../conversation';
import { conversationModel } from '../conversation-view';
import type { WebContext } from '../deps';
import { developerOf } from '../developer-session';
import { formOf } from '../forms';
import { sendAttachment } from '../link-replies';
import { type FieldError, HttpProblem, notFound } from '../problem';
import { showChecked } from '../reply';
import { acceptUploads, readUpload } from '../uploads';
import { readWriting, type WritingAttempt } from '../writing-form';

type WithId = FastifyRequest<{ Params: { id: string } }>;
type WithFile = FastifyRequest<{ Params: { id: string; file: string } }>;

/** One request of a signed-in developer, and what they write to the others about it. */
export function accountRequestRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/account/requests/:id', async (request: WithId, reply) =>
    showRequest(context, request, reply, await ownFile(context, request)),
  );

  app.post('/account/requests/:id/key', async (request: WithId, reply) => {
    const file = await ownFile(context, request);
    if (formOf(request.body)['sure'] !== 'yes') return showRequest(context, request, reply, file, { setUp: notSure });
    const { id, name, email } = file.request.ask.requester;
    const outcome = await context.store.credentials.confirmSetUp(file.request.id, { id, name, email });
    if (outcome.kind === 'unknown') throw notFound();
    if (outcome.kind === 'refused') throw new HttpProblem(409, 'Too late', outcome.refusal.because);
    await context.relay.tell(outcome.dispatch);
    return reply.redirect(pageOf(file), 303);
  });

  app.get('/account/requests/:id/attachments/:file', async (request: WithFile, reply) => {
    const file = await ownFile(context, request);
    return sendAttachment(context, reply, file.request.id, request.params.file);
  });

  void app.register(async (scope) => {
    await acceptUploads(scope);
    scope.post('/account/requests/:id/messages', async (request: WithId, reply) => {
      const file = await ownFile(context, request);
      const written = readWriting(await readUpload(request));
      if ('errors' in written) return showRequest(context, request, reply, file, { writing: written });
      await write(context, file, { ...written, from: authorOf(file) });
      return reply.redirect(`${pageOf(file)}#conversation`, 303);
    });
  });
}

/** Somebody else's is as unknown as one that is not there. @throws HttpProblem 404 */
async function ownFile({ store }: WebContext, request: WithId): Promise<RequestFile> {
  const file = await store.requests.file(request.params.id);
  if (file?.request.ask.requester.id !== developerOf(request).id) throw notFound();
  return file;
}

/** What was tried on the page, and what is wrong with it. */
interface Tried {
  readonly writing?: WritingAttempt;
  readonly setUp?: FieldError;
}

const notSure: FieldError = {
  field: 'sure',
  problem: 'Nothing is ticked.',
  remedy: 'Tick the box if the MLS has really given you a key.',
};

async function showRequest(
  context: WebContext,
  request: FastifyRequest,
  reply: FastifyReply,
  file: RequestFile,
  { writing, setUp }: Tried = {},
): Promise<FastifyReply> {
  const place = { author: authorOf(file), page: pageOf(file) };
  const conversation = await conversationModel(context, file, place, writing ?? null);
  const model = accountRequestModel(file, conversation, setUp);
  const frame = { title: model.ref, staff: null, developer: developerOf(request).name };
  return showChecked(context, reply, writing !== undefined || setUp !== undefined, 'account-request', frame, model);
}

function authorOf({ request }: RequestFile): Correspondent {
  const { name, email } = request.ask.requester;
  return { side: 'developer', name, email };
}

function pageOf({ request }: RequestFile): string {
  return `/account/requests/${request.id}`;
}
