import { Refused } from './envelope';

/**
 * What goes wrong with one call. `drop-before`: the connection is cut before anything is done; `drop-after`: after it is done; `twice`: the
 * call comes a second time; `late`: it is done long after the caller has given up; `page`: something in between answers in the API's place,
 * after it is done; `cut`: the answer breaks off in the middle.
 */
export const faultKinds = ['drop-before', 'drop-after', 'twice', 'late', 'page', 'cut', 'rate', 'away'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** How many calls of that method and path go well before. */
  readonly after?: number;
  /** Unless told, any. */
  readonly method?: string;
  /** How the path ends. */
  readonly path?: string;
}

export const overLimit = (retryAfter: string) =>
  new Refused(429, 1550, 'Over rate limit', retryAfter === '' ? {} : { 'retry-after': retryAfter });

export const away = () => new Refused(503, 1510, 'Temporarily unavailable');

/** Faults that were ordered, each for one call. */
export function createFaults() {
  let ordered: { fault: Fault; left: number }[] = [];
  return {
    order: (fault: Fault) => void ordered.push({ fault, left: fault.after ?? 0 }),
    forget: () => void (ordered = []),
    /** The fault that befalls this call. */
    take(method: string, path: string): FaultKind | undefined {
      const fits = ordered.filter(
        ({ fault }) => (fault.method ?? method) === method && path.endsWith(fault.path ?? ''),
      );
      const due = fits.find(({ left }) => left === 0);
      for (const each of fits) if (each.left > 0) each.left--;
      if (!due) return undefined;
      ordered = ordered.filter((each) => each !== due);
      return due.fault.kind;
    },
  };
}
