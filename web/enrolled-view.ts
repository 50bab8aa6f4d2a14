import type { Account, Store } from '../store/port';
import { contactPath } from './contact-form';
import { obstacleFor } from './enrolment';
import { mlsOffer } from './intake';
import type { EnrolledModel } from './pages/datamart-models';
import { ref } from './request-view';

/** What came of an application, plan by plan. */
export interface Sent {
  readonly started: readonly string[];
  /** Requests that were started before from the same application, with other content. */
  readonly earlier: readonly string[];
  /** Plans whose MLS could not take the request. */
  readonly refused: readonly string[];
}

const most = 25;

/** The page that says what comes next; it can be opened again. */
export function sentPath({ started, earlier, refused }: Sent): string {
  const lists = Object.entries({ started, earlier, refused }).filter(([, ids]) => ids.length > 0);
  const query = Object.fromEntries(lists.map(([name, ids]) => [name, ids.join(',')]));
  return `/enrolments/sent?${new URLSearchParams(query).toString()}`;
}

export function sentOf(query: Readonly<Record<string, string | undefined>>): Sent {
  const list = (name: keyof Sent) => (query[name] ?? '').split(',').filter(Boolean).slice(0, most);
  return { started: list('started'), earlier: list('earlier'), refused: list('refused') };
}

/** Shows the developer's own requests only; ids of others are passed over. */
export async function enrolledModel(
  store: Pick<Store, 'requests' | 'directory'>,
  developer: Account,
  { started, earlier, refused }: Sent,
): Promise<EnrolledModel> {
  const ids = [...started, ...earlier];
  const rows = await Promise.all(ids.map((id) => startedRow(store, developer, id, earlier.includes(id))));
  return {
    started: rows.filter((row) => row !== undefined),
    refused: await Promise.all(refused.map((planId) => refusedRow(store, developer, planId))),
  };
}

async function startedRow(
  { requests, directory }: Pick<Store, 'requests' | 'directory'>,
  { id: developerId }: Account,
  id: string,
  isEarlier: boolean,
): Promise<EnrolledModel['started'][number] | undefined> {
  const file = await requests.file(id);
  if (file?.request.ask.requester.id !== developerId) return undefined;
  const { mls, plan, keyHolder } = file.request.ask;
  const isUnchecked = keyHolder.flexmlsUser !== null && !(await directory.member(mls.id, keyHolder.flexmlsUser));
  const notes = [
    isEarlier ? 'It was sent before from this application, and stays as it was then.' : '',
    isUnchecked ? `${mls.name} has not told us who its members are, so the user name is not checked here.` : '',
  ];
  return {
    href: `/account/requests/${id}`,
    ref: ref(id),
    mls: mls.name,
    plan: plan.name,
    because: file.standing.because,
    note: notes.filter((note) => note !== '').join(' '),
  };
}

async function refusedRow(
  { directory }: Pick<Store, 'directory'>,
  developer: Account,
  planId: string,
): Promise<EnrolledModel['refused'][number]> {
  const offer = await mlsOffer(directory, planId);
  const obstacle = await obstacleFor({ directory }, developer, offer);
  return {
    mls: offer?.mls.name ?? 'An MLS',
    plan: offer?.plan.name ?? 'a data plan that is not offered any more',
    reason: obstacle ? `${obstacle.problem} ${obstacle.remedy}` : 'It can be asked for again now.',
    contact: contactPath({ mls: offer?.mls.id, keyKind: offer?.plan.keyKind, role: offer?.plan.role }),
  };
}
