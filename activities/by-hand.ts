import { randomUUID } from 'node:crypto';
import type { Credential, KeySpec } from '../domain/credential';
import { counted } from '../domain/evaluate';
import type { RequestFile } from '../store/port';
import type { ActivityContext } from './context';
import { firstTry } from './deliver';
import { notYet } from './failures';
import { aboutDirect, letterAbout, type Letters } from './request-file';
import { render, sendOnce } from './send-once';
import { staffNeeded } from './staff-needed';

/** Who of the MLS says that it has made the key itself; undefined when the operator is to make it. */
export function madeByMls({ chain, facts }: RequestFile): string | undefined {
  const said = counted(chain, facts).findLast(({ verdict }) => verdict === 'set-up');
  return said && `${said.approver.name} (${said.approver.title})`;
}

/** Writes down that the MLS has made the key; the developer gets its secret from there. */
export async function recordHandMade(
  context: ActivityContext,
  file: RequestFile,
  key: { readonly generation: number; readonly evidenceId: string; readonly spec: KeySpec; readonly madeBy: string },
): Promise<Letters & { readonly credentialId: string }> {
  const { store, settings } = context;
  const { id: requestId } = file.request;
  const id = randomUUID();
  const { name } = file.request.ask.requester;
  const variables = { ...aboutDirect(file), requester: { name }, madeBy: key.madeBy, support: settings.support.email };
  const input = letterAbout(file, 'set-up', variables, { part: String(key.generation) });
  const note = `The key is on record as made by hand, by ${key.madeBy}.`;
  const event = { kind: 'key-issued', actor: key.madeBy, note, detail: { evidenceId: key.evidenceId } } as const;
  const correspondence = await render(context, requestId, `issue.${key.generation}`, {
    drafts: [{ input }],
    events: [event],
  });
  await store.credentials.recordByHand({ id, requestId, ...key }, correspondence);
  return { credentialId: id, ...(await firstTry(context, [input.id])) };
}

/** Nobody here makes such a key. Staff are called once; it is tried again until they have made it and said so. */
export async function awaitHandMade(context: ActivityContext, file: RequestFile, generation: number): Promise<never> {
  const note = 'No issuer makes OpenID Connect keys here. Make it by hand, then record it with the request.';
  await callOnce(context, file, `no-issuer.${generation}`, note);
  throw notYet('IssuerMissing', 'The key must be made by hand.');
}

/** A key that was made by hand is not ours to disable: staff see to it that its maker does. */
export async function askToDisable(
  context: ActivityContext,
  file: RequestFile,
  { madeBy, generation }: Credential,
): Promise<void> {
  const note = `The key was made by ${madeBy}, so it must be disabled there. Ask them, and close this when they have.`;
  await callOnce(context, file, `disable-by-hand.${generation}`, note);
}

async function callOnce(context: ActivityContext, file: RequestFile, key: string, note: string): Promise<void> {
  await sendOnce(context, file.request.id, key, async () => ({
    drafts: [{ input: staffNeeded(context, file, note, key) }],
    tasks: [{ stepId: null, note }],
  }));
}
