/**
 * Values of random types, as the driver has them and as the server writes them as JSON. `DIFFERENTIAL_ROUNDS=500` makes it longer,
 * `DIFFERENTIAL_SEED` another one.
 */
import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';

import { ClickHouseDriver } from '../../src/cube/index.ts';
import { parseType } from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';
import { getDriver } from '../helpers/cube.ts';
import { agrees } from '../helpers/cube-values.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';

const settings = {
  allow_suspicious_low_cardinality_types: 1,
  allow_suspicious_variant_types: 1,
  allow_experimental_nullable_tuple_type: 1,
  enable_time_time64_type: 1,
  flatten_nested: 0,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
};

let driver: ClickHouseDriver | undefined;

test.before(async () => {
  // What a client has been told of forms of values is not what Cube takes.
  const readFormats = { UUID: 'bytes', '*Int64': 'bigint', Enum: 'int' };
  const { Enum: _, ...formats } = readFormats;
  driver = new ClickHouseDriver({ client: await newClient({ settings, readFormats: formats }) });
});

test.after.always(() => driver?.release());

async function sameAsJson(t: ExecutionContext, query: string, types: readonly string[]): Promise<void> {
  if (driver === undefined) return t.fail();
  const client = await getClient();
  const lines = await client.rawQuery(query, { settings, format: 'JSONCompactEachRow' });
  const expected = String(lines)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown[]);
  const { rowStream } = await driver.stream(query, [], { highWaterMark: 7 });
  for (const rows of [await driver.query<Record<string, unknown>>(query), await rowStream.toArray()]) {
    t.is(rows.length, expected.length);
    t.notThrows(() => JSON.stringify(rows));
    for (const [index, json] of expected.entries()) {
      const values = Object.values(rows[index] ?? {});
      for (const [position, type] of types.entries()) {
        if (agrees(values[position], json[position], parseType(type))) continue;
        return t.fail(`${type}: ${JSON.stringify(values[position])} is not ${JSON.stringify(json[position])}`);
      }
    }
  }
}

for (const seed of seeds(25)) {
  const random = seeded(seed);
  // The server makes several columns of a Nested that stands alone.
  const types = Array.from({ length: 4 }, () => randomType(random).replace(/^Nested.*$/s, 'Tuple($&)'));
  test(`seed ${seed}`, async (t) => {
    const client = await getClient();
    const columns = types.map((type, index) => `c${index} ${type}`).join(', ');
    for (const [name, engine] of [
      ['chance', `GenerateRandom(${seed}, 10, 3)`],
      ['random', 'Memory'],
    ]) {
      await client.command(`CREATE TABLE ${name}_${seed} (${columns}) ENGINE = ${engine}`, { settings });
    }
    await client.command(`INSERT INTO random_${seed} SELECT * FROM chance_${seed} LIMIT 40`, { settings });
    await sameAsJson(t, `SELECT * FROM random_${seed}`, types);
  });
}

