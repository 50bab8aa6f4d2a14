/** Where a process meets its fate, counted over everything it does outside of itself. */
export interface Fate {
  readonly call: number;
  /**
   * It dies before that effect, or after it and before it knows; or it stands still there, is taken for dead, and goes on when another
   * has done the work.
   */
  readonly kind: 'dies-before' | 'dies-after' | 'stalls-before' | 'stalls-after';
}

export const fateKinds = [
  'dies-before',
  'dies-after',
  'stalls-before',
  'stalls-after',
] as const satisfies Fate['kind'][];

/** What somebody sees who called a process that was killed. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** A process whose ports all lead through one gate, at which its fate awaits it. */
export interface Doomed {
  /** The port as that process has it. */
  through<T extends object>(port: T): T;
  /** Comes true when it stands still; never, when it does not. */
  readonly stalled: Promise<void>;
  /** Lets it go on. */
  wake(): void;
  /** Whether its fate has come. */
  readonly isMet: boolean;
  readonly isDead: boolean;
}

export function createDoomed(fate: Fate | null): Doomed {
  let calls = 0;
  let isMet = false;
  let isDead = false;
  const { promise: stalled, resolve: stall } = Promise.withResolvers<void>();
  const { promise: woken, resolve: wake } = Promise.withResolvers<void>();

  async function meet(when: 'before' | 'after'): Promise<void> {
    if (fate === null || calls !== fate.call || isMet || !fate.kind.endsWith(when)) return;
    isMet = true;
    if (fate.kind.startsWith('dies')) {
      isDead = true;
      throw new Killed('killed');
    }
    stall();
    await woken;
  }

  async function effect(work: () => unknown): Promise<unknown> {
    if (isDead) throw new Killed('killed');
    calls += 1;
    await meet('before');
    const result = await work();
    await meet('after');
    return result;
  }

  function through<T extends object>(port: T): T {
    return new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (isPort(value)) return through(value);
        if (typeof value !== 'function' || name === 'makes') return value;
        return (...args: unknown[]) => effect(() => Reflect.apply(value, target, args));
      },
    });
  }

  return {
    through,
    stalled,
    wake,
    get isMet() {
      return isMet;
    },
    get isDead() {
      return isDead;
    },
  };
}

function isPort(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
