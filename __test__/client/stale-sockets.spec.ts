import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import test from 'ava';

import { createClient } from '../../src/index.ts';
import { countRows, makeTable } from '../helpers/client.ts';
import { type Recording, record, replay } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';
import { until } from '../helpers/wait.ts';

/** A server that closes connections at random moments while it works on no request of theirs, as far as it knows. */
async function startFickle(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const sockets = new Set<Socket>();
  let closed = 0;
  const server = createServer((request, response) => {
    const { socket } = request;
    response.on('close', () => {
      if (Math.random() < 0.5) return;
      closed++;
      // Now, in the same turn as further bytes may come, or a little later.
      const close = Math.random() < 0.5 ? () => socket.destroy() : () => socket.resetAndDestroy();
      const moment = Math.random();
      if (moment < 0.3) close();
      else if (moment < 0.6) setImmediate(close);
      else setTimeout(close, Math.random() * 3);
    });
    answer(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    closed: () => closed,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function answers(): Promise<Recording> {
  return record((await getServer()).url, 'SELECT 1 AS a');
}

test('no read is lost to a server that closes idle connections at random moments', async (t) => {
  const answer = await answers();
  let pings = 0;
  await using server = await startFickle((request, response) => {
    request.resume();
    if (request.url === '/ping') {
      pings++;
      response.end('Ok.\n');
    } else {
      request.on('end', () => replay(response, answer));
    }
  });
  await using client = createClient({ url: server.url, maxConnections: 8 });
  const methods = [
    async () => (await client.query('SELECT 1 AS a')).value(),
    async () => (await client.queryColumns('SELECT 1 AS a')).a?.[0],
    async () => (await client.queryRowsStream('SELECT 1 AS a').toArray()).length,
    async () => ((await client.ping()).success ? 1 : 0),
  ];
  let asked = 0;
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      while (asked < 1000) t.is(await methods[asked++ % methods.length]?.(), 1);
    }),
  );
  t.true(pings >= 250);
  t.true(server.closed() > 100);
});

test('no insert with a token is lost or doubled by a server that closes idle connections at random moments', async (t) => {
  const table = await makeTable(
    'n UInt32',
    'ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 10000',
  );
  const { url } = await getServer();
  const { request } = await import('node:http');
  await using server = await startFickle((incoming, response) => {
    const forward = request(new URL(incoming.url ?? '/', url), {
      method: incoming.method ?? 'POST',
      headers: { ...incoming.headers, connection: 'close' },
      agent: false,
    });
    incoming.pipe(forward);
    forward.on('response', (answer) => {
      const headers = Object.entries(answer.headers).filter(([name]) => name.startsWith('x-clickhouse-'));
      response.writeHead(answer.statusCode ?? 500, Object.fromEntries(headers) as Record<string, string>);
      answer.pipe(response);
    });
    forward.on('error', () => response.destroy());
  });
  await using client = createClient({ url: server.url, maxConnections: 4 });
  const options = { columnNames: ['n'], columnTypes: ['UInt32'], deduplicationToken: 'auto' };
  let next = 0;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (next < 300) await client.insert(table, [[next++]], options);
    }),
  );
  t.true(server.closed() > 30);
  t.is(await countRows(table), BigInt(next));
});

test('an insert of a source, which cannot be sent again, takes no connection that may be closed already', async (t) => {
  const { url } = await getServer();
  const table = await makeTable('n UInt8');
  const answer = await record(url, 'SELECT 1 AS a');
  let inserted = false;
  // It resets a kept connection as soon as that is used again.
  const server = createServer((request, response) => {
    if (request.headers.connection === 'close') {
      inserted = true;
      request.resume().on('end', () => response.end());
      return;
    }
    replay(response, answer);
    response.on('close', () => request.socket.once('readable', () => request.socket.resetAndDestroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await using client = createClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    t.is(await client.command('SELECT 1'), 1);
    async function* rows() {
      yield [1];
      await until(() => inserted);
      yield [2];
    }
    await client.insert(table, rows(), { columnNames: ['n'], columnTypes: ['UInt8'] });
    t.true(inserted);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
