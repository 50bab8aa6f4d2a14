import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Form } from '../bodies';
import type { WebContext } from '../deps';
import { formOf, readReason } from '../forms';
import { formFor, kindOf, proposalIn, registerEntryModel } from '../mls-register-form';
import { mlsRegisterModel, registerPath, registersModel } from '../mls-register-view';
import type { RegisterEntryModel } from '../pages/register-models';
import { type FieldError, HttpProblem, notFound } from '../problem';
import { cancel, confirm, proposalBody, propose, registerFile } from '../register-desk';
import { show, showChecked } from '../reply';
import { staffOf } from '../session';
import { fieldErrors } from '../zod-errors';

type WithMls = FastifyRequest<{
  Params: { id: string; change: string; task: string };
  Querystring: { kind?: string; approver?: string };
}>;
const pattern = '/console/mlses/:id/register';

/** Who may decide for an MLS, and what staff propose and confirm about that. */
export function consoleRegisterRoutes(app: FastifyInstance, context: WebContext): void {
  const { store } = context;

  app.get('/console/mlses', async (request, reply) =>
    show(
      context,
      reply,
      200,
      'registers',
      { title: 'Registers', staff: staffOf(request).name },
      registersModel(await store.register.outline()),
    ),
  );
  app.get(pattern, async (request: WithMls, reply) => showRegister(context, request, reply, 200, null));

  app.get(`${pattern}/proposal`, async (request: WithMls, reply) => {
    const kind = kindOf(request.query.kind);
    const { register } = await registerFile(context, request.params.id);
    const entry = register.entries.find(({ id }) => id === request.query.approver);
    if (!kind || (kind !== 'add' && !entry?.active)) throw notFound();
    return showForm(context, request, reply, kind, formFor(entry), []);
  });

  app.post(`${pattern}/proposal`, async (request: WithMls, reply) => {
    const { id } = request.params;
    const form = formOf(request.body);
    const kind = kindOf(form['kind']);
    if (!kind) throw notFound();
    const parsed = proposalBody.safeParse(proposalIn(kind, form));
    if (!parsed.success) return showForm(context, request, reply, kind, form, formErrors(parsed.error.issues));
    const done = await propose(context, id, parsed.data, staffOf(request));
    if ('errors' in done) return showForm(context, request, reply, kind, form, done.errors);
    return reply.redirect(`${registerPath(id)}#changes`, 303);
  });

  app.post(`${pattern}/changes/:change/confirmation`, async (request: WithMls, reply) =>
    settle(context, request, reply, () => confirm(context, request.params.id, request.params.change, staffOf(request))),
  );
  app.post(`${pattern}/changes/:change/cancellation`, async (request: WithMls, reply) => {
    const reason = readReason(formOf(request.body));
    if (typeof reason !== 'string') return showRegister(context, request, reply, 422, reason);
    const { id, change } = request.params;
    return settle(context, request, reply, () => cancel(context, id, change, staffOf(request), reason));
  });
  app.post(`${pattern}/tasks/:task/closing`, async (request: WithMls, reply) => {
    const { id, task } = request.params;
    if (!(await store.register.closeTask(id, task, staffOf(request).name))) throw notFound();
    return reply.redirect(registerPath(id), 303);
  });
}

/** What cannot be done any more is said on top of the register as it is now. */
async function settle(
  context: WebContext,
  request: WithMls,
  reply: FastifyReply,
  work: () => Promise<unknown>,
): Promise<FastifyReply> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof HttpProblem) || error.statusCode !== 409) throw error;
    return showRegister(context, request, reply, 409, error.errors[0] ?? null);
  }
  return reply.redirect(`${registerPath(request.params.id)}#changes`, 303);
}

async function showRegister(
  context: WebContext,
  request: WithMls,
  reply: FastifyReply,
  status: number,
  error: FieldError | null,
): Promise<FastifyReply> {
  const { id } = request.params;
  const staff = staffOf(request);
  const file = await registerFile(context, id);
  const [events, broken] = await Promise.all([
    context.store.register.events(id),
    context.store.register.firstBroken(id),
  ]);
  const model = mlsRegisterModel(file, events, broken, staff, error && { ...error, field: 'changes' });
  const title = `${status === 200 ? '' : 'Please check: '}Register of ${file.register.mls.name}`;
  return show(context, reply, status, 'mls-register', { title, staff: staff.name }, model);
}

async function showForm(
  context: WebContext,
  request: WithMls,
  reply: FastifyReply,
  kind: RegisterEntryModel['kind'],
  form: Form,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const { id } = request.params;
  const file = await registerFile(context, id);
  const plans = (await context.store.directory.offersOf(id)).map(({ plan }) => plan.id);
  const model = registerEntryModel(file, kind, plans, form, errors);
  const frame = { title: model.heading, staff: staffOf(request).name };
  return showChecked(context, reply, errors.length > 0, 'mls-register-entry', frame, model);
}

/** In the words of the form. */
function formErrors(issues: Parameters<typeof fieldErrors>[0]): readonly FieldError[] {
  return fieldErrors(issues).map(({ field, problem }) => ({
    field: field.split('.')[0]!,
    problem: problem.replace(/^(?=is|must)/, 'This '),
    remedy: remedies[field] ?? '',
  }));
}

const remedies: Readonly<Record<string, string>> = {
  approverId: 'Write something like nora-beck: lower case letters, digits, dots, hyphens and underscores.',
  name: 'Give the full name.',
  title: 'Give the title in which they decide, such as "Broker of record".',
  role: 'Choose one.',
  validFrom: 'Write it as 2026-05-03, or leave it empty.',
  validTo: 'Write it as 2027-05-02, or leave it empty.',
  planIds: 'Write the ids of plans, with commas between them, or leave it empty.',
};
