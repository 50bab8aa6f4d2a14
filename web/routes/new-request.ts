import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Party } from '../../domain/party';
import { keyHolderKinds } from '../../domain/plan';
import type { Offer } from '../../store/port';
import type { Form } from '../bodies';
import type { WebContext } from '../deps';
import { formOf, orNull } from '../forms';
import { type Intake, keyOf, newRequestBody, takeIn } from '../intake';
import { holderWords } from '../key-holder';
import { offersByMls } from '../offers';
import type { Field, NewRequestField, NewRequestModel } from '../pages/models';
import type { FieldError } from '../problem';
import { showChecked } from '../reply';
import { staffOf } from '../session';
import { startOnce } from '../start-request';
import { fieldErrors } from '../zod-errors';

type WithDeveloper = FastifyRequest<{ Querystring: { developer?: string } }>;

/** The form that starts a request. */
export function newRequestRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/console/requests/new', async (request: WithDeveloper, reply) =>
    showForm(context, request, reply, { developerId: request.query.developer }, []),
  );

  app.post('/console/requests', async (request, reply) => {
    const form = formOf(request.body);
    const staff = staffOf(request);
    const intake = await takeInForm(context, form, staff);
    if (intake.kind === 'unfit') return showForm(context, request, reply, form, intake.errors);
    return startOnce(context, reply, intake.request, '/console/requests', { staff: staff.name });
  });
}

const holderMissing: FieldError = {
  field: 'keyHolder.kind',
  problem: 'No key holder is chosen.',
  remedy: 'Choose whom the key is tied to.',
};

/** The form as the API's body. Without a key holder the rest is judged all the same, so that every mistake is named at once. */
async function takeInForm(context: WebContext, form: Form, staff: Party): Promise<Intake> {
  const kind = keyHolderKinds.find((each) => each === form['keyHolderKind']);
  const parsed = newRequestBody.safeParse({
    planId: form['planId'] ?? '',
    developerId: form['developerId'] ?? '',
    keyHolder: { kind: kind ?? keyHolderKinds[0], flexmlsUser: orNull(form['flexmlsUser']) },
    product: { name: form['productName'] ?? '', url: orNull(form['productUrl']) },
    use: form['use'] ?? '',
    termsAccepted: form['termsAccepted'] === 'yes',
  });
  if (!parsed.success) return { kind: 'unfit', errors: fieldErrors(parsed.error.issues) };
  const intake = await takeIn(context, parsed.data, staff, keyOf(form));
  if (kind !== undefined) return intake;
  const others = intake.kind === 'unfit' ? intake.errors.filter(({ field }) => !field.startsWith('keyHolder.')) : [];
  return { kind: 'unfit', errors: [holderMissing, ...others] };
}

async function showForm(
  { store, pages }: WebContext,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Form,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const [offers, developers] = await Promise.all([store.directory.offers(), store.developers.list()]);
  const model: NewRequestModel = {
    ...fields(form, errors),
    idempotencyKey: keyOf(form),
    plans: planChoices(offers, form['planId']),
    allTerms: offers.map(({ plan, mls }) => ({
      plan: `${plan.name}, ${mls.name}`,
      version: plan.termsVersion,
      text: plan.terms,
    })),
    developers: developers.map(({ id, name, company }) => ({
      value: id,
      label: `${name}, ${company}`,
      isChosen: id === form['developerId'],
    })),
    holders: keyHolderKinds.map((kind) => ({
      value: kind,
      label: holderWords[kind],
      isChosen: kind === form['keyHolderKind'],
    })),
  };
  const frame = { title: 'New request', staff: staffOf(request).name };
  return showChecked({ pages }, reply, errors.length > 0, 'new-request', frame, model);
}

function fields(form: Form, errors: readonly FieldError[]) {
  const field = (name: NewRequestField, input: string): Field => ({
    id: idOf(name),
    value: form[input] ?? '',
    error: errors.find((error) => error.field === name) ?? null,
  });
  return {
    plan: field('planId', 'planId'),
    developer: field('developerId', 'developerId'),
    holder: field('keyHolder.kind', 'keyHolderKind'),
    flexmlsUser: field('keyHolder.flexmlsUser', 'flexmlsUser'),
    productName: field('product.name', 'productName'),
    productUrl: field('product.url', 'productUrl'),
    use: field('use', 'use'),
    terms: { ...field('termsAccepted', 'termsAccepted'), isAccepted: form['termsAccepted'] === 'yes' },
    errorList: errors.map((error) => ({ ...error, id: idOf(error.field) })),
  };
}

function idOf(field: string): string {
  return field.replaceAll('.', '-');
}

function planChoices(offers: readonly Offer[], chosen: string | undefined): NewRequestModel['plans'] {
  return offersByMls(offers).map(({ mls, offers: group }) => ({
    mls: mls.name,
    choices: group.map(({ plan }) => ({
      value: plan.id,
      label: `${plan.name}, ${mls.name}`,
      isChosen: plan.id === chosen,
    })),
  }));
}
