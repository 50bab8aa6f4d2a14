import type { PaymentIntent, PaymentMethod } from './things';

/** The `error` of an answer, as far as Stripe's client and ours look into it. */
export interface StripeError {
  readonly type: 'invalid_request_error' | 'idempotency_error' | 'card_error' | 'api_error';
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
  readonly payment_intent?: PaymentIntent;
  readonly payment_method?: PaymentMethod;
}

/** Thrown by whatever serves a call; it becomes the answer. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly error: StripeError;

  constructor(status: number, error: StripeError) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

export const invalid = (code: string | undefined, message: string, param?: string): Refused =>
  new Refused(400, {
    type: 'invalid_request_error',
    message,
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
  });

/** A thing that the path names is not found (404); one that a parameter names makes the parameter invalid (400). */
export const missing = (kind: string, id: string, param?: string): Refused =>
  new Refused(param === undefined ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param: param ?? 'id',
  });
