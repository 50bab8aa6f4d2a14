import type { Ask } from '../domain/request';
import { statementLines } from '../domain/statement';
import { actsForWords, keyKindWords, roleWords } from '../domain/words';
import { type ChangeView, changeView, type Goal, goalOf, otherwiseWords } from './change-words';
import { priceWords } from './price';

/** What is asked, as pages print it. What the developer wrote stays text. */
export interface AskView {
  readonly mls: string;
  /** No data plan is behind it: the MLS is asked directly, and nothing is paid. */
  readonly isDirect: boolean;
  readonly plan: string;
  readonly role: string;
  readonly keyKind: string;
  readonly keyHolder: string;
  readonly product: { readonly name: string; readonly url: string | null };
  readonly use: string;
  readonly requester: { readonly name: string; readonly company: string; readonly email: string };
  readonly termsVersion: string;
  /** "$50.00 a month"; empty when it costs nothing. */
  readonly price: string;
  /** What a direct request states beside all this, part by part. */
  readonly statement: readonly { readonly label: string; readonly words: string }[];
  /** What it changes about a grant; null when it asks for a key. */
  readonly change: ChangeView | null;
  readonly goal: Goal;
  /** What follows when it is not approved, in words that go on a sentence. */
  readonly otherwise: string;
}

export function askView(ask: Ask): AskView {
  const { mls, plan, keyHolder, product, use, requester, termsVersion, price, statement } = ask;
  const { name, company, email } = requester;
  return {
    mls: mls.name,
    isDirect: plan.id === null,
    plan: plan.name,
    role: roleWords[plan.role],
    keyKind: keyKindWords[plan.keyKind],
    keyHolder: actsForWords(plan.keyKind, keyHolder),
    product,
    use,
    requester: { name, company, email },
    termsVersion,
    price: price.minor === 0 ? '' : priceWords(price.minor, price.currency),
    statement: statement ? statementLines(statement) : [],
    change: changeView(ask),
    goal: goalOf(ask),
    otherwise: otherwiseWords(ask),
  };
}
