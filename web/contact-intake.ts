import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Party } from '../domain/party';
import { dataRoles, keyHolderKinds, keyKinds } from '../domain/plan';
import type { Requester } from '../domain/request';
import { type Statement, type StatementField, statementFields, statementLabels } from '../domain/statement';
import type { NewRequest, Store } from '../store/port';
import { isPlainText } from './bodies';
import { directOffer } from './direct-offer';
import { drawChain, faultErrors } from './draw-chain';
import { type Intake, productErrors, useError, words } from './intake';
import { holderErrors, memberErrors } from './key-holder';
import { askedOf, type Offered } from './offers';
import type { FieldError } from './problem';

const part = (field: StatementField) =>
  z
    .string()
    .trim()
    .max(1_000)
    .refine(isPlainText, 'must not hold control characters')
    .default('')
    .describe(statementLabels[field]);

/** What the API takes and the form turns into. Unknown keys are refused. */
export const newContactBody = z
  .strictObject({
    mlsId: words(100).describe('The MLS that is asked, see GET /mlses.'),
    developerId: words(100).describe('Who asks, see GET /developers.'),
    keyKind: z.enum(keyKinds),
    role: z.enum(dataRoles),
    keyHolder: z
      .strictObject({ kind: z.enum(keyHolderKinds), flexmlsUser: words(100).nullable() })
      .describe('Whom a bearer token is tied to; for an OpenID Connect client the generic agent.'),
    product: z.strictObject({ name: words(200), url: words(500).nullable() }),
    use: words(10_000).describe('20 to 2,000 characters: what is built and how the data is used.'),
    statement: z.strictObject(
      Object.fromEntries(statementFields.map((field) => [field, part(field)])) as Record<
        StatementField,
        ReturnType<typeof part>
      >,
    ),
    termsAccepted: z.boolean().describe('That the key is used only as stated, and under the terms the MLS names.'),
  })
  .meta({ id: 'NewContact' });
export type NewContactBody = z.output<typeof newContactBody>;

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** What must not be left out, whoever asks for whatever. */
const needed: readonly StatementField[] = ['authorization', 'audience', 'handling', 'fields'];

/** Checks what was sent and makes the request to the MLS, or says for each field what to change. */
export async function takeInContact(
  store: Pick<Store, 'directory' | 'developers'>,
  body: NewContactBody,
  startedBy: Party,
  idempotencyKey: string,
): Promise<Intake> {
  const { directory, developers } = store;
  const [contact, developer] = await Promise.all([directory.contact(body.mlsId), developers.find(body.developerId)]);
  const offer = contact && directOffer(contact, body.keyKind, body.role);
  const drawn = offer && (await drawChain({ directory }, offer, body.keyHolder.kind, developer, startedBy));
  const errors = [
    offer ? null : mlsUnknown,
    developer?.activatedAt ? null : developerUnknown,
    ...(offer ? await holderErrorsOf(directory, body, offer) : []),
    ...productErrors(body),
    useError(body.use),
    ...statementErrors(body),
    body.termsAccepted ? null : termsNotAccepted,
    ...(drawn?.kind === 'faulty' ? faultErrors(drawn.faults, 'mlsId') : []),
  ].filter((error) => error !== null);
  if (!offer || !developer || drawn?.kind !== 'drawn-up' || errors.length > 0) return { kind: 'unfit', errors };
  const request: NewRequest = {
    id: randomUUID(),
    ask: askOf(offer, developer, body),
    chain: drawn.chain,
    startedBy: { id: startedBy.id, name: startedBy.name, email: startedBy.email },
    idempotencyKey,
  };
  return { kind: 'fit', request };
}

function askOf(offer: Offered, { id, name, email, company }: Requester, body: NewContactBody): NewRequest['ask'] {
  const { keyHolder, product, use, statement } = body;
  return {
    kind: 'direct-mls-contact',
    ...askedOf(offer),
    keyHolder,
    requester: { id, name, email, company },
    product,
    use,
    statement,
  };
}

async function holderErrorsOf(
  directory: Store['directory'],
  { keyKind, role, keyHolder }: NewContactBody,
  { plan, mls }: Offered,
): Promise<FieldError[]> {
  const isGeneric = keyHolder.kind === 'generic-agent';
  if (keyKind === 'oidc' && !isGeneric) return [oidcHolder];
  if (keyKind === 'bearer' && role === 'own' && isGeneric) return [ownDataOfNobody];
  const errors = holderErrors(keyHolder, plan);
  return errors.length > 0 ? errors : memberErrors(directory, keyHolder, mls);
}

function statementErrors({ statement, keyKind, keyHolder }: NewContactBody): FieldError[] {
  const isForOne = keyKind === 'bearer' && keyHolder.kind !== 'generic-agent';
  const missing = [...needed, ...(isForOne ? (['agent', 'licence'] as const) : [])].filter(
    (field) => statement[field] === '',
  );
  const errors = missing.map((field) => ({
    field: `statement.${field}`,
    problem: `"${statementLabels[field]}" is missing.`,
    remedy: 'The MLS needs it to decide; write a sentence.',
  }));
  const redirect = redirectError(statement, keyKind);
  return redirect ? [...errors, redirect] : errors;
}

/** RFC 8252 and the OAuth 2.0 Security Best Current Practice: one exact https address, without a fragment; http on the agent's own machine only. */
export function redirectError(
  { redirectUri }: Pick<Statement, 'redirectUri'>,
  keyKind: NewContactBody['keyKind'],
): FieldError | null {
  const field = 'statement.redirectUri';
  if (keyKind === 'bearer') {
    const remedy = 'Leave it empty: only an OpenID Connect client has one.';
    return redirectUri === '' ? null : { field, problem: 'A bearer token sends nobody back.', remedy };
  }
  const url = URL.parse(redirectUri);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname));
  const isFit = isSafe && url.hash === '' && url.username === '' && !/[*\s]/.test(redirectUri);
  if (isFit) return null;
  const remedy =
    'Give the one https:// address to which agents are sent back after they signed in, without # or *; http:// only at 127.0.0.1, for trials.';
  return { field, problem: 'This is not an address to send agents back to.', remedy };
}

export const mlsUnknown: FieldError = {
  field: 'mlsId',
  problem: 'There is no such MLS.',
  remedy: 'Choose one from the list.',
};

const developerUnknown: FieldError = {
  field: 'developerId',
  problem: 'There is no such developer, or they are not activated yet.',
  remedy: 'Choose one from the list of developers.',
};

const oidcHolder: FieldError = {
  field: 'keyHolder.kind',
  problem: 'An OpenID Connect client acts for whoever signs in, not for one user.',
  remedy: 'Choose the generic agent.',
};

const ownDataOfNobody: FieldError = {
  field: 'keyHolder.kind',
  problem: 'Own data is that of somebody, and a generic agent is nobody.',
  remedy: 'Choose an agent, an office or a company.',
};

const termsNotAccepted: FieldError = {
  field: 'termsAccepted',
  problem: 'The terms are not accepted.',
  remedy: 'Ask the developer to accept them first.',
};