/** A value of each family of types, what it is to Cube, and the type of its column there. */
const families: Readonly<Record<string, readonly [sql: string, value: unknown, type: string]>> = {
  UInt8: ['toUInt8(255)', '255', 'int'],
  UInt16: ['toUInt16(65535)', '65535', 'int'],
  UInt32: ['toUInt32(4294967295)', '4294967295', 'bigint'],
  UInt64: ['toUInt64(18446744073709551615)', '18446744073709551615', 'bigint'],
  UInt128: ['toUInt128(1)', '1', 'decimal'],
  UInt256: ['toUInt256(1)', '1', 'decimal'],
  Int8: ['toInt8(-128)', '-128', 'int'],
  Int16: ['toInt16(-1)', '-1', 'int'],
  Int32: ['toInt32(-2147483648)', '-2147483648', 'int'],
  Int64: ['toInt64(-9223372036854775808)', '-9223372036854775808', 'bigint'],
  Int128: ['toInt128(-1)', '-1', 'decimal'],
  Int256: ['toInt256(-1)', '-1', 'decimal'],
  Float32: ['toFloat32(0.1)', '0.1', 'float'],
  Float64: ['0.1 + 0.2', '0.30000000000000004', 'double'],
  BFloat16: ['toBFloat16(1.5)', '1.5', 'float'],
  Decimal: ["toDecimal64('1.50', 2)", '1.50', 'decimal'],
  Bool: ['true', true, 'boolean'],
  String: ["'it''s'", "it's", 'text'],
  FixedString: ["toFixedString('ab', 4)", 'ab', 'text'],
  Enum8: ["CAST('a', 'Enum8(\\'a\\' = 1)')", 'a', 'text'],
  Enum16: ["CAST('a', 'Enum16(\\'a\\' = 1)')", 'a', 'text'],
  Date: ["toDate('2026-01-02')", '2026-01-02T00:00:00.000', 'date'],
  Date32: ["toDate32('1901-01-02')", '1901-01-02T00:00:00.000', 'date'],
  DateTime: ["toDateTime('2026-01-02 03:04:05', 'Asia/Tokyo')", '2026-01-02T03:04:05.000', 'timestamp'],
  DateTime64: ["toDateTime64('2026-01-02 03:04:05.678999', 6, 'Asia/Tokyo')", '2026-01-02T03:04:05.678', 'timestamp'],
  Time: ["CAST('-12:34:56', 'Time')", '-12:34:56', 'text'],
  Time64: ["CAST('100:00:00.5', 'Time64(3)')", '100:00:00.500', 'text'],
  IntervalNanosecond: ['toIntervalNanosecond(5)', '5', 'bigint'],
  IntervalYear: ['toIntervalYear(5)', '5', 'bigint'],
  UUID: ["toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0')", '61f0c404-5cb3-11e7-907b-a6006ad3dba0', 'text'],
  IPv4: ["toIPv4('1.2.3.4')", '1.2.3.4', 'text'],
  IPv6: ["toIPv6('::1')", '::1', 'text'],
  AggregateFunction: ['countState()', 'AQ==', 'text'],
  Nullable: ['toNullable(1)', '1', 'int'],
  Nothing: ['NULL', null, 'text'],
  LowCardinality: ["toLowCardinality(toNullable('a'))", 'a', 'text'],
  Array: ['[toInt64(1), toInt64(2)]', ['1', '2'], 'text'],
  Tuple: [
    "CAST((1, 'a', toDate('2026-01-02')), 'Tuple(n UInt8, s String, d Date)')",
    { n: 1, s: 'a', d: '2026-01-02' },
    'text',
  ],
  Map: ["map(1, ['a'])", { 1: ['a'] }, 'text'],
  Nested: ["CAST([(1, 'a')], 'Nested(n UInt64, s String)')", [{ n: '1', s: 'a' }], 'text'],
  Point: ["CAST((1, 2), 'Point')", [1, 2], 'text'],
  Ring: ["CAST([(1, 2)], 'Ring')", [[1, 2]], 'text'],
  LineString: ["CAST([(1, 2)], 'LineString')", [[1, 2]], 'text'],
  Polygon: ["CAST([[(1, 2)]], 'Polygon')", [[[1, 2]]], 'text'],
  MultiLineString: ["CAST([[(1, 2)]], 'MultiLineString')", [[[1, 2]]], 'text'],
  MultiPolygon: ["CAST([[[(1, 2)]]], 'MultiPolygon')", [[[[1, 2]]]], 'text'],
  QBit: ["CAST([1, 2.5], 'QBit(Float32, 2)')", [1, 2.5], 'text'],
  SimpleAggregateFunction: ["CAST(1.5, 'SimpleAggregateFunction(max, Float64)')", '1.5', 'double'],
  Variant: ["CAST(toUInt64(1), 'Variant(UInt64, String)')", '1', 'text'],
  Geometry: ["CAST(CAST((1, 2), 'Point'), 'Geometry')", [1, 2], 'text'],
  Dynamic: ["CAST(toDate('2026-01-02'), 'Dynamic')", '2026-01-02', 'text'],
  JSON: [
    `'{"a":{"b":[1,2]},"n":9007199254740993,"s":"x","x":null}'::JSON`,
    { a: { b: ['1', '2'] }, n: '9007199254740993', s: 'x' },
    'text',
  ],
};

