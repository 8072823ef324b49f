import { setTimeout } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import test from 'ava';

import type { InsertData } from '../../index.js';
import { DataError, InterfaceError } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { until } from '../helpers/wait.ts';

test('items keep to what the first of them are, however many rows were before', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt64, b Nullable(UInt64)');
  const objects = Array.from({ length: 8192 }, () => ({ a: 1 }));
  const cases: [unknown[], RegExp][] = [
    [[objects, [[2, 777, 'x']]], /^insert: row 8192: expected an object as in the rows before, got an array of 3/],
    [
      [objects.map(() => [1, 1]), [{ a: 2, B: 7 }]],
      /^insert: row 8192: expected an array as in the rows before, got an object/,
    ],
    [[objects.map(() => [1, 1]), [[2]]], /^insert: row 8192 has 1 values, the rows before have 2/],
  ];
  for (const [items, message] of cases) {
    for (const columnNames of [undefined, ['a', 'b']]) {
      const call = client.insert(table, items.values() as InsertData, { columnNames });
      await t.throwsAsync(call, { instanceOf: DataError, message });
    }
  }
  t.is(await countRows(table), 0n);
});

test('promises of an iterable are waited for', async (t) => {
  const client = await getClient();
  const table = await makeTable('b Nullable(UInt8)');
  const options = { columnNames: ['b'] };
  const rows = [Promise.resolve({ b: 1 }), setTimeout(1, { b: 2 }), { b: 3 }];
  t.is((await client.insert(table, rows.values(), options)).writtenRows, 3);
  t.deepEqual(await contents(table), [[1], [2], [3]]);
  const mine = new Error('mine');
  let closed = false;
  function* failing(): Generator<unknown> {
    try {
      yield Promise.reject(mine);
    } finally {
      closed = true;
    }
  }
  t.is(await t.throwsAsync(client.insert(table, failing(), options)), mine);
  t.true(closed);
  for (const [data, row] of [
    [rows, 0],
    [[[{ b: 0 }], rows].values(), 1],
  ] as const) {
    const message = new RegExp(`row ${row}: expected an object.*, got an object \\(Promise\\)`);
    await t.throwsAsync(client.insert(table, data, options), { instanceOf: DataError, message });
  }
});

test('a source that has failed is not closed, and one that is none is told', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  const mine = new Error('mine');
  const throwing = () => {
    throw mine;
  };
  const returned: string[] = [];
  const source = (name: string, next: () => unknown) => ({
    next,
    return: () => {
      returned.push(name);
      return { done: true, value: undefined };
    },
  });
  const sync = { [Symbol.iterator]: () => source('sync', throwing) } as unknown as Iterable<unknown>;
  const rejecting = async () => throwing();
  const later = { [Symbol.asyncIterator]: () => source('later', rejecting) } as unknown as AsyncIterable<unknown>;
  for (const data of [sync, later]) t.is(await t.throwsAsync(client.insert(table, data)), mine);
  const message = 'insert: next() of the source gave 5 instead of an object with value and done';
  for (const data of [
    { [Symbol.iterator]: () => source('number', () => 5) },
    { [Symbol.asyncIterator]: () => source('promise', async () => 5) },
  ] as unknown as InsertData[]) {
    await t.throwsAsync(client.insert(table, data), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message });
  }
  t.deepEqual(returned, []);
});

test('a web stream is unlocked in the end, and not taken when its options are refused', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  const good = () => ReadableStream.from([{ a: 1 }]) as ReadableStream<unknown>;
  const read = good();
  await client.insert(table, read);
  const bad = ReadableStream.from([{ a: 1 }, { a: 256 }]) as ReadableStream<unknown>;
  await t.throwsAsync(client.insert(table, bad), { instanceOf: DataError });
  const mine = new Error('mine');
  const failed = new ReadableStream<unknown>({ pull: (controller) => controller.error(mine) });
  t.is(await t.throwsAsync(client.insert(table, failed)), mine);
  const refused = good();
  await t.throwsAsync(client.insert(table, refused, { columnOriented: true }), { instanceOf: InterfaceError });
  await t.throwsAsync(client.insert(table, refused, { deduplicationToken: 'x' }), { instanceOf: InterfaceError });
  t.deepEqual(
    [read, bad, failed, refused].map(({ locked }) => locked),
    [false, false, false, false],
  );
  await client.insert(table, refused);
  t.is(await countRows(table), 2n);
});

test('typed arrays are no rows, nor are they bytes', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  const call = client.insert(table, [new Float64Array([1, 2])].values());
  await t.throwsAsync(call, {
    instanceOf: DataError,
    code: 'ERR_INVALID_ROWS',
    message: 'insert: row 0: expected an array or an object, got a Float64Array of 16 bytes',
  });
});

test('rows are weighed one by one: a block has few heavy ones', async (t) => {
  const client = await getClient();
  const table = await makeTable('s String', 'ENGINE = Null');
  const heavy = 'x'.repeat(1 << 20);
  let taken = 0;
  function* rows(): Generator<unknown> {
    while (taken < 400) yield { s: taken++ % 2 === 0 ? '' : heavy };
  }
  const call = client.insert(table, rows());
  t.true(taken < 200, `${taken} rows of half a MiB were taken at once`);
  t.is((await call).writtenRows, 400);
});

test('an item may have more rows than a block', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const items = [50_000, 0, 3, 30_000].map((length, item) => Array.from({ length }, (_, n) => [item * 100_000 + n]));
  t.is((await client.insert(table, items.values())).writtenRows, 80_003);
  t.deepEqual(await contents(table, 'n'), items.flat());
});

test('rows that wait for others leave after a while', async (t) => {
  let bytes = 0;
  const count = (response: ServerResponse) => {
    const { req } = response;
    req.on('data', (data: Buffer) => {
      bytes += data.length;
    });
    req.on('end', () => response.end());
  };
  await using fake = await startFake(count, { reads: false });
  await using client = await newClient({ url: fake.url });
  async function* rows(): AsyncGenerator<unknown> {
    for (let n = 0; n < 8192 + 3; n++) yield [n];
    // Nothing comes until the server has those, the last three included.
    await until(() => bytes >= 8195 * 8);
    yield [0];
  }
  await client.insert('t', rows(), { columnNames: ['n'], columnTypes: ['UInt64'], compression: false });
  t.true(bytes >= 8196 * 8);
});

test('an insert that is aborted before it begins leaves no rejection behind', async (t) => {
  const client = await getClient();
  const rejections: unknown[] = [];
  const listener = (reason: unknown) => void rejections.push(reason);
  process.on('unhandledRejection', listener);
  const reason = new Error('mine');
  const stream = new Readable({ objectMode: true, read: () => undefined });
  const signal = AbortSignal.abort(reason);
  t.is(await t.throwsAsync(client.insert('t', stream, { signal })), reason);
  t.true(stream.destroyed);
  let taken = 0;
  function* rows(): Generator<unknown> {
    for (;;) yield { n: taken++ };
  }
  t.is(await t.throwsAsync(client.insert('t', rows(), { signal })), reason);
  t.is(taken, 0);
  await setTimeout(1);
  process.off('unhandledRejection', listener);
  t.deepEqual(rejections, []);
});
