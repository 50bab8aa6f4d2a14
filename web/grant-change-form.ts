import { createHash } from 'node:crypto';
import type { Party } from '../domain/party';
import { dataRoles, keyHolderKinds } from '../domain/plan';
import { refuseGrantChange } from '../domain/refuse-grant-order';
import type { Ask, GrantChange } from '../domain/request';
import type { GrantFile, Store } from '../store/port';
import type { Form } from './bodies';
import { offerBehind } from './direct-offer';
import { orNull } from './forms';
import { type GrantChangeBody, grantChangeBody, takeInChange } from './grant-change';
import type { Intake } from './intake';
import { moment } from './moments';
import { askedOf, type Offered } from './offers';
import type { FieldError } from './problem';
import { askedMark } from './terms';
import { fieldErrors } from './zod-errors';

export const changeKinds = ['renewal', 'amendment'] as const satisfies readonly GrantChange['kind'][];
export type ChangeKind = GrantChange['kind'];

const dayMs = 86_400_000;

/** What is granted, as the form shows it before anybody has typed. */
export function grantedForm({ ask }: GrantFile): Form {
  const { plan, keyHolder, product, use, statement } = ask;
  return {
    planId: plan.id ?? '',
    role: plan.role,
    'keyHolder.kind': keyHolder.kind,
    'keyHolder.flexmlsUser': keyHolder.flexmlsUser ?? '',
    'product.name': product.name,
    'product.url': product.url ?? '',
    use,
    redirectUri: statement?.redirectUri ?? '',
  };
}

/** The form as it was sent, and by whom. */
export interface SentChange {
  readonly kind: ChangeKind;
  readonly form: Form;
  readonly startedBy: Party;
  readonly idempotencyKey: string;
}

/** Checks the form; what is ticked counts only for the terms and the price that were shown. `form`: as it is to be shown again. */
export async function takeInChangeForm(
  { directory }: Pick<Store, 'directory'>,
  file: GrantFile,
  { kind, form: sent, startedBy, idempotencyKey }: SentChange,
): Promise<
  | Exclude<Intake, { kind: 'unfit' }>
  | { readonly kind: 'unfit'; readonly errors: readonly FieldError[]; readonly form: Form }
> {
  const offer = chosenOffer(await offersFor(directory, file.ask), sent);
  const isShown = offer === undefined || sent['shown'] === offerMark(offer);
  const form = isShown ? sent : { ...sent, termsAccepted: undefined };
  const parsed = grantChangeBody.safeParse(changeBodyOf(kind, file, form));
  if (!parsed.success) return { kind: 'unfit', errors: fieldErrors(parsed.error.issues), form };
  const intake = await takeInChange({ directory }, file, parsed.data, startedBy, idempotencyKey);
  if (intake.kind === 'fit') return intake;
  const errors = intake.errors.map((error) =>
    error.field === 'termsAccepted' && !isShown ? otherTerms(offer.plan.name) : error,
  );
  return { kind: 'unfit', errors, form };
}

function otherTerms(plan: string): FieldError {
  return {
    field: 'termsAccepted',
    problem: 'The terms or the price are not those that were shown before.',
    remedy: `Those of ${plan} are shown now. Read them, then tick the box.`,
  };
}

/** The form as the API's body. What it does not ask for stays as it is granted. */
function changeBodyOf(kind: ChangeKind, { ask }: GrantFile, form: Form): Record<keyof GrantChangeBody, unknown> {
  const isDirect = ask.plan.id === null;
  const holder = keyHolderKinds.find((each) => each === form['keyHolder.kind']) ?? ask.keyHolder.kind;
  const isGeneric = holder === 'generic-agent';
  return {
    kind,
    planId: isDirect ? undefined : form['planId'] || undefined,
    role: isDirect ? dataRoles.find((each) => each === form['role']) : undefined,
    // The field of a user name is hidden for the generic agent, whatever was typed into it before.
    keyHolder:
      ask.plan.keyKind === 'oidc'
        ? undefined
        : { kind: holder, flexmlsUser: isGeneric ? null : orNull(form['keyHolder.flexmlsUser']) },
    product: { name: form['product.name'] ?? '', url: orNull(form['product.url']) },
    use: form['use'] ?? '',
    redirectUri: ask.plan.keyKind === 'oidc' ? (form['redirectUri'] ?? '') : undefined,
    termsAccepted: form['termsAccepted'] === 'yes',
  };
}

/** What the grant can be for: the plans of its MLS with the same kind of key, or the MLS as it is asked directly. */
export async function offersFor(directory: Store['directory'], { mls, plan }: Ask): Promise<readonly Offered[]> {
  if (plan.id !== null) return (await directory.offersOf(mls.id)).filter((each) => each.plan.keyKind === plan.keyKind);
  const direct = await offerBehind(directory, { mls, plan });
  return direct ? [direct] : [];
}

/** The offer that is chosen in the form; undefined when there is none of that name any more. */
export function chosenOffer(offers: readonly Offered[], form: Form): Offered | undefined {
  return offers.find(({ plan }) => (plan.id ?? '') === (form['planId'] ?? ''));
}

/** Stands for the terms and the price that the form shows. */
export function offerMark(offer: Offered): string {
  return askedMark(askedOf(offer));
}

/** Stands for the differences that were shown to be confirmed. */
export function differencesMark({ differences }: Pick<GrantChange, 'differences'>): string {
  return createHash('sha256').update(JSON.stringify(differences), 'utf8').digest('hex').slice(0, 32);
}

/** Why the form is of no use now; undefined when it is. Staff may ask for a renewal at any time. */
export function changeBarred(file: GrantFile, kind: ChangeKind, isStaff: boolean): string | undefined {
  const refusal = refuseGrantChange(file.grant, file.at);
  if (refusal) return refusal.because;
  return isStaff || kind === 'amendment' || file.standing.state === 'renewal-due' ? undefined : tooEarly(file);
}

function tooEarly({ grant, standing, ask }: GrantFile): string {
  if (standing.state === 'in-transition') return 'It is in transition: tie it to somebody else first, by a change.';
  const from = moment(standing.until - grant.term.noticeDays * dayMs, ask.mls.timeZone).text;
  return `It is not time for that yet: it can be renewed from ${from} on.`;
}
