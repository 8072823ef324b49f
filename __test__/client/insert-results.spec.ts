import test from 'ava';

import type { ColumnBlock, InsertData, QueryOptions } from '../../index.js';
import { DataError } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable, newClient } from '../helpers/client.ts';

const engine = 'ENGINE = Memory SETTINGS allow_suspicious_low_cardinality_types = 1';
const zoned = "SETTINGS session_timezone = 'UTC'";

async function blockOf(sql: string, options?: QueryOptions): Promise<ColumnBlock> {
  const [block] = await (await getClient()).queryColumnBlockStream(sql, options).toArray();
  if (block === undefined) throw new Error('no block');
  return block;
}

const moment = '2024-01-02 03:04:05';
const midnight = '2024-01-02 00:00:00';
for (const [from, value, to, wanted] of [
  ["DateTime64(3, 'UTC')", `'${moment}.678'`, "DateTime64(6, 'UTC')", `${moment}.678000`],
  ["DateTime64(9, 'UTC')", `'${moment}.123456789'`, "DateTime64(6, 'UTC')", `${moment}.123456`],
  ["DateTime64(9, 'UTC')", `'${moment}.123456789'`, "DateTime('UTC')", moment],
  ["DateTime('UTC')", `'${moment}'`, "DateTime64(3, 'UTC')", `${moment}.000`],
  ["DateTime('UTC')", `'${moment}'`, "Nullable(DateTime64(3, 'UTC'))", `${moment}.000`],
  ["DateTime('UTC')", `'${moment}'`, 'Date', '2024-01-02'],
  ['Date', "'2024-01-02'", "DateTime('UTC')", midnight],
  ['Date', "'2024-01-02'", "LowCardinality(DateTime('UTC'))", midnight],
  ['Date32', "'2024-01-02'", "DateTime64(3, 'UTC')", `${midnight}.000`],
  ['Date', "'2024-01-02'", 'Date32', '2024-01-02'],
  ["DateTime('UTC')", `'${moment}'`, "DateTime('Asia/Tokyo')", '2024-01-02 12:04:05'],
  ["DateTime64(3, 'UTC')", `'${moment}.678'`, "Nullable(DateTime64(3, 'UTC'))", `${moment}.678`],
  ['UInt8', '7', 'Int64', '7'],
  ['Float32', '0.5', 'Nullable(Float64)', '0.5'],
  ['UInt32', '86400', "DateTime('UTC')", '1970-01-02 00:00:00'],
] as const) {
  test(`what was read as ${from} is the same as ${to}`, async (t) => {
    const client = await getClient();
    const sql = `SELECT ${value}::${from} AS t ${zoned}`;
    for (const data of [await blockOf(sql), await client.query(sql), (await client.query(sql)).rows()]) {
      const table = await makeTable(`t ${to}`, engine);
      await client.insert(table, data);
      t.is(await client.command(`SELECT toString(t) FROM ${table}`), wanted);
    }
  });
}

test('a buffered result goes in as it came out', async (t) => {
  const client = await getClient();
  const columns = 'a UInt8, b Nullable(String), c Array(Int16), d DateTime64(9), e Decimal(9, 2)';
  const source = await makeTable(columns);
  const sink = await makeTable(columns);
  await client.command(`INSERT INTO ${source} SELECT * FROM generateRandom($$${columns}$$, 7, 5, 3) LIMIT 3000`);
  const result = await client.query(`SELECT * FROM ${source}`);
  t.is((await client.insert(sink, result)).writtenRows, 3000);
  const sum = 'SELECT count(), sum(cityHash64(*)) FROM';
  t.deepEqual(await client.command(`${sum} ${sink}`), await client.command(`${sum} ${source}`));
  const some = await makeTable('a UInt8, b Nullable(String)');
  await client.insert(some, result, { columnNames: ['a'] });
  t.is(await countRows(some), 3000n);
});

test('what goes in does not depend on the forms in which it is read and written', async (t) => {
  const client = await getClient();
  const columns = `d Decimal(9, 2), t DateTime('Asia/Tokyo'), t3 DateTime64(3), t9 DateTime64(9), day Date,
    n Nullable(UInt8), s String, i Int64, e Enum8('a' = 1, 'b' = 2), ip IPv4, u UUID, m Map(String, Decimal(9, 2)),
    tu Tuple(x DateTime, y Decimal(9, 2))`;
  const source = await makeTable(columns);
  await client.command(`INSERT INTO ${source} SELECT * FROM generateRandom($$${columns}$$, 7, 5, 3) LIMIT 1000`);
  const sum = 'SELECT count(), sum(cityHash64(* EXCEPT n)), sum(n) FROM';
  const wanted = await client.command(`${sum} ${source}`);
  const options: QueryOptions = {
    queryFormats: {
      'Decimal*': 'bigint',
      'Date*': 'string',
      'Enum*': 'int',
      String: 'bytes',
      Map: 'pairs',
      UUID: 'bytes',
    },
    queryTz: 'America/New_York',
    useNull: false,
  };
  await using writer = await newClient({ writeFormats: { 'Decimal*': 'bigint', 'Date*': 'int' } });
  const sql = `SELECT * FROM ${source}`;
  for (const data of [await client.query(sql, options), await blockOf(sql, options)]) {
    const sink = await makeTable(columns);
    await writer.insert(sink, data);
    t.deepEqual(await client.command(`${sum} ${sink}`), wanted);
    const wider = await makeTable("d Decimal(18, 4), t DateTime64(3, 'UTC')", engine);
    await writer.insert(wider, data, { columnNames: ['d', 't'] });
    const sums = 'SELECT toFloat64(sum(d)), sum(toUnixTimestamp(t)) FROM';
    t.deepEqual(await client.command(`${sums} ${wider}`), await client.command(`${sums} ${source}`));
  }
});

test('columns named like the members of a block are columns', async (t) => {
  const client = await getClient();
  const table = await makeTable('columnNames UInt8, `column` UInt8, columns UInt8');
  await client.insert(table, { columnNames: [1], column: [2], columns: [3] });
  t.deepEqual(await contents(table), [[1, 2, 3]]);
});

test('columns that the data lacks are an error that names them', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b Nullable(String)');
  const options = { columnNames: ['a', 'b'] };
  const lacking: InsertData[] = [
    { a: [1] },
    await blockOf('SELECT 1::UInt8 AS a'),
    await client.query('SELECT 1 AS a'),
  ];
  for (const data of lacking) {
    const error = await t.throwsAsync(client.insert(table, data, options), {
      instanceOf: DataError,
      code: 'ERR_INVALID_ROWS',
    });
    t.true(error?.message.includes("'b'"), error?.message);
  }
  t.is(await countRows(table), 0n);
});

test('texts that are no UTF-8 go in whole when they are read as bytes', async (t) => {
  const client = await getClient();
  const sql = "SELECT unhex('00ff80c3') AS s, [unhex('fe')] AS a, map(unhex('ff'), unhex('c0')) AS m";
  const options: QueryOptions = { queryFormats: { String: 'bytes', Map: 'object' } };
  for (const data of [await client.query(sql, options), await blockOf(sql, options)]) {
    const table = await makeTable('s String, a Array(String), m Map(String, String)');
    await client.insert(table, data);
    const stored = await client.command(
      `SELECT hex(s), hex(a[1]), hex(mapKeys(m)[1]), hex(mapValues(m)[1]) FROM ${table}`,
    );
    t.deepEqual(stored, ['00FF80C3', 'FE', 'FF', 'C0']);
  }
});
