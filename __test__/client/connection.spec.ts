import { setImmediate } from 'node:timers/promises';
import test from 'ava';

import type { Client } from '../../index.js';
import { createClient, InterfaceError, OperationalError } from '../../src/index.ts';
import { closedPort } from '../helpers/closed-port.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { countedSignal } from '../helpers/signal.ts';
import { getServer } from '../helpers/server.ts';
import { until } from '../helpers/wait.ts';

const silent = 'SELECT max(sleepEachRow(1)) FROM numbers(100) SETTINGS max_block_size = 1';

test('ping says that the server answers', async (t) => {
  const client = await getClient();
  t.deepEqual(await client.ping(), { success: true });
});

test('ping says why there is no answer, and does not throw', async (t) => {
  await using client = createClient({ host: '127.0.0.1', port: await closedPort() });
  const refused = await client.ping();
  t.false(refused.success);
  t.true(!refused.success && refused.error instanceof OperationalError && refused.error.code === 'ECONNREFUSED');
  await using fake = await startFake((response) => response.end('<html>hello</html>'));
  await using other = createClient(fake.url);
  const foreign = await other.ping();
  t.true(!foreign.success && foreign.error instanceof Error);
  const misused = await client.ping({ timeout: -1 });
  t.true(!misused.success && misused.error instanceof InterfaceError);
  const closed = createClient(fake.url);
  await closed.close();
  const late = await closed.ping();
  t.true(!late.success && (late.error as InterfaceError).code === 'ERR_CLIENT_CLOSED');
});

test('ping gives up after its timeout', async (t) => {
  await using fake = await startFake(() => undefined);
  await using client = createClient(fake.url);
  const pong = await client.ping({ timeout: 30 });
  t.is(pong.success ? undefined : (pong.error as OperationalError).code, 'ERR_TIMEOUT');
});

test('connect learns what server it is', async (t) => {
  await using client = await newClient();
  t.is(client.serverInfo, undefined);
  const info = await client.connect();
  t.is(info.version, (await getServer()).version);
  t.is(info.timezone, 'UTC');
  t.not(info.displayName, '');
  t.is(client.serverInfo, info);
});

test('connect rejects when the login is refused or nobody is there', async (t) => {
  await using stranger = await newClient({ username: 'stranger', password: 'guess' });
  await t.throwsAsync(stranger.connect(), { instanceOf: OperationalError, code: 'AUTHENTICATION_FAILED' });
  t.is(stranger.serverInfo, undefined);
  await using lost = createClient({ host: '127.0.0.1', port: await closedPort() });
  await t.throwsAsync(lost.connect(), { instanceOf: OperationalError, code: 'ECONNREFUSED' });
});

test('close may be called more than once, and everything afterwards is refused', async (t) => {
  const client = await newClient();
  t.is(await client.command('SELECT 1'), 1);
  await Promise.all([client.close(), client.close()]);
  await client.close();
  const closed = { instanceOf: InterfaceError, code: 'ERR_CLIENT_CLOSED' };
  await t.throwsAsync(client.query('SELECT 1'), closed);
  await t.throwsAsync(client.command('SELECT 1'), closed);
  await t.throwsAsync(client.queryColumns('SELECT 1'), closed);
  await t.throwsAsync(client.insert('t', [[1]]), closed);
  await t.throwsAsync(client.connect(), closed);
  await t.throwsAsync(client.queryRowsStream('SELECT 1').toArray(), closed);
});

test('close ends requests that run or wait', async (t) => {
  const client = await newClient({ maxConnections: 2 });
  const stream = client.queryRowsStream('SELECT number FROM system.numbers');
  const iterator = stream[Symbol.asyncIterator]();
  await iterator.next();
  const requests = [
    client.query(silent),
    client.command(silent),
    client.queryColumns(silent),
    client.insert('t', [[1]]),
    (async () => {
      while ((await iterator.next()).done !== true) await setImmediate();
    })(),
  ];
  const ended = requests.map((request) =>
    t.throwsAsync(request, { instanceOf: InterfaceError, code: 'ERR_CLIENT_CLOSED' }),
  );
  await client.close();
  await Promise.all(ended);
});

