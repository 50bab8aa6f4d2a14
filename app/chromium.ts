import { onPath } from './on-path';

/** What Chromium is called on PATH, in the order of preference. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium that prints: the one that is given, or the first on PATH; undefined when there is none. */
export async function findChromium(given: string | undefined, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (given !== undefined) return given;
  for (const name of names) {
    const path = await onPath(name, env).catch(() => undefined);
    if (path !== undefined) return path;
  }
  return undefined;
}
