import type { Standing } from '../domain/standing';
import type { RequestInput } from './contract';
import { paymentFor } from './payment';
import { runRequest } from './run-request';

/** A data plan of the Datamart, bought with the MLS's approval: the mail chain, the payment, then the key or the reason why not. */
export function purchaseWithApproval(input: RequestInput): Promise<Standing> {
  return runRequest(input, (file, post) => paymentFor(input.requestId, file, post));
}
