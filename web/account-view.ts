import { hasConversation } from '../domain/message';
import type { Account, Draft, RequestFile } from '../store/port';
import type { Form } from './bodies';
import { goalOf } from './change-words';
import type { WebContext } from './deps';
import { errorLinks, fieldOf } from './forms';
import { developerDesk, grantPathOf } from './grant-desk';
import { grantRow } from './grant-view';
import { keyState } from './key-state';
import { handMadeWords } from './key-words';
import { moment } from './moments';
import type { ConversationModel } from './pages/conversation-models';
import type { AccountModel, AccountRequestModel, KeyView } from './pages/developer-models';
import type { FieldError } from './problem';
import { ref } from './request-view';
import { standingModel } from './standing-view';

/** The page lists the newest so many; older ones are reached by the links in their mails. */
const requestsShown = 100;
const grantsShown = 100;

/** A profile as it was typed, with what is wrong with it. */
export interface ProfileAttempt {
  readonly form: Form;
  readonly errors: readonly FieldError[];
}

/** Everything that is the developer's. `attempt`: their change of the profile that was not taken. */
export async function accountModel(
  { store: { requests, grants, drafts, payments: cards }, payments }: Pick<WebContext, 'store' | 'payments'>,
  account: Account,
  attempt: ProfileAttempt | null,
  isSaved: boolean,
): Promise<AccountModel> {
  const [files, granted, unsent, card] = await Promise.all([
    requests.list({ developerId: account.id, limit: requestsShown, offset: 0 }),
    grants.list({ developerId: account.id, limit: grantsShown, offset: 0 }),
    drafts.list(account.id),
    payments.takesCards ? cards.card(account.id) : undefined,
  ]);
  const zone = files[0]?.request.ask.mls.timeZone ?? 'UTC';
  return {
    name: account.name,
    email: account.email,
    isActive: account.activatedAt !== null,
    registration: registrationOf(account, files),
    grants: granted.map((file) => grantRow(file, developerDesk)),
    requests: files.filter(({ request }) => request.ask.kind !== 'registration').map(requestEntry),
    keys: files.flatMap((file) => keyView(file) ?? []),
    drafts: unsent.map((draft) => draftEntry(draft, zone)),
    takesCards: payments.takesCards,
    card: card?.label ?? '',
    ...profileFields(account, attempt),
    isSaved,
  };
}

/** `error`: what is wrong with saying that the MLS has made the key. */
export function accountRequestModel(
  file: RequestFile,
  conversation: ConversationModel | null,
  error: FieldError | null = null,
): AccountRequestModel {
  const { request } = file;
  return {
    ...standingModel(file),
    ref: ref(request.id),
    created: moment(request.createdAt, request.ask.mls.timeZone),
    key: keyView(file),
    conversation,
    grant: grantPathOf(file, developerDesk),
    setUp: setUpView(file, error),
  };
}

/** While the MLS that is asked directly may still make the key by itself. */
function setUpView({ request, standing }: RequestFile, error: FieldError | null): AccountRequestModel['setUp'] {
  if (standing.state !== 'pending' || !hasConversation(request.ask)) return null;
  return { action: `/account/requests/${request.id}/key`, mls: request.ask.mls.name, error };
}

/** The newest registration, while it has not led to an account. */
function registrationOf(account: Account, files: readonly RequestFile[]): AccountModel['registration'] {
  const file = files.find(({ request }) => request.ask.kind === 'registration');
  if (account.activatedAt !== null || !file) return null;
  const { state } = file.standing;
  const canRegisterAgain = state !== 'pending' && state !== 'approved';
  if (state !== 'pending' || account.provenAt !== null) return { ...standingModel(file), canRegisterAgain };
  return {
    ...standingModel(file),
    because: 'It waits for you to confirm your address.',
    next: `Look for the mail to ${account.email}: it brings a link and a code.`,
    canRegisterAgain,
  };
}

function requestEntry({ request, standing }: RequestFile): AccountModel['requests'][number] {
  const { id, ask, createdAt } = request;
  return {
    href: `/account/requests/${id}`,
    kind: ask.change ? goalOf(ask) : '',
    plan: ask.plan.name,
    mls: ask.mls.name,
    product: ask.product.name,
    state: standing.state,
    because: standing.because,
    ref: ref(id),
    created: moment(createdAt, ask.mls.timeZone),
  };
}

function keyView({ request, credential }: RequestFile): KeyView | null {
  if (!credential) return null;
  const { plan, mls } = request.ask;
  const { at, ...where } = keyState(credential, null, 'developer');
  return {
    about: `${plan.name}, ${mls.name}`,
    keyId: credential.issuer === 'by-hand' ? '' : credential.keyId,
    made: handMadeWords(credential),
    href: `/account/requests/${request.id}`,
    ...where,
    at: moment(at, mls.timeZone),
    usedSince: credential.firstUsedAt === null ? null : moment(credential.firstUsedAt, mls.timeZone),
  };
}

function draftEntry({ id, form, updatedAt }: Draft, zone: string): AccountModel['drafts'][number] {
  const label = form['productName']?.trim() || 'Enrolment without a product';
  return { href: `/enrolments/${encodeURIComponent(id)}`, label, updated: moment(updatedAt, zone) };
}

function profileFields(account: Account, attempt: ProfileAttempt | null) {
  const { company, website } = account;
  const form = { company, website, ...attempt?.form };
  const errors = attempt?.errors ?? [];
  return {
    company: fieldOf('company', form, errors),
    website: fieldOf('website', form, errors),
    errorList: errorLinks(errors),
  };
}
