import type { Instant } from '../domain/instant';
import type { RequestFile } from '../store/port';
import { inWords } from './calendar';
import type { ActivityContext } from './context';
import { firstTry } from './deliver';
import { newLink } from './links';
import type { Known } from './recorded';
import { letterAbout, type Letters, requestFile } from './request-file';

const dayMs = 86_400_000;
/** Mails on the first, second and fourth day; the registration ends after seven. */
const remindAfterMs = [dayMs, 3 * dayMs];
const endsAfterMs = 7 * dayMs;
/** A sign-in link is for now. */
const signInMs = 60 * 60_000;

/** How far somebody has come with showing that the address is theirs. */
export interface Proof extends Letters {
  /** `over`: too late, or the registration was taken back. */
  readonly state: 'waiting' | 'proven' | 'over';
  /** How long until something is due, in milliseconds from now on. */
  readonly nextInMs: number;
}

export function proveActivities(context: ActivityContext) {
  const { store } = context;

  /** Asks whoever registers to show that the address is theirs, and asks again, until they have or the time is over. */
  async function askProof({ requestId, turn }: Known): Promise<Proof> {
    const file = await requestFile(store, requestId);
    const { id } = file.request.ask.requester;
    if ((await store.developers.find(id))?.provenAt) return { state: 'proven', letters: [], nextInMs: 0 };
    const age = file.at - file.request.createdAt;
    if (file.standing.state === 'pending' && age >= endsAfterMs) {
      await store.requests.withdraw(requestId, 'Countersign', 'The address was not confirmed within seven days.');
      return { state: 'over', letters: [], nextInMs: 0 };
    }
    if (file.standing.state !== 'pending') return { state: 'over', letters: [], nextInMs: 0 };
    const written = await writeProof(context, file, `prove.${turn}`);
    const next = [...remindAfterMs, endsAfterMs].find((after) => after > age)!;
    return { state: 'waiting', ...(await firstTry(context, written)), nextInMs: next - age };
  }

  /** Mails a developer a link to sign in. */
  async function sendSignIn({ requestId, key }: { requestId: string; key: string }): Promise<Letters> {
    const file = await requestFile(store, requestId);
    const written = (await store.letters.written(requestId, key)) ?? (await writeSignIn(context, file, key));
    return firstTry(context, written);
  }

  return { askProof, sendSignIn };
}

/** A mail when there is none yet, when its link was used up, and on the days of reminding. */
async function writeProof(context: ActivityContext, file: RequestFile, key: string): Promise<readonly string[]> {
  const { store, renderer, settings } = context;
  const { request, at } = file;
  const before = await store.letters.written(request.id, key);
  if (before) return before;
  const links = (await store.links.ofRequest(request.id)).filter(({ purpose }) => purpose === 'proof');
  const due = [0, ...remindAfterMs].filter((after) => request.createdAt + after <= at).length;
  const generation = links.length + 1;
  if (generation > due && links.some(({ closedAt }) => closedAt === null)) return [];

  const deadline = request.createdAt + endsAfterMs;
  const { url, code, link } = newLink(settings.baseUrl, 'proof', bindingOf(file, generation, deadline));
  const { mls, requester } = request.ask;
  const input = letterAbout(
    file,
    'prove',
    {
      requestId: request.id,
      operator: mls.name,
      requester: { name: requester.name },
      proofUrl: url,
      code,
      until: inWords(deadline, mls.timeZone),
      again: generation > 1,
    },
    { part: String(generation) },
  );
  return store.letters.write({
    requestId: request.id,
    key,
    letters: [await renderer.render(input)],
    links: [{ ...link, letterId: input.id }],
  });
}

async function writeSignIn(
  { store, renderer, settings }: ActivityContext,
  file: RequestFile,
  key: string,
): Promise<readonly string[]> {
  const { request, at } = file;
  const { requester } = request.ask;
  const deadline = at + signInMs;
  const { url, code, link } = newLink(settings.baseUrl, 'sign-in', bindingOf(file, 1, deadline));
  const operator = settings.operatorName;
  const variables = {
    requestId: request.id,
    operator,
    requester: { name: requester.name },
    signInUrl: url,
    code,
    until: inWords(deadline, request.ask.mls.timeZone),
  };
  const input = letterAbout(file, 'sign-in', variables, { part: key });
  return store.letters.write({ requestId: request.id, key, letters: [await renderer.render(input)], links: [link] });
}

function bindingOf({ request }: RequestFile, generation: number, deadline: Instant) {
  const nobody = { stepId: null, approverId: null, credentialId: null, decisionId: null };
  return { ...nobody, generation, digest: request.digest, deadline };
}
