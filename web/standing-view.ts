import type { Credential } from '../domain/credential';
import { counted } from '../domain/evaluate';
import { hasConversation } from '../domain/message';
import { isDue, type Payment } from '../domain/payment';
import { openedAt } from '../domain/schedule';
import { moneyWords } from '../domain/words';
import type { RequestFile } from '../store/port';
import { askView } from './ask-view';
import { chainView } from './chain-view';
import { countsWords } from './change-words';
import { handMadeWords, isSetUpByMls } from './key-words';
import { moment } from './moments';
import type { StandingModel } from './pages/developer-models';

/** Where a request stands, as whoever asked sees it: whose turn it is, since when, what comes next. It holds no secret. */
export function standingModel(file: RequestFile): StandingModel {
  const { request, standing } = file;
  const since = sinceWhen(file);
  return {
    ask: askView(request.ask),
    isRegistration: request.ask.kind === 'registration',
    state: standing.state,
    because: standing.because,
    since: since === null ? null : moment(since, request.ask.mls.timeZone),
    next: nextFor(file),
    payment: paymentWords(file.payment),
    steps: chainView(file),
  };
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

function paymentNext({ state, card, price }: Payment): string {
  if (state === 'needs-holder')
    return `${bankOf(card)} wants you to confirm the payment: look for the mail with the link.`;
  if (card === null) return 'Save a card in your account; then it is paid and your key is made.';
  if (state === 'declined') return `${card} was declined: save another card in your account.`;
  return `${moneyWords(price)} is taken from ${card} now, then your key is made.`;
}

function earliest(instants: readonly (number | undefined)[]): number | null {
  const known = instants.filter((at) => at !== undefined);
  return known.length === 0 ? null : Math.min(...known);
}

function nextFor(file: RequestFile): string {
  const { standing, request } = file;
  const isRegistration = request.ask.kind === 'registration';
  switch (standing.state) {
    case 'pending':
      if (isRegistration) return 'You need not do anything. You get a mail within 3 business days.';
      return standing.open.some(({ question }) => question !== null)
        ? 'Answer the question in the mail we sent you.'
        : 'You need not do anything. You get a mail when it is decided.';
    case 'approved':
      return countsWords(request.ask) || nextForKey(file);
    case 'denied':
      if (request.ask.change)
        return 'All stays as it was granted before. When the reason can be met, you may ask again.';
      if (isRegistration) return 'No account is opened. When the reason can be met, you may register again.';
      return 'No key is made. When the reason can be met, ask support to start a new request.';
    case 'revoked':
      if (request.ask.change) return 'It counts no more. When the reason can be met, you may ask again.';
      return 'No key works any more. When the reason can be met, ask support to start a new request.';
    case 'lapsed':
    case 'withdrawn':
      if (isRegistration) return 'No account is opened. You may register again.';
      if (request.ask.change) return 'All stays as it was granted before. You may ask again.';
      return 'No key is made. Support can start a new request.';
  }
}

/** Once it is approved. */
function nextForKey(file: RequestFile): string {
  const { credential, payment, request } = file;
  if (credential) return keyNext(credential);
  if (payment && isDue(payment)) return paymentNext(payment);
  if (isSetUpByMls(file)) return 'The MLS has made the key: its secret comes from there.';
  return hasConversation(request.ask)
    ? 'Your key is being made. You get a mail when it is there.'
    : 'Your key is being made. You get a mail with a link to pick it up.';
}

function keyNext(credential: Credential): string {
  const { disabledAt, pickedUpAt, issuer } = credential;
  if (disabledAt !== null)
    return issuer === 'by-hand' ? 'The key must not be used any more.' : 'The key no longer works.';
  if (issuer === 'by-hand') return handMadeWords(credential);
  if (pickedUpAt !== null) return 'The key was picked up.';
  return 'Your key is ready: look for the mail with the link to pick it up.';
}

/** How far paying has come; empty when nothing is to be paid. */
export function paymentWords(payment: Payment | null): string {
  if (payment === null || payment.price.minor === 0) return '';
  const { state, card, price, because } = payment;
  const amount = moneyWords(price);
  switch (state) {
    case 'promised':
      return `${amount} once everybody has approved${card === null ? '; no card is saved yet' : `, from ${card}`}.`;
    case 'charged':
      return `${amount} was paid with ${card}.`;
    case 'needs-holder':
      return `${bankOf(card)} wants its holder to confirm ${amount}.`;
    case 'declined':
      return card === null
        ? `${amount} is due, and no card is saved.`
        : `${card} was declined: ${because ?? 'no reason given'}`;
    case 'released':
      return 'Nothing was taken.';
  }
}

function bankOf(card: string | null): string {
  return `The bank of ${card ?? 'the card'}`;
}
