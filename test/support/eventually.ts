import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is true; fails by name when the time is up. */
export async function eventually(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 10_000) {
  const deadline = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Never came true within ${withinMs} ms: ${what}`);
    await pause(50);
  }
}
