import type { Ask } from '../domain/request';
import { keyHolderWords, keyKindWords, roleWords } from '../domain/words';
import { priceWords } from './price';

/** What is asked, as pages print it. What the developer wrote stays text. */
export interface AskView {
  readonly mls: string;
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
}

export function askView({ mls, plan, keyHolder, product, use, requester, termsVersion, price }: Ask): AskView {
  const { name, company, email } = requester;
  return {
    mls: mls.name,
    plan: plan.name,
    role: roleWords[plan.role],
    keyKind: keyKindWords[plan.keyKind],
    keyHolder: keyHolderWords(keyHolder),
    product,
    use,
    requester: { name, company, email },
    termsVersion,
    price: price.minor === 0 ? '' : priceWords(price.minor, price.currency),
  };
}
