import type { Account, Store } from '../store/port';
import { directContact } from './direct-contact';
import { enrollable, type Enrolment } from './enrolment';
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

export function sentPath({ started, earlier, refused }: Sent): string {
  const given = { started, earlier, refused };
  const query = Object.entries(given).flatMap(([name, ids]) =>
    ids.length > 0 ? [[name, ids.map(encodeURIComponent).join(',')]] : [],
  );
  return `/enrolments/sent?${new URLSearchParams(query).toString()}`;
}

export function sentOf(query: Readonly<Record<string, string | undefined>>): Sent {
  const list = (name: string) =>
    (query[name] ?? '')
      .split(',')
      .filter((id) => /^[\w%.~-]{1,300}$/.test(id))
      .slice(0, most)
      .flatMap((id) => {
        try {
          return [decodeURIComponent(id)];
        } catch {
          return [];
        }
      });
  return { started: list('started'), earlier: list('earlier'), refused: list('refused') };
}

/** Shows the developer's own requests only; ids of others are passed over. */
export async function enrolledModel(
  store: Pick<Store, 'requests' | 'directory'>,
  developer: Account,
  sent: Sent,
  obstacleOf: (planId: string) => Promise<Enrolment['obstacle']>,
  supportEmail: string,
): Promise<EnrolledModel> {
  const started: EnrolledModel['started'][number][] = [];
  for (const id of [...sent.started, ...sent.earlier]) {
    const file = await store.requests.file(id);
    if (file?.request.ask.requester.id !== developer.id) continue;
    const { ask } = file.request;
    const { mls, plan, keyHolder } = ask;
    const isUnchecked =
      keyHolder.flexmlsUser !== null && !(await store.directory.member(mls.id, keyHolder.flexmlsUser));
    const notes = [
      sent.earlier.includes(id) ? 'It was sent before from this application, and stays as it was then.' : '',
      isUnchecked ? `${mls.name} has not told us who its members are: the user name is not checked yet.` : '',
    ];
    started.push({
      href: `/account/requests/${id}`,
      ref: ref(id),
      mls: mls.name,
      plan: plan.name,
      because: file.standing.because,
      note: notes.filter((note) => note !== '').join(' '),
    });
  }
  const refused: EnrolledModel['refused'][number][] = [];
  for (const planId of sent.refused) {
    const offer = await enrollable(store, planId);
    const obstacle = await obstacleOf(planId);
    const mls = offer?.mls.name ?? null;
    refused.push({
      mls: mls ?? 'An MLS',
      plan: offer?.plan.name ?? 'a plan that is not offered any more',
      reasons: obstacle ? [`${obstacle.problem} ${obstacle.remedy}`] : ['Try again: it could take it now.'],
      contact: directContact(supportEmail, { mls }),
    });
  }
  return { started, refused };
}
