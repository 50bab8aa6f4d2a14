import type { DataPlan } from '../domain/plan';
import type { Account, NewRequest, Offer, Store } from '../store/port';
import type { Form } from './bodies';
import { drawFor } from './catalogue';
import { faultErrors } from './draw-chain';
import { bodyFor, holderOf, isChanged, plansOf } from './enrolment-form';
import { type IntakeDesk, mlsOffer, newRequestBody, takeIn } from './intake';
import type { FieldError } from './problem';
import { fieldErrors } from './zod-errors';

/** One plan of an application: what would be started for it, and what is wrong with it. */
export interface Enrolment {
  readonly planId: string;
  readonly offer: Offer | undefined;
  /** Undefined when something is wrong. */
  readonly request: NewRequest | undefined;
  /** What the developer can mend in the form. */
  readonly errors: readonly FieldError[];
  /** What they cannot: the plan is gone, or nobody at the MLS could decide. */
  readonly obstacle: FieldError | null;
}

/** Fields that all plans of an application share. */
const sharedFields: ReadonlySet<string> = new Set(['product.name', 'product.url', 'use']);

/** Judges the application, plan by plan. Nothing is stored. */
export async function takeInAll(
  desk: IntakeDesk,
  developer: Account,
  draftId: string,
  form: Form,
): Promise<readonly Enrolment[]> {
  const enrolments: Enrolment[] = [];
  for (const planId of plansOf(form)) enrolments.push(await takeInOne(desk, developer, draftId, form, planId));
  return enrolments;
}

async function takeInOne(
  desk: IntakeDesk,
  developer: Account,
  draftId: string,
  form: Form,
  planId: string,
): Promise<Enrolment> {
  const offer = await mlsOffer(desk.store.directory, planId);
  if (!offer) return { planId, offer, request: undefined, errors: [], obstacle: planGone };
  const { plan } = offer;
  if (plan.keyKind === 'oidc') return { planId, offer, request: undefined, errors: [], obstacle: askedDirectly };
  const parsed = newRequestBody.safeParse(bodyFor(form, plan, developer.id));
  if (!parsed.success) {
    return { planId, offer, request: undefined, errors: fieldErrors(parsed.error.issues), obstacle: null };
  }
  const intake = await takeIn(desk, parsed.data, developer, idempotencyKeyOf(developer, draftId, planId));
  const found = intake.kind === 'unfit' ? intake.errors : [];
  const errors = found.filter(({ field }) => field !== 'planId').map((error) => inTheirWords(error, form, plan));
  const isHolderMissing = holderOf(form, plan) === undefined;
  const mendable = isHolderMissing ? [holderMissing, ...errors.filter(({ field }) => !isOfHolder(field))] : errors;
  const obstacle = found.find(({ field }) => field === 'planId') ?? null;
  const request = intake.kind === 'fit' && mendable.length === 0 ? intake.request : undefined;
  return { planId, offer, request, errors: mendable, obstacle };
}

/** What stands against a request for that plan, whatever the form says; null when nothing does. */
export async function obstacleFor(
  { directory }: Pick<Store, 'directory'>,
  developer: Account,
  offer: Offer | undefined,
): Promise<FieldError | null> {
  if (!offer) return planGone;
  if (offer.plan.keyKind === 'oidc') return askedDirectly;
  const drawn = await drawFor(directory, offer, developer);
  return drawn.kind === 'faulty' ? (faultErrors(drawn.faults)[0] ?? null) : null;
}

/** The same application, sent twice, starts each request once; somebody else's never has the same key. */
function idempotencyKeyOf({ id }: Account, draftId: string, planId: string): string {
  return ['enrolment', id, draftId, planId].map(encodeURIComponent).join('/');
}

export function isShared({ field }: FieldError): boolean {
  return sharedFields.has(field);
}

function isOfHolder(field: string): boolean {
  return field.startsWith('keyHolder.');
}

/** The intake speaks to staff. */
function inTheirWords(error: FieldError, form: Form, plan: DataPlan): FieldError {
  if (error.field !== 'termsAccepted') return error;
  return isChanged(form, plan) ? termsChanged : { ...error, remedy: 'Read them, then tick the box.' };
}

const holderMissing: FieldError = {
  field: 'keyHolder.kind',
  problem: 'Nothing is chosen.',
  remedy: 'Choose whom the key is for.',
};

const termsChanged: FieldError = {
  field: 'termsAccepted',
  problem: 'The price or the terms have changed since this page showed them.',
  remedy: 'Both are shown as they are now. Read them, then tick the box again.',
};

const planGone: FieldError = {
  field: 'planId',
  problem: 'This data plan is not offered any more.',
  remedy: 'Look in the Datamart for another plan, or ask the MLS directly.',
};

const askedDirectly: FieldError = {
  field: 'planId',
  problem: 'An OpenID Connect key needs the own approval of the MLS.',
  remedy: 'Ask the MLS directly.',
};
