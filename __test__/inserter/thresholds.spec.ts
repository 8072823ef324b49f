import test from 'ava';

import { contents, countRows, getClient, makeTable } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { createClient } from '../../src/index.ts';
import { until } from '../helpers/wait.ts';

const stats = { rowsQueued: 0, rowsSent: 0, rowsWritten: 0, flushes: 0, retries: 0, failed: 0 };

test('a batch leaves when it has enough rows', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  await using inserter = client.inserter<{ n: number }>(table, { maxRows: 10, maxWait: Infinity });
  t.deepEqual(inserter.stats, stats);
  for (let n = 0; n < 25; n++) t.is(inserter.add({ n }), undefined);
  await until(() => inserter.stats.rowsWritten === 20);
  t.deepEqual(inserter.stats, { ...stats, rowsQueued: 5, rowsSent: 20, rowsWritten: 20, flushes: 2 });
  t.is(await countRows(table), 20n);
  await inserter.flush();
  t.deepEqual(inserter.stats, { ...stats, rowsSent: 25, rowsWritten: 25, flushes: 3 });
  t.deepEqual(
    await contents(table),
    Array.from({ length: 25 }, (_, n) => [n]),
  );
});

const heavy: readonly [string, (size: number) => unknown][] = [
  ['texts', (size) => ['x'.repeat(size)]],
  ['arrays', (size) => [new Array(size / 8).fill(1)]],
  ['typed arrays', (size) => [new Float64Array(size / 8)]],
  ['objects in objects', (size) => ({ a: { b: { c: 'x'.repeat(size) } } })],
  ['maps', (size) => ({ a: new Map([['x'.repeat(size), 1]]) })],
  ['members that the first row lacks', (size) => (size > 1000 ? { a: 1, b: 'x'.repeat(size) } : { a: 1 })],
];

for (const [what, row] of heavy) {
  test(`a batch leaves when its ${what} are heavy`, async (t) => {
    await using fake = await startFake((response) => response.end());
    await using client = createClient({ url: fake.url });
    const inserter = client.inserter(what, { maxBytes: 100_000, maxWait: Infinity, onError: () => undefined });
    inserter.add(row(8));
    inserter.add(row(80_000));
    t.is(inserter.stats.rowsQueued, 2);
    await inserter.flush().catch(() => undefined);
    inserter.add(row(8));
    inserter.add(row(104_000));
    await until(() => inserter.stats.rowsQueued === 0);
    t.is(inserter.stats.flushes, 2);
    await inserter.close();
  });
}

test('a row that holds itself has a size', async (t) => {
  const client = await getClient();
  const inserter = client.inserter<object>('anything', { onError: () => undefined, maxWait: Infinity });
  const knot: Record<string, unknown> = {};
  Object.assign(knot, { a: knot, b: [knot, knot], c: knot });
  inserter.add(knot);
  inserter.add([knot, knot]);
  await inserter.close();
  t.is(inserter.stats.failed, 2);
});

for (const maxWait of [0, 1, 50]) {
  test(`a batch leaves when its first row has waited ${maxWait} ms`, async (t) => {
    const client = await getClient();
    const table = await makeTable('n UInt32');
    await using inserter = client.inserter<[number]>(table, { maxWait });
    inserter.add([1]);
    inserter.add([2]);
    t.is(inserter.stats.rowsQueued, 2);
    await until(() => inserter.stats.rowsWritten === 2);
    t.is(inserter.stats.flushes, 1);
    inserter.add([3]);
    await until(() => inserter.stats.rowsWritten === 3);
    t.deepEqual(await contents(table), [[1], [2], [3]]);
  });
}

test('nothing is sent without rows', async (t) => {
  await using fake = await startFake((response) => response.end());
  await using client = createClient({ url: fake.url });
  const inserter = client.inserter('nowhere', { maxWait: 0 });
  t.is(inserter.addBatch([]), undefined);
  await inserter.flush();
  await inserter.close();
  t.is(fake.received.length, 0);
  t.deepEqual(inserter.stats, stats);
});

test('rows of a batch go in many batches when they are many', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  await using inserter = client.inserter<[number]>(table, { maxRows: 100, maxPending: 100 });
  inserter.addBatch(Array.from({ length: 1050 }, (_, n) => [n]));
  t.like(inserter.stats, { rowsQueued: 850, rowsSent: 200 });
  await inserter.flush();
  t.is(inserter.stats.flushes, 11);
  t.is(await countRows(table), 1050n);
});

test('options of insert are those of each batch', async (t) => {
  const client = await getClient();
  const table = await makeTable("a UInt8, b UInt64, c String DEFAULT 'c'");
  await using inserter = client.inserter(table, {
    columnNames: ['b', 'a'],
    writeFormats: { UInt64: 'signed' },
    compression: 'lz4',
    timeout: 30_000,
  });
  inserter.add([-1n, 7]);
  await inserter.flush();
  t.deepEqual(await contents(table), [[7, 2n ** 64n - 1n, 'c']]);
});

test('batches go into the asynchronous queue of the server when settings say so', async (t) => {
  await using fake = await startFake((response) => response.end());
  await using client = createClient({ url: fake.url });
  const typed = { columnNames: ['n'], columnTypes: ['UInt32'] };
  await using direct = client.inserter('t', typed);
  await using queued = client.inserter('t', { ...typed, settings: { async_insert: 1, wait_for_async_insert: 1 } });
  for (const [inserter, value] of [
    [direct, '0'],
    [queued, '1'],
  ] as const) {
    inserter.add([1]);
    await inserter.flush();
    t.is(fake.received.at(-1)?.query.get('async_insert'), value);
  }
  t.is(fake.received.at(-1)?.query.get('wait_for_async_insert'), '1');
});

test('rows that went through the asynchronous queue of the server are in the table', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const settings = { async_insert: 1, wait_for_async_insert: 1 };
  await using inserter = client.inserter<[number]>(table, { maxRows: 100, settings });
  for (let n = 0; n < 1000; n++) await inserter.add([n]);
  await inserter.flush();
  t.is(await countRows(table), 1000n);
});
