import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import test from 'ava';

import { InterfaceError } from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';
import { record, replay, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';
import { started, stopped, until } from '../helpers/wait.ts';

/** No byte of the answer comes for a long time. */
const silent = 'SELECT max(sleepEachRow(1)) FROM numbers(1000) SETTINGS max_block_size = 1';
/** The answer begins at once and does not end. */
const endless = 'SELECT number AS n FROM system.numbers';
const reason = new Error('the user went away');

test('an abort stops a query while others wait for its connection', async (t) => {
  const observer = await getClient();
  await using client = await newClient({ maxConnections: 1 });
  const controller = new AbortController();
  const queryId = randomUUID();
  const running = t.throwsAsync(client.query(silent, { queryId, signal: controller.signal }), { is: reason });
  await started(observer, queryId);
  const waiting = Array.from({ length: 3 }, () => t.throwsAsync(client.query(silent), { code: 'ERR_CLIENT_CLOSED' }));
  controller.abort(reason);
  await running;
  await stopped(observer, queryId);
  await client.close();
  await Promise.all(waiting);
});

test('an abort stops a query whose id the server chose, once it has begun to answer', async (t) => {
  const observer = await getClient();
  await using client = await newClient({ autogenerateQueryId: false });
  const controller = new AbortController();
  // What comes is followed by nothing: the server never finds that the connection is closed.
  const sql = 'SELECT number AS n FROM numbers(1000000) UNION ALL SELECT max(intHash64(number)) FROM system.numbers';
  const stream = client.queryRowsStream(sql, { signal: controller.signal, settings: { max_threads: 1 } });
  const { queryId } = await stream.source;
  await started(observer, queryId);
  controller.abort(reason);
  await t.throwsAsync(stream.toArray(), { is: reason });
  await stopped(observer, queryId);
});

test('aborts right after sending stop the queries', async (t) => {
  const observer = await getClient();
  await using client = await newClient({ settings: { log_comment: 'right after sending' } });
  const running = "SELECT count() FROM system.processes WHERE Settings['log_comment'] = 'right after sending'";
  for (let turns = 1; turns < 20; turns++) {
    const controllers = Array.from({ length: 8 }, () => new AbortController());
    const queries = controllers.map(({ signal }) => t.throwsAsync(client.query(silent, { signal }), { is: reason }));
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    for (const controller of controllers) controller.abort(reason);
    await Promise.all(queries);
  }
  // It waits for the requests that stop queries.
  await client.close();
  await until(async () => (await observer.command(`${running} AND NOT is_cancelled`)) === 0n);
});

test('close stops on the server what runs there', async (t) => {
  const observer = await getClient();
  const table = await makeTable('a UInt32');
  const slow = `SELECT count() AS c FROM ${table} CROSS JOIN numbers(1000000000000) AS n`;
  await observer.command(`CREATE MATERIALIZED VIEW ${table}_slow ENGINE = Null AS ${slow}`);
  const client = await newClient();
  const ids = [randomUUID(), randomUUID(), randomUUID()];
  const [first = '', second = '', third = ''] = ids;
  const closed = { instanceOf: InterfaceError, code: 'ERR_CLIENT_CLOSED' };
  const stream = client.queryRowsStream(endless, { queryId: third });
  await stream.source;
  const requests = [
    t.throwsAsync(client.command(silent, { queryId: first }), closed),
    t.throwsAsync(client.insert(table, [[1]], { queryId: second }), closed),
  ];
  await Promise.all(ids.map((id) => started(observer, id)));
  await client.close();
  await Promise.all([...requests, t.throwsAsync(stream.toArray(), closed)]);
  await Promise.all(ids.map((id) => stopped(observer, id)));
});

test('close waits for queries that are being stopped', async (t) => {
  const observer = await getClient();
  const client = await newClient();
  const controller = new AbortController();
  const queryId = randomUUID();
  const running = t.throwsAsync(client.query(silent, { queryId, signal: controller.signal }), { is: reason });
  await started(observer, queryId);
  controller.abort(reason);
  await client.close();
  const cancelled = 'SELECT count() FROM system.processes WHERE query_id = {queryId:String} AND NOT is_cancelled';
  t.is(await observer.command(cancelled, { parameters: { queryId } }), 0n);
  await running;
});

test('a query that runs out of time is stopped', async (t) => {
  const observer = await getClient();
  await using client = await newClient({ maxConnections: 1 });
  const queryId = randomUUID();
  await Promise.all([
    started(observer, queryId),
    t.throwsAsync(client.query(silent, { queryId, timeout: 1000 }), { code: 'ERR_TIMEOUT' }),
  ]);
  await stopped(observer, queryId);
});

test('a ping is answered though every connection is taken', async (t) => {
  await using client = await newClient({ maxConnections: 1 });
  await using stream = client.queryRowsStream(endless);
  await stream.source;
  t.deepEqual(await client.ping({ timeout: 60_000 }), { success: true });
});

test('what has been answered or was never sent is not stopped', async (t) => {
  const answer = await record((await getServer()).url, 'SELECT number AS n FROM numbers(10)');
  await using fake = await startFake((response, { body }) => {
    if (!body.includes('silent')) replay(response, answer);
  });
  await using client = await newClient({ url: fake.url, maxConnections: 1 });
  const controller = new AbortController();
  const { signal } = controller;
  await client.query('SELECT all', { signal });
  const silence = new AbortController();
  const running = t.throwsAsync(client.query('SELECT silent', { signal: silence.signal }), { is: reason });
  await until(() => fake.received.length === 2);
  const waiting = t.throwsAsync(client.query('SELECT unsent', { signal }), { is: reason });
  controller.abort(reason);
  await waiting;
  t.deepEqual(
    fake.received.map(({ body }) => body.toString()),
    ['SELECT all', 'SELECT silent'],
  );
  silence.abort(reason);
  await running;
});
