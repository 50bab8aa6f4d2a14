import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { untilOf, usualTerm } from '../domain/grant';
import type { Party } from '../domain/party';
import { dataRoles, keyHolderKinds } from '../domain/plan';
import { priceDifference } from '../domain/price-change';
import type { Ask, Difference, GrantChange } from '../domain/request';
import { actsForWords, roleWords } from '../domain/words';
import type { GrantFile, NewRequest, Store } from '../store/port';
import { offerBehind } from './direct-offer';
import { drawChain, faultErrors } from './draw-chain';
import { redirectError } from './contact-intake';
import { type Intake, mlsOffer, productErrors, useError, words } from './intake';
import { holderErrors, memberErrors } from './key-holder';
import { askedOf, type Offered } from './offers';
import type { FieldError } from './problem';

/** What is to be granted from now on. What is left out stays as it is. */
export const grantChangeBody = z
  .strictObject({
    kind: z.enum(['renewal', 'amendment']),
    planId: words(100).optional().describe('Another data plan of the same MLS, see GET /plans.'),
    role: z.enum(dataRoles).optional().describe('Only where the MLS was asked directly: what the key may see.'),
    keyHolder: z
      .strictObject({ kind: z.enum(keyHolderKinds), flexmlsUser: words(100).nullable() })
      .optional()
      .describe('Whom the key is tied to from now on.'),
    product: z.strictObject({ name: words(200), url: words(500).nullable() }).optional(),
    use: words(10_000).optional().describe('20 to 2,000 characters: what is built, how the data is used, who sees it.'),
    redirectUri: words(500).optional().describe('Only for an OpenID Connect client: where agents are sent back to.'),
    termsAccepted: z
      .boolean()
      .describe('That what was approved still holds but for the changes, and the terms as they are now.'),
  })
  .meta({ id: 'GrantChange' });
export type GrantChangeBody = z.output<typeof grantChangeBody>;

/** Checks what was sent and makes the request that asks for the difference, or says for each field what to change. */
export async function takeInChange(
  { directory }: Pick<Store, 'directory'>,
  file: GrantFile,
  body: GrantChangeBody,
  startedBy: Party,
  idempotencyKey: string,
): Promise<Intake> {
  const offer = await offerFor(directory, file.ask, body);
  if (!offer) return { kind: 'unfit', errors: [planGone] };
  const wanted = wantedAsk(file.ask, offer, body);
  const differences = differencesOf(file.ask, wanted);
  const drawn = await drawChain({ directory }, offer, wanted.keyHolder.kind, wanted.requester, startedBy);
  const errors = [
    ...holderErrors(wanted.keyHolder, offer.plan),
    ...(await memberErrors(directory, wanted.keyHolder, offer.mls)),
    ...productErrors(wanted),
    useError(wanted.use),
    wanted.statement ? redirectError(wanted.statement, wanted.plan.keyKind) : null,
    body.role !== undefined && wanted.plan.id !== null ? roleOfPlan : null,
    body.termsAccepted ? null : notConfirmed,
    body.kind === 'amendment' && differences.length === 0 ? nothingChanged : null,
    ...(drawn.kind === 'faulty' ? faultErrors(drawn.faults) : []),
  ].filter((error) => error !== null);
  if (drawn.kind !== 'drawn-up' || errors.length > 0) return { kind: 'unfit', errors };
  const change: GrantChange = {
    kind: body.kind,
    grantId: file.grant.id,
    approvedAt: file.grant.beganAt,
    until: body.kind === 'renewal' ? termFrom(file, (drawn.chain.term ?? usualTerm).months) : null,
    differences,
  };
  const request: NewRequest = {
    id: randomUUID(),
    ask: { ...wanted, kind: 'grant-change', change },
    chain: drawn.chain,
    startedBy: { id: startedBy.id, name: startedBy.name, email: startedBy.email },
    idempotencyKey,
  };
  return { kind: 'fit', request };
}

/** Another plan must be the same MLS's; where there is none, the MLS itself is asked once more. */
async function offerFor(
  directory: Store['directory'],
  { plan, mls }: Ask,
  { planId, role = plan.role }: GrantChangeBody,
): Promise<Offered | undefined> {
  if (planId === undefined) return offerBehind(directory, { plan: { ...plan, role }, mls });
  const offer = await mlsOffer(directory, planId);
  return offer?.mls.id === mls.id ? offer : undefined;
}

/** What is granted from then on, under the terms as they are offered now. */
function wantedAsk(ask: Ask, offer: Offered, { keyHolder, product, use, redirectUri }: GrantChangeBody): Ask {
  const { statement } = ask;
  return {
    ...ask,
    ...askedOf(offer),
    mls: ask.mls,
    keyHolder: keyHolder ?? ask.keyHolder,
    product: product ?? ask.product,
    use: use ?? ask.use,
    ...(statement ? { statement: { ...statement, redirectUri: redirectUri ?? statement.redirectUri } } : {}),
  };
}

/** Only what those who decide should look at. */
function differencesOf(before: Ask, after: Ask): readonly Difference[] {
  const all: readonly Difference[] = [
    difference('Data plan', before.plan.name, after.plan.name),
    difference('May see', roleWords[before.plan.role], roleWords[after.plan.role]),
    priceDifference(before.price, after.price),
    difference('Key acts for', holderOf(before), holderOf(after)),
    difference('Product', before.product.name, after.product.name),
    difference('Website', before.product.url ?? 'none', after.product.url ?? 'none'),
    difference('Use', before.use, after.use),
    difference('Agents are sent back to', before.statement?.redirectUri ?? '', after.statement?.redirectUri ?? ''),
    difference('Terms', before.termsVersion, after.termsVersion),
  ];
  return all.filter((each) => each.before !== each.after);
}

function difference(what: string, before: string, after: string): Difference {
  return { what, before, after };
}

function holderOf({ plan, keyHolder }: Ask): string {
  return actsForWords(plan.keyKind, keyHolder);
}

/** A new term begins where the old one ends. */
function termFrom({ grant, ask }: GrantFile, months: number): number {
  return DateTime.fromMillis(untilOf(grant), { zone: ask.mls.timeZone }).plus({ months }).toMillis();
}

const planGone: FieldError = {
  field: 'planId',
  problem: 'The MLS does not offer this data plan any more.',
  remedy: 'Choose another of its plans, or ask the MLS directly.',
};

const roleOfPlan: FieldError = {
  field: 'role',
  problem: 'What the key may see follows from the data plan.',
  remedy: 'Choose another data plan of the MLS instead.',
};

const notConfirmed: FieldError = {
  field: 'termsAccepted',
  problem: 'It is not confirmed that what was approved still holds.',
  remedy: 'Read what was approved and the terms, then tick the box.',
};

const nothingChanged: FieldError = {
  field: 'kind',
  problem: 'Nothing is changed.',
  remedy: 'Change what shall be different, or ask for a renewal.',
};
