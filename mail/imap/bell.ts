export interface Bell {
  ring(): void;
  /** Resolves when it rings, or has rung since it was last heard; at the latest when the time is up. */
  heard(withinMs: number): Promise<void>;
}

/** What wakes somebody who waits, and is not lost on somebody who is busy. */
export function createBell(): Bell {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      hasRung = true;
      wake?.();
    },
    async heard(withinMs) {
      let end: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        end = setTimeout(resolve, withinMs);
        if (hasRung) resolve();
      });
      clearTimeout(end);
      hasRung = false;
    },
  };
}
