import type { FastifyInstance, FastifyRequest } from 'fastify';
import { dataRoles, keyKinds } from '../../domain/plan';
import type { Account, MlsFilter } from '../../store/port';
import { type Catalogue, catalogueOf } from '../catalogue';
import { compareInput, compareModel, datamartMlsModel, datamartModel } from '../datamart-view';
import type { WebContext } from '../deps';
import { createMlsIndex } from '../mls-index';
import { HttpProblem, notFound } from '../problem';
import { show } from '../reply';

type Query = Readonly<Record<string, string | undefined>>;
type WithQuery = FastifyRequest<{ Querystring: Query }>;
type WithMls = FastifyRequest<{ Params: { id: string }; Querystring: Query }>;

const pageSize = 20;
const lastPage = 10_000;
const longestText = 100;

/** What the MLSs offer, open to everybody; a developer who is signed in sees who would decide about them. */
export function datamartRoutes(scope: FastifyInstance, context: WebContext): void {
  const { store, developerSessions } = context;
  const readIndex = createMlsIndex(store.directory);

  scope.get('/datamart', async (request: WithQuery, reply) => {
    const filter = filterOf(request.query);
    const [found, index, developer] = await Promise.all([
      store.directory.search(filter),
      readIndex(),
      developerSessions.whoIs(request),
    ]);
    const model = datamartModel({ filter, found, index });
    return show(context, reply, 200, 'datamart', { title: 'Datamart', staff: null, developer: developer?.name }, model);
  });

  scope.get('/datamart/:id', async (request: WithMls, reply) => {
    const { catalogue, developer } = await readCatalogue(context, request);
    const model = datamartMlsModel(catalogue, developer?.name ?? 'A developer');
    const frame = { title: catalogue.mls.name, staff: null, developer: developer?.name };
    return show(context, reply, 200, 'datamart-mls', frame, model);
  });

  scope.get('/datamart/:id/compare', async (request: WithMls, reply) => {
    const { catalogue, developer } = await readCatalogue(context, request);
    const offers = catalogue.offers.filter(({ offer }) => request.query[compareInput(offer.plan)] !== undefined);
    const compared = offers.length > 0 ? offers : catalogue.offers;
    if (compared.length === 0) throw new HttpProblem(404, 'Nothing to compare', 'This MLS offers no data plans.');
    const model = compareModel({ ...catalogue, offers: compared });
    const title = `Plans of ${catalogue.mls.name} compared`;
    return show(context, reply, 200, 'compare', { title, staff: null, developer: developer?.name }, model);
  });
}

/** @throws HttpProblem 404 when no such MLS is listed. */
async function readCatalogue(
  { store, developerSessions }: WebContext,
  request: WithMls,
): Promise<{ readonly catalogue: Catalogue; readonly developer: Account | undefined }> {
  const developer = await developerSessions.whoIs(request);
  const catalogue = await catalogueOf(store.directory, request.params.id, developer);
  if (!catalogue) throw notFound();
  return { catalogue, developer };
}

function filterOf({ text = '', state, role, keyKind, page }: Query): MlsFilter {
  const number = /^\d{1,5}$/.test(page ?? '') ? Math.min(lastPage, Math.max(1, Number(page))) : 1;
  return {
    text: text.trim().slice(0, longestText),
    state: state || undefined,
    role: dataRoles.find((each) => each === role),
    keyKind: keyKinds.find((each) => each === keyKind),
    limit: pageSize,
    offset: (number - 1) * pageSize,
  };
}
