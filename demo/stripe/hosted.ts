import type { Account } from './account';
import type { Method } from './api';
import { type Fields, textOrNull } from './fields';
import type { invoices } from './invoices';
import { type CardForm, cardForm, notice } from './page';
import { Refused } from './refused';
import type { sessions } from './sessions';
import type { Invoice, Session } from './things';

export type Shown =
  | { readonly status: number; readonly html: string }
  /** Where the holder goes on. */
  | { readonly status: 303; readonly location: string };

/** The pages on Stripe's side, where the holder enters a card: `/c/pay/:session` and `/i/:invoice`. */
export type Hosted = (method: Method, path: string, fields: Fields) => Shown;

export function createHosted(
  { ledger }: Account,
  checkout: ReturnType<typeof sessions>,
  bills: ReturnType<typeof invoices>,
): Hosted {
  function card(session: Session, typed: string | undefined): Shown {
    const { id, status, success_url, cancel_url } = session;
    if (status === 'expired') return shown(notice('This page has expired', [], cancel_url ?? success_url));
    if (status === 'complete') return shown(notice('Your card is saved', [], success_url));
    const form = {
      heading: 'Save your card',
      lines: ['It is charged later, without you.'],
      action: `/c/pay/${id}`,
      button: 'Save card',
      ...(cancel_url === null ? {} : { back: cancel_url }),
    };
    if (typed === undefined) return shown(cardForm(form));
    return orAgain(form, () => ({ status: 303, location: checkout.save(session, typed).success_url }));
  }

  function bill(invoice: Invoice, typed: string | undefined): Shown {
    const { id, status, description } = invoice;
    const amount = amountOf(invoice);
    const lines = description === null ? [] : [description];
    if (status === 'draft') return notFound;
    if (status === 'paid') return shown(notice(`Paid: ${amount}`, lines));
    if (status === 'void') return shown(notice('This invoice can no longer be paid', lines));
    const form = { heading: `Pay ${amount}`, lines, action: `/i/${id}`, button: `Pay ${amount}` };
    if (typed === undefined) return shown(cardForm(form));
    return orAgain(form, () => bill(bills.pay(invoice, typed), undefined));
  }

  return (method, path, fields) => {
    const [, kind, id = ''] = /^\/(c\/pay|i)\/(\w+)$/.exec(path) ?? [];
    const found = ledger.find(id);
    const typed = method === 'POST' ? (textOrNull(fields, 'number') ?? '') : undefined;
    if (kind === 'c/pay' && found?.object === 'checkout.session') return card(checkout.get(id), typed);
    if (kind === 'i' && found?.object === 'invoice') return bill(found, typed);
    return notFound;
  };
}

const shown = (html: string, status = 200): Shown => ({ status, html });
const notFound = shown(notice('There is no such page', []), 404);

/** A card that is not taken leads back to the form, which says why. */
function orAgain(form: CardForm, act: () => Shown): Shown {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return shown(cardForm({ ...form, problem: error.message }), error.status);
  }
}

function amountOf({ total, currency }: Invoice): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' });
  return format.format(total / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2)).replace('\u00a0', ' ');
}
