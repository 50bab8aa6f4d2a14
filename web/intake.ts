import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { operatorId } from '../directory/operator';
import type { Chain } from '../domain/chain';
import type { Party } from '../domain/party';
import { type DataPlan, type KeyHolder, keyHolderKinds } from '../domain/plan';
import type { Requester } from '../domain/request';
import type { NewRequest, Offer, Store } from '../store/port';
import { type Form, isPlainText } from './bodies';
import { cardError, type CardDesk, isToPay } from './cards';
import { drawChain, faultErrors } from './draw-chain';
import { holderErrors, memberErrors } from './key-holder';
import { askedOf } from './offers';
import type { FieldError } from './problem';

export const words = (most: number) =>
  z.string().trim().max(most).refine(isPlainText, 'must not hold control characters');

/** What the API takes and the console's form turns into. Unknown keys are refused. */
export const newRequestBody = z
  .strictObject({
    planId: words(100).describe('A data plan, see GET /plans.'),
    developerId: words(100).describe('Who asks, see GET /developers.'),
    keyHolder: z.strictObject({
      kind: z.enum(keyHolderKinds),
      flexmlsUser: words(100).nullable().describe('The Flexmls user the key is tied to; null for the generic agent.'),
    }),
    product: z.strictObject({ name: words(200), url: words(500).nullable() }),
    use: words(10_000).describe('20 to 2,000 characters: what is built, how the data is used, who sees it.'),
    termsAccepted: z.boolean(),
    termsVersion: words(100).optional().describe('The version that was shown; refused when the plan has a newer one.'),
  })
  .meta({ id: 'NewRequest' });
export type NewRequestBody = z.output<typeof newRequestBody>;

export const idempotencyKeyPattern = /^[\x21-\x7e]{1,200}$/;

/** The form's own key, or a new one when it brought none that fits. */
export function keyOf(form: Form): string {
  const key = form['idempotencyKey'] ?? '';
  return idempotencyKeyPattern.test(key) ? key : randomUUID();
}

/** What is looked at to judge a request. */
export interface IntakeDesk extends CardDesk {
  readonly store: Pick<Store, 'directory' | 'developers' | 'payments'>;
}

export type Intake =
  | { readonly kind: 'fit'; readonly request: NewRequest }
  | { readonly kind: 'unfit'; readonly errors: readonly FieldError[] };

/** Checks what was sent against the directory and makes the request to start, or says for each field what to change. */
export async function takeIn(
  { store, payments }: IntakeDesk,
  body: NewRequestBody,
  startedBy: Party,
  idempotencyKey: string,
): Promise<Intake> {
  const { directory, developers } = store;
  const [offer, developer] = await Promise.all([mlsOffer(directory, body.planId), developers.find(body.developerId)]);
  const drawn = offer && (await drawChain({ directory }, offer, body.keyHolder.kind, developer, startedBy));
  const errors = [
    offer ? null : planUnknown,
    developer ? null : developerUnknown,
    ...(offer ? await keyHolderErrors(directory, body.keyHolder, offer) : []),
    ...productErrors(body),
    useError(body.use),
    termsError(body, offer?.plan),
    // Staff may start a request before there is a card: the developer is asked for one by mail, after the last approval at the latest.
    offer && developer?.id === startedBy.id ? await cardError({ store, payments }, offer.plan, developer.id) : null,
    ...(drawn?.kind === 'faulty' ? faultErrors(drawn.faults) : []),
  ].filter((error) => error !== null);
  if (!offer || !developer || drawn?.kind !== 'drawn-up' || errors.length > 0) return { kind: 'unfit', errors };
  const request = newRequest(offer, developer, drawn.chain, body, startedBy, idempotencyKey);
  return { kind: 'fit', request: { ...request, toPay: isToPay(payments, offer.plan) } };
}

/** The offer of that plan, if it is an MLS's: what the operator offers is had by registering. */
export async function mlsOffer(
  directory: Pick<Store['directory'], 'offer'>,
  planId: string,
): Promise<Offer | undefined> {
  const offer = await directory.offer(planId);
  return offer?.mls.id === operatorId ? undefined : offer;
}

async function keyHolderErrors(
  directory: Store['directory'],
  keyHolder: KeyHolder,
  { plan, mls }: Offer,
): Promise<FieldError[]> {
  const errors = holderErrors(keyHolder, plan);
  return errors.length > 0 ? errors : memberErrors(directory, keyHolder, mls);
}

function newRequest(
  offer: Offer,
  requester: Requester,
  chain: Chain,
  { keyHolder, product, use }: NewRequestBody,
  startedBy: Party,
  idempotencyKey: string,
): NewRequest {
  return {
    id: randomUUID(),
    ask: {
      kind: 'purchase-with-approval',
      ...askedOf(offer),
      keyHolder,
      requester: {
        id: requester.id,
        name: requester.name,
        email: requester.email,
        company: requester.company,
      },
      product,
      use,
    },
    chain,
    startedBy: { id: startedBy.id, name: startedBy.name, email: startedBy.email },
    idempotencyKey,
  };
}

export function productErrors({ product: { name, url } }: Pick<NewRequestBody, 'product'>): FieldError[] {
  const errors: FieldError[] = [];
  if (name === '') errors.push({ field: 'product.name', problem: 'The product has no name.', remedy: 'Name it.' });
  else if (/[\t\r\n]/.test(name)) {
    errors.push({ field: 'product.name', problem: 'The name has several lines.', remedy: 'Write it on one line.' });
  }
  const urlError = url === null ? null : webAddressError('product.url', url);
  return urlError ? [...errors, urlError] : errors;
}

/** Null when the text is one address of the web. */
export function webAddressError(field: string, text: string): FieldError | null {
  if (isWebAddress(text)) return null;
  return {
    field,
    problem: 'This is not a web address.',
    remedy: 'Give one that starts with https:// or http://, without a user name in it, or none.',
  };
}

function isWebAddress(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:\/\//i.test(text) && /^https?:$/.test(protocol) && username === '' && password === '';
}

export function useError(use: string): FieldError | null {
  if (use.length >= 20 && use.length <= 2_000) return null;
  return {
    field: 'use',
    problem: use.length < 20 ? 'The use is described too briefly.' : 'The use is described at too great length.',
    remedy: 'Write 20 to 2,000 characters: what is built, how the data is used, who sees it.',
  };
}

function termsError({ termsAccepted, termsVersion }: NewRequestBody, plan: DataPlan | undefined): FieldError | null {
  if (!termsAccepted) {
    return {
      field: 'termsAccepted',
      problem: 'The terms are not accepted.',
      remedy: 'Ask the developer to accept them first.',
    };
  }
  if (!plan || termsVersion === undefined || termsVersion === plan.termsVersion) return null;
  return {
    field: 'termsVersion',
    problem: 'The terms have changed.',
    remedy: `Show the developer version ${plan.termsVersion}.`,
  };
}

const planUnknown: FieldError = {
  field: 'planId',
  problem: 'There is no such data plan.',
  remedy: 'Choose one from the list of plans.',
};

const developerUnknown: FieldError = {
  field: 'developerId',
  problem: 'There is no such developer.',
  remedy: 'Choose one from the list of developers, or add one.',
};
