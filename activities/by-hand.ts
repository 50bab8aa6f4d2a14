import type { Credential } from '../domain/credential';
import { counted } from '../domain/evaluate';
import type { RequestFile } from '../store/port';
import type { ActivityContext } from './context';
import { notYet } from './failures';
import { aboutDirect, letterAbout, type Letters } from './request-file';
import { sendOnce } from './send-once';
import { staffNeeded } from './staff-needed';

/** Who of the MLS says that it has made the key itself; undefined when the operator is to make it. */
export function madeByMls({ chain, facts }: RequestFile): string | undefined {
  const said = counted(chain, facts).findLast(({ verdict }) => verdict === 'set-up');
  return said && `${said.approver.name} (${said.approver.title})`;
}

/** Tells the developer that somebody else has made the key: its secret comes from there. */
export async function tellHandMade(
  context: ActivityContext,
  file: RequestFile,
  generation: number,
  madeBy: string,
): Promise<Letters> {
  const { name } = file.request.ask.requester;
  const { support } = context.settings;
  const variables = { ...aboutDirect(file), requester: { name }, madeBy, support: support.email };
  const input = letterAbout(file, 'set-up', variables, { part: String(generation) });
  return sendOnce(context, file.request.id, `issue.${generation}`, async () => ({ drafts: [{ input }] }));
}

/** Nobody here makes such a key. Staff are called once; it is tried again until they have made it and said so. */
export async function awaitHandMade(context: ActivityContext, file: RequestFile, generation: number): Promise<never> {
  const note =
    'No issuer makes OpenID Connect keys here. Make it by hand, then record it with the request; or set OIDC_ISSUER_URL.';
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

/** The same for as long as what it was granted for is suspended. `occasion` tells one time from the next. */
export async function askToHold(
  context: ActivityContext,
  file: RequestFile,
  { madeBy, generation }: Credential,
  { what, because, occasion }: { what: 'hold' | 'let-go'; because: string; occasion: number },
): Promise<void> {
  const wish = what === 'hold' ? 'switched off there for now' : 'switched on there again';
  const note = `The key was made by ${madeBy}, so it must be ${wish}: ${because} Ask them, and close this when they have.`;
  await callOnce(context, file, `${what}-by-hand.${generation}.${occasion}`, note);
}

/** A letter to support and a task, once under that key. */
export async function callOnce(context: ActivityContext, file: RequestFile, key: string, note: string): Promise<void> {
  await sendOnce(context, file.request.id, key, async () => ({
    drafts: [{ input: staffNeeded(context, file, note, key) }],
    tasks: [{ stepId: null, note }],
  }));
}
