import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accountModel, type ProfileAttempt } from '../account-view';
import type { WebContext } from '../deps';
import { developerOf } from '../developer-session';
import { formOf } from '../forms';
import { readProfile } from '../registration';
import { showChecked } from '../reply';

type WithSaved = FastifyRequest<{ Querystring: { saved?: string } }>;

/** What is a signed-in developer's own, on one page: profile, registration, requests, keys and drafts. */
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
