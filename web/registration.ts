import { randomUUID } from 'node:crypto';
import { blacklist } from 'mailchecker';
import { demoPlanId } from '../directory/operator';
import { plainAddress } from '../mail/address';
import { digestOf } from '../secrets/digest';
import type { NewAccount, NewRequest, Store } from '../store/port';
import type { Form } from './bodies';
import { drawChain } from './draw-chain';
import { tooLong } from './forms';
import { keyOf, webAddressError } from './intake';
import { addressError } from './new-developer';
import { askedOf } from './offers';
import { type FieldError, HttpProblem } from './problem';

export type Registration =
  | { readonly kind: 'fit'; readonly account: NewAccount; readonly request: NewRequest }
  | { readonly kind: 'unfit'; readonly errors: readonly FieldError[] };

type Profile = Pick<NewAccount, 'company' | 'website'>;

const longestLine = 120;
const longestUrl = 500;
const longestUse = 2_000;
const shortestUse = 20;

/**
 * Checks what a stranger typed and makes the account and the request to the operator, or says for each field what to change.
 * Nothing is stored. @throws HttpProblem 503 while the operator's own plan is not set up.
 */
export async function readRegistration(store: Pick<Store, 'directory'>, form: Form): Promise<Registration> {
  const offer = await store.directory.offer(demoPlanId);
  if (!offer) throw new HttpProblem(503, 'Not open yet', 'Nobody can register at the moment. Try again later.');
  const [name, use] = [trimmed(form, 'name'), trimmed(form, 'use')];
  const { company, website, errors: profileErrors } = readProfile(form);
  const typed = readAddress(form);
  const email = typeof typed === 'string' && isDisposable(typed) ? addressDisposable : typed;
  const errors = [
    lineError('name', name, 'Give your name.'),
    ...profileErrors.filter(({ field }) => field === 'company'),
    typeof email === 'string' ? null : email,
    ...profileErrors.filter(({ field }) => field !== 'company'),
    useError(use),
  ].filter((error) => error !== null);
  if (typeof email !== 'string' || errors.length > 0) return { kind: 'unfit', errors };

  const account = { id: randomUUID(), name, company, email, website };
  const requester = { id: account.id, name, email, company };
  const drawn = await drawChain(store, offer, 'generic-agent', requester, requester);
  if (drawn.kind === 'faulty') return { kind: 'unfit', errors: [reviewersOwn] };
  const ask: NewRequest['ask'] = {
    kind: 'registration',
    ...askedOf(offer),
    keyHolder: { kind: 'generic-agent', flexmlsUser: null },
    requester,
    product: { name: company, url: website || null },
    use,
  };
  const startedBy = { id: account.id, name, email };
  // Of the content too: whoever goes back and corrects a slip sends the same form with other words.
  const idempotencyKey = digestOf({ key: keyOf(form), name, email, company, website, use });
  return { kind: 'fit', account, request: { id: randomUUID(), ask, chain: drawn.chain, startedBy, idempotencyKey } };
}

/** What developers may change later too. */
export function readProfile(form: Form): Profile & { readonly errors: readonly FieldError[] } {
  const [company, website] = [trimmed(form, 'company'), trimmed(form, 'website')];
  const errors = [
    lineError('company', company, 'Give your company, or your own name again if you work alone.'),
    website === '' ? null : webAddressError('website', website),
    tooLong('website', website, longestUrl),
  ];
  return { company, website, errors: errors.filter((error) => error !== null) };
}

/** One plain mail address, or what is wrong with it. */
export function readAddress(form: Form): string | FieldError {
  const address = plainAddress.safeParse(trimmed(form, 'email'));
  return address.success && address.data.length <= longestLine ? address.data : addressError;
}

/** Whether the address, or one that its domain belongs to, is of a service that hands out addresses for some minutes. */
function isDisposable(address: string): boolean {
  const labels = address.slice(address.indexOf('@') + 1).split('.');
  return labels.some((_, index) => blacklist().has(labels.slice(index).join('.')));
}

function trimmed(form: Form, field: string): string {
  return (form[field] ?? '').trim();
}

function lineError(field: string, text: string, remedy: string): FieldError | null {
  if (text === '') return { field, problem: `The ${field} is missing.`, remedy };
  if (/[\t\n]/.test(text))
    return { field, problem: `The ${field} has several lines.`, remedy: 'Write it on one line.' };
  return tooLong(field, text, longestLine);
}

function useError(use: string): FieldError | null {
  if (use.length >= shortestUse && use.length <= longestUse) return null;
  return {
    field: 'use',
    problem:
      use.length < shortestUse ? 'Your plan is described too briefly.' : 'Your plan is described at too great length.',
    remedy: 'Write 20 to 2,000 characters: what you build, and who will see the data.',
  };
}

const addressDisposable: FieldError = {
  field: 'email',
  problem: 'This address is of a service for throw-away addresses.',
  remedy: 'Give one that you keep: your key and every answer go there.',
};

const reviewersOwn: FieldError = {
  field: 'email',
  problem: 'This address belongs to those who review registrations.',
  remedy: 'Give another one: nobody decides on their own request.',
};
