import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Form } from '../bodies';
import type { WebContext } from '../deps';
import { errorLinks, fieldOf, formOf } from '../forms';
import { meet, newDeveloperBody } from '../new-developer';
import type { FieldError } from '../problem';
import { showChecked } from '../reply';
import { staffOf } from '../session';
import { fieldErrors } from '../zod-errors';

/** The form that adds a developer, and goes on to the request they want. */
export function newDeveloperRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/console/developers/new', async (request, reply) => showForm(context, request, reply, {}, []));

  app.post('/console/developers', async (request, reply) => {
    const form = formOf(request.body);
    const { name = '', company = '', email = '' } = form;
    const parsed = newDeveloperBody.safeParse({ name, company, email });
    if (!parsed.success) return showForm(context, request, reply, form, fieldErrors(parsed.error.issues));
    const meeting = await meet(context.store.developers, parsed.data);
    if (meeting.kind === 'unfit') return showForm(context, request, reply, form, meeting.errors);
    return reply.redirect(`/console/requests/new?developer=${meeting.developer.id}`, 303);
  });
}

function showForm(
  { pages }: WebContext,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Form,
  errors: readonly FieldError[],
): FastifyReply {
  const field = (id: 'name' | 'company' | 'email') => fieldOf(id, form, errors);
  const model = {
    name: field('name'),
    company: field('company'),
    email: field('email'),
    errorList: errorLinks(errors),
  };
  const frame = { title: 'New developer', staff: staffOf(request).name };
  return showChecked({ pages }, reply, errors.length > 0, 'new-developer', frame, model);
}
