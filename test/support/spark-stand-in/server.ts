import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Came, serve } from './api';
import { type Answer, Refused } from './envelope';
import { away, createFaults, type Fault, overLimit } from './faults';
import { createWorld, type World } from './world';

export interface SparkStandIn {
  readonly url: string;
  readonly apiKey: string;
  /** What it holds: tests look into it and change it, as the operator's people do. */
  readonly world: World;
  /** Of every key that was made; what it holds has none. */
  readonly secrets: readonly string[];
  /** "POST /v1/developers/identities", in the order in which they came. */
  readonly calls: readonly string[];
  /** What goes wrong with one call to come. */
  order(fault: Fault): void;
  /** Every call is refused so from now on; undefined: none. */
  refuse(refusal: Refused | undefined): void;
  retryAfter: string;
  /** What others do there meanwhile: runs before a call is served. */
  meanwhile: ((call: string) => void) | undefined;
  /** Does what was to be done late: the time after which a caller may look again is over. Nothing goes wrong any more. */
  settle(): void;
  close(): Promise<void>;
}

/** Plays the operator's key administration over its own protocol, with its faults. All is in memory, on loopback only. */
export async function startSparkStandIn(): Promise<SparkStandIn> {
  const world = createWorld();
  const faults = createFaults();
  const calls: string[] = [];
  const secrets: string[] = [];
  let late: (() => void)[] = [];
  let refusal: Refused | undefined;
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const standIn: SparkStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: 'spark-admin-key-canary',
    world,
    calls,
    secrets,
    order: faults.order,
    refuse: (one) => void (refusal = one),
    retryAfter: '2',
    meanwhile: undefined,
    settle() {
      for (const work of late) work();
      late = [];
      faults.forget();
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  server.on('request', (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  return standIn;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url!, standIn.url);
    const method = request.method!;
    const sent = await text(request);
    const call = `${method} ${path}`;
    calls.push(call);
    standIn.meanwhile?.(call);
    const refused = refusal ?? strange(request, sent, standIn.apiKey);
    if (refused) return write(response, refused.answer);
    const came: Came = { method, path, query, body: sent === '' ? {} : (JSON.parse(sent) as { D: Came['body'] }).D };
    const work = () => noting(secrets, outcomeOf(world, came));
    switch (faults.take(method, path)) {
      case undefined:
        return write(response, work());
      case 'drop-before':
        return void response.destroy();
      case 'drop-after':
        work();
        return void response.destroy();
      case 'twice':
        work();
        return write(response, work());
      case 'late':
        return void late.push(work);
      case 'page':
        work();
        return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
      case 'cut': {
        const whole = JSON.stringify(work().body);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length });
        response.write(whole.slice(0, whole.length / 2), () => response.destroy());
        return;
      }
      case 'rate':
        return write(response, overLimit(standIn.retryAfter).answer);
      case 'away':
        return write(response, away().answer);
    }
  }
}

function noting(secrets: string[], answer: Answer): Answer {
  for (const [, secret] of JSON.stringify(answer.body).matchAll(/"Secret":"([^"]+)"/g)) secrets.push(secret!);
  return answer;
}

function outcomeOf(world: World, came: Came): Answer {
  try {
    return serve(world, came);
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

/** What the API asks of every call: its key, a name in a header, JSON in an envelope. */
function strange({ headers, method }: IncomingMessage, sent: string, apiKey: string): Refused | undefined {
  if (headers.authorization !== `Bearer ${apiKey}`)
    return new Refused(401, 1000, `Invalid key ${headers.authorization}`);
  if (!headers['x-sparkapi-user-agent']) return new Refused(400, 1016, 'X-SparkApi-User-Agent is required');
  if (method === 'GET') return undefined;
  if (headers['content-type'] !== 'application/json' || !sent.startsWith('{"D":{'))
    return new Refused(400, 1035, 'No JSON');
  return undefined;
}

function write(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
