import {
  acceptedTerms,
  acceptTermsMs,
  departureOf,
  type GrantSeen,
  isOverForGood,
  openTerms,
  transitionMs,
} from '../domain/grant';
import { grantDues } from '../domain/grant-dues';
import { type KeyWork, keyWorks, retirementOf } from '../domain/grant-keys';
import type { GrantFile } from '../store/port';
import { atIssuer } from './at-issuer';
import { askToHold, askToDisable } from './by-hand';
import type { ActivityContext } from './context';
import { permanent } from './failures';
import { dueLetters, eventLetters } from './grant-letters';
import type { Letters } from './request-file';
import { sendOnce } from './send-once';

export interface KeptGrant extends Letters {
  readonly seen: GrantSeen;
  /** How long until something is due, in milliseconds; null when the grant is over for good. */
  readonly nextInMs: number | null;
}

export function grantActivities(context: ActivityContext) {
  const { store } = context;

  /**
   * Notes what the clock, the directory or a taken-back approval brings, sees to it that each key works exactly as long as it may, and writes to
   * whoever should know. It looks at the store alone: however often it runs, nothing is done or said twice.
   */
  async function keepGrant({ grantId, seen }: { grantId: string; seen: GrantSeen | undefined }): Promise<KeptGrant> {
    await noteNews(context, await grantFile(grantId));
    const file = await grantFile(grantId);
    for (const work of keyWorks(file.standing, file.keys, file.at)) await carryOut(context, file, work);
    if (isOverForGood(file.standing) && file.openChangeId !== null) {
      await store.requests.withdraw(file.openChangeId, 'Countersign', file.standing.because);
    }
    const letters = await tell(file, seen ?? { seq: 0, at: file.grant.beganAt });
    return {
      letters,
      seen: { seq: file.grant.events.at(-1)?.seq ?? 0, at: file.at },
      nextInMs: isOverForGood(file.standing) ? null : nextAt(file) - file.at,
    };
  }

  /** What has happened or become due since then, each told once. */
  async function tell(file: GrantFile, { seq, at }: GrantSeen): Promise<readonly string[]> {
    const { grant } = file;
    const occasions = [
      ...grant.events
        .filter((event) => event.seq > seq)
        .map((event) => ({ key: `grant.event.${event.seq}`, inputs: () => eventLetters(context, file, event) })),
      ...grantDues(grant, file.at)
        .filter((due) => due.at > at && due.at <= file.at)
        .map((due) => ({ key: `grant.due.${due.kind}.${due.at}`, inputs: () => dueLetters(context, file, due) })),
    ];
    const letters: string[] = [];
    for (const { key, inputs } of occasions) {
      const drafts = inputs().map((input) => ({ input }));
      const drafted = drafts.length > 0 ? { drafts } : undefined;
      letters.push(...(await sendOnce(context, grant.id, key, async () => drafted)).letters);
    }
    return letters;
  }

  async function grantFile(id: string): Promise<GrantFile> {
    const file = await store.grants.file(id);
    if (!file) throw permanent('GrantUnknown', 'The store has no such grant.');
    return file;
  }

  return { keepGrant };
}

/** Writes down what nobody has ordered: approvals taken back, what the MLS's directory says now, terms that nobody accepted in time. */
async function noteNews({ store }: ActivityContext, file: GrantFile): Promise<void> {
  const { grant, origin, changes, at } = file;
  const { grants } = store;
  const { id } = grant;
  if (origin.standing.state === 'revoked') await grants.note(id, { kind: 'revoked' }, origin.standing.because);
  for (const { request, standing } of changes) {
    if (standing.state !== 'revoked') continue;
    await grants.note(id, { kind: 'taken-back', requestId: request.id }, standing.because);
    // A key that was made for more than is granted now must not go on as it is.
    if (request.ask.change!.kind === 'renewal') continue;
    await grants.note(id, { kind: 'suspended', cause: 'taken-back' }, standing.because);
  }
  await noteDirectory(store, file);
  const open = openTerms(grant);
  if (open && open.acceptBy <= at) {
    const because = `The terms ${open.terms.version} were not accepted in time.`;
    await grants.note(id, { kind: 'suspended', cause: 'terms' }, because);
  }
}

async function noteDirectory({ grants }: ActivityContext['store'], { grant, ask, at }: GrantFile): Promise<void> {
  const { terms, isMember } = await grants.surroundings(grant.id);
  const known = openTerms(grant)?.terms ?? acceptedTerms(grant);
  if (terms && terms.hash !== known.hash) {
    const because = `${ask.mls.name} has changed the terms of ${ask.plan.name} (${terms.version}).`;
    await grants.note(grant.id, { kind: 'terms-changed', terms, acceptBy: at + acceptTermsMs }, because);
  }
  const user = ask.keyHolder.flexmlsUser;
  const departure = departureOf(grant);
  if (isMember === false && !departure) {
    const because = `${user} has left ${ask.mls.name} or moved, as its directory says.`;
    await grants.note(grant.id, { kind: 'left', endsAt: at + transitionMs }, because);
  }
  // Only what the directory has said, the directory takes back.
  if (isMember === true && departure?.by === 'Countersign') {
    await grants.note(
      grant.id,
      { kind: 'stayed' },
      `${user} is a member of ${ask.mls.name} again, as its directory says.`,
    );
  }
}

/** First where the key was made, then on record: done twice is as good as done once. */
async function carryOut(context: ActivityContext, file: GrantFile, work: KeyWork): Promise<void> {
  const { store, issuers } = context;
  const { kind, key, because } = work;
  const { issuer, keyId, generation } = key;
  if (issuer === 'by-hand') await askMaker(context, file, work);
  else {
    await atIssuer(context, file.origin, generation, async () => {
      const maker = issuers.named(issuer);
      await (kind === 'let-go' ? maker.enable(keyId) : maker.disable(keyId));
    });
  }
  await store.grants.keyDone(key.id, ({ hold: 'held', 'let-go': 'back', end: 'ended' } as const)[kind], because);
}

/** A key that was made by hand is not ours to switch: staff see to it that its maker does. */
function askMaker(
  context: ActivityContext,
  { origin, grant }: GrantFile,
  { kind, key, because }: KeyWork,
): Promise<void> {
  if (kind === 'end') return askToDisable(context, origin, key);
  const occasion = grant.events.at(-1)?.seq ?? 0;
  return askToHold(context, origin, key, { what: kind, because, occasion });
}

function nextAt({ grant, keys, at }: GrantFile): number {
  const retirements = keys.flatMap((key) => (key.disabledAt === null ? (retirementOf(key, keys) ?? []) : []));
  const dues = grantDues(grant, at).map((due) => due.at);
  return Math.min(...[...dues, ...retirements].filter((each) => each > at));
}
