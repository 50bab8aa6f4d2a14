import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Party } from '../../domain/party';
import type { GrantFile, NewRequest } from '../../store/port';
import type { Form } from '../bodies';
import type { WebContext } from '../deps';
import { developerOf } from '../developer-session';
import { formOf } from '../forms';
import {
  changeBarred,
  type ChangeKind,
  changeKinds,
  differencesMark,
  grantedForm,
  offersFor,
  takeInChangeForm,
} from '../grant-change-form';
import { grantChangeModel, type GrantChangeScene } from '../grant-change-view';
import { grantFile, ownGrant } from '../grant-orders';
import { developerDesk, type GrantDesk, staffDesk } from '../grant-desk';
import { keyOf } from '../intake';
import type { Frame } from '../pages/models';
import { showChecked, tell } from '../reply';
import { staffOf } from '../session';
import { startChange } from '../start-change';

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** A developer asks for a renewal or another change of what is theirs. In a scope that needs a signed-in developer. */
export function grantChangeRoutes(scope: FastifyInstance, context: WebContext): void {
  changeRoutes(scope, context, developerDesk, async (request) => {
    const developer = developerOf(request);
    const file = await ownGrant(context, request.params.id, developer);
    return { file, startedBy: developer, desk: developerDesk, frame: { staff: null, developer: developer.name } };
  });
}

/** The same forms, which staff fill in for a developer. In the console's scope. */
export function consoleGrantChangeRoutes(app: FastifyInstance, context: WebContext): void {
  changeRoutes(app, context, staffDesk, async (request) => {
    const staff = staffOf(request);
    const file = await grantFile(context, request.params.id);
    return { file, startedBy: staff, desk: staffDesk, frame: { staff: staff.name } };
  });
}

/** Who sits before the form, and about what. */
interface Seat {
  readonly file: GrantFile;
  readonly startedBy: Party;
  readonly desk: GrantDesk;
  readonly frame: Omit<Frame, 'title'>;
}

function changeRoutes(
  scope: FastifyInstance,
  context: WebContext,
  { grants, reader }: GrantDesk,
  seatOf: (request: WithId) => Promise<Seat>,
): void {
  for (const kind of changeKinds) {
    const path = `${grants}/:id/${kind}`;
    scope.get(path, async (request: WithId, reply) => {
      const seat = await seatOf(request);
      const barred = changeBarred(seat.file, kind, reader === 'staff');
      if (barred) return sayBarred(context, reply, seat, barred);
      if (seat.file.openChangeId !== null) return sayOpen(context, reply, seat, seat.file.openChangeId);
      return showForm(context, reply, seat, { kind, form: grantedForm(seat.file), errors: [], toConfirm: null });
    });
    scope.post(path, async (request: WithId, reply) => {
      const seat = await seatOf(request);
      const barred = changeBarred(seat.file, kind, reader === 'staff');
      if (barred) return sayBarred(context, reply, seat, barred);
      return send(context, reply, seat, kind, formOf(request.body));
    });
  }
}

async function send(
  context: WebContext,
  reply: FastifyReply,
  seat: Seat,
  kind: ChangeKind,
  form: Form,
): Promise<FastifyReply> {
  const { file, startedBy } = seat;
  // Somebody else's form never has the same key.
  const key = [kind, file.grant.id, startedBy.id, keyOf(form)].map(encodeURIComponent).join('/');
  const intake = await takeInChangeForm(context.store, file, { kind, form, startedBy, idempotencyKey: key });
  if (intake.kind === 'unfit') return showForm(context, reply, seat, { ...intake, kind, toConfirm: null });
  const { differences } = intake.request.ask.change!;
  const mark = differencesMark({ differences });
  if (differences.length > 0 && form['seen'] !== mark) {
    return showForm(context, reply, seat, { kind, form, errors: [], toConfirm: { differences, mark } });
  }
  return start(context, reply, seat, intake.request);
}

async function start(context: WebContext, reply: FastifyReply, seat: Seat, request: NewRequest): Promise<FastifyReply> {
  const started = await startChange(context, request);
  switch (started.kind) {
    case 'started':
    case 'repeated':
      return reply.redirect(`${seat.desk.requests}/${started.requestId}`, 303);
    case 'refused':
      return sayBarred(context, reply, seat, started.because);
    case 'key-reused':
      return sayOpen(context, reply, seat, started.requestId);
  }
}

function sayBarred(
  context: WebContext,
  reply: FastifyReply,
  { file, desk, frame }: Seat,
  because: string,
): FastifyReply {
  const back = { href: `${desk.grants}/${file.grant.id}`, label: 'Back to what is granted' };
  return tell(context, reply, 409, { heading: 'Not possible now', lines: [because], back }, frame);
}

function sayOpen(context: WebContext, reply: FastifyReply, { desk, frame }: Seat, requestId: string): FastifyReply {
  const lines = ['A renewal or change was asked for already. Wait for it, or withdraw it.'];
  const back = { href: `${desk.requests}/${requestId}`, label: 'Follow it' };
  return tell(context, reply, 409, { heading: 'Asked for already', lines, back }, frame);
}

async function showForm(
  context: WebContext,
  reply: FastifyReply,
  { file, desk, frame }: Seat,
  shown: Pick<GrantChangeScene, 'kind' | 'form' | 'errors' | 'toConfirm'>,
): Promise<FastifyReply> {
  const offers = await offersFor(context.store.directory, file.ask);
  const model = grantChangeModel({ ...shown, file, desk, offers });
  const title = shown.toConfirm ? `Confirm: ${model.heading}` : model.heading;
  return showChecked(context, reply, shown.errors.length > 0, 'grant-change', { title, ...frame }, model);
}
