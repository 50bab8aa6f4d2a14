import { randomUUID } from 'node:crypto';
import { counted } from '../domain/evaluate';
import type { KeySpec } from '../domain/credential';
import type { Credential } from '../domain/credential';
import type { RequestFile } from '../store/port';
import { inWords } from './calendar';
import { permanent } from './failures';
import type { ActivityContext } from './context';
import { newLink } from './links';
import { aboutRequest, requestFile } from './request-file';

const dayMs = 86_400_000;

export interface Issued {
  readonly credentialId: string;
  readonly letters: readonly string[];
  /** How long the secret waits, in milliseconds from now on. */
  readonly pickUpForMs: number;
}

export function issueKeyActivities({ store, issuer, renderer, settings, log }: ActivityContext) {
  /**
   * Makes the request's key, once per generation, after judging again from the store's evidence: a message cannot mint a key.
   * @throws IssueRefused (permanent) when the records do not show an approval.
   */
  async function issueKey({ requestId, generation }: { requestId: string; generation: number }): Promise<Issued> {
    const file = await requestFile(store, requestId);
    const earlier = await store.credentials.ofGeneration(requestId, generation);
    if (earlier) return issued(earlier, file);

    const evidenceId = await approvalEvidence(file);
    const marker = `${requestId}:${generation}`;
    await disableOrphans(requestId, marker);
    const spec = specOf(file);
    const { keyId, secret } = await issuer.issue(marker, spec);

    const id = randomUUID();
    const pickUpUntil = file.at + settings.pickUpDays * dayMs;
    const { letter, link } = await writeReady(file, id, generation, pickUpUntil);
    await store.credentials.save(
      { id, requestId, generation, evidenceId, keyId, spec, secret, pickUpUntil },
      {
        requestId,
        letters: [letter],
        links: [link],
        event: {
          kind: 'key-issued',
          actor: 'Countersign',
          note: 'Key issued; its secret waits to be picked up.',
          detail: { keyId, generation, evidenceId },
        },
      },
    );
    return { credentialId: id, letters: [letter.id], pickUpForMs: pickUpUntil - file.at };
  }

  /** The evidence of the approval that completed the chain. Everything is judged anew, approvers' standing in the register included. */
  async function approvalEvidence({ request, standing, chain, facts }: RequestFile): Promise<string> {
    const last = counted(chain, facts).findLast(({ verdict }) => verdict === 'approve');
    const gone = await store.directory.inactive(chain.steps.flatMap(({ approvers }) => approvers.map(({ id }) => id)));
    const unauthorized = counted(chain, facts).find(({ approver }) => gone.includes(approver.id));
    if (standing.state === 'approved' && last && !unauthorized) return last.evidenceId;

    const why = unauthorized
      ? `${unauthorized.approver.name} may no longer speak for the MLS`
      : `the request is ${standing.state}`;
    await store.audit.append(request.id, { kind: 'issue-refused', actor: 'Countersign', note: `No key: ${why}.` });
    log.warn({ requestId: request.id, standing: standing.state }, 'issue refused');
    throw permanent('IssueRefused', 'The records do not show an approval that counts.');
  }

  /** A key whose secret never reached the store is of no use to anyone but a thief. */
  async function disableOrphans(requestId: string, marker: string): Promise<void> {
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

  async function writeReady(file: RequestFile, credentialId: string, generation: number, pickUpUntil: number) {
    const { request } = file;
    const { requester, mls } = request.ask;
    const { url, code, link } = newLink(settings.baseUrl, 'pickup', {
      stepId: null,
      approverId: null,
      credentialId,
      generation,
      digest: request.digest,
      deadline: pickUpUntil,
    });
    const letter = await renderer.render({
      id: `${request.id}.ready.${generation}`,
      requestId: request.id,
      template: 'ready',
      recipient: requester,
      date: file.at,
      variables: {
        ...aboutRequest(file),
        requester: { name: requester.name },
        pickupUrl: url,
        code,
        until: inWords(pickUpUntil, mls.timeZone),
        replaces: generation > 1,
      },
    });
    return { letter, link };
  }

  return { issueKey };
}

function issued(credential: Credential, { at }: RequestFile): Issued {
  const letters = [`${credential.requestId}.ready.${credential.generation}`];
  return { credentialId: credential.id, letters, pickUpForMs: Math.max(0, credential.pickUpUntil - at) };
}

function specOf({ request }: RequestFile): KeySpec {
  const { plan, mls, keyHolder, product } = request.ask;
  return { kind: plan.keyKind, role: plan.role, mlsId: mls.id, keyHolder, name: product.name };
}
