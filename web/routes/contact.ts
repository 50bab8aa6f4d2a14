import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireActivated } from '../activated';
import type { Form } from '../bodies';
import { type ContactAsker, linkedForm, takeInContactForm } from '../contact-form';
import { contactModel } from '../contact-view';
import type { WebContext } from '../deps';
import { developerOf } from '../developer-session';
import { formOf } from '../forms';
import { keyOf } from '../intake';
import type { Frame } from '../pages/models';
import type { FieldError } from '../problem';
import { showChecked } from '../reply';
import { staffOf } from '../session';
import { startOnce } from '../start-request';

type Query = Readonly<Record<string, string | undefined>>;
type WithQuery = FastifyRequest<{ Querystring: Query }>;

/** A developer asks an MLS directly. In a scope of its own, which needs a signed-in developer. */
export function contactRoutes(scope: FastifyInstance, context: WebContext): void {
  requireActivated(scope, context);

  scope.get('/contact', async (request: WithQuery, reply) =>
    showForm(context, reply, linkedForm(request.query), [], asDeveloper(request)),
  );

  scope.post('/contact', async (request, reply) => {
    const { id } = developerOf(request);
    const form = formOf(request.body);
    // Somebody else's form never has the same key.
    const key = ['contact', id, keyOf(form)].map(encodeURIComponent).join('/');
    return send(context, reply, { ...form, developerId: id }, key, asDeveloper(request));
  });
}

/** The same form, which staff fill in for a developer. In the console's scope. */
export function newContactRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/console/requests/contact', async (request: WithQuery, reply) =>
    showForm(context, reply, linkedForm(request.query), [], asStaff(request)),
  );

  app.post('/console/requests/contact', async (request, reply) => {
    const form = formOf(request.body);
    return send(context, reply, form, keyOf(form), asStaff(request));
  });
}

/** Who sits before the form, and where the request is then shown. */
interface Desk extends Pick<ContactAsker, 'startedBy' | 'isStaff'> {
  readonly frame: Omit<Frame, 'title'>;
  readonly requests: string;
}

function asDeveloper(request: FastifyRequest): Desk {
  const developer = developerOf(request);
  const frame = { staff: null, developer: developer.name };
  return { startedBy: developer, isStaff: false, frame, requests: '/account/requests' };
}

function asStaff(request: FastifyRequest): Desk {
  const staff = staffOf(request);
  return { startedBy: staff, isStaff: true, frame: { staff: staff.name }, requests: '/console/requests' };
}

async function send(
  context: WebContext,
  reply: FastifyReply,
  form: Form,
  idempotencyKey: string,
  desk: Desk,
): Promise<FastifyReply> {
  const asker = { ...desk, developerId: form['developerId'] ?? '' };
  const intake = await takeInContactForm(context.store, form, asker, idempotencyKey);
  if (intake.kind === 'unfit') return showForm(context, reply, form, intake.errors, desk);
  return startOnce(context, reply, intake.request, desk.requests, desk.frame);
}

async function showForm(
  context: WebContext,
  reply: FastifyReply,
  form: Form,
  errors: readonly FieldError[],
  { isStaff, frame }: Desk,
): Promise<FastifyReply> {
  const { directory, developers } = context.store;
  const [mlses, known] = await Promise.all([directory.outline(), isStaff ? developers.list() : null]);
  const model = contactModel({ form, errors, mlses, developers: known });
  return showChecked(context, reply, errors.length > 0, 'contact', { title: model.heading, ...frame }, model);
}
