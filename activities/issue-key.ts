import { randomUUID } from 'node:crypto';
import { type Credential, type KeySpec, keySpecOf } from '../domain/credential';
import { durationWords } from '../domain/duration-words';
import { isDue } from '../domain/payment';
import { bothLimits, limitWords, noLimits } from '../domain/limits';
import { allLimits } from '../domain/proof';
import type { GrantFile, RequestFile } from '../store/port';
import { approvalEvidence } from './approval-evidence';
import { madeByMls, tellHandMade } from './by-hand';
import { dayIn, inWords } from './calendar';
import type { ActivityContext } from './context';
import { firstTry } from './deliver';
import { permanent } from './failures';
import { newLink } from './links';
import { disableOthers, makeKey } from './make-key';
import { aboutAndRequester, letterAbout, type Letters, requestFile } from './request-file';
import { type Draft, render } from './send-once';

const dayMs = 86_400_000;
const demoDays = 90;

export interface Issued extends Letters {
  /** Null when the records no longer show an approval: somebody took theirs back, or may no longer speak for the MLS. */
  readonly credentialId: string | null;
  /** How long the secret waits, in milliseconds from now on. */
  readonly pickUpForMs: number;
}

export function issueKeyActivities(context: ActivityContext) {
  const { store, settings } = context;

  /**
   * Makes the request's key, once per generation, after judging again from the store's evidence: a message cannot mint a key.
   * An approver who has left the register since is set aside first.
   * @throws IssueRefused (permanent) when the records show no approval at all, or something is still to be paid.
   */
  async function issueKey({ requestId, generation }: { requestId: string; generation: number }): Promise<Issued> {
    const file = await requestFile(store, requestId);
    const earlier = await store.credentials.ofGeneration(requestId, generation);
    if (earlier) return issuedBefore(context, earlier, file);

    const evidenceId = await approvalEvidence(context, file);
    if (evidenceId === undefined) return { credentialId: null, letters: [], pickUpForMs: 0 };
    if (isDue(file.payment)) throw permanent('IssueRefused', 'The payment is not made.');
    const granted = await store.grants.file(requestId);
    const spec = granted?.spec ?? specOf(file);
    const madeBy = madeByMls(file);
    if (madeBy !== undefined) {
      const key = { id: randomUUID(), requestId, generation, evidenceId, spec, madeBy };
      await store.credentials.recordByHand(key);
      return { credentialId: key.id, ...(await tellHandMade(context, file, generation, madeBy)), pickUpForMs: 0 };
    }
    const id = randomUUID();
    const pickUpUntil = file.at + settings.pickUpDays * dayMs;
    const ready = readyDraft(context, file, { id, generation, pickUpUntil, spec, overlapMs: overlapOf(granted) });
    await makeKey(context, file, generation, spec, async (made) => {
      const event = {
        kind: 'key-issued',
        actor: 'Countersign',
        note: 'Key issued; its secret waits to be picked up.',
        detail: { keyId: made.keyId, generation, evidenceId },
      } as const;
      const letter = await render(context, requestId, `issue.${generation}`, { drafts: [ready], events: [event] });
      return store.credentials.save({ id, requestId, generation, evidenceId, ...made, spec, pickUpUntil }, letter);
    });
    const letters = await firstTry(context, [ready.input.id]);
    return { credentialId: id, ...letters, pickUpForMs: pickUpUntil - file.at };
  }

  return { issueKey };
}

interface NewKey extends Pick<Credential, 'id' | 'generation' | 'pickUpUntil' | 'spec'> {
  /** How long the key that it replaces goes on once it was picked up. */
  readonly overlapMs: number | null;
}

function overlapOf(granted: GrantFile | undefined): number | null {
  return granted?.keys.findLast(({ disabledAt }) => disabledAt === null)?.overlapMs ?? null;
}

function readyDraft(
  { settings }: ActivityContext,
  file: RequestFile,
  { id, generation, pickUpUntil, spec, overlapMs }: NewKey,
): Draft {
  const { digest, ask } = file.request;
  const binding = { credentialId: id, generation, digest, deadline: pickUpUntil };
  const { url, code, link } = newLink(settings.baseUrl, 'pickup', binding);
  const until = inWords(pickUpUntil, ask.mls.timeZone);
  const variables = {
    ...aboutAndRequester(file),
    pickupUrl: url,
    code,
    until,
    // When demo credentials end is said on its own.
    limits: [...limitWords(demoUntil(file) === null ? spec.limits : allLimits(file.chain, file.facts))],
    replaces: generation > 1,
    overlap: overlapMs === null ? null : durationWords(overlapMs),
    demo: demoOf(file, settings.baseUrl),
  };
  return { input: letterAbout(file, 'ready', variables, { part: String(generation) }), link };
}

async function issuedBefore(context: ActivityContext, earlier: Credential, file: RequestFile): Promise<Issued> {
  const { id, requestId, generation, pickUpUntil, issuer, madeBy } = earlier;
  if (issuer === 'by-hand') {
    return { credentialId: id, ...(await tellHandMade(context, file, generation, madeBy!)), pickUpForMs: 0 };
  }
  await disableOthers(context, file, earlier);
  const letters = await firstTry(context, [`${requestId}.ready.${generation}`]);
  return { credentialId: id, ...letters, pickUpForMs: Math.max(0, pickUpUntil - file.at) };
}

function specOf(file: RequestFile): KeySpec {
  const limits = bothLimits(allLimits(file.chain, file.facts), { ...noLimits, until: demoUntil(file) })!;
  return keySpecOf(file.request.ask, limits);
}

/** How demo credentials are tried, and until when; null for a live key. */
function demoOf(file: RequestFile, baseUrl: string) {
  const until = demoUntil(file);
  return until === null ? null : { dataUrl: `${baseUrl}/Reso/OData/Property`, until };
}

/** Demo credentials end by themselves, so many days after the approval; null for a live key. */
function demoUntil({ request, standing, at }: RequestFile): string | null {
  if (request.ask.kind !== 'registration') return null;
  const approvedAt = standing.state === 'approved' ? standing.at : at;
  return dayIn(request.ask.mls.timeZone, approvedAt + demoDays * dayMs);
}
