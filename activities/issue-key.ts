import { randomUUID } from 'node:crypto';
import type { Credential, KeySpec } from '../domain/credential';
import { counted } from '../domain/evaluate';
import type { Instant } from '../domain/instant';
import type { RequestFile } from '../store/port';
import { inWords } from './calendar';
import type { ActivityContext } from './context';
import { permanent } from './failures';
import { newLink } from './links';
import { aboutAndRequester, letterAbout, type Letters, requestFile } from './request-file';

const dayMs = 86_400_000;

export interface Issued extends Letters {
  readonly credentialId: string;
  /** How long the secret waits, in milliseconds from now on. */
  readonly pickUpForMs: number;
}

export function issueKeyActivities(context: ActivityContext) {
  const { store, issuer, settings } = context;

  /**
   * Makes the request's key, once per generation, after judging again from the store's evidence: a message cannot mint a key.
   * @throws IssueRefused (permanent) when the records do not show an approval.
   */
  async function issueKey({ requestId, generation }: { requestId: string; generation: number }): Promise<Issued> {
    const file = await requestFile(store, requestId);
    const earlier = await store.credentials.ofGeneration(requestId, generation);
    if (earlier) return issuedBefore(earlier, file);

    const evidenceId = await approvalEvidence(context, file);
    // No issuer is trusted to be idempotent: what an attempt that died has left is found by its marker.
    const marker = `${requestId}:${generation}`;
    await disableOrphans(context, requestId, marker);
    const spec = specOf(file);
    const { keyId, secret } = await issuer.issue(marker, spec);

    const id = randomUUID();
    const pickUpUntil = file.at + settings.pickUpDays * dayMs;
    const { letter, link } = await writeReady(context, file, { id, generation, pickUpUntil });
    const note = 'Key issued; its secret waits to be picked up.';
    const event = {
      kind: 'key-issued',
      actor: 'Countersign',
      note,
      detail: { keyId, generation, evidenceId },
    } as const;
    await store.credentials.save(
      { id, requestId, generation, evidenceId, keyId, spec, secret, pickUpUntil },
      { requestId, letters: [letter], links: [link], event },
    );
    return { credentialId: id, letters: [letter.id], pickUpForMs: pickUpUntil - file.at };
  }

  return { issueKey };
}

/** The evidence of the approval that completed the chain. Everything is judged anew, the approvers' place in the register included. */
async function approvalEvidence(
  { store, log }: ActivityContext,
  { request, standing, chain, facts }: RequestFile,
): Promise<string> {
  const decisions = counted(chain, facts);
  const gone = await store.directory.inactive(decisions.map(({ approver }) => approver.id));
  const unauthorized = decisions.find(({ approver }) => gone.includes(approver.id));
  const last = decisions.findLast(({ verdict }) => verdict === 'approve');
  if (standing.state === 'approved' && last && !unauthorized) return last.evidenceId;

  const why = unauthorized
    ? `${unauthorized.approver.name} may no longer speak for the MLS`
    : `the request is ${standing.state}`;
  await store.audit.append(request.id, { kind: 'issue-refused', actor: 'Countersign', note: `No key: ${why}.` });
  log.warn({ requestId: request.id, standing: standing.state }, 'issue refused');
  throw permanent('IssueRefused', 'The records do not show an approval that counts.');
}

/** A key whose secret never reached the store is of no use to anyone but a thief. */
async function disableOrphans({ store, issuer }: ActivityContext, requestId: string, marker: string): Promise<void> {
  for (const key of await issuer.find(marker)) {
    if (!key.enabled) continue;
    await issuer.disable(key.id);
    const note = 'A key was made and its secret lost on the way; it is disabled and replaced.';
    await store.audit.append(requestId, {
      kind: 'key-orphan-disabled',
      actor: 'Countersign',
      note,
      detail: { keyId: key.id },
    });
  }
}

async function writeReady(
  { renderer, settings }: ActivityContext,
  file: RequestFile,
  { id, generation, pickUpUntil }: { id: string; generation: number; pickUpUntil: Instant },
) {
  const { digest, ask } = file.request;
  const binding = { stepId: null, approverId: null, credentialId: id, generation, digest, deadline: pickUpUntil };
  const { url, code, link } = newLink(settings.baseUrl, 'pickup', binding);
  const until = inWords(pickUpUntil, ask.mls.timeZone);
  const variables = { ...aboutAndRequester(file), pickupUrl: url, code, until, replaces: generation > 1 };
  const letter = await renderer.render(letterAbout(file, 'ready', variables, { part: String(generation) }));
  return { letter, link };
}

function issuedBefore(credential: Credential, { at }: RequestFile): Issued {
  const letters = [`${credential.requestId}.ready.${credential.generation}`];
  return { credentialId: credential.id, letters, pickUpForMs: Math.max(0, credential.pickUpUntil - at) };
}

function specOf({ request }: RequestFile): KeySpec {
  const { plan, mls, keyHolder, product } = request.ask;
  return { kind: plan.keyKind, role: plan.role, mlsId: mls.id, keyHolder, name: product.name };
}
