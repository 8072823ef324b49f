import test from 'ava';

import type { BatchFailure } from '../../index.js';
import { InserterError, InterfaceError, StreamClosedError } from '../../src/index.ts';
import { countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { runProgram } from '../helpers/program.ts';
import { getServer } from '../helpers/server.ts';
import { countedSignal } from '../helpers/signal.ts';
import { until } from '../helpers/wait.ts';

const typed = { columnNames: ['n'], columnTypes: ['UInt32'] };

test('close() sends what waits, and may be called again', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const inserter = client.inserter<[number]>(table, { maxRows: 2, maxWait: Infinity });
  inserter.addBatch([[1], [2], [3]]);
  const closings = [inserter.close(), inserter.close()];
  t.throws(() => inserter.add([4]), { instanceOf: StreamClosedError, code: 'ERR_STREAM_CLOSED' });
  t.throws(() => inserter.addBatch([[4]]), { instanceOf: StreamClosedError });
  await Promise.all(closings);
  t.is(await countRows(table), 3n);
  await inserter.close();
  await inserter.flush();
  t.is(inserter.stats.rowsWritten, 3);
});

test('await using sends what waits', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  {
    await using inserter = client.inserter<[number]>(table);
    inserter.add([1]);
  }
  t.is(await countRows(table), 1n);
});

test('a failure that close() has told is not told again', async (t) => {
  const client = await getClient();
  const inserter = client.inserter('no_such_table');
  inserter.add({ n: 1 });
  await t.throwsAsync(inserter.close(), { instanceOf: InserterError, code: 'UNKNOWN_TABLE' });
  await t.notThrowsAsync(inserter.close());
});

test('a signal that is aborted already opens nothing', async (t) => {
  const client = await getClient();
  const reason = new Error('too late');
  const thrown = t.throws(() => client.inserter('t', { signal: AbortSignal.abort(reason) }));
  t.is(thrown, reason);
});

test('an abort fails what is not stored, and tells which rows nobody can have', async (t) => {
  await using fake = await startFake(() => undefined);
  await using client = await newClient({ url: fake.url });
  const { controller, signal } = countedSignal();
  const failures: BatchFailure<[number]>[] = [];
  const onError = (failure: BatchFailure<[number]>) => failures.push(failure);
  const inserter = client.inserter<[number]>('t', { ...typed, maxRows: 2, concurrency: 1, signal, onError });
  inserter.addBatch([[1], [2], [3], [4], [5]]);
  await until(() => fake.received.length > 0);
  const reason = new Error('enough');
  controller.abort(reason);
  const closed = t.throws(() => inserter.add([6]), { instanceOf: StreamClosedError });
  t.is(closed?.cause, reason);
  await inserter.close();
  t.deepEqual(
    failures.map(({ rows, stored }) => [rows.flat(), stored]),
    [
      [[1, 2], 'unknown'],
      [[3, 4], 'none'],
      [[5], 'none'],
    ],
  );
  t.true(failures.every(({ error }) => error === reason));
  t.deepEqual(inserter.stats, { rowsQueued: 0, rowsSent: 2, rowsWritten: 0, flushes: 1, retries: 0, failed: 3 });
});

test('without onError an abort rejects what waits for the rows', async (t) => {
  await using fake = await startFake(() => undefined);
  await using client = await newClient({ url: fake.url });
  const controller = new AbortController();
  const { signal } = controller;
  const inserter = client.inserter<[number]>('t', { ...typed, maxRows: 1, maxPending: 2, signal });
  inserter.add([1]);
  const full = inserter.add([2]);
  controller.abort();
  const error = await t.throwsAsync(async () => await full, { instanceOf: InserterError });
  t.is(error?.cause, signal.reason);
  await inserter.close().catch((other: unknown) => t.true(other instanceof InserterError));
});

test('an abort ends the wait before a retry', async (t) => {
  await using fake = await startFake((response) => response.writeHead(503).end());
  await using client = await newClient({ url: fake.url });
  const controller = new AbortController();
  const failures: BatchFailure[] = [];
  const onError = (failure: BatchFailure) => failures.push(failure);
  const inserter = client.inserter('t', { ...typed, deduplicate: true, signal: controller.signal, onError });
  inserter.add([1]);
  const flushed = inserter.flush();
  await until(() => fake.received.length === 1);
  controller.abort();
  await flushed;
  t.like(failures[0], { stored: 'unknown', error: { name: 'AbortError' } });
  t.is(fake.received.length, 1);
});

test('an inserter that is closed leaves the signal alone', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const counted = countedSignal();
  const inserter = client.inserter<[number]>(table, { signal: counted.signal });
  t.is(counted.listeners, 1);
  inserter.add([1]);
  await inserter.close();
  t.is(counted.listeners, 0);
  counted.controller.abort();
  await inserter.flush();
  t.is(await countRows(table), 1n);
});

test('closing the client tells the rows that inserters still have', async (t) => {
  await using fake = await startFake(() => undefined);
  const client = await newClient({ url: fake.url });
  const failures: BatchFailure<[number]>[] = [];
  const onError = (failure: BatchFailure<[number]>) => failures.push(failure);
  const told = client.inserter<[number]>('t', { ...typed, maxRows: 2, concurrency: 1, maxWait: Infinity, onError });
  const untold = client.inserter<[number]>('t', { ...typed, maxWait: Infinity });
  const idle = client.inserter<[number]>('t', typed);
  told.addBatch([[1], [2], [3], [4], [5]]);
  untold.add([6]);
  await until(() => fake.received.length > 0);
  await client.close();
  t.deepEqual(
    failures.map(({ rows, stored }) => [rows.flat(), stored]),
    [
      [[1, 2], 'unknown'],
      [[3, 4], 'none'],
      [[5], 'none'],
    ],
  );
  for (const { error } of failures) t.like(error, { code: 'ERR_CLIENT_CLOSED', name: 'InterfaceError' });
  const error = await t.throwsAsync(untold.close(), { instanceOf: InserterError, code: 'ERR_CLIENT_CLOSED' });
  t.like(error, { rows: [[6]], stored: 'none' });
  await idle.close();
  for (const inserter of [told, untold, idle]) t.throws(() => inserter.add([7]), { instanceOf: StreamClosedError });
  t.throws(() => client.inserter('t'), { instanceOf: InterfaceError, code: 'ERR_CLIENT_CLOSED' });
});

for (const [state, table] of [
  ['rows wait for a time', 'waiting'],
  ['rows wait for others without end', 'endless'],
] as const) {
  test(`a process does not end as long as ${state}, and then by itself`, async (t) => {
    const client = await getClient();
    await client.command(`CREATE TABLE ${table} (n UInt32) ENGINE = MergeTree ORDER BY n`);
    const { url } = await getServer();
    t.deepEqual(await runProgram('inserter-exit', [url, table]), {
      code: 0,
      signal: undefined,
      stdout: '',
      stderr: '',
    });
    t.is(await countRows(table), 3n);
  });
}

for (const table of ['missing', 'missing_endless']) {
  test(`a failure that nobody was told of ends the process with an error: ${table}`, async (t) => {
    const { url } = await getServer();
    const { code, stderr } = await runProgram('inserter-exit', [url, table]);
    t.is(code, 1);
    t.regex(stderr, /InserterError: inserter: missing\w*: batches of 3 rows failed: .*UNKNOWN_TABLE/s);
  });
}

test('an idle inserter keeps no process alive', async (t) => {
  const { url } = await getServer();
  const { code, stderr } = await runProgram('inserter-exit', [url, 'idle']);
  t.deepEqual([code, stderr], [0, '']);
});
