import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { demoDirectory } from '../../directory/demo';
import type { Chain } from '../../domain/chain';
import type { Decision } from '../../domain/decision';
import type { KeySpec } from '../../domain/credential';
import type { RequestFacts } from '../../domain/definition';
import { drawUp } from '../../domain/draw-up';
import { noLimits } from '../../domain/limits';
import type { Ask } from '../../domain/request';
import { createSeal } from '../../secrets/seal';
import { hashCode, hashToken, newToken } from '../../secrets/token';
import type { ChosenAct, Correspondence, LinkPurpose, NewLetter, NewLink, Offer, Store } from '../../store/port';
import type { Database } from '../../store/sql/schema';

export const seal = createSeal({ current: 'test', keys: new Map([['test', Buffer.alloc(32, 7)]]) });
export const rightCode = 'ACDEFG';
export const wrongCode = 'ZZZZZZ';
export const approve: ChosenAct = { verdict: 'approve', limits: noLimits };
export const support = { id: 's1', name: 'Support', email: 'support@countersign.example' };
const dayMs = 86_400_000;

export interface OpenStore {
  readonly store: Store;
  /** The tables themselves, to move a deadline or to look for what must not be there. */
  readonly db: Kysely<Database>;
  close(): Promise<void>;
}

export async function loadDemo({ store }: OpenStore): Promise<void> {
  await store.directory.load(demoDirectory);
}

/** The demo plan `planId` as dana would ask for it. */
export function askFor({ plan, mls }: Offer, more: Partial<Ask> = {}): Ask {
  const dana = demoDirectory.developers[0]!;
  return {
    kind: 'purchase-with-approval',
    mls: { id: mls.id, name: mls.name, timeZone: mls.timeZone },
    plan: { id: plan.id, name: plan.name, role: plan.role, keyKind: plan.keyKind },
    keyHolder: { kind: 'generic-agent', flexmlsUser: null },
    requester: dana,
    product: { name: 'Harbor Homes', url: 'https://homes.example' },
    use: 'A public site that shows listings to home buyers.',
    termsVersion: plan.termsVersion,
    termsHash: 'h1',
    price: { minor: plan.priceMinor, currency: plan.currency },
    ...more,
  };
}

/** The chain of the offer's definition for a developer whom nobody knows yet. */
export function chainFor({ plan, definition, register }: Offer, more: Partial<RequestFacts> = {}): Chain {
  const facts: RequestFacts = {
    dataRole: plan.role,
    keyKind: plan.keyKind,
    keyHolder: 'generic-agent',
    ownDataLevel: null,
    price: plan.priceMinor,
    developerStanding: 'new',
    firstRequest: true,
    ...more,
  };
  const drawnUp = drawUp(definition, register, facts, [demoDirectory.developers[0]!.email, support.email]);
  if (drawnUp.kind !== 'drawn-up') throw new Error(`faulty: ${JSON.stringify(drawnUp.faults)}`);
  return drawnUp.chain;
}

/** Starts a request for the plan; resolves with its id and its dispatch. */
export async function startRequest(
  { store }: OpenStore,
  planId = 'harbor-coast-idx',
  idempotencyKey: string = randomUUID(),
  ask: Partial<Ask> = {},
) {
  const offer = (await store.directory.offer(planId))!;
  const chain = chainFor(offer);
  const outcome = await store.requests.start({
    id: randomUUID(),
    ask: askFor(offer, ask),
    chain,
    startedBy: support,
    idempotencyKey,
  });
  if (outcome.kind !== 'started') throw new Error(`not started: ${outcome.kind}`);
  return { id: outcome.request.id, request: outcome.request, dispatch: outcome.dispatch, chain };
}

export function letterFor(requestId: string, id: string = randomUUID(), stepId: string | null = null): NewLetter {
  return {
    id,
    requestId,
    stepId,
    template: 'ask',
    recipient: { name: 'Ann Lee', email: 'ann.lee@harbor-coast.example' },
    envelope: { from: 'approvals@countersign.example', to: 'ann.lee@harbor-coast.example' },
    subject: 'Approve?',
    messageId: `<${id}@countersign.example>`,
    bytes: Buffer.from(`Subject: Approve?\r\n\r\nletter ${id}\r\n`),
  };
}

/** Opens a step of the request for an approver, as the `ask` activity does; resolves with the token of the mailed link. */
export async function openStep(
  open: OpenStore,
  requestId: string,
  stepId: string,
  approverId: string,
  generation = 1,
  code = rightCode,
): Promise<string> {
  const { facts, request, at } = (await open.store.requests.file(requestId))!;
  const { digest } = request;
  const isOpen = facts.openings.some((opening) => opening.stepId === stepId && opening.digest === digest);
  const lapse = { kind: 'lapse', at: at + 20 * dayMs } as const;
  const openings = isOpen ? [] : [{ stepId, digest, because: 'opened', dues: [lapse] } as const];
  return mailLink(open, requestId, { purpose: 'decision', stepId, approverId, generation }, code, openings);
}

