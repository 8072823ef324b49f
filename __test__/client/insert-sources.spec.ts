import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import test from 'ava';

import type { InsertData } from '../../index.js';
import { DataError, InterfaceError } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { runProgram } from '../helpers/program.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';
import { getServer } from '../helpers/server.ts';

type Source = () => InsertData;

/** The items at any pace: at once, after a turn, in groups of any size. */
async function* slowly<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

function* batches<T>(items: readonly T[], random: () => number): Generator<T[]> {
  for (let from = 0; from < items.length; ) {
    const size = Math.floor(random() * 70);
    yield items.slice(from, from + size);
    from += size;
  }
}

const settings = { allow_suspicious_low_cardinality_types: 1, enable_time_time64_type: 1, flatten_nested: 0 };

for (const seed of seeds(4)) {
  test(`all kinds of sources store the same, seed ${seed}`, async (t) => {
    const random = seeded(seed);
    // Objects keep one value of each key of a Map; an array of nothing but arrays or objects is taken for a batch.
    const types = ['UInt64', ...Array.from({ length: 4 }, () => randomType(random))].map((type) =>
      type.includes('Map(') || type.startsWith('Nested') ? 'Array(LowCardinality(String))' : type,
    );
    const columns = types.map((type, index) => `c${index} ${type}`).join(', ');
    const client = await newClient({ settings });
    t.teardown(() => client.close());
    const original = `original_${seed}`;
    await client.command(`CREATE TABLE ${original} (${columns}) ENGINE = Memory`);
    const structure = columns.replace(/[\\']/g, '\\$&');
    await client.command(
      `INSERT INTO ${original} SELECT * FROM generateRandom('${structure}', ${seed}, 12, 3) LIMIT 300`,
    );
    const sql = `SELECT * FROM ${original}`;
    const result = await client.query(sql);
    const [tuples, rows] = [result.tuples(), result.rows()];
    const sources: Record<string, Source> = {
      tuples: () => tuples,
      'a generator of tuples': () => tuples.values(),
      'a generator of objects': () => rows.values(),
      'a set': () => new Set(rows),
      'the values of a map': () => new Map(rows.entries()).values(),
      'an async generator of tuples': () => slowly(tuples),
      'an async generator of objects': () => slowly(rows),
      'batches of tuples': () => batches(tuples, random),
      'batches of objects': () => slowly(batches(rows, random)),
      'a Node stream': () => Readable.from(rows),
      'a web stream': () => ReadableStream.from(tuples) as ReadableStream<unknown[]>,
      'a stream of rows': () => client.queryRowsStream(sql),
      'a stream of tuples': () => client.queryRowsStream(sql, { rowShape: 'tuple' }),
      'a stream of blocks of rows': () => client.queryRowBlockStream(sql, { blockSize: 37 }),
      'a stream of blocks of columns': () => client.queryColumnBlockStream(sql, { blockSize: 41 }),
      'a Node stream of blocks': () => client.queryColumnBlockStream(sql, { blockSize: 100 }).toNodeStream(),
      'a web stream of blocks': () => client.queryColumnBlockStream(sql).toWebStream(),
    };
    const fingerprint = (table: string) =>
      client.command(
        `SELECT groupArray(h) FROM (SELECT cityHash64(formatRow('TSV', *)) AS h FROM ${table} ORDER BY h)`,
      );
    const wanted = await fingerprint(original);
    for (const [way, source] of Object.entries(sources)) {
      await client.command(`CREATE OR REPLACE TABLE copy_${seed} (${columns}) ENGINE = Memory`);
      const { executed, writtenRows } = await client.insert(`copy_${seed}`, source());
      t.deepEqual([executed, writtenRows], [true, 300], way);
      t.deepEqual(await fingerprint(`copy_${seed}`), wanted, `${way} of ${columns}`);
    }
  });
}

test('what comes in many blocks is one insert in one chunked request', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64, s String');
  const result = await client.insert(table, slowly(Array.from({ length: 200_000 }, (_, n) => ({ n, s: `text ${n}` }))));
  t.is(result.writtenRows, 200_000);
  t.deepEqual(await client.command(`SELECT count(), sum(n), sum(length(s)) FROM ${table}`), [
    200_000n,
    19_999_900_000n,
    2_088_890n,
  ]);
  const asked: string[] = [];
  await using fake = await startFake((response, { headers, body }) => {
    const { 'transfer-encoding': encoding, 'content-length': length } = headers;
    asked.push(`${encoding} ${length === String(body.length)} ${body.length > 200_000 * 8}`);
    response.end();
  });
  await using other = await newClient({ url: fake.url });
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => [n]).values();
  const options = { columnNames: ['n'], columnTypes: ['UInt64'] };
  await other.insert('t', numbers(200_000), options);
  await other.insert('t', numbers(10), options);
  t.deepEqual(asked, ['chunked false true', 'undefined true false']);
});

