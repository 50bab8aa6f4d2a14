import { dataRoles } from '../domain/plan';
import { priceNote } from '../domain/price-change';
import type { Difference } from '../domain/request';
import { limitWords } from '../domain/limits';
import { roleWords } from '../domain/words';
import type { GrantFile } from '../store/port';
import { askView } from './ask-view';
import type { Form } from './bodies';
import { textField } from './contact-view';
import { type ChangeKind, chosenOffer, offerMark } from './grant-change-form';
import type { GrantDesk } from './grant-desk';
import { keyOf } from './intake';
import { holderHints, holderWords } from './key-holder';
import { moment } from './moments';
import type { Offered } from './offers';
import type { NamedField } from './pages/form-models';
import type { GrantChangeModel } from './pages/grant-models';
import { seesWords } from './plan-words';
import { priceWords } from './price';
import type { FieldError } from './problem';
import { ref } from './request-view';
import { termsMarkup } from './terms';

/** The form of a renewal or another change as it is shown. */
export interface GrantChangeScene {
  readonly kind: ChangeKind;
  readonly file: GrantFile;
  readonly desk: GrantDesk;
  readonly offers: readonly Offered[];
  readonly form: Form;
  readonly errors: readonly FieldError[];
  /** What changes, to be confirmed; null as long as nobody has sent the form. */
  readonly toConfirm: { readonly differences: readonly Difference[]; readonly mark: string } | null;
}

export function grantChangeModel(scene: GrantChangeScene): GrantChangeModel {
  const { kind, file, desk, offers, form, errors, toConfirm } = scene;
  const { grant, ask, spec } = file;
  const field = (name: string): NamedField => ({
    id: idOf(name),
    name,
    value: form[name] ?? '',
    error: errors.find((error) => nameOf(error.field) === name) ?? null,
  });
  const offer = chosenOffer(offers, form) ?? offers.find(({ plan }) => plan.id === ask.plan.id) ?? offers[0];
  return {
    ...words(kind, desk, file),
    ref: ref(grant.id),
    back: `${desk.grants}/${grant.id}`,
    action: `${desk.grants}/${grant.id}/${kind}`,
    idempotencyKey: keyOf(form),
    errorList: errors.map((error) => ({ ...error, id: idOf(nameOf(error.field)) })),
    toConfirm: toConfirm ? { ...toConfirm, price: priceNote(toConfirm.differences) } : null,
    ask: askView(ask),
    conditions: limitWords(spec.limits).join(', '),
    approved: moment(grant.beganAt, ask.mls.timeZone),
    plan: ask.plan.id === null ? null : planSelect(field('planId'), offers),
    role: ask.plan.id === null ? { ...field('role'), choices: roleChoices(form) } : null,
    holder: ask.plan.keyKind === 'oidc' ? null : { ...field('keyHolder.kind'), choices: holderChoices(offers, form) },
    user: { ...field('keyHolder.flexmlsUser'), label: 'Flexmls user name' },
    texts: textFields(field, ask.plan.keyKind === 'oidc'),
    terms: offer ? termsView(offer) : null,
    accept: { ...field('termsAccepted'), isAccepted: form['termsAccepted'] === 'yes', label: acceptWords(kind, desk) },
  };
}

/** The intake names an OpenID Connect client's address as the statement does. */
function nameOf(field: string): string {
  return field === 'statement.redirectUri' ? 'redirectUri' : field;
}

function idOf(name: string): string {
  return name.replaceAll('.', '-');
}

function planSelect(field: NamedField, offers: readonly Offered[]): NonNullable<GrantChangeModel['plan']> {
  const choices = offers.map(({ plan }) => ({
    value: plan.id ?? '',
    label: `${plan.name} (${plan.priceMinor === 0 ? 'free' : priceWords(plan.priceMinor, plan.currency)})`,
    isChosen: plan.id === field.value,
  }));
  const isGone = !choices.some(({ isChosen }) => isChosen);
  return { ...field, choices: isGone ? [{ value: '', label: 'Choose a plan', isChosen: true }, ...choices] : choices };
}

function roleChoices(form: Form) {
  return dataRoles.map((role) => ({
    value: role,
    label: roleWords[role],
    hint: seesWords[role],
    isChosen: role === form['role'],
  }));
}

/** All that some plan of the MLS allows. */
function holderChoices(offers: readonly Offered[], form: Form) {
  const kinds = [...new Set(offers.flatMap(({ plan }) => plan.keyHolders))];
  return kinds.map((kind) => ({
    value: kind,
    label: holderWords[kind],
    hint: holderHints[kind],
    isChosen: kind === form['keyHolder.kind'],
  }));
}

function textFields(field: (name: string) => NamedField, isOidc: boolean): GrantChangeModel['texts'] {
  const texts = [
    { name: 'product.name', label: 'Product', most: 200 },
    { name: 'product.url', label: 'Web address', aside: 'if there is one', most: 500 },
    {
      name: 'use',
      label: 'What is built, and how the data is used',
      hint: '20 to 2,000 characters. The people of the MLS read it as it is.',
      rows: 6,
      most: 2_000,
    },
    ...(isOidc
      ? [
          {
            name: 'redirectUri',
            label: 'Address that agents are sent back to',
            hint: 'One https:// address, without # or *.',
            most: 500,
          },
        ]
      : []),
  ];
  return texts.map((text) => textField(field(text.name), text));
}

function termsView(offer: Offered): GrantChangeModel['terms'] {
  const { name, termsVersion, terms } = offer.plan;
  return { plan: name, version: termsVersion, text: termsMarkup(terms), shown: offerMark(offer) };
}

function words(kind: ChangeKind, { reader }: GrantDesk, { ask, standing }: GrantFile) {
  const { name } = ask.mls;
  const until = moment(standing.until, ask.mls.timeZone).text;
  const whose = reader === 'staff' ? `You ask in the name of ${ask.requester.name}. ` : '';
  if (kind === 'renewal') {
    return {
      heading: 'Renew',
      lead: `${whose}The term ends on ${until}. ${name} is asked whether a new one may begin then. What you do not change stays as it is.`,
      next: `The people of ${name} are asked by mail, about the differences only. The key goes on meanwhile.`,
      button: 'Ask for the renewal',
    };
  }
  return {
    heading: 'Change something',
    lead: `${whose}Change what shall be different from now on. ${name} is asked about that only, and the term stays.`,
    next: `The people of ${name} are asked by mail, about the differences only. Until they have decided, all goes on as it is. Where a new key is needed, the old one goes on for 14 days after the pickup.`,
    button: 'Ask for the change',
  };
}

function acceptWords(kind: ChangeKind, { reader }: GrantDesk): string {
  const who = reader === 'staff' ? 'the developer accepts' : 'I accept';
  return kind === 'renewal'
    ? `What was approved still holds, but for what is changed here, and ${who} the terms as they are now.`
    : `All else that was approved still holds, and ${who} the terms as they are now.`;
}