test('close lets go of idle connections', async (t) => {
  await using fake = await startFake((response) => response.end('Ok.\n'));
  const client = createClient(fake.url);
  t.true((await client.ping()).success);
  t.is(fake.sockets.length, 1);
  await client.close();
  await until(() => fake.sockets.every((socket) => socket.closed));
});

test('await using closes a client', async (t) => {
  let left: Client;
  {
    await using client = await newClient();
    t.is(await client.command('SELECT 1'), 1);
    left = client;
  }
  await t.throwsAsync(left.query('SELECT 1'), { code: 'ERR_CLIENT_CLOSED' });
});

test('many queries at once give each its own result', async (t) => {
  await using client = await newClient({ maxConnections: 4 });
  const sql = 'SELECT {n:UInt32} AS n, sum(number) AS s FROM numbers(100000)';
  const results = await Promise.all(
    Array.from({ length: 64 }, (_, n) => client.queryRowsStream(sql, { parameters: { n } }).toArray()),
  );
  t.deepEqual(
    results,
    Array.from({ length: 64 }, (_, n) => [{ n, s: 4_999_950_000n }]),
  );
});

test('many requests at once share the connections that may be', async (t) => {
  let open = 0;
  let most = 0;
  await using fake = await startFake(async (response) => {
    most = Math.max(most, ++open);
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    open--;
    response.end();
  });
  await using client = createClient({ url: fake.url, maxConnections: 4 });
  await Promise.all(Array.from({ length: 64 }, () => client.command('SYSTEM RELOAD CONFIG')));
  t.is(most, 4);
  t.is(fake.sockets.length, 4);
});

test('connections are used again', async (t) => {
  await using fake = await startFake((response) => response.end('Ok.\n'));
  await using client = createClient(fake.url);
  for (let round = 0; round < 20; round++) t.true((await client.ping()).success);
  t.is(fake.sockets.length, 1);
});

test('streams that wait for their consumer do not keep others from the rest of the connections', async (t) => {
  await using client = await newClient({ maxConnections: 3 });
  const streams = [1, 2].map(() => client.queryRowsStream('SELECT number FROM system.numbers'));
  for (const stream of streams) await stream.source;
  for (let round = 0; round < 10; round++) t.is(await client.command('SELECT 1'), 1);
  await Promise.all(streams.map((stream) => stream.close()));
});

test('requests that wait for a connection can be aborted', async (t) => {
  await using client = await newClient({ maxConnections: 1 });
  const stream = client.queryRowsStream('SELECT number FROM system.numbers');
  await stream.source;
  const controller = new AbortController();
  const waiting = client.query('SELECT 1', { signal: controller.signal });
  const reason = new Error('too long a queue');
  controller.abort(reason);
  await t.throwsAsync(waiting, { is: reason });
  await stream.close();
  t.is(await client.command('SELECT 2'), 2);
});

test('a query whose blocks cannot be read gives its place back', async (t) => {
  await using client = await newClient({ maxConnections: 1 });
  const counted = countedSignal();
  const options = { columnFormats: { nope: 'string' }, signal: counted.signal };
  const calls = [
    () => client.query('SELECT number FROM system.numbers', options),
    () => client.queryColumns('SELECT number FROM numbers(10)', options),
    () => client.queryRowsStream('SELECT number FROM system.numbers', options).toArray(),
  ];
  for (const call of calls) {
    await t.throwsAsync(call, { code: 'ERR_UNKNOWN_COLUMN' });
    t.is(counted.listeners, 0);
    t.is(await client.command('SELECT 1', { timeout: 5000 }), 1);
  }
});
