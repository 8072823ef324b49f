import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as the fake received it. */
export interface Received {
  readonly method: string;
  /** Its query parameters. */
  readonly query: URLSearchParams;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A loopback server that answers as a test wants. */
export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly received: readonly Received[];
  /** All connections that there were. */
  readonly sockets: readonly Socket[];
}

export type Answer = (response: ServerResponse, received: Received) => void;

export interface FakeOptions {
  /** Whether bodies are read to their end before the answer. @default true */
  readonly reads?: boolean;
}

/** Starts a fake. */
export async function startFake(answer: Answer, { reads = true }: FakeOptions = {}): Promise<FakeServer> {
  const received: Received[] = [];
  const sockets: Socket[] = [];
  const server = createServer(async (incoming, response) => {
    // A client that leaves is what some tests are about.
    response.on('error', () => undefined);
    const one = await read(incoming, reads).catch(() => undefined);
    if (one === undefined) return;
    received.push(one);
    answer(response, one);
  });
  // As ClickHouse, which says so in each answer.
  server.keepAliveTimeout = 10_000;
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    received,
    sockets,
    [Symbol.asyncDispose]: close,
  };
}

async function read(incoming: IncomingMessage, whole: boolean): Promise<Received> {
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://fake');
  const body = whole ? await buffer(incoming) : Buffer.alloc(0);
  return { method: incoming.method ?? '', path: pathname, query: searchParams, headers: incoming.headers, body };
}

/** An answer of a real server. */
export interface Recording {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a real server answers to a query of the client. */
export async function record(
  url: string,
  sql: string,
  query: Record<string, string> = {},
  sentHeaders: Record<string, string> = {},
): Promise<Recording> {
  const address = new URL(url);
  address.search = String(
    new URLSearchParams({ client_protocol_version: '54405', default_format: 'Native', ...query }),
  );
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(address, { method: 'POST', agent: false, headers: sentHeaders }, resolve);
    sent.on('error', reject);
    sent.end(sql);
  });
  const body = await buffer(incoming);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).filter(([name]) => /^(content-(type|encoding)|x-clickhouse-.*)$/.test(name)),
  ) as Record<string, string>;
  return { status: incoming.statusCode ?? 0, headers, body };
}

/** What a real server answers to a query of a client that compresses so. */
export async function recordCompressed(url: string, sql: string, compress: false | string): Promise<Recording> {
  if (compress === false) return record(url, sql);
  if (compress === 'lz4') return record(url, sql, { compress: '1' });
  return record(url, sql, { enable_http_compression: '1' }, { 'accept-encoding': compress });
}

/** Answers with a recording. */
export function replay(response: ServerResponse, { status, headers, body }: Recording): void {
  response.writeHead(status, headers).end(body);
}
