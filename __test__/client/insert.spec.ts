import { randomUUID } from 'node:crypto';
import test from 'ava';

import type { InsertData, InsertOptions } from '../../index.js';
import { DataError, InterfaceError } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { newClient } from '../helpers/client.ts';

test('rows as arrays are written in column order', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b String, c Nullable(Float64)');
  const result = await client.insert(table, [
    [1, 'x', 1.5],
    [2, 'y', null],
  ]);
  t.true(result.executed);
  t.is(result.writtenRows, 2);
  t.is(result.summary.writtenRows, 2);
  t.is(result.writtenBytes, result.summary.writtenBytes);
  t.deepEqual(await contents(table), [
    [1, 'x', 1.5],
    [2, 'y', null],
  ]);
});

test('rows as objects may have different keys in different order', async (t) => {
  const client = await getClient();
  const table = await makeTable("a UInt8, b Nullable(String), c Nullable(UInt8), d String DEFAULT 'dd'");
  await client.insert(table, [
    { a: 1 },
    { c: 7, a: 2 },
    { b: 'x', a: 3, c: undefined },
    { c: null, b: undefined, a: 4 },
  ]);
  t.deepEqual(await contents(table), [
    [1, null, null, 'dd'],
    [2, null, 7, 'dd'],
    [3, 'x', null, 'dd'],
    [4, null, null, 'dd'],
  ]);
});

test('a key that is missing where the column is not Nullable is an error', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b String');
  const call = client.insert(table, [{ a: 1, b: 'x' }, { a: 2 }]);
  const error = await t.throwsAsync(call, { instanceOf: DataError, code: 'ERR_INVALID_VALUE' });
  t.regex(error?.message ?? '', new RegExp(`${table}.*'b'.*row 1`));
  t.is(await countRows(table), 0n);
});

test('objects may have a class, a prototype or none', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b UInt8');
  class Point {
    a = 1;
    b = 2;
  }
  await client.insert(table, [new Point(), Object.assign(Object.create(null) as object, { a: 3, b: 4 })]);
  t.deepEqual(await contents(table), [
    [1, 2],
    [3, 4],
  ]);
});

test('columns by name may be arrays and typed arrays', async (t) => {
  const client = await getClient();
  const table = await makeTable('n Int32, f Float64, u UInt64, s String, d Nullable(Date), t DateTime');
  await client.insert(table, {
    s: ['x', 'y'],
    u: BigUint64Array.of(5n, 2n ** 64n - 1n),
    n: Int32Array.of(-1, 2),
    f: [0.5, -Infinity],
    d: [new Date('2020-02-29'), null],
    t: Uint32Array.of(0, 86_400),
  });
  t.deepEqual(await contents(table), [
    [-1, 0.5, 5n, 'x', new Date('2020-02-29'), new Date(0)],
    [2, -Infinity, 2n ** 64n - 1n, 'y', null, new Date('1970-01-02')],
  ]);
});

test('typed arrays of another width fit when their values do', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b Int64, c Float32');
  await client.insert(table, { a: Int32Array.of(0, 255), b: Uint32Array.of(1, 2), c: Float64Array.of(0.5, 1) });
  t.deepEqual(await contents(table), [
    [0, 1n, 0.5],
    [255, 2n, 1],
  ]);
  const call = client.insert(table, { a: Int32Array.of(0, 256), b: [0, 0], c: [0, 0] });
  const error = await t.throwsAsync(call, { instanceOf: DataError, code: 'ERR_INVALID_VALUE' });
  t.regex(error?.message ?? '', /'a' UInt8, row 1.*256/);
});

test('columns in an array are told apart from rows by columnOriented', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b UInt8');
  await client.insert(table, [Uint8Array.of(1, 2, 3), [4, 5, 6]], { columnOriented: true });
  t.deepEqual(await contents(table), [
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
});

test('blocks of a stream go in as they come out', async (t) => {
  const client = await getClient();
  const columns = `id UInt64, f Float32, s String, n Nullable(Int32), d Date, t DateTime64(6, 'Asia/Tokyo'),
    dec Decimal(18, 4), a Array(Nullable(String)), m Map(String, UInt8), lc LowCardinality(String), u UUID, ip IPv6,
    e Enum8('a' = 1, 'b' = 2), fs FixedString(3), tu Tuple(x UInt8, y String), b Bool, big Int256`;
  const source = await makeTable(columns);
  const sink = await makeTable(columns);
  await client.command(`INSERT INTO ${source} SELECT * FROM generateRandom($$${columns}$$, 7, 5, 3) LIMIT 5000`);
  let blocks = 0;
  for await (const block of client.queryColumnBlockStream(`SELECT * FROM ${source}`, { blockSize: 1999 })) {
    blocks += (await client.insert(sink, block as unknown as InsertData)).writtenRows > 0 ? 1 : 0;
  }
  t.is(blocks, 3);
  const sum = 'SELECT count(), sum(cityHash64(*)) FROM';
  t.deepEqual(await client.command(`${sum} ${sink}`), await client.command(`${sum} ${source}`));
});

test('without rows nothing is sent', async (t) => {
  await using fake = await startFake((response) => response.writeHead(500).end());
  await using client = await newClient({ url: fake.url });
  const none: [InsertData, InsertOptions][] = [
    [[], {}],
    [{}, {}],
    [{ a: [], b: new Uint8Array() }, {}],
    [[], { columnOriented: true }],
    [[[], []], { columnOriented: true }],
  ];
  for (const [data, options] of none) {
    t.deepEqual(
      { ...(await client.insert('anything', data, options)) },
      {
        executed: false,
        queryId: undefined,
        writtenRows: 0,
        writtenBytes: 0,
        summary: {
          readRows: 0,
          readBytes: 0,
          writtenRows: 0,
          writtenBytes: 0,
          totalRowsToRead: 0,
          resultRows: 0,
          resultBytes: 0,
          elapsedNs: 0,
        },
      },
    );
  }
  t.is(fake.received.length, 0);
});

test('an insert has the id that was chosen for it', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  const queryId = randomUUID();
  t.is((await client.insert(table, [[1]], { queryId })).queryId, queryId);
  t.not((await client.insert(table, [[1]])).queryId, queryId);
});

test('settings of an insert reach the server', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8');
  const call = client.insert(table, [[1]], { settings: { readonly: 1 } });
  await t.throwsAsync(call, { code: 'READONLY' });
  t.is(await countRows(table), 0n);
});

test('what is neither rows nor columns is refused', async (t) => {
  const client = await getClient();
  for (const data of [undefined, null, 7, 'text', new Map(), new Date(), Uint8Array.of(1)]) {
    const call = client.insert('anything', data as unknown as InsertData);
    await t.throwsAsync(
      call,
      { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message: /^insert: / },
      String(data),
    );
  }
  for (const table of ['', '.', 7, undefined] as string[]) {
    await t.throwsAsync(client.insert(table, [[1]]), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  }
});
