import { setTimeout as pause } from 'node:timers/promises';

const patienceMs = 30_000;

/** Looks again and again until something is there. @throws that it never came */
export async function waitFor<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await pause(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`${what}: this did not happen within ${patienceMs / 1_000} s.`);
}
