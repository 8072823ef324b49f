import { createRequire } from 'node:module';
import test from 'ava';

import type { PolarsDataFrame } from '../../index.js';
import { contents, getClient, makeTable } from '../helpers/client.ts';

/** Its declarations do not stand up to a strict compiler. */
const pl = createRequire(import.meta.url)('nodejs-polars') as { DataFrame(columns: object): PolarsDataFrame };

const COLUMNS = `id UInt64, name String, kind LowCardinality(String), at DateTime64(3, 'UTC'), day Date, score Nullable(Float64),
  tags Array(String), uid UUID, code FixedString(3), ok Bool, either Variant(String, UInt64), grade Enum8('a' = 1, 'b' = 2),
  price Decimal(18, 2), big Decimal(60, 2), wide Int256, ip IPv4, pair Tuple(a Int8, b String)`;

/** A table with some rows. */
async function filled(): Promise<string> {
  const table = await makeTable(COLUMNS, 'ENGINE = Memory');
  await (
    await getClient()
  ).command(`INSERT INTO ${table} SELECT number, concat('ä', toString(number)), toString(number % 3),
    toDateTime64(number + 0.5, 3, 'UTC'), toDate(number), if(number % 2 = 0, NULL, number / 4), [toString(number)],
    toUUID('00112233-4455-6677-8899-aabbccddeeff'), toString(number), number % 2 = 0, concat('v', toString(number)),
    if(number % 2 = 0, 'a', 'b'), number / 4, number, -number, toIPv4(number), (number, 'x') FROM numbers(20)`);
  return table;
}

test('a data frame has the values of the table', async (t) => {
  const table = await filled();
  const frame = await (await getClient()).queryDf(`SELECT * EXCEPT (price) FROM ${table} ORDER BY id LIMIT 2`);
  t.deepEqual([frame.height, frame.columns.length], [2, 16]);
  t.like(frame.toRecords()[1], {
    id: 1n,
    name: 'ä1',
    kind: '1',
    score: 0.25,
    uid: '00112233-4455-6677-8899-aabbccddeeff',
    code: '1',
    ok: false,
    either: 'v1',
    grade: 'b',
    big: '1.00',
    wide: '-1',
    ip: '0.0.0.1',
  });
  const { schema } = frame as PolarsDataFrame & { readonly schema: { readonly at: unknown } };
  t.is(String(schema.at), 'DataType(Datetime(ms,UTC))');
});

test('data frames go in, whole and from a stream', async (t) => {
  const client = await getClient();
  const table = await filled();
  const rows = await contents(table, 'id');
  const copy = await makeTable(COLUMNS, 'ENGINE = Memory');
  await client.insertDf(copy, await client.queryDf(`SELECT * FROM ${table}`));
  t.deepEqual(await contents(copy, 'id'), rows);
  const other = await makeTable(COLUMNS, 'ENGINE = Memory');
  const heights: number[] = [];
  for await (const frame of client.queryDfStream(`SELECT * FROM ${table} ORDER BY id`, { blockSize: 7 })) {
    heights.push(frame.height);
    await client.insertDf(other, frame);
  }
  t.deepEqual(heights, [7, 7, 6]);
  t.deepEqual(await contents(other, 'id'), rows);
});

test('a frame of the library goes in by name', async (t) => {
  const client = await getClient();
  const table = await makeTable(
    "id Int32, name Nullable(String), tags Array(String), none String DEFAULT 'x'",
    'ENGINE = Memory',
  );
  const frame = pl.DataFrame({
    name: ['a text of more than twelve bytes', null],
    id: [1, 2],
    tags: [['a'], ['b', 'c']],
  });
  await client.insertDf(table, frame);
  t.deepEqual(await contents(table), [
    [1, 'a text of more than twelve bytes', ['a'], 'x'],
    [2, null, ['b', 'c'], 'x'],
  ]);
});

test('maps, which Polars has as lists of structs, go in again', async (t) => {
  const client = await getClient();
  const columns = 'm Map(String, UInt8), d Map(Date, Array(Nullable(String))), l Array(Map(UInt8, String))';
  const table = await makeTable(columns, 'ENGINE = Memory');
  await client.command(
    `INSERT INTO ${table} VALUES ({'a': 1, 'b': 2}, {'2024-02-29': ['x', NULL]}, [{1: 'x'}, {}]), ({}, {}, [])`,
  );
  const copy = await makeTable(columns, 'ENGINE = Memory');
  await client.insertDf(copy, await client.queryDf(`SELECT * FROM ${table}`));
  t.deepEqual(await contents(copy), await contents(table));
});

test('an empty result is a frame without rows', async (t) => {
  const frame = await (await getClient()).queryDf("SELECT 1 AS a, 'x' AS b WHERE 0");
  t.is(frame.height, 0);
  t.deepEqual(frame.columns, ['a', 'b']);
});

test('what is no frame is refused', async (t) => {
  const client = await getClient();
  await t.throwsAsync(client.insertDf('t', { a: [1] } as never), {
    code: 'ERR_INVALID_ARG',
    message: /insertDf: expected a DataFrame of nodejs-polars, got an object/,
  });
  await t.throwsAsync(client.queryDf('SELECT 1', { useNull: false } as object), { code: 'ERR_INVALID_ARG' });
});
