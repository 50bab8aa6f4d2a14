import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ports that systems hand out to outgoing connections: one of those could take ours before it is bound.
const lowest = 20_000;
const highest = 32_000;

/** A port on loopback that nobody uses just now. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = await tryListen(randomInt(lowest, highest));
    if (port !== undefined) return port;
  }
  throw new Error(`No port from ${lowest} to ${highest} is free on 127.0.0.1.`);
}

export async function isFree(port: number): Promise<boolean> {
  return (await tryListen(port)) !== undefined;
}

/** Listens for a moment; resolves with the port, or undefined when it is taken. */
function tryListen(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(undefined));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}

/** Says which setting to change when the port was taken; any other failure is left as it is. */
export function explainPort(error: unknown, port: number, setting: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error;
  const remedy = `Set ${setting} to another port, or to 0 for any free one.`;
  return new Error(`Port ${port} is taken by another program. ${remedy}`, { cause: error });
}
