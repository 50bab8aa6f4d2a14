import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Something the person at the command line can mend; printed without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

const problem = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), problem: z.string(), remedy: z.string().optional() })).optional(),
});

export interface Api {
  /** @throws CliError with the server's problem, field by field. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<T>;
  /** A file, byte for byte. */
  download(path: string): Promise<Uint8Array>;
}

/** Talks to the running program over its HTTP API: the one of this machine's data folder, or the one named by COUNTERSIGN_URL and COUNTERSIGN_TOKEN. */
export function connect(env: NodeJS.ProcessEnv): Api {
  const { url, token } = whereAndWho(env);

  async function ask(path: string, init: RequestInit): Promise<Response> {
    const headers = {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      ...(init.headers as Record<string, string> | undefined),
    };
    const response = await fetch(`${url}/api/v1${path}`, { ...init, headers }).catch((cause: unknown) => {
      throw new CliError(`Countersign does not answer at ${url}. Is it running? Start it with: npm start`, { cause });
    });
    if (!response.ok) throw new CliError(describe(response.status, await response.text()));
    return response;
  }

  async function call<T>(path: string, init: RequestInit): Promise<T> {
    return JSON.parse(await (await ask(path, init)).text()) as T;
  }

  return {
    get: (path) => call(path, {}),
    post: (path, body, headers = {}) =>
      call(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    download: async (path) => new Uint8Array(await (await ask(path, {})).arrayBuffer()),
  };
}

function whereAndWho(env: NodeJS.ProcessEnv): { url: string; token: string } {
  if (env['COUNTERSIGN_URL'] && env['COUNTERSIGN_TOKEN'])
    return { url: env['COUNTERSIGN_URL'], token: env['COUNTERSIGN_TOKEN'] };
  const file = join(env['COUNTERSIGN_DATA'] || join(process.cwd(), '.countersign'), 'cli.json');
  try {
    return z.object({ url: z.string(), token: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new CliError(
      `No running Countersign found (${file}). Start it with: npm start. For another machine set COUNTERSIGN_URL and COUNTERSIGN_TOKEN.`,
      {
        cause,
      },
    );
  }
}

function describe(status: number, text: string): string {
  try {
    const { title, detail, errors = [] } = problem.parse(JSON.parse(text));
    const lines = errors.map(({ field, problem: what, remedy }) => `  ${field}: ${what}${remedy ? ` ${remedy}` : ''}`);
    return [detail ? `${title}: ${detail}` : title, ...lines].join('\n');
  } catch {
    return `The server answered ${status}.`;
  }
}
