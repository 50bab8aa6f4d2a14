import type { FastifyInstance } from 'fastify';
import { afterOf, type ChainDefinition } from '../../domain/definition';
import { roleWords } from '../../domain/words';
import type { Offer } from '../../store/port';
import type { WebContext } from '../deps';
import type { WelcomeModel } from '../pages/models';
import { offersByMls } from '../offers';
import { show } from '../reply';

/** The first page: what this is, and what the MLSs offer. */
export function welcomeRoutes(app: FastifyInstance, context: WebContext): void {
  const { mailboxUrl = null, temporalUiUrl = null } = context.settings;
  app.get('/', async (_request, reply) =>
    show(
      context,
      reply,
      200,
      'welcome',
      { title: 'Welcome', staff: null },
      {
        mlses: byMls(await context.store.directory.offers()),
        mailboxUrl,
        temporalUiUrl,
      },
    ),
  );
}

function byMls(offers: readonly Offer[]): WelcomeModel['mlses'] {
  return offersByMls(offers).map(({ mls, offers: group }) => ({
    name: mls.name,
    state: mls.state,
    plans: group.map(({ plan, definition }) => ({
      name: plan.name,
      description: plan.description,
      role: roleWords[plan.role],
      price: `${price(plan.priceMinor, plan.currency)} a month`,
      chain: `Approval: ${chainWords(definition)}.`,
    })),
  }));
}

/** "Broker approval, then MLS approval"; steps that wait for the same ones stand side by side. */
function chainWords(definition: ChainDefinition): string {
  const turns = definition.steps.map((step, index) => ({ ...step, turn: afterOf(definition, index).join(' ') }));
  return turns.map(({ title, turn }, index) => joint(turn, turns[index - 1]?.turn) + title).join('');
}

function joint(turn: string, previous: string | undefined): string {
  if (previous === undefined) return '';
  return turn === previous ? ' beside ' : ', then ';
}

function price(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
