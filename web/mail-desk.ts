import { ref } from './request-view';
import type { ReceivedMail, Store } from '../store/port';
import { HttpProblem, notFound } from './problem';

/** @throws HttpProblem 404 */
export async function mailOf({ mails }: Store, id: string): Promise<ReceivedMail> {
  const mail = await mails.find(id);
  if (!mail) throw notFound();
  return mail;
}

/** Notes that a member of staff has dealt with a mail. @throws HttpProblem 404, or 409 when it waits for nobody */
export async function closeMail(store: Store, id: string, by: string): Promise<ReceivedMail> {
  await mailOf(store, id);
  const closed = await store.mails.close(id, by);
  if (closed) return closed;
  throw new HttpProblem(409, 'It waits for nobody', 'Somebody has dealt with this mail before, or nobody needs to.');
}

/** A request by its id, or by its number as people copy it; undefined when there is none, or more than one. */
async function requestNamed({ requests }: Store, typed: string): Promise<string | undefined> {
  const name = typed.trim();
  if (await requests.file(name)) return name;
  const number = /^(?:CS-)?([0-9a-f]{8})$/i.exec(name)?.[1]?.toLowerCase();
  if (number === undefined) return undefined;
  const found = (await requests.list({ search: number, limit: 10, offset: 0 })).map(({ request }) => request.id);
  const named = found.filter((id) => ref(id) === `CS-${number}`);
  return named.length === 1 ? named[0] : undefined;
}

/** Files a mail with the request that staff name. @throws HttpProblem 404; 400 when there is no such request; 409 when it waits for nobody */
export async function bringMail(store: Store, id: string, typed: string, by: string): Promise<ReceivedMail> {
  await mailOf(store, id);
  const requestId = await requestNamed(store, typed);
  const done = requestId === undefined ? 'unknown-request' : await store.mails.bring(id, requestId, by);
  switch (done) {
    case 'brought':
      return mailOf(store, id);
    case 'unknown-request':
      throw new HttpProblem(400, 'No such request', unknownRequest.problem, [unknownRequest]);
    case 'not-waiting':
      throw new HttpProblem(
        409,
        'It stays where it is',
        'It lies with a request already, or somebody has dealt with it.',
      );
  }
}

const unknownRequest = {
  field: 'request',
  problem: 'No request has that number.',
  remedy: "Copy it from the request's page: CS- and eight characters.",
};
