import type { ServerResponse } from 'node:http';
import test from 'ava';

import type { Client } from '../../index.js';
import { type ClickHouseError, createClient, OperationalError } from '../../src/index.ts';
import { contents, countRows, makeTable, newClient } from '../helpers/client.ts';
import { startCuttingProxy } from '../helpers/cutting-proxy.ts';
import { type Answer, record, replay, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';
import { until } from '../helpers/wait.ts';

const sql = 'SELECT 1 AS a';
const native = { 'x-clickhouse-format': 'Native', 'content-length': 100 };
const typed = { columnNames: ['a'], columnTypes: ['UInt8'] };
const deduplicates = 'ENGINE = MergeTree ORDER BY tuple() SETTINGS non_replicated_deduplication_window = 100';

const faults: Record<string, (response: ServerResponse) => void> = {
  'a reset': (response) => response.socket?.resetAndDestroy(),
  'a hang-up': (response) => response.socket?.end(),
  'half a head': (response) => response.socket?.end('HTTP/1.1 200 OK\r\nX-ClickHouse-For'),
  'status 429': (response) => response.writeHead(429).end('slow down'),
  'status 502': (response) => response.writeHead(502).end('<html>bad gateway</html>'),
  'status 503 and when to come back': (response) => response.writeHead(503, { 'retry-after': '0' }).end(),
  'status 504': (response) => response.writeHead(504).end(),
};

/** Those after which nobody knows whether the statement was run. */
const cuts: typeof faults = {
  'a head and no more': (response) => {
    response.writeHead(200, native).flushHeaders();
    setImmediate(() => response.destroy());
  },
  'half a block': (response) => {
    response.writeHead(200, native).write(Buffer.from([1, 0, 2]), () => setTimeout(() => response.destroy(), 20));
  },
};

const reads: Record<string, (client: Client) => Promise<unknown>> = {
  query: async (client) => (await client.query(sql)).value(),
  queryColumns: async (client) => (await client.queryColumns(sql)).a?.[0],
  queryRowsStream: async (client) => (await client.queryRowsStream(sql, { rowShape: 'tuple' }).toArray()).flat()[0],
  queryColumnBlockStream: async (client) => (await client.queryColumnBlockStream(sql).toArray())[0]?.column('a').get(0),
  connect: async (client) => ((await client.connect()).version === '' ? 0 : 1),
};

for (const [fault, fail] of Object.entries({ ...faults, ...cuts })) {
  for (const [method, read] of Object.entries(reads)) {
    test(`${method} gets its result after ${fault}`, async (t) => {
      const { url } = await getServer();
      const statement = method === 'connect' ? 'SELECT version() AS version' : sql;
      const answer = await record(url, statement);
      await using fake = await startFake((response) => {
        if (fake.received.length <= 2) fail(response);
        else replay(response, answer);
      });
      await using client = createClient(fake.url);
      t.is(await read(client), 1);
      t.is(fake.received.length, 3);
      const ids = new Set(fake.received.map(({ query }) => query.get('query_id')));
      t.is(ids.size, 1);
      t.is(client.metrics()[fake.host]?.active, 0);
    });
  }
}

/** What must not be sent twice, and how often it may be sent. */
const once: Record<string, (client: Client) => Promise<unknown>> = {
  command: (client) => client.command('SELECT 1'),
  insert: (client) => client.insert('t', [[1]], typed),
  'query with a statement that writes': (client) => client.query('INSERT INTO t SELECT 1'),
  'a stream of a statement that writes': (client) =>
    client.queryRowsStream('WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a').toArray(),
  'an insert of a source with a token': (client) => {
    async function* rows() {
      for (let row = 0; row < 100_000; row++) yield [row % 256];
    }
    return client.insert('t', rows(), { ...typed, deduplicationToken: 'auto' });
  },
  'a query without retries': (client) => client.query(sql, { headers: { 'x-mark': 'none' } }),
};

for (const [what, call] of Object.entries(once)) {
  test(`${what} is sent once`, async (t) => {
    for (const fail of Object.values(faults)) {
      await using fake = await startFake(fail);
      const queryRetries = what === 'a query without retries' ? 0 : 2;
      await using client = createClient({ url: fake.url, queryRetries });
      const error = (await t.throwsAsync(call(client), { instanceOf: OperationalError })) as ClickHouseError;
      t.is(error.attempts, 1);
      t.true(error.retryable);
      t.is(fake.received.length, 1);
    }
  });
}

const statements: [string, boolean][] = [
  ['SELECT 1', true],
  ['  -- a comment\n (( select 1))', true],
  ['/* INSERT */ WITH 1 AS a SELECT a', true],
  ["WITH 'INSERT' AS a SELECT a", true],
  ['FROM t SELECT a', true],
  ['SHOW TABLES', true],
  ['DESCRIBE t', true],
  ['EXPLAIN SELECT 1', true],
  ['EXISTS t', true],
  ['INSERT INTO t SELECT 1', false],
  ['WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a', false],
  ['WITH 1 AS a INSERT INTO t SELECT a', false],
  ['WITH 1 AS insert INSERT t SELECT insert', false],
  ['WITH insert AS (SELECT 1 AS insert), 2 AS b SELECT insert, a.insert FROM insert AS a', true],
  ['CREATE TABLE t (n Int8) ENGINE = Memory AS SELECT 1', false],
  ['OPTIMIZE TABLE t', false],
  ['SET a = 1', false],
  ['SYSTEM RELOAD CONFIG', false],
  ["'SELECT'", false],
];

for (const [statement, repeats] of statements) {
  test(`a query with ${JSON.stringify(statement)} is ${repeats ? '' : 'not '}repeated`, async (t) => {
    await using fake = await startFake((response) => response.writeHead(503, { 'retry-after': '0' }).end());
    await using client = createClient({ url: fake.url, queryRetries: 1 });
    await t.throwsAsync(client.query(statement), { instanceOf: OperationalError });
    t.is(fake.received.length, repeats ? 2 : 1);
  });
}

test('an error tells how often it was tried', async (t) => {
  await using fake = await startFake((response) => response.writeHead(503).end());
  await using client = createClient({ url: fake.url, queryRetries: 3 });
  await t.throwsAsync(client.query(sql), { code: 'ERR_UNEXPECTED_STATUS', message: /503/ });
  t.is(fake.received.length, 4);
  const error = (await t.throwsAsync(client.query(sql))) as ClickHouseError;
  t.is(error.attempts, 4);
});

test('a server that asks to come back in an hour is not asked again', async (t) => {
  await using fake = await startFake((response) => response.writeHead(503, { 'retry-after': '3600' }).end());
  await using client = createClient(fake.url);
  const error = (await t.throwsAsync(client.query(sql))) as ClickHouseError;
  t.is(error.attempts, 1);
  t.is(fake.received.length, 1);
});

test('the timeout of a call is for all attempts together', async (t) => {
  await using fake = await startFake((response) => response.writeHead(503, { 'retry-after': '5' }).end());
  await using client = createClient(fake.url);
  const error = (await t.throwsAsync(client.query(sql, { timeout: 1000 }))) as ClickHouseError;
  t.is(error.httpStatus, 503);
  t.is(fake.received.length, 1);
});

test('an abort ends the wait for the next attempt', async (t) => {
  await using fake = await startFake((response) => response.writeHead(503, { 'retry-after': '9' }).end());
  const asked = () => fake.received.filter(({ body }) => String(body) === sql).length;
  await using client = createClient(fake.url);
  const controller = new AbortController();
  const call = client.query(sql, { signal: controller.signal });
  await until(() => asked() === 1);
  controller.abort(new Error('enough'));
  await t.throwsAsync(call, { message: 'enough' });
  const closed = client.query(sql);
  await until(() => asked() === 2);
  await client.close();
  await t.throwsAsync(closed, { code: 'ERR_CLIENT_CLOSED' });
  t.is(asked(), 2);
});

test('an outage does not multiply the load', async (t) => {
  await using fake = await startFake((response) => response.writeHead(503, { 'retry-after': '0' }).end());
  await using client = createClient({ url: fake.url, queryRetries: 1 });
  for (let round = 0; round < 8; round++) {
    await Promise.all(Array.from({ length: 50 }, () => client.query(sql).catch(() => undefined)));
  }
  t.true(fake.received.length < 500, String(fake.received.length));
});

test('a statement of the server refused for a reason that stays is not sent again', async (t) => {
  await using client = await newClient();
  const error = (await t.throwsAsync(client.query('SELECT * FROM missing_table'))) as ClickHouseError;
  t.is(error.attempts, 1);
});

test('an insert whose answer is lost is stored once with a token, and in doubt without', async (t) => {
  const table = await makeTable('n UInt32', deduplicates);
  const server = await getServer();
  await using proxy = await startCuttingProxy(server, 2);
  await using client = createClient(proxy.url);
  await client.insert(table, [[1]], { deduplicationToken: 'auto' });
  t.is(proxy.lost, 2);
  t.deepEqual(await contents(table), [[1]]);
  await using lossy = await startCuttingProxy(server, 1);
  await using other = createClient(lossy.url);
  const message = /it is unknown whether the rows are stored/;
  const error = (await t.throwsAsync(other.insert(table, [[2]]), { message })) as ClickHouseError;
  t.is(error.attempts, 1);
  t.is(await countRows(table), 2n);
});

test('an insert that was refused, or never left, is not in doubt', async (t) => {
  await using fake = await startFake((response) =>
    response.writeHead(503, { 'x-clickhouse-exception-code': '252' }).end('Code: 252. DB::Exception: Too many parts.'),
  );
  await using client = createClient(fake.url);
  const refused = await t.throwsAsync(client.insert('t', [[1]], typed), { code: 'TOO_MANY_PARTS' });
  t.false(refused.message.includes('unknown whether'));
  const { url } = fake;
  await fake[Symbol.asyncDispose]();
  await using lost = createClient(url);
  const unsent = await t.throwsAsync(lost.insert('t', [[1]], typed), { code: 'ECONNREFUSED' });
  t.false(unsent.message.includes('unknown whether'));
});

test('a read that goes on although its answer was lost makes room for its repetition', async (t) => {
  await using client = await newClient();
  const queryId = `lost ${process.pid}`;
  const { url } = await getServer();
  const slow = 'SELECT sleepEachRow(1) AS a FROM numbers(60) SETTINGS max_block_size = 1';
  const target = new URL(url);
  let lost = 0;
  const { connect, createServer } = await import('node:net');
  const proxy = createServer((socket) => {
    const server = connect(Number(target.port), target.hostname);
    for (const one of [socket, server]) one.on('error', () => undefined);
    socket.on('data', (data) => {
      server.write(data);
      if (lost === 0 && data.includes('sleepEachRow')) {
        lost++;
        // The server works on; only the client's connection is gone.
        void until(async () => {
          const sql = 'SELECT count() FROM system.processes WHERE query_id = {queryId:String}';
          return (await client.command(sql, { parameters: { queryId } })) === 1n;
        }).then(() => socket.resetAndDestroy());
      }
    });
    server.pipe(socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as import('node:net').AddressInfo;
  const through = createClient({ url: `http://127.0.0.1:${port}`, queryRetries: 10 });
  const stream = through.queryRowsStream(slow, { queryId });
  t.deepEqual(await stream.next(), { done: false, value: { a: 0 } });
  await stream.close();
  await through.close();
  proxy.close();
  t.is(lost, 1);
});

test('the question for the columns of a table is repeated', async (t) => {
  const table = await makeTable('n UInt32');
  const { url } = await getServer();
  const description = await record(url, `DESCRIBE TABLE ${table}`);
  const answer: Answer = (response, { query, body }) => {
    if (!String(body).startsWith('DESCRIBE')) response.end();
    else if (fake.received.length === 1) response.socket?.resetAndDestroy();
    else replay(response, description);
    t.is(query.get('session_id'), null);
  };
  await using fake = await startFake(answer);
  await using client = createClient(fake.url);
  t.true((await client.insert(table, [{ n: 1 }])).executed);
  t.is(fake.received.length, 3);
});
