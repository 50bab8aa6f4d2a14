import type { Logger } from 'pino';

export interface Shutdown {
  /** Registers how to end a part; parts end in the reverse order of their start. Returns the part. */
  add<T>(name: string, part: T, end: (part: T) => Promise<unknown>): T;
  /** Ends all parts, once. A part that fails to end is reported and does not keep the others running. */
  run(): Promise<void>;
}

export function createShutdown(log: Logger): Shutdown {
  const endings: { name: string; end: () => Promise<unknown> }[] = [];
  let running: Promise<void> | undefined;

  async function endAll(): Promise<void> {
    for (const { name, end } of endings.toReversed()) {
      await end().catch((error: unknown) => log.error({ err: error }, `${name} did not end cleanly`));
    }
  }

  return {
    add(name, part, end) {
      endings.push({ name, end: () => end(part) });
      return part;
    },
    run: () => (running ??= endAll()),
  };
}
