import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Dispatch } from '../../client/port';
import type { Form } from '../bodies';
import type { WebContext } from '../deps';
import { errorLinks, fieldOf, formOf } from '../forms';
import { keyOf } from '../intake';
import type { RegisterModel } from '../pages/developer-models';
import type { FieldError } from '../problem';
import { readRegistration, type Registration } from '../registration';
import { showChecked, tell } from '../reply';

/** The public form with which somebody becomes a developer. */
export function registerRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/register', async (request, reply) => showForm(context, reply, await known(context, request), []));

  app.post('/register', { config: context.limits.signIn }, async (request, reply) => {
    const form = formOf(request.body);
    const registration = await readRegistration(context.store, form);
    if (registration.kind === 'unfit') return showForm(context, reply, form, registration.errors);
    const dispatch = await record(context, registration);
    lookAtYourMail(context, reply, registration.account.email);
    // After the answer: how long it takes would tell who is registered.
    if (dispatch) await context.relay.tell(dispatch);
    return reply;
  });
}

/** What is to be mailed, whoever that address belongs to: a proof link, the same again, or a link to sign in. */
async function record(
  { store: { developers } }: WebContext,
  { account, request }: Extract<Registration, { kind: 'fit' }>,
): Promise<Dispatch | undefined> {
  const outcome = await developers.register(account, request);
  if (outcome?.kind === 'started') return outcome.dispatch;
  return (await developers.proveAgain(account.email)) ?? (await developers.askToSignIn(account.email));
}

function lookAtYourMail(context: WebContext, reply: FastifyReply, email: string): FastifyReply {
  return tell(context, reply, 200, {
    heading: 'Look at your mail',
    tone: 'good',
    lines: [
      `What comes next stands in a mail to ${email}. It takes a minute or two.`,
      'If you are new here, it asks you to confirm that the address is yours. Only then is your registration reviewed.',
      'If you have confirmed your address before, there is no new mail, and nothing to do: we write when the review is done, within 3 business days.',
      `No mail, and none among the unwanted ones? Check the address above, or write to ${context.settings.supportEmail}.`,
    ],
    back: { href: '/register', label: 'Register with another address' },
  });
}

/** Whoever is signed in and registers again need not type everything anew. */
async function known({ developerSessions }: WebContext, request: FastifyRequest): Promise<Form> {
  const developer = await developerSessions.whoIs(request);
  if (!developer) return {};
  const { name, company, email, website } = developer;
  return { name, company, email, website };
}

function showForm(context: WebContext, reply: FastifyReply, form: Form, errors: readonly FieldError[]): FastifyReply {
  const field = (id: Exclude<keyof RegisterModel, 'idempotencyKey' | 'errorList'>) => fieldOf(id, form, errors);
  const model: RegisterModel = {
    idempotencyKey: keyOf(form),
    name: field('name'),
    company: field('company'),
    email: field('email'),
    website: field('website'),
    use: field('use'),
    errorList: errorLinks(errors),
  };
  return showChecked(context, reply, errors.length > 0, 'register', { title: 'Register', staff: null }, model);
}
