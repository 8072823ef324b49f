import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import test from 'ava';

import type { Client, QueryOptions } from '../../index.js';
import { countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { countedSignal } from '../helpers/signal.ts';
import { started, stopped, until } from '../helpers/wait.ts';

/** No byte of the answer comes for a long time. */
const silent = 'SELECT max(sleepEachRow(1)) FROM numbers(100) SETTINGS max_block_size = 1';
/** The answer begins at once and does not end. */
const endless = 'SELECT number AS n FROM system.numbers';
const reason = new Error('the user went away');

type Run = (client: Client, sql: string, options: QueryOptions) => Promise<unknown>;

const methods: Record<string, Run> = {
  query: (client, sql, options) => client.query(sql, options),
  queryColumns: (client, sql, options) => client.queryColumns(sql, options),
  command: (client, sql, options) => client.command(sql, options),
  queryRowsStream: (client, sql, options) => drain(client.queryRowsStream(sql, options)),
  queryRowBlockStream: (client, sql, options) => drain(client.queryRowBlockStream(sql, options)),
  queryColumnBlockStream: (client, sql, options) => drain(client.queryColumnBlockStream(sql, options)),
  rawQuery: (client, sql, options) => client.rawQuery(sql, options),
  rawStream: (client, sql, options) => drain(client.rawStream(sql, options)),
};

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

for (const [name, run] of Object.entries(methods)) {
  test(`${name} with an aborted signal rejects with its reason and sends nothing`, async (t) => {
    await using fake = await startFake((response) => response.writeHead(500).end());
    await using client = await newClient({ url: fake.url });
    t.is(await t.throwsAsync(run(client, 'SELECT 1', { signal: AbortSignal.abort(reason) })), reason);
    t.is(fake.received.length, 0);
  });

  test(`${name} that waits for its answer rejects with the reason and stops the query`, async (t) => {
    const client = await getClient();
    const counted = countedSignal();
    const { controller, signal } = counted;
    const queryId = randomUUID();
    const running = run(client, silent, { signal, queryId });
    await Promise.all([
      started(client, queryId).then(() => controller.abort(reason)),
      t.throwsAsync(running, { is: reason }),
    ]);
    await stopped(client, queryId);
    t.is(counted.listeners, 0);
  });

  test(`${name} that reads its answer rejects with the reason and stops the query`, async (t) => {
    const client = await getClient();
    const counted = countedSignal();
    const { controller, signal } = counted;
    const queryId = randomUUID();
    const sql = ['query', 'queryColumns', 'command', 'rawQuery'].includes(name)
      ? `${endless} LIMIT 300000000`
      : endless;
    const running = run(client, sql, { signal, queryId });
    await Promise.all([
      started(client, queryId).then(() => controller.abort(reason)),
      t.throwsAsync(running, { is: reason }),
    ]);
    await stopped(client, queryId);
    t.is(counted.listeners, 0);
  });

  test(`${name} forgets the signal when it is done or fails`, async (t) => {
    const client = await getClient();
    const counted = countedSignal();
    const { controller, signal } = counted;
    await run(client, 'SELECT 1', { signal });
    t.is(counted.listeners, 0);
    await run(client, 'SELECT 1 WHERE 0', { signal });
    t.is(counted.listeners, 0);
    await t.throwsAsync(run(client, 'SELECT * FROM no_such_table', { signal }), { code: 'UNKNOWN_TABLE' });
    t.is(counted.listeners, 0);
    controller.abort(reason);
    t.is(await client.command('SELECT 2'), 2);
  });
}

test('a stream that is left or closed forgets the signal', async (t) => {
  const client = await getClient();
  const counted = countedSignal();
  const { signal } = counted;
  for await (const _ of client.queryRowsStream(endless, { signal })) {
    t.is(counted.listeners, 1);
    break;
  }
  t.is(counted.listeners, 0);
  const stream = client.queryRowsStream(endless, { signal });
  await stream.source;
  await stream.close();
  t.is(counted.listeners, 0);
});

test('a stream rejects at the next item after an abort, whatever has been received', async (t) => {
  const client = await getClient();
  for (const sql of [endless, 'SELECT number AS n FROM numbers(1000)']) {
    const controller = new AbortController();
    let rows = 0;
    const loop = async () => {
      for await (const _ of client.queryRowsStream(sql, { signal: controller.signal })) {
        if (++rows === 10) controller.abort(reason);
      }
    };
    t.is(await t.throwsAsync(loop()), reason);
    t.is(rows, 10);
  }
});

test('an abort after the end changes nothing', async (t) => {
  const client = await getClient();
  const controller = new AbortController();
  const result = await client.query('SELECT number FROM numbers(3)', { signal: controller.signal });
  const stream = client.queryRowsStream('SELECT 1', { signal: controller.signal });
  await stream.toArray();
  controller.abort(reason);
  t.is(result.rowCount, 3);
  t.deepEqual(result.columns(), [[0n, 1n, 2n]]);
  t.is((await stream.summary).writtenRows, 0);
});

test('a reason may be anything', async (t) => {
  const client = await getClient();
  for (const own of [undefined, null, 'text', 7]) {
    const controller = new AbortController();
    const call = client.query(silent, { signal: controller.signal });
    controller.abort(own);
    t.deepEqual(await call.catch((error: unknown) => ({ error })), { error: controller.signal.reason as unknown });
  }
  const call = client.query(silent, { signal: AbortSignal.timeout(50) });
  t.is(await call.catch((error: Error) => error.name), 'TimeoutError');
});

test('an insert with an aborted signal sends nothing', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  const counted = countedSignal();
  const { signal } = counted;
  await t.throwsAsync(client.insert(table, [[1]], { signal: AbortSignal.abort(reason) }), { is: reason });
  t.is(await countRows(table), 0n);
  await client.insert(table, [[1]], { signal });
  await t.throwsAsync(client.insert(table, [{ b: 1 }], { signal }));
  await t.throwsAsync(client.insert('no_such_table', [{ b: 1 }], { signal }));
  t.is(counted.listeners, 0);
});

