import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import test from 'ava';

import type { Client } from '../../index.js';
import { ClickHouseError, createClient } from '../../src/index.ts';
import { recordCompressed, startFake, type Recording } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';

const codecs = [false, 'lz4', 'zstd', 'gzip', 'br', 'deflate'] as const;
const sql = 'SELECT number AS n, toString(number) AS s FROM numbers(50)';

const reads: Record<string, (client: Client) => Promise<unknown>> = {
  query: async (client) => (await client.query(sql)).tuples(),
  queryColumns: (client) => client.queryColumns(sql),
  queryRowsStream: (client) => client.queryRowsStream(sql).toArray(),
  queryColumnBlockStream: (client) => client.queryColumnBlockStream(sql).toArray(),
  rawQuery: (client) => client.rawQuery(sql),
  rawStream: (client) => buffer(client.rawStream(sql)),
};
const typed = { columnNames: ['n'], columnTypes: ['UInt64'] };
const writes: Record<string, (client: Client) => Promise<unknown>> = {
  insert: (client) => client.insert('t', { n: BigUint64Array.of(1n) }, typed),
  'insert of a source': (client) => client.insert('t', new Set([[1n]]), typed),
  rawInsert: (client) => client.rawInsert('t', '1\n', { format: 'CSV' }),
  'rawInsert of a source': (client) => client.rawInsert('t', ['1\n'], { format: 'CSV' }),
};

/** A response as it is on the wire, in chunks of so many bytes. */
function wire({ headers, body }: Recording, size: number): { head: Buffer; chunks: Buffer[]; end: Buffer } {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n${lines.join('')}\r\n`);
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const piece = body.subarray(at, at + size);
    chunks.push(Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]));
  }
  return { head, chunks, end: Buffer.from('0\r\n\r\n') };
}

/** A server below HTTP: gives each request that it has read to `answer`. */
async function startSocket(answer: (socket: Socket) => void): Promise<AsyncDisposable & { readonly url: string }> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let read = Buffer.alloc(0);
    socket.on('data', (data) => {
      read = Buffer.concat([read, data]);
      const text = read.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      const whole = length === undefined ? text.endsWith('0\r\n\r\n') : read.length >= end + 4 + Number(length);
      if (!whole) return;
      read = Buffer.alloc(0);
      answer(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

for (const compress of codecs) {
  test(`answers with compress ${compress} in chunks of any size are the same`, async (t) => {
    const whole = await recordCompressed((await getServer()).url, sql, compress);
    for (const size of [1, 2, 17, 1000]) {
      const { head, chunks, end } = wire(whole, size);
      await using server = await startSocket((socket) => {
        for (const part of [head, ...chunks, end]) socket.write(part);
      });
      await using client = createClient({ url: server.url, compress });
      t.is((await client.query(sql)).rowCount, 50);
      for (const read of Object.values(reads)) t.truthy(await read(client));
      const plain = await client.rawQuery(sql);
      t.true(plain.includes('UInt64') && plain.includes('49'));
    }
  });

  for (const [stage, parts] of Object.entries({
    'in the head': ({ head }: ReturnType<typeof wire>) => [head.subarray(0, head.length / 2)],
    'behind the head': ({ head }: ReturnType<typeof wire>) => [head],
    'in a chunk': ({ head, chunks }: ReturnType<typeof wire>) => [head, chunks[0]?.subarray(0, 9) ?? head],
    'between chunks': ({ head, chunks }: ReturnType<typeof wire>) => [head, ...chunks.slice(0, 2)],
    'before the end': ({ head, chunks }: ReturnType<typeof wire>) => [head, ...chunks],
  })) {
    for (const ending of ['end', 'resetAndDestroy'] as const) {
      test(`a server with compress ${compress} that leaves ${stage} with ${ending} is an error of every read`, async (t) => {
        const whole = wire(await recordCompressed((await getServer()).url, sql, compress), 40);
        await using server = await startSocket((socket) => {
          const all = Buffer.concat(parts(whole));
          socket.write(all, () => socket[ending]());
        });
        await using client = createClient({ url: server.url, compress, maxConnections: 1 });
        for (const [name, read] of Object.entries(reads)) {
          const error = await t.throwsAsync(read(client), { instanceOf: ClickHouseError }, name);
          t.regex((error as ClickHouseError).code, /^(ERR_STREAM_FAILURE|ECONNRESET|ERR_UNEXPECTED_RESPONSE)$/, name);
        }
      });
    }
  }

  test(`a server that answers garbage or hangs up is an error of every write with compress ${compress}`, async (t) => {
    for (const answer of [
      (socket: Socket) => socket.end('garbage\r\n\r\n'),
      (socket: Socket) => socket.end(),
      (socket: Socket) => socket.resetAndDestroy(),
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nCode'),
      (socket: Socket) => socket.end('HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n'),
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>'),
    ]) {
      let requests = 0;
      await using server = await startSocket((socket) => {
        requests++;
        answer(socket);
      });
      await using client = createClient({ url: server.url, compress, maxConnections: 1 });
      for (const [name, write] of Object.entries(writes)) {
        const before = requests;
        await t.throwsAsync(write(client), { instanceOf: ClickHouseError }, name);
        // Never twice.
        t.is(requests, before + 1, name);
      }
    }
  });
}

test('a body in one coding that says that it is in another is malformed', async (t) => {
  const { url } = await getServer();
  for (const [coding, other] of [
    ['gzip', 'br'],
    ['gzip', 'zstd'],
    ['zstd', 'gzip'],
    ['br', 'deflate'],
  ] as const) {
    const whole = await recordCompressed(url, sql, coding);
    await using fake = await startFake((response) =>
      response.writeHead(200, { ...whole.headers, 'content-encoding': other }).end(whole.body),
    );
    await using client = createClient({ url: fake.url });
    for (const read of Object.values(reads)) {
      const error = await t.throwsAsync(read(client), { instanceOf: ClickHouseError });
      t.regex((error as ClickHouseError).code, /^ERR_(MALFORMED_RESPONSE|STREAM_FAILURE)$/);
    }
  }
});

test('a wrong checksum is malformed', async (t) => {
  const whole = await recordCompressed((await getServer()).url, sql, 'lz4');
  for (const at of [0, 15, 30]) {
    const body = Buffer.from(whole.body);
    body[at] = (body[at] ?? 0) ^ 1;
    await using fake = await startFake((response) => response.writeHead(200, whole.headers).end(body));
    await using client = createClient({ url: fake.url, compress: 'lz4' });
    for (const read of Object.values(reads)) await t.throwsAsync(read(client), { code: 'ERR_MALFORMED_RESPONSE' });
  }
});