/** Mails somebody a link; resolves with its token. */
export async function mailLink(
  { store }: OpenStore,
  requestId: string,
  binding: Partial<NewLink> & { readonly purpose: LinkPurpose; readonly stepId: string | null },
  code = rightCode,
  openings: Correspondence['openings'] = [],
): Promise<string> {
  const token = newToken();
  const { request, at } = (await store.requests.file(requestId))!;
  const link: NewLink = {
    tokenHash: hashToken(token),
    codeHash: hashCode(hashToken(token), code),
    approverId: null,
    credentialId: null,
    decisionId: null,
    generation: 1,
    digest: request.digest,
    deadline: at + 20 * dayMs,
    ...binding,
  };
  const letter = letterFor(requestId, randomUUID(), binding.stepId);
  const links = [{ ...link, letterId: letter.id }];
  await store.letters.write({ requestId, key: letter.id, letters: [letter], links, openings });
  return token;
}

export function decide(open: OpenStore, token: string, verdict: 'approve' | 'deny' = 'approve', code = rightCode) {
  return verdict === 'deny'
    ? say(open, token, { verdict }, 'not in our policy', code)
    : say(open, token, approve, '', code);
}

/** Any act by a link. */
export function say({ store }: OpenStore, token: string, act: ChosenAct, reason = 'so be it', code = rightCode) {
  return store.decisions.decideByLink({
    tokenHash: hashToken(token),
    code,
    act,
    reason,
    circumstances: { userAgent: 'test' },
  });
}

/** The same, where nothing stands against it: resolves with the decision. */
export async function said(open: OpenStore, token: string, act: ChosenAct, reason?: string) {
  const outcome = await say(open, token, act, reason);
  if (outcome.kind !== 'recorded') throw new Error(`could not ${act.verdict}: ${JSON.stringify(outcome)}`);
  return outcome.decision;
}

/** What keys are made for in tests. */
export const spec: KeySpec = {
  environment: 'live',
  kind: 'bearer',
  role: 'idx',
  mlsId: 'harbor-coast',
  keyHolder: { kind: 'generic-agent', flexmlsUser: null },
  name: 'Harbor Homes',
  developer: { name: 'Dana Fox', company: 'Foxglove Software', email: 'dana@foxglove.example' },
  limits: noLimits,
};

/** An approved request with an issued key whose secret waits; resolves with the token of the pickup link. */
export async function issuedKey(open: OpenStore, secret = 'csk_live_secret', generation = 1) {
  const { id } = await startRequest(open);
  return issueFor(open, id, await openStep(open, id, 'mls', 'ann-lee'), secret, generation);
}

/** Approves the request by the link of its only step and issues its key, as the workflow does. */
export async function issueFor(
  open: OpenStore,
  requestId: string,
  decisionToken: string,
  secret = 'csk_live_secret',
  generation = 1,
) {
  const decided = await decide(open, decisionToken);
  if (decided.kind !== 'recorded') throw new Error(`not decided: ${decided.kind}`);
  return issueOn(open, requestId, decided.decision, secret, generation);
}

/** Issues a key on an approval that is there. */
export async function issueOn(
  { store }: OpenStore,
  requestId: string,
  { evidenceId, digest }: Pick<Decision, 'evidenceId' | 'digest'>,
  secret = 'csk_live_secret',
  generation = 1,
) {
  const token = newToken();
  const credentialId = randomUUID();
  const pickUpUntil = (await store.now()) + 14 * dayMs;
  await store.credentials.save(
    {
      id: credentialId,
      requestId,
      generation,
      evidenceId,
      issuer: 'builtin',
      keyId: randomUUID(),
      clientId: null,
      spec,
      secret,
      pickUpUntil,
    },
    {
      requestId,
      key: `issue.${generation}`,
      letters: [letterFor(requestId)],
      links: [
        {
          tokenHash: hashToken(token),
          codeHash: hashCode(hashToken(token), rightCode),
          purpose: 'pickup',
          stepId: null,
          approverId: null,
          credentialId,
          decisionId: null,
          generation,
          digest,
          deadline: pickUpUntil,
        },
      ],
      events: [{ kind: 'key-issued', actor: 'Countersign', note: 'Key issued.' }],
    },
  );
  return { requestId, credentialId, token, tokenHash: hashToken(token), spec, evidenceId };
}