test('an insert that is aborted while it is encoded sends nothing', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt32');
  const counted = countedSignal();
  const { controller, signal } = counted;
  const rows = Array.from({ length: 500_000 }, (_, a) => [a]);
  const running = client.insert(table, rows, { signal, columnTypes: ['UInt32'], columnNames: ['a'] });
  setImmediate(() => controller.abort(reason));
  await t.throwsAsync(running, { is: reason });
  t.is(counted.listeners, 0);
  t.is(await countRows(table), 0n);
});

test('an insert that is aborted while the server works stops there', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt32');
  const slow = `SELECT count() AS c FROM ${table} CROSS JOIN numbers(1000000000000) AS n`;
  await client.command(`CREATE MATERIALIZED VIEW ${table}_slow ENGINE = Null AS ${slow}`);
  const counted = countedSignal();
  const { controller, signal } = counted;
  const queryId = randomUUID();
  const running = client.insert(table, [[1]], { signal, queryId });
  await Promise.all([
    started(client, queryId).then(() => controller.abort(reason)),
    t.throwsAsync(running, { is: reason }),
  ]);
  await stopped(client, queryId);
  t.is(counted.listeners, 0);
});

test('an insert whose upload is aborted ends its connection', async (t) => {
  let request: IncomingMessage | undefined;
  await using fake = await startFake(
    (response) => {
      request ??= response.req;
    },
    { reads: false },
  );
  await using client = await newClient({ url: fake.url });
  const controller = new AbortController();
  const options = { signal: controller.signal, columnNames: ['s'], columnTypes: ['String'] };
  const running = client.insert('t', [['x'.repeat(50_000_000)]], options);
  const ended = t.throwsAsync(running, { is: reason });
  await until(() => fake.received.length === 1);
  controller.abort(reason);
  await ended;
  request?.on('error', () => undefined).resume();
  await until(() => request?.socket.closed === true);
});

test('the abort of one insert does not end another that asked for the same columns', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  await using own = await newClient();
  const controller = new AbortController();
  const aborted = own.insert(table, [[1]], { signal: controller.signal });
  const other = own.insert(table, [[2]]);
  controller.abort(reason);
  await t.throwsAsync(aborted, { is: reason });
  t.is((await other).writtenRows, 1);
  t.is(await client.command(`SELECT a FROM ${table}`), 2);
});

test('ping and connect can be aborted', async (t) => {
  await using fake = await startFake(() => undefined);
  await using client = await newClient({ url: fake.url });
  for (const abort of [() => AbortSignal.abort(reason), () => AbortSignal.timeout(20)]) {
    const signal = abort();
    const pong = await client.ping({ signal });
    t.is(pong.success ? undefined : pong.error, signal.reason);
    const another = abort();
    const outcome: unknown = await client.connect({ signal: another }).then(undefined, (error: unknown) => error);
    t.is(outcome, another.reason);
  }
});
