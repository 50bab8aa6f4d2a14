import type { WebContext } from './deps';
import { moment } from './moments';
import type { CardModel } from './pages/developer-models';

/** The card in use, and how far a page for another one has come. Changes nothing. */
export async function cardModel(
  { store, payments }: Pick<WebContext, 'store' | 'payments'>,
  developerId: string,
  draft: string,
  neededBy: number,
): Promise<CardModel> {
  const [card, setupId] = await Promise.all([store.payments.card(developerId), store.payments.unfinished(developerId)]);
  const entered = setupId === undefined ? undefined : await payments.methodSaved(setupId);
  return {
    card: card ? { label: card.label, saved: moment(card.savedAt, 'UTC') } : null,
    entered: entered?.kind === 'saved' ? entered.label : '',
    problem: entered?.kind === 'failed' ? entered.because : '',
    isOpen: entered?.kind === 'open',
    draft,
    neededBy:
      neededBy === 0
        ? ''
        : `${neededBy === 1 ? 'One request is' : `${neededBy} requests are`} still to be paid with it. Save another card instead, or ask support to withdraw the request.`,
  };
}
