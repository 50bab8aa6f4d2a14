import type { FastifyInstance, FastifyRequest } from 'fastify';
import { keyHolderKinds } from '../../domain/plan';
import type { Requester } from '../../domain/request';
import { chainLines, stepLines } from '../../domain/step-words';
import { plannedView } from '../chain-view';
import { type Preview, previewOf, usuallyWords } from '../chain-preview';
import type { WebContext } from '../deps';
import { holderWords } from '../key-holder';
import type { ChainModel } from '../pages/models';
import { notFound } from '../problem';
import { show } from '../reply';
import { staffOf } from '../session';

type WithPlan = FastifyRequest<{
  Params: { id: string };
  Querystring: { keyHolder?: string; developer?: string };
}>;

/** Whom a request for a plan would ask, before it is started. */
export function consoleChainRoutes(app: FastifyInstance, { store, pages }: WebContext): void {
  app.get('/console/plans/:id/chain', async (request: WithPlan, reply) => {
    const keyHolder = keyHolderKinds.find((kind) => kind === request.query.keyHolder);
    const [preview, developers] = await Promise.all([
      previewOf(store, request.params.id, keyHolder, request.query.developer || undefined, staffOf(request)),
      store.developers.list(),
    ]);
    if (!preview) throw notFound();
    const frame = { title: `Chain of ${preview.offer.plan.name}`, staff: staffOf(request).name };
    return show({ pages }, reply, 200, 'chain', frame, chainModel(preview, developers));
  });
}

function chainModel(preview: Preview, developers: readonly Requester[]): ChainModel {
  const { offer, keyHolder, developer, usually } = preview;
  const { plan, mls } = offer;
  const common = {
    plan: plan.name,
    mls: mls.name,
    action: `/console/plans/${encodeURIComponent(plan.id)}/chain`,
    holders: plan.keyHolders.map((kind) => ({
      value: kind,
      label: holderWords[kind],
      isChosen: kind === keyHolder,
    })),
    developers: developers.map(({ id, name, company }) => ({
      value: id,
      label: `${name}, ${company}`,
      isChosen: id === developer?.id,
    })),
    usually: usuallyWords(usually),
    asker: developer?.name ?? 'A developer',
  };
  if (preview.kind === 'faulty') return { ...common, errors: preview.errors, steps: [], rules: [], rest: [] };
  const { chain } = preview;
  return {
    ...common,
    errors: [],
    steps: plannedView(chain),
    rules: chain.steps.map((step) => ({
      title: step.title,
      lines: stepLines(chain, step),
    })),
    rest: chainLines(chain),
  };
}
