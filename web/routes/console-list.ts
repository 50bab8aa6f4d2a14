import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Store } from '../../store/port';
import type { WebContext } from '../deps';
import { listHref } from '../list-href';
import { type ListState, listStates, stateFilter } from '../list-states';
import type { TaskRow } from '../pages/models';
import { waitingOf } from '../registration-queue';
import { show } from '../reply';
import { requestRow, taskRow } from '../request-view';
import { staffOf } from '../session';

const pageSize = 25;
/** More open tasks than this are found with the filter. */
const tasksShown = 20;

type WithSearch = FastifyRequest<{ Querystring: { search?: string; state?: string; page?: string } }>;

const filterLabels: Readonly<Record<ListState, string>> = {
  open: 'Open',
  settled: 'Settled',
  registrations: 'Registrations',
  direct: 'Asked directly',
  changes: 'Renewals and changes',
  'needs-staff': 'Needs you',
};

/** The list of requests, with what waits for staff on top. */
export function consoleListRoutes(app: FastifyInstance, context: WebContext): void {
  app.get('/console', async (request: WithSearch, reply) => showList(context, request, reply));
}

async function showList({ store, pages }: WebContext, request: WithSearch, reply: FastifyReply): Promise<FastifyReply> {
  const search = (request.query.search ?? '').trim().slice(0, 100);
  const state = listStates.find((each) => each === request.query.state);
  const page = Math.min(Math.max(1, Math.trunc(Number(request.query.page)) || 1), 10_000);
  const isFirst = search === '' && state === undefined && page === 1;
  const [found, tasks] = await Promise.all([
    store.requests.list({
      ...(search === '' ? {} : { search }),
      ...stateFilter(state),
      limit: pageSize + 1,
      offset: (page - 1) * pageSize,
    }),
    isFirst ? openTasks(store) : [],
  ]);
  const shown = found.slice(0, pageSize);
  const waiting = await waitingOf(store, shown);
  const href = (to: ListState | undefined, number: number) => listHref('/console', { search, state: to }, number);
  const model = {
    search,
    state: state ?? '',
    tasks,
    filters: [undefined, ...listStates].map((each) => ({
      href: href(each, 1),
      label: each === undefined ? 'All' : filterLabels[each],
      isCurrent: each === state,
    })),
    rows: shown.map((file) => requestRow(file, waiting.get(file.request.id) ?? null)),
    isFiltered: search !== '' || state !== undefined || page > 1,
    previous: page > 1 ? href(state, page - 1) : null,
    following: found.length > pageSize ? href(state, page + 1) : null,
  };
  return show({ pages }, reply, 200, 'requests', { title: 'Requests', staff: staffOf(request).name }, model);
}

async function openTasks({ tasks, requests }: Store): Promise<readonly TaskRow[]> {
  const open = await tasks.open(tasksShown);
  const ids = [...new Set(open.map(({ requestId }) => requestId))];
  const files = await Promise.all(ids.map((id) => requests.file(id)));
  return open.flatMap((task) => {
    const file = files.find((each) => each?.request.id === task.requestId);
    return file ? [taskRow(task, file)] : [];
  });
}
