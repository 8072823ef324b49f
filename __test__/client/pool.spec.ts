import test from 'ava';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { Client, HostMetrics } from '../../index.js';
import { type ClickHouseError, createClient, createPool, OperationalError } from '../../src/index.ts';
import { newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';
import { until } from '../helpers/wait.ts';

/** More than the buffers between a server and a consumer hold. */
const endless = 'SELECT number FROM system.numbers';
const small = { httpBufferSize: 1 };

/** Sends the query of a stream. */
function begin(stream: AsyncIterable<unknown>): Promise<unknown> {
  return stream[Symbol.asyncIterator]().next();
}

async function metrics(client: Client): Promise<HostMetrics> {
  const { host, port } = await getServer();
  return client.metrics()[`${host}:${port}`] as HostMetrics;
}

test('metrics tell what goes on', async (t) => {
  await using client = await newClient({ maxConnections: 2, ...small });
  t.deepEqual(await metrics(client), { total: 0, idle: 0, active: 0, queued: 0 });
  await client.query('SELECT 1');
  t.deepEqual(await metrics(client), { total: 1, idle: 1, active: 0, queued: 0 });
  const streams = [1, 2].map(() => client.queryRowsStream(endless));
  await Promise.all(streams.map(begin));
  t.like(await metrics(client), { total: 2, active: 2, queued: 0 });
  const waiting = client.query('SELECT 1');
  await until(async () => (await metrics(client)).queued === 1);
  await Promise.all(streams.map((stream) => stream.close()));
  await waiting;
  await until(async () => (await metrics(client)).active === 0);
  t.is((await metrics(client)).queued, 0);
});

test('a request that waits in vain is told what holds the connections', async (t) => {
  await using client = await newClient({ maxConnections: 2, connectTimeout: 300, ...small });
  const held = client.queryRowsStream(endless, { queryId: `held ${process.pid}` });
  const other = client.queryRowsStream(endless);
  await begin(held);
  await begin(other);
  const { host, port } = await getServer();
  const error = (await t.throwsAsync(client.query('SELECT 1'), { instanceOf: OperationalError })) as ClickHouseError;
  t.like(error, { code: 'ERR_POOL_TIMEOUT', retryable: true, attempts: 0, host: `${host}:${port}` });
  t.true(error.message.includes(`none of the 2 connections to ${host}:${port} became free`), error.message);
  t.regex(error.message, /2 requests hold them, 2 of them results that nobody reads/);
  t.true(error.message.includes(`the oldest is query held ${process.pid}, for`), error.message);
  await held.close();
  t.is((await client.query('SELECT 1 AS a')).value(), 1);
  await other.close();
});

test('a request waits for others that are at work as long as for a silent server', async (t) => {
  await using client = await newClient({ maxConnections: 1, connectTimeout: 50 });
  const work = client.query('SELECT sleepEachRow(0.2) FROM numbers(3)');
  t.is((await client.query('SELECT 1 AS a')).value(), 1);
  await work;
  await using hasty = await newClient({ maxConnections: 1, requestTimeout: 1000, connectTimeout: 50 });
  const rows = hasty.queryRowsStream('SELECT sleepEachRow(0.1) FROM numbers(30) SETTINGS max_block_size = 1').toArray();
  await until(async () => (await metrics(hasty)).active === 1);
  await t.throwsAsync(hasty.query('SELECT 1'), { code: 'ERR_POOL_TIMEOUT' });
  t.is((await rows).length, 30);
});

test('streams that were thrown away give their connections back', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await using client = await newClient({ maxConnections: 2, ...small });
  for (let round = 0; round < 3; round++) {
    await Promise.all([1, 2].map(async () => void (await begin(client.queryRowsStream(endless)))));
    const next = client.query('SELECT 1 AS a');
    let free = false;
    void next.then(() => {
      free = true;
    });
    await until(() => {
      collect();
      return free;
    });
    t.is((await next).value(), 1);
  }
});

