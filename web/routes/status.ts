import type { FastifyInstance, FastifyRequest } from 'fastify';
import { counted } from '../../domain/evaluate';
import { openedAt } from '../../domain/schedule';
import type { RequestFile } from '../../store/port';
import { askView } from '../ask-view';
import { chainView } from '../chain-view';
import type { WebContext } from '../deps';
import { openLink } from '../links';
import { moment } from '../moments';
import { show, tell } from '../reply';

/** The developer's page to follow a request: whose turn it is, since when, what comes next. It holds no secret. */
export function statusRoutes(app: FastifyInstance, context: WebContext): void {
  app.get(
    '/status/:token',
    { config: context.limits.links },
    async (request: FastifyRequest<{ Params: { token: string } }>, reply) => {
      const { file, link } = await openLink(context, 'status', request.params.token);
      if (link.isExpired) {
        return tell(context, reply, 410, {
          heading: 'This page has expired',
          lines: [`Write to ${context.settings.supportEmail} to hear about your request.`],
        });
      }
      const zone = file.request.ask.mls.timeZone;
      const since = sinceWhen(file);
      return show(
        context,
        reply,
        200,
        'status',
        { title: 'Your request', staff: null },
        {
          ask: askView(file.request.ask),
          state: file.standing.state,
          because: file.standing.because,
          since: since === null ? null : moment(since, zone),
          next: nextFor(file),
          steps: chainView(file),
        },
      );
    },
  );
}

/** When the request came to where it stands, as far as the facts say. */
function sinceWhen({ chain, standing, facts }: RequestFile): number | null {
  switch (standing.state) {
    case 'pending':
      return earliest(standing.open.map(({ stepId, question }) => question?.at ?? openedAt(facts, stepId)));
    case 'approved':
      return standing.at || null;
    case 'denied':
    case 'revoked':
      return (
        counted(chain, facts).findLast(
          ({ stepId, approver }) => stepId === standing.stepId && approver.id === standing.by.id,
        )?.at ?? null
      );
    case 'lapsed':
      return facts.lapse?.at ?? null;
    case 'withdrawn':
      return facts.withdrawal?.at ?? null;
  }
}

function earliest(instants: readonly (number | undefined)[]): number | null {
  const known = instants.filter((at) => at !== undefined);
  return known.length === 0 ? null : Math.min(...known);
}

function nextFor({ standing, credential }: RequestFile): string {
  switch (standing.state) {
    case 'pending':
      return standing.open.some(({ question }) => question !== null)
        ? 'Answer the question in the mail we sent you.'
        : 'You need not do anything. You get a mail when it is decided.';
    case 'approved':
      if (!credential) return 'Your key is being made. You get a mail with a link to pick it up.';
      if (credential.disabledAt !== null) return 'The key no longer works.';
      if (credential.pickedUpAt !== null) return 'The key was picked up.';
      return 'Your key is ready: look for the mail with the link to pick it up.';
    case 'denied':
      return 'No key is made. When the reason can be met, ask support to start a new request.';
    case 'revoked':
      return 'No key works any more. When the reason can be met, ask support to start a new request.';
    case 'lapsed':
    case 'withdrawn':
      return 'No key is made. Support can start a new request.';
  }
}
