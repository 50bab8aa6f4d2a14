import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createFaults, type Fault } from './spark-stand-in/faults';

export interface FaultyProxy {
  readonly url: string;
  /** Where calls go, once that is known. */
  upstream: string;
  /** "POST /oidc/reg", in the order in which they came. */
  readonly calls: readonly string[];
  /** What goes wrong with one call to come. */
  order(fault: Fault): void;
  retryAfter: string;
  /** Does what was to be done late; nothing goes wrong any more. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

interface Came {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Stands before a service and has its calls go wrong in the ways in which calls do. */
export async function startFaultyProxy(): Promise<FaultyProxy> {
  const faults = createFaults();
  const calls: string[] = [];
  let late: (() => Promise<unknown>)[] = [];
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    upstream: '',
    calls,
    order: faults.order,
    retryAfter: '2',
    async settle() {
      for (const work of late) await work();
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
  return proxy;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!.split('?')[0]!;
    const sent = await buffer(request);
    calls.push(`${request.method} ${path}`);
    const work = () => forward(proxy.upstream, request, sent);
    switch (faults.take(request.method!, path)) {
      case undefined:
        return write(response, await work());
      case 'drop-before':
        return void response.destroy();
      case 'drop-after':
        await work();
        return void response.destroy();
      case 'twice':
        await work();
        return write(response, await work());
      case 'late':
        return void late.push(work);
      case 'page':
        await work();
        return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
      case 'cut': {
        const { body } = await work();
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
        response.write(body.subarray(0, body.length / 2), () => response.destroy());
        return;
      }
      case 'rate':
        return void response.writeHead(429, { 'retry-after': proxy.retryAfter }).end();
      case 'away':
        return void response.writeHead(503).end();
    }
  }
}

async function forward(upstream: string, { method, url, headers }: IncomingMessage, sent: Buffer): Promise<Came> {
  const { host: _host, connection: _connection, 'content-length': _length, ...rest } = headers;
  const response = await fetch(upstream + url, {
    method: method!,
    headers: rest as Record<string, string>,
    redirect: 'manual',
    ...(sent.length > 0 ? { body: new Uint8Array(sent) } : {}),
  });
  const body = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type');
  return { status: response.status, headers: type === null ? {} : { 'content-type': type }, body };
}

function write(response: ServerResponse, { status, headers, body }: Came): void {
  response.writeHead(status, headers).end(body);
}
