import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { demoDirectory } from '../../directory/demo';
import type { KeySpec } from '../../domain/credential';
import type { Ask } from '../../domain/request';
import { createSeal } from '../../secrets/seal';
import { hashCode, hashToken, newToken } from '../../secrets/token';
import type { NewLetter, NewLink, Offer, Store } from '../../store/port';
import type { Database } from '../../store/sql/schema';

export const seal = createSeal({ current: 'test', keys: new Map([['test', Buffer.alloc(32, 7)]]) });
export const rightCode = 'ACDEFG';
export const wrongCode = 'ZZZZZZ';
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
    ...more,
  };
}

/** Starts a request for the plan; resolves with its id and its dispatch. */
export async function startRequest(
  { store }: OpenStore,
  planId = 'harbor-coast-idx',
  idempotencyKey: string = randomUUID(),
) {
  const offer = (await store.directory.offer(planId))!;
  const startedBy = { id: 's1', name: 'Support', email: 'support@countersign.example' };
  const outcome = await store.requests.start({
    id: randomUUID(),
    ask: askFor(offer),
    chain: offer.chain,
    startedBy,
    idempotencyKey,
  });
  if (outcome.kind !== 'started') throw new Error(`not started: ${outcome.kind}`);
  return { id: outcome.request.id, request: outcome.request, dispatch: outcome.dispatch, chain: offer.chain };
}

export function letterFor(requestId: string, id = randomUUID()): NewLetter {
  return {
    id,
    requestId,
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
  const { store } = open;
  const token = newToken();
  const file = (await store.requests.file(requestId))!;
  const lapseAt = file.at + 20 * dayMs;
  const link: NewLink = {
    tokenHash: hashToken(token),
    codeHash: hashCode(hashToken(token), code),
    purpose: 'decision',
    stepId,
    approverId,
    credentialId: null,
    generation,
    digest: file.request.digest,
    deadline: lapseAt,
  };
  await store.letters.write({
    requestId,
    letters: [letterFor(requestId)],
    links: [link],
    opening: { stepId, lapseAt },
  });
  return token;
}

export function decide({ store }: OpenStore, token: string, verdict: 'approve' | 'deny' = 'approve', code = rightCode) {
  const reason = verdict === 'deny' ? 'not in our policy' : '';
  return store.decisions.decideByLink({
    tokenHash: hashToken(token),
    code,
    verdict,
    reason,
    circumstances: { userAgent: 'test' },
  });
}

/** What keys are made for in tests. */
export const spec: KeySpec = {
  kind: 'bearer',
  role: 'idx',
  mlsId: 'harbor-coast',
  keyHolder: { kind: 'generic-agent', flexmlsUser: null },
  name: 'Harbor Homes',
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
  const { store } = open;
  const decided = await decide(open, decisionToken);
  if (decided.kind !== 'recorded') throw new Error(`not decided: ${decided.kind}`);
  const token = newToken();
  const credentialId = randomUUID();
  const pickUpUntil = (await store.now()) + 14 * dayMs;
  await store.credentials.save(
    {
      id: credentialId,
      requestId,
      generation,
      evidenceId: decided.decision.evidenceId,
      keyId: randomUUID(),
      spec,
      secret,
      pickUpUntil,
    },
    {
      requestId,
      letters: [letterFor(requestId)],
      links: [
        {
          tokenHash: hashToken(token),
          codeHash: hashCode(hashToken(token), rightCode),
          purpose: 'pickup',
          stepId: null,
          approverId: null,
          credentialId,
          generation,
          digest: decided.decision.digest,
          deadline: pickUpUntil,
        },
      ],
      event: { kind: 'key-issued', actor: 'Countersign', note: 'Key issued.' },
    },
  );
  return { requestId, credentialId, token, tokenHash: hashToken(token), spec, evidenceId: decided.decision.evidenceId };
}
