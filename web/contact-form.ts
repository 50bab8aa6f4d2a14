import { type DataRole, dataRoles, type KeyKind, keyKinds } from '../domain/plan';
import { type StatementField, statementFields } from '../domain/statement';
import type { Party } from '../domain/party';
import type { Store } from '../store/port';
import type { Form } from './bodies';
import { mlsUnknown, type NewContactBody, newContactBody, takeInContact } from './contact-intake';
import { orNull, tooLong } from './forms';
import type { Intake } from './intake';
import type { FieldError } from './problem';
import { fieldErrors } from './zod-errors';

/** What is known already of a request to an MLS, wherever a link to the form stands. */
export interface ContactWish {
  /** Its id. */
  readonly mls?: string | undefined;
  readonly keyKind?: KeyKind | undefined;
  readonly role?: DataRole | undefined;
}

/** The developer's form, with what is known filled in. */
export function contactPath({ mls, keyKind, role }: ContactWish): string {
  const known = Object.entries({ mls, kind: keyKind, role }).filter(([, value]) => value !== undefined);
  if (known.length === 0) return '/contact';
  return `/contact?${new URLSearchParams(Object.fromEntries(known) as Record<string, string>).toString()}`;
}

/** The form as a link of `contactPath` fills it in. */
export function linkedForm({ mls, kind, role }: Readonly<Record<string, string | undefined>>): Form {
  return {
    mlsId: mls,
    keyKind: keyKinds.find((each) => each === kind),
    role: dataRoles.find((each) => each === role),
  };
}

/** Whose form it is: staff fill it in for a developer, and are spoken to in other words. */
export interface ContactAsker {
  readonly startedBy: Party;
  readonly developerId: string;
  readonly isStaff: boolean;
}

/** Checks the whole form, whose fields are named as the API's are: every mistake is named at once. */
export async function takeInContactForm(
  store: Pick<Store, 'directory' | 'developers'>,
  form: Form,
  { startedBy, developerId, isStaff }: ContactAsker,
  idempotencyKey: string,
): Promise<Intake> {
  const typed = typedFields(form, developerId);
  const { body, errors } = readBody(typed);
  const intake = await takeInContact(store, body, startedBy, idempotencyKey);
  if (intake.kind === 'fit' && errors.length === 0) return intake;
  const unread = new Set(errors.flatMap(({ field }) => [field, ...(dependents[field] ?? [])]));
  const found = intake.kind === 'unfit' ? intake.errors.filter(({ field }) => !unread.has(field)) : [];
  return { kind: 'unfit', errors: [...errors, ...(isStaff ? found : found.map(inTheirWords))] };
}

type Fields = Readonly<Record<string, unknown>>;

/** Field by field, under the path that each has in the API's body. What the form hides is left out, whatever was typed into it before. */
function typedFields(form: Form, developerId: string): Fields {
  const isOidc = form['keyKind'] === 'oidc';
  const holder = isOidc ? 'generic-agent' : form['keyHolder.kind'];
  const stated = (field: StatementField) =>
    field === 'redirectUri' && !isOidc ? '' : (form[`statement.${field}`] ?? '');
  return {
    mlsId: form['mlsId'] ?? '',
    developerId,
    keyKind: form['keyKind'],
    role: form['role'],
    'keyHolder.kind': holder,
    'keyHolder.flexmlsUser': holder === 'generic-agent' ? null : orNull(form['keyHolder.flexmlsUser']),
    'product.name': form['product.name'] ?? '',
    'product.url': orNull(form['product.url']),
    use: form['use'] ?? '',
    ...Object.fromEntries(statementFields.map((field) => [`statement.${field}`, stated(field)])),
    termsAccepted: form['termsAccepted'] === 'yes',
  };
}

/** What stands in for a field that cannot be read, so that the rest is judged all the same; for a text: none. */
const standIns: Fields = {
  keyKind: 'bearer',
  role: 'idx',
  'keyHolder.kind': 'generic-agent',
  'keyHolder.flexmlsUser': null,
  'product.url': null,
};

/** What cannot be judged while the field is not readable. */
const dependents: Readonly<Record<string, readonly string[]>> = {
  keyKind: ['keyHolder.kind', 'keyHolder.flexmlsUser', 'statement.agent', 'statement.licence'],
  role: ['keyHolder.kind'],
  'keyHolder.kind': ['keyHolder.flexmlsUser', 'statement.agent', 'statement.licence'],
};

function readBody(typed: Fields): { readonly body: NewContactBody; readonly errors: readonly FieldError[] } {
  const parsed = newContactBody.safeParse(nested(typed));
  if (parsed.success) return { body: parsed.data, errors: [] };
  const errors = parsed.error.issues.map((issue) => {
    const [error] = fieldErrors([issue]);
    const most = issue.code === 'too_big' ? Number(issue.maximum) : Infinity;
    return choiceMissing[error!.field] ?? tooLong(error!.field, String(typed[error!.field]), most) ?? error!;
  });
  const mended = errors.map(({ field }) => [field, field in standIns ? standIns[field] : '']);
  const body = newContactBody.parse(nested({ ...typed, ...(Object.fromEntries(mended) as Fields) }));
  return { body, errors };
}

/** `{ 'product.name': 'A' }` as `{ product: { name: 'A' } }`. */
function nested(fields: Fields): object {
  const body: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(fields)) {
    const [name, part] = path.split('.') as [string, string?];
    body[name] = part === undefined ? value : { ...(body[name] as object | undefined), [part]: value };
  }
  return body;
}

const choiceMissing: Readonly<Record<string, FieldError>> = {
  keyKind: {
    field: 'keyKind',
    problem: 'No kind of key is chosen.',
    remedy: 'Choose the bearer token unless agents sign in as themselves.',
  },
  role: { field: 'role', problem: 'No role is chosen.', remedy: 'Choose by who sees the data.' },
  'keyHolder.kind': {
    field: 'keyHolder.kind',
    problem: 'Nobody is chosen whom the key acts for.',
    remedy: 'Choose one, or several brokers or agents.',
  },
};

/** The intake speaks to staff, and of a chain that only the MLS or the operator can mend. */
function inTheirWords(error: FieldError): FieldError {
  if (error.field === 'termsAccepted') return { ...error, remedy: 'Read them, then tick the box.' };
  return error.field === 'mlsId' && error !== mlsUnknown ? nobodyToAsk : error;
}

const nobodyToAsk: FieldError = {
  field: 'mlsId',
  problem: 'Nobody of this MLS can be asked here at the moment.',
  remedy: 'Write to support; the address stands at the foot of the page.',
};
