import StripeClient from 'stripe';
import { PaymentKeyReused, PaymentsUnavailable } from './port';

const { StripeError, StripeIdempotencyError } = StripeClient.errors;
export const { StripeCardError, StripeInvalidRequestError } = StripeClient.errors;

/**
 * What a failed call means for the caller. The failure itself is not passed on as a cause: it holds client secrets and the holder's address,
 * and whatever is thrown may be logged.
 */
export function judgeFailure(error: unknown): Error {
  if (!(error instanceof StripeError)) return error instanceof Error ? error : new Error(String(error));
  if (error instanceof StripeIdempotencyError) return new PaymentKeyReused(withoutIds(error.message));
  const where = [error.type, error.code, error.requestId].filter(Boolean).join(', ');
  return new PaymentsUnavailable(`Stripe has settled nothing (${where}): ${withoutIds(error.message)}`);
}

/** Whoever reads a log need not know which card it was. */
function withoutIds(message: string): string {
  return message.replace(/\b(pm|cus|pi|in|cs|seti)_\w+/g, '$1_…');
}

/** The answer of a call that has no final "no". */
export async function answerOf<Answer>(call: PromiseLike<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw judgeFailure(error);
  }
}
