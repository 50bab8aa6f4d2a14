import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Party } from '../../domain/party';
import type { RegisterTask } from '../../store/port';
import { isPlainText } from '../bodies';
import { HttpProblem, notFound } from '../problem';
import type { WebContext } from '../deps';
import { cancel, confirm, type ProposalBody, proposalBody, propose, registerFile } from '../register-desk';
import { changeView, registerChange, registerView, registerTask, registerViewOf } from '../register-schemas';
import { problem } from '../schemas';
import { staffOf } from '../session';

const text = z.string().max(100).refine(isPlainText);
const params = z.object({ id: text });
const ofChange = z.object({ id: text, changeId: text });
const ofTask = z.object({ id: text, taskId: text });
const problems = { 400: problem, 401: problem, 404: problem };
const reason = z.string().trim().min(1).max(500).refine(isPlainText, 'must not hold control characters');

/** Who may decide for an MLS, and how that is changed: by two staff members. */
export function apiRegisterRoutes(scope: FastifyInstance, context: WebContext): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  const { store } = context;

  app.get(
    '/mlses/:id/register',
    {
      schema: {
        summary: 'Who may decide for the MLS, what changes, and what happened',
        params,
        response: { 200: registerView, ...problems },
      },
    },
    async ({ params: { id } }) => registerViewOf(await registerFile(context, id), await store.register.events(id)),
  );

  app.post(
    '/mlses/:id/register/changes',
    {
      schema: {
        summary: 'Propose a change; a second staff member must confirm it',
        params,
        body: proposalBody,
        response: { 200: registerChange, ...problems },
      },
    },
    (request) => proposed(context, request.params.id, request.body, staffOf(request)),
  );

  app.post(
    '/mlses/:id/register/changes/:changeId/confirmation',
    {
      schema: {
        summary: 'Confirm what another staff member has proposed; what gives more is in force 24 hours later',
        params: ofChange,
        response: { 200: registerChange, ...problems, 409: problem },
      },
    },
    (request) => confirm(context, request.params.id, request.params.changeId, staffOf(request)).then(changeView),
  );

  app.post(
    '/mlses/:id/register/changes/:changeId/cancellation',
    {
      schema: {
        summary: 'Stop a change that is not in force yet',
        params: ofChange,
        body: z.strictObject({ reason }).meta({ id: 'CancelRegisterChange' }),
        response: { 200: registerChange, ...problems, 409: problem },
      },
    },
    (request) =>
      cancel(context, request.params.id, request.params.changeId, staffOf(request), request.body.reason).then(
        changeView,
      ),
  );

  app.post(
    '/mlses/:id/register/tasks/:taskId/closing',
    {
      schema: {
        summary: 'Close a task about the register: it is done, or needs nothing more',
        params: ofTask,
        response: { 200: registerTask, ...problems },
      },
    },
    (request) => closed(context, request.params.id, request.params.taskId, staffOf(request).name),
  );
}

/** @throws HttpProblem 404, or 400 with what to mend. */
async function proposed(context: WebContext, id: string, body: ProposalBody, by: Party) {
  const done = await propose(context, id, body, by);
  if ('change' in done) return changeView(done.change);
  throw new HttpProblem(400, 'Not proposed', 'Nothing was changed.', done.errors);
}

/** @throws HttpProblem 404 when there is no such open task. */
async function closed({ store }: WebContext, id: string, taskId: string, by: string): Promise<RegisterTask> {
  const task = await store.register.closeTask(id, taskId, by);
  if (!task) throw notFound();
  return task;
}
