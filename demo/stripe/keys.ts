import { invalid, Refused } from './refused';

export interface Call {
  readonly key: string | undefined;
  readonly path: string;
  /** As it came. */
  readonly body: string;
}

export interface Outcome {
  readonly status: number;
  readonly body: object;
}

const reused = 'Keys for idempotent requests can only be used with the same parameters they were first used with.';

/**
 * Does the work of each key once and gives its outcome again. A refused card is an outcome; a call that was wrong in itself never began,
 * so its key is still free. Stripe forgets keys after a day, this when it ends.
 */
export function createKeys() {
  const known = new Map<string, Call & { readonly outcome: Outcome }>();

  return (call: Call, work: () => Outcome): Outcome & { readonly isReplayed: boolean } => {
    const { key, path, body } = call;
    if (key === undefined) return { ...work(), isReplayed: false };
    if (key.length > 255) throw invalid(undefined, 'Idempotency keys have 255 characters at most.');
    const before = known.get(key);
    if (before === undefined) {
      const outcome = work();
      if (outcome.status < 400 || outcome.status === 402) known.set(key, { ...call, outcome });
      return { ...outcome, isReplayed: false };
    }
    if (before.path === path && before.body === body) return { ...before.outcome, isReplayed: true };
    throw new Refused(400, { type: 'idempotency_error', message: reused });
  };
}
