import { dataRoles, keyHolderKinds, type KeyKind, keyKinds, type Mls } from '../domain/plan';
import type { Requester } from '../domain/request';
import { type StatementField, statementLabels } from '../domain/statement';
import { keyKindWords, roleWords } from '../domain/words';
import type { Form } from './bodies';
import { directTerms } from './direct-offer';
import { keyOf } from './intake';
import { holderHints, holderWords } from './key-holder';
import type { ContactModel, TextField } from './pages/contact-models';
import type { Choice, ChoiceWithHint, NamedField } from './pages/form-models';
import { seesWords } from './plan-words';
import type { FieldError } from './problem';
import { termsMarkup } from './terms';

/** The form that asks an MLS directly, with what was typed. */
export interface ContactScene {
  readonly form: Form;
  readonly errors: readonly FieldError[];
  readonly mlses: readonly Pick<Mls, 'id' | 'name'>[];
  /** For staff: for whom it can be filled in. Null: the developer fills it in. */
  readonly developers: readonly Requester[] | null;
}

type Words = Pick<ContactModel, 'heading' | 'lead' | 'action' | 'next' | 'button'> & { readonly accept: string };

const developerWords: Words = {
  heading: 'Ask an MLS directly',
  lead: 'For an MLS without data plans, for what no plan covers, and for every OpenID Connect key. Whether, how and to whom an MLS gives access is up to it.',
  action: '/contact',
  next: 'The people of the MLS get it by mail, support in copy. You can write to one another, and answers come to your account.',
  button: 'Ask the MLS',
  accept: 'I accept these terms.',
};

const staffWords: Words = {
  heading: 'Ask an MLS directly',
  lead: "You ask on the developer's behalf, in the developer's words, where no data plan fits or an OpenID Connect key is wanted.",
  action: '/console/requests/contact',
  next: 'The people of the MLS get it by mail, support in copy. The developer gets a mail with a page to follow it, and both can write to one another.',
  button: 'Ask the MLS',
  accept: 'The developer accepts these terms.',
};

export function contactModel({ form, errors, mlses, developers }: ContactScene): ContactModel {
  const { accept, ...words } = developers ? staffWords : developerWords;
  const field = (name: string): NamedField => ({
    id: idOf(name),
    name,
    value: form[name] ?? '',
    error: errors.find((error) => error.field === name) ?? null,
  });
  const choices = <V extends string>(name: string, values: readonly V[], label: Texts<V>, hint: Texts<V>) => ({
    ...field(name),
    choices: values.map((value): ChoiceWithHint => ({
      value,
      label: label[value],
      hint: hint[value],
      isChosen: value === form[name],
    })),
  });
  const select = (
    name: string,
    first: string,
    list: readonly { readonly value: string; readonly label: string }[],
  ) => ({
    ...field(name),
    choices: [{ value: '', label: first }, ...list].map((each): Choice => ({
      ...each,
      isChosen: each.value === (form[name] ?? ''),
    })),
  });
  const texts = (list: readonly Text[]) => list.map((text) => textField(field(text.name), text));
  return {
    ...words,
    idempotencyKey: keyOf(form),
    errorList: errors.map((error) => ({ ...error, id: idOf(error.field) })),
    mls: select(
      'mlsId',
      'Choose an MLS',
      mlses.map(({ id, name }) => ({ value: id, label: name })),
    ),
    developer:
      developers &&
      select(
        'developerId',
        'Choose a developer',
        developers.map(({ id, name, company }) => ({ value: id, label: `${name}, ${company}` })),
      ),
    keyKind: choices('keyKind', keyKinds, keyKindWords, keyKindHints),
    role: choices('role', dataRoles, roleWords, seesWords),
    holder: choices('keyHolder.kind', keyHolderKinds, holderWords, holderHints),
    user: { ...field('keyHolder.flexmlsUser'), label: 'Flexmls user name' },
    principal: texts(principal),
    product: texts(product),
    data: texts(data),
    redirectUri: textField(field(redirectUri.name), redirectUri),
    termsVersion: directTerms.termsVersion,
    terms: termsMarkup(directTerms.terms),
    accept: { ...field('termsAccepted'), isAccepted: form['termsAccepted'] === 'yes', label: accept },
  };
}

type Texts<V extends string> = Readonly<Record<V, string>>;

function idOf(field: string): string {
  return field.replaceAll('.', '-');
}

const keyKindHints: Texts<KeyKind> = {
  bearer: 'One Flexmls user, or a generic agent, stands behind the key.',
  oidc: 'Agents sign in with their own Flexmls user name and password, and the product acts as each of them.',
};

type Text = Pick<TextField, 'name' | 'label'> & Partial<Pick<TextField, 'hint' | 'aside' | 'rows' | 'most'>>;

/** One text to type, with what stands beside it. */
export function textField(
  field: NamedField,
  { label, hint = '', aside = '', rows = null, most = 1_000 }: Text,
): TextField {
  const describedBy = [hint && `${field.id}-hint`, field.error && `${field.id}-error`].filter(Boolean).join(' ');
  return { ...field, label, hint, aside, rows, most, describedBy };
}

function stated(field: StatementField, more: Partial<Text> = {}): Text {
  return { name: `statement.${field}`, label: statementLabels[field], ...more };
}

const principal: readonly Text[] = [
  stated('agent', {
    hint: 'Name of the broker or agent whose site or product it is. Needed unless it is for several.',
  }),
  stated('office', { aside: 'if there is one' }),
  stated('licence', { hint: 'Of that broker or agent. Needed unless it is for several.' }),
  stated('authorization', {
    hint: 'How they allowed it: an agreement, a letter or a mail, from whom and of which day.',
    rows: 3,
  }),
];

const product: readonly Text[] = [
  { name: 'product.name', label: 'Product', most: 200 },
  { name: 'product.url', label: 'Web address', aside: 'if there is one', most: 500 },
  {
    name: 'use',
    label: 'What is built, and how the data is used',
    hint: '20 to 2,000 characters. The people of the MLS read it as it is.',
    rows: 6,
    most: 2_000,
  },
  stated('audience', { hint: 'Visitors of a site, registered consumers, agents, staff.', rows: 3 }),
];

const redirectUri = stated('redirectUri', {
  hint: 'One https:// address, where agents arrive after they signed in, without # or *; for trials also http://127.0.0.1.',
});

const data: readonly Text[] = [
  stated('handling', { hint: 'Where it is kept, for how long, and what of it is shown to whom.', rows: 3 }),
  stated('fields', { hint: 'Those the product needs, such as active and sold listings with photos.', rows: 3 }),
  stated('otherMlses', { hint: 'Those that are asked for the same product.', aside: 'if there are any', rows: 2 }),
];
