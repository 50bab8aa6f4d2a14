import type { RequestFile } from '../store/port';
import { inWords } from './calendar';
import type { ActivityContext } from './context';
import { newLink } from './links';
import type { Known } from './recorded';
import { letterAbout, type Letters, requestFile } from './request-file';
import { type Drafted, sendOnce } from './send-once';

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
    const letters = await sendOnce(context, requestId, `prove.${turn}`, async () => proof(context, file));
    const next = [...remindAfterMs, endsAfterMs].find((after) => after > age)!;
    return { state: 'waiting', ...letters, nextInMs: next - age };
  }

  /** Mails a developer a link to sign in. */
  async function sendSignIn({ requestId, key }: { requestId: string; key: string }): Promise<Letters> {
    return sendOnce(context, requestId, key, async () => signIn(context, await requestFile(store, requestId), key));
  }

  return { askProof, sendSignIn };
}

/** A mail when there is none yet, when its link was used up, and on the days of reminding. */
async function proof({ store, settings }: ActivityContext, file: RequestFile): Promise<Drafted | undefined> {
  const { request, at } = file;
  const links = (await store.links.ofRequest(request.id)).filter(({ purpose }) => purpose === 'proof');
  const due = [0, ...remindAfterMs].filter((after) => request.createdAt + after <= at).length;
  const generation = links.length + 1;
  if (generation > due && links.some(({ closedAt }) => closedAt === null)) return undefined;

  const deadline = request.createdAt + endsAfterMs;
  const { url, code, link } = newLink(settings.baseUrl, 'proof', { generation, digest: request.digest, deadline });
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
  return { drafts: [{ input, link }] };
}

function signIn({ settings }: ActivityContext, file: RequestFile, key: string): Drafted {
  const { request, at } = file;
  const { requester } = request.ask;
  const deadline = at + signInMs;
  const { url, code, link } = newLink(settings.baseUrl, 'sign-in', { generation: 1, digest: request.digest, deadline });
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
  return { drafts: [{ input, link }] };
}