test('an empty source sends nothing', async (t) => {
  await using fake = await startFake((response) => response.end());
  await using client = await newClient({ url: fake.url });
  for (const data of [[].values(), new Set<object>(), slowly([]), Readable.from([]), [[], []].values()]) {
    const { executed, writtenRows, queryId } = await client.insert('t', data);
    t.deepEqual([executed, writtenRows, queryId], [false, 0, undefined]);
  }
  t.is(fake.received.length, 0);
});

test('bytes and text are no rows', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt8');
  const bytes = new TextEncoder().encode('1');
  for (const data of [
    Readable.from([bytes], { objectMode: false }),
    Readable.from([bytes]),
    ReadableStream.from([bytes]),
    ['text'].values(),
  ]) {
    const call = client.insert(table, data as InsertData);
    await t.throwsAsync(call, {
      instanceOf: InterfaceError,
      code: 'ERR_INVALID_ARG',
      message: /rawInsert.*insertFile/,
    });
  }
  t.is(await countRows(table), 0n);
});

test('a source in use and options that fit no source are refused', async (t) => {
  const client = await getClient();
  const locked = ReadableStream.from([[1]]);
  locked.getReader();
  const used = client.queryRowsStream('SELECT 1 AS n');
  await used.toArray();
  await t.throwsAsync(client.insert('t', locked as InsertData), { instanceOf: InterfaceError, message: /locked/ });
  await t.throwsAsync(client.insert('t', used), { code: 'ERR_STREAM_CLOSED' });
  const call = client.insert('t', [[1]].values(), { columnOriented: true });
  await t.throwsAsync(call, { instanceOf: InterfaceError, message: /columnOriented/ });
});

test('rows of a source go together', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b Nullable(UInt8)');
  const block = (await client.queryColumnBlockStream('SELECT 1 AS a').toArray())[0];
  const many = Array.from({ length: 9000 }, () => ({ a: 1 }));
  const cases: [unknown[], RegExp][] = [
    [[[1, 2], [1]], /^insert: row 1 has 1 values, the rows before have 2$/],
    [[[1, 2], { a: 1 }], /^insert: row 1: expected an array as in the rows before, got an object/],
    [[{ a: 1 }, [1, 2]], /^insert: row 1: expected an object as in the rows before, got an array of 2$/],
    [[{ a: 1 }, 7], /^insert: row 1: expected an object as in the rows before, got 7$/],
    [[...many, { a: 1, b: 2 }], /^insert: row 9000 has the key 'b', which no row of the first block has.*columnNames/],
    [[block, { a: 1 }], /^insert: row 1: expected a block of columns as in the rows before/],
    [[[[1, 2]], { a: 1 }], /^insert: row 1: expected an array of rows as in the rows before/],
  ];
  for (const [items, message] of cases) {
    await t.throwsAsync(client.insert(table, items.values()), { instanceOf: DataError, message });
  }
  t.is(await countRows(table), 0n);
  await client.insert(table, [...many, { a: 1, b: 2, c: 3 }].values(), { columnNames: ['a', 'b'] });
  t.deepEqual((await contents(table, 'a, b NULLS FIRST')).at(-1), [1, 2]);
});

test('columns may be chosen and named for sources too', async (t) => {
  const client = await getClient();
  const table = await makeTable("a UInt8, b String DEFAULT 'd', `n.x` Array(UInt8), `n.y` Array(String)");
  await client.insert(table, slowly([[['x', 7]]]), { columnNames: ['b', 'a'] });
  await client.insert(table, [{ a: 8, b: 'x', n: [{ x: 1, y: 'y' }] }].values(), { columnNames: { except: ['b'] } });
  t.deepEqual(await contents(table), [
    [7, 'x', [], []],
    [8, 'd', [1], ['y']],
  ]);
});

test('memory that is shared or may shrink is copied', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const shared = new Uint32Array(new SharedArrayBuffer(400_000)).fill(1);
  const resizable: ArrayBuffer = Reflect.construct(ArrayBuffer, [400_000, { maxByteLength: 400_000 }]);
  for (const n of [shared, new Uint32Array(resizable).fill(2)]) {
    const done = client.insert(table, { n }, { columnTypes: ['UInt32'] });
    await done;
  }
  t.deepEqual(await client.command(`SELECT count(), sum(n) FROM ${table}`), [200_000n, 300_000n]);
});

test('a table is copied through the client in little memory', async (t) => {
  const { url } = await getServer();
  const { code, stdout, stderr } = await runProgram('copy', [url, '3000000'], ['--expose-gc']);
  t.deepEqual([code, stderr], [0, '']);
  const { same, peak } = JSON.parse(stdout) as { same: boolean; peak: number };
  t.true(same);
  t.true(peak < 300, stdout);
});
