import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accountModel, accountRequestModel, type ProfileAttempt } from '../account-view';
import type { WebContext } from '../deps';
import { developerOf } from '../developer-session';
import { formOf } from '../forms';
import { notFound } from '../problem';
import { readProfile } from '../registration';
import { show, showChecked } from '../reply';

type WithSaved = FastifyRequest<{ Querystring: { saved?: string } }>;
type WithId = FastifyRequest<{ Params: { id: string } }>;

/** What is a signed-in developer's own: profile, registration, requests, keys and drafts. */
export function accountRoutes(app: FastifyInstance, context: WebContext): void {
  const { store } = context;

  app.get('/account', async (request: WithSaved, reply) =>
    showAccount(context, request, reply, null, request.query.saved === 'yes'),
  );

  app.post('/account', async (request, reply) => {
    const form = formOf(request.body);
    const { company, website, errors } = readProfile(form);
    if (errors.length > 0) return showAccount(context, request, reply, { form, errors }, false);
    await store.developers.update(developerOf(request).id, { company, website });
    return reply.redirect('/account?saved=yes', 303);
  });

  app.get('/account/requests/:id', async (request: WithId, reply) => {
    const file = await store.requests.file(request.params.id);
    // Somebody else's is as unknown as one that is not there.
    if (file?.request.ask.requester.id !== developerOf(request).id) throw notFound();
    const model = accountRequestModel(file);
    const frame = { title: model.ref, staff: null, developer: developerOf(request).name };
    return show(context, reply, 200, 'account-request', frame, model);
  });
}

async function showAccount(
  context: WebContext,
  request: FastifyRequest,
  reply: FastifyReply,
  attempt: ProfileAttempt | null,
  isSaved: boolean,
): Promise<FastifyReply> {
  const model = await accountModel(context, developerOf(request), attempt, isSaved);
  const frame = { title: 'Your account', staff: null, developer: model.name };
  return showChecked(context, reply, attempt !== null, 'account', frame, model);
}