test('every type of docs/types.md has a value and a type in Cube', (t) => {
  const page = readFileSync(new URL('../../docs/types.md', import.meta.url), 'utf8');
  const rows = Array.from(page.matchAll(/^\| ([A-Z][^|]*)\|/gm), ([, cell = '']) => cell.replaceAll(/\([^)]*\)/g, ''));
  const named = new Set(rows.flatMap((cell) => cell.match(/\b(?:[A-Z][A-Za-z]*\d*|IPv\d|UUID|JSON|QBit)\b/g) ?? []));
  for (const part of ['K', 'V', 'T', 'NULL', 'Enum']) named.delete(part);
  t.true(named.size > 40);
  t.deepEqual(
    [...named].filter((name) => !(name in families)),
    [],
  );
});

for (const [family, [sql, value, type]] of Object.entries(families)) {
  test(`${family} is ${JSON.stringify(value)}, of the type ${type}`, async (t) => {
    if (driver === undefined) return t.fail();
    const query = `SELECT ${sql} AS x SETTINGS enable_time_time64_type = 1, allow_experimental_qbit_type = 1`;
    const { rows, types } = (await driver.downloadQueryResults(query, [], { highWaterMark: 1 })) as {
      rows: object[];
      types: object[];
    };
    t.deepEqual(JSON.parse(JSON.stringify(rows)), [{ x: value }]);
    t.deepEqual(types, [{ name: 'x', type }]);
  });
}

test('NaN and infinities are NULL, as in JSON', async (t) => {
  const sql = 'SELECT nan AS a, -inf AS b, toFloat32(inf) AS c, [nan, 1] AS d, toBFloat16(nan) AS e';
  t.deepEqual(await (await getDriver()).query(sql), [{ a: null, b: null, c: null, d: [null, 1], e: null }]);
});

test('times without a zone are those of the session', async (t) => {
  const zone = new ClickHouseDriver({
    client: await newClient({ settings: { session_timezone: 'America/New_York' } }),
  });
  const sql =
    "SELECT fromUnixTimestamp(1767323045) AS a, toTimeZone(fromUnixTimestamp64Milli(1767323045678, 'UTC'), 'Asia/Tokyo') AS b";
  t.deepEqual(await zone.query(sql), [{ a: '2026-01-01T22:04:05.000', b: '2026-01-02T12:04:05.678' }]);
  await zone.release();
});

test('columns of any name, and of the same name, have their values', async (t) => {
  const sql =
    "SELECT 1 AS `__proto__`, 2 AS `a b`, 3 AS constructor, toDate('2026-01-02') AS d, toDate('2026-01-02') AS d";
  const rows = await (await getDriver()).query<object>(sql);
  t.deepEqual(Object.entries(rows[0] ?? {}), [
    ['__proto__', '1'],
    ['a b', '2'],
    ['constructor', '3'],
    ['d', '2026-01-02T00:00:00.000'],
  ]);
});

test('Float32 is the same number with fewer digits', async (t) => {
  await sameAsJson(t, "SELECT x FROM generateRandom('x Float32', 5) LIMIT 2000", ['Float32']);
});

test('rows of an upload come back as they were', async (t) => {
  const sources = await makeTable(
    'a Nullable(String), b Nullable(Int64), c Nullable(Float64), d Nullable(Decimal(20, 5)), e Nullable(Bool), f Nullable(Date), g Nullable(DateTime64(3))',
  );
  const client = await getClient();
  await client.command(
    `INSERT INTO ${sources} SELECT * FROM generateRandom('a Nullable(String), b Nullable(Int64), c Nullable(Float64), d Nullable(Decimal(20, 5)), e Nullable(Bool), f Nullable(Date), g Nullable(DateTime64(3))', 1) WHERE isFinite(c) OR c IS NULL LIMIT 500`,
  );
  const uploader = await getDriver();
  const { rows, types } = await uploader.downloadTable(sources);
  await uploader.uploadTable('copied_rows', types, { rows, types });
  t.deepEqual((await uploader.downloadTable('copied_rows')).rows.map(withoutScale), rows.map(withoutScale));
  const data = await uploader.stream(`SELECT * FROM ${sources}`, [], { highWaterMark: 50 });
  await uploader.uploadTable('copied_stream', types, data);
  t.deepEqual((await uploader.downloadTable('copied_stream')).rows.map(withoutScale), rows.map(withoutScale));
});

/** Cube's `decimal` has a scale of its own. */
const withoutScale = (row: Record<string, unknown>): object => ({
  ...row,
  d: typeof row.d === 'string' ? Number(row.d) : row.d,
});