test('clients share a pool, its connections and its places, and one that closes leaves them to the others', async (t) => {
  await using fake = await startFake((response) => response.end('Ok.\n'));
  const pool = createPool({ maxConnections: 1 });
  await using client = createClient({ url: fake.url, pool });
  const other = createClient({ url: fake.url, pool, username: 'other' });
  t.true((await client.ping()).success);
  t.true((await other.ping()).success);
  t.is(fake.sockets.length, 1);
  t.deepEqual(pool.metrics(), { [fake.host]: { total: 1, idle: 1, active: 0, queued: 0 } });
  t.deepEqual(other.metrics(), pool.metrics());
  await other.close();
  t.true((await client.ping()).success);
  t.is(fake.sockets.length, 1);
  t.deepEqual(
    fake.received.map(({ headers }) => headers['x-clickhouse-user']),
    ['default', 'other', 'default'],
  );
});

test('the clients of sessions use the connections of their client', async (t) => {
  await using fake = await startFake((response) => response.end('Ok.\n'));
  await using client = createClient({ url: fake.url, maxConnections: 1 });
  for (let round = 0; round < 3; round++) {
    await using session = client.session();
    t.true((await session.ping()).success);
    t.deepEqual(session.metrics(), client.metrics());
  }
  t.true((await client.ping()).success);
  t.is(fake.sockets.length, 1);
});

test('a pool ends no request of a client that is not closed', async (t) => {
  const { url } = await getServer();
  const pool = createPool();
  await using client = createClient({ url, pool });
  const closed = createClient({ url, pool });
  const slow = closed.query('SELECT sleepEachRow(1) FROM numbers(100) SETTINGS max_block_size = 1');
  const work = client.query('SELECT sleepEachRow(0.2) AS a FROM numbers(3)');
  await until(() => Object.values(pool.metrics()).some(({ active }) => active === 2));
  await closed.close();
  await t.throwsAsync(slow, { code: 'ERR_CLIENT_CLOSED' });
  t.is((await work).rowCount, 3);
});

test('connections are replaced when they become too old, without cutting off what is under way', async (t) => {
  await using fake = await startFake((response) => response.end('Ok.\n'));
  await using client = createClient({ url: fake.url, maxConnectionAge: 1 });
  await until(async () => {
    t.true((await client.ping()).success);
    return fake.sockets.length > 3;
  });
  await until(() => fake.sockets.slice(0, -1).every((socket) => socket.closed));
  await using real = await newClient({ maxConnectionAge: 1 });
  const work = real.queryRowsStream('SELECT sleepEachRow(0.1) AS a FROM numbers(5) SETTINGS max_block_size = 1');
  const rows = work.toArray();
  for (let round = 0; round < 5; round++) await real.query('SELECT 1');
  t.is((await rows).length, 5);
});

test('an unused connection is given up before the server closes it', async (t) => {
  await using fake = await startFake((response) => response.setHeader('keep-alive', 'timeout=1').end('Ok.\n'));
  await using client = createClient(fake.url);
  for (let round = 0; round < 5; round++) t.true((await client.ping()).success);
  await until(() => fake.sockets.every((socket) => socket.closed));
  t.is(client.metrics()[fake.host]?.idle, 0);
});

test('a client is made at once and sends nothing', async (t) => {
  await using fake = await startFake((response) => response.end('Ok.\n'));
  const clients = Array.from({ length: 100 }, () => createClient(fake.url));
  t.is(fake.sockets.length, 0);
  await Promise.all(clients.map((client) => client.close()));
  t.is(fake.sockets.length, 0);
});

test('a name with several addresses is reached at the one that answers', async (t) => {
  // localhost is ::1 first on most machines, where the server does not listen.
  const { port } = await getServer();
  await using client = createClient(`http://localhost:${port}`);
  t.true((await client.ping()).success);
});
