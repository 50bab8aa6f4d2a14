import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { cardModel } from '../card-view';
import { keepCard, letGo } from '../cards';
import type { WebContext } from '../deps';
import { developerOf } from '../developer-session';
import { isDraftId } from '../enrolment-form';
import { formOf } from '../forms';
import { notFound } from '../problem';
import { show, tell } from '../reply';

type WithDraft = FastifyRequest<{ Querystring: { draft?: string } }>;

/** The card that a developer pays with: entered at the payment service, kept here by reference. For signed-in developers. */
export function cardRoutes(app: FastifyInstance, context: WebContext): void {
  const { store, payments, settings } = context;

  app.addHook('preHandler', async () => {
    if (!payments.takesCards) throw notFound();
  });

  app.get('/account/card', async (request: WithDraft, reply) => showCard(context, request, reply, 200));

  app.post('/account/card', async (request, reply) => {
    const { id: developerId, name, email } = developerOf(request);
    const back = `${settings.baseUrl}${cardPath(formOf(request.body)['draft'])}`;
    const saving = await payments.saveMethod({ developerId, name, email }, back);
    if (saving.kind === 'not-needed') throw notFound();
    await store.payments.opened(developerId, saving.setupId);
    // A link, not a redirect: a form of ours may lead to our own pages only (Content-Security-Policy, form-action).
    const notice = {
      heading: 'Enter your card',
      lines: [
        'The number is entered on a page of the payment service. We only ever see the brand and the last four digits.',
        'Afterwards you come back here, to say that this card is to be used.',
      ],
      back: { href: saving.url, label: 'Go to the page for the card', isNext: true },
    };
    return tell(context, reply, 200, notice, { staff: null, developer: name });
  });

  app.post('/account/card/confirmation', async (request, reply) => {
    const setupId = await store.payments.unfinished(developerOf(request).id);
    if (setupId !== undefined) await keepCard(context, setupId);
    return reply.redirect(afterCard(formOf(request.body)['draft']), 303);
  });

  app.post('/account/card/removal', async (request, reply) => {
    const removed = await store.payments.remove(developerOf(request).id);
    if (removed.kind === 'needed') return showCard(context, request as WithDraft, reply, 409, removed.requests);
    if (removed.kind === 'removed') await letGo(context, removed.method);
    return reply.redirect('/account/card', 303);
  });
}

async function showCard(
  context: WebContext,
  request: WithDraft,
  reply: FastifyReply,
  status: number,
  neededBy = 0,
): Promise<FastifyReply> {
  const { id, name } = developerOf(request);
  const { draft } = request.query;
  const model = await cardModel(context, id, isDraftId(draft) ? draft : '', neededBy);
  return show(context, reply, status, 'card', { title: 'Your card', staff: null, developer: name }, model);
}

/** Back to the enrolment that asked for a card, if it was one. */
function afterCard(draft: string | undefined): string {
  return isDraftId(draft) ? `/enrolments/${draft}` : '/account/card';
}

function cardPath(draft: string | undefined): string {
  return isDraftId(draft) ? `/account/card?draft=${draft}` : '/account/card';
}
