/**
 * Random types, filled by the server, read as Arrow and written back in every way: the copies must be the same to the last digit.
 * `DIFFERENTIAL_ROUNDS=500` makes it longer, `DIFFERENTIAL_SEED` another one.
 */
import { readFileSync } from 'node:fs';
import { tableToIPC } from 'apache-arrow';
import test, { type ExecutionContext } from 'ava';

import type { ArrowData, ClickHouseType, Client } from '../../index.js';
import { parseType } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';

const COLUMNS = 5;
const ROWS = 60;

const settings = {
  allow_suspicious_low_cardinality_types: 1,
  allow_suspicious_types_in_order_by: 1,
  allow_suspicious_variant_types: 1,
  allow_experimental_nullable_tuple_type: 1,
  allow_experimental_qbit_type: 1,
  enable_time_time64_type: 1,
  flatten_nested: 0,
};

for (const seed of seeds(25)) {
  const random = seeded(seed);
  const types = Array.from({ length: COLUMNS }, () => randomType(random));
  test(`seed ${seed}`, (t) => roundTrip(t, `random_${seed}`, types, seed));
}
for (const seed of seeds(10)) {
  test(`seed ${seed} of the server's types`, async (t) => {
    const structure = await (await getClient()).command(`SELECT generateRandomStructure(${COLUMNS}, ${seed})`);
    await roundTrip(t, `server_${seed}`, parseType(`Tuple(${structure})`).args.map(String), seed);
  });
}

/** Types that the server fills by chance. */
const generated: readonly string[] = [
  ...['UInt', 'Int'].flatMap((name) => [8, 16, 32, 64, 128, 256].map((bits) => `${name}${bits}`)),
  ...['Float32', 'Float64', 'Bool', 'String', 'FixedString(5)', 'UUID', 'IPv4', 'IPv6', 'Date', 'Date32', 'DateTime'],
  ...Array.from({ length: 10 }, (_, digits) => `DateTime64(${digits}, 'Asia/Kolkata')`),
  ...['Decimal(9, 2)', 'Decimal(18, 0)', 'Decimal(38, 38)', 'Decimal(76, 5)'],
  ...["Enum8('a' = -128, 'b' = 127)", "Enum16('a' = -32768, 'b' = 0, 'c' = 32767)"],
  ...['LowCardinality(String)', 'LowCardinality(Nullable(String))', 'Map(String, UInt8)', 'Tuple(a Int8, b String)'],
  ...['Point', 'Ring', 'LineString', 'Polygon', 'MultiLineString', 'MultiPolygon'],
  ...['SimpleAggregateFunction(any, Nullable(Int64))', 'Array(Nested(a Int8, b Array(String)))'],
];

test('each type, and inside of the others', async (t) => {
  const wrapped = generated.flatMap((type) => [
    type,
    `Array(${type})`,
    `Tuple(a ${type}, b Array(${type}))`,
    `Map(String, ${type})`,
    ...(/^(?:LowC|Map|Tuple|Array|Simple|[A-Z]\w*(?:Polygon|String)$|Point|Ring|Polygon)/.test(type) &&
    type !== 'String'
      ? []
      : [`Nullable(${type})`, `Array(Nullable(${type}))`]),
  ]);
  // A function of the server does not make these.
  const types = wrapped.filter((type) => !/(?:Array|Map|Tuple)\(.*SimpleAggregateFunction/.test(type));
  await roundTrip(t, 'every_type', types, 1);
});

const VARIANT = 'Variant(String, UInt64, Array(Date), Tuple(a Int8, b UUID))';

/** Types that the server does not fill by chance, or only some versions do. */
const filled: readonly (readonly [type: string, value: string])[] = [
  ['Time', "CAST(number * 1000 - 100, 'Time')"],
  ['Time64(4)', "CAST('-999:59:59.1234', 'Time64(4)')"],
  ...['Nano', 'Micro', 'Milli', ''].map((part) => {
    const unit = `${part}second`.replace(/^./, (letter) => letter.toUpperCase());
    return [`Interval${unit}`, `toInterval${unit}(number - 5)`] as const;
  }),
  ...['Minute', 'Hour', 'Day', 'Week', 'Month', 'Quarter', 'Year'].map(
    (unit) => [`Interval${unit}`, `toInterval${unit}(number - 5)`] as const,
  ),
  ['BFloat16', 'toBFloat16(number)'],
  [
    VARIANT,
    `multiIf(number % 4 = 0, NULL, number % 4 = 1, toString(number)::${VARIANT}, number % 4 = 2, [toDate(number)]::${VARIANT}, number::${VARIANT})`,
  ],
  ['Geometry', 'if(number % 2 = 0, ((1., number)::Point)::Geometry, [(1., 2.), (3., number)]::Ring::Geometry)'],
  ['JSON', 'concat(\'{"a": \', toString(number), \', "b": ["x", null], "c": {"d": 1.5}}\')::JSON'],
  ['Dynamic', "concat('text ', toString(number))::Dynamic"],
  ['QBit(Float32, 3)', '[number, 2, 3]::QBit(Float32, 3)'],
  ['QBit(BFloat16, 2)', '[number, 2]::QBit(BFloat16, 2)'],
  ['Tuple()', 'tuple()'],
  ['Nullable(Tuple(Int8, String))', "if(number % 2 = 0, NULL, (number, 'x'))::Nullable(Tuple(Int8, String))"],
];

test('types that are not filled by chance, and lists, maps and tuples of them', async (t) => {
  const client = await newClient({ settings });
  t.teardown(() => client.close());
  const cells = filled.flatMap(([type, value]) => [
    [type, value],
    [`Array(${type})`, `arrayMap(i -> ${value}, range(number % 3))`],
    [`Map(UInt8, Tuple(v ${type}))`, `map(1, tuple(${value}))`],
  ]);
  const columns = cells.map(([type], index) => `c${index} ${type}`).join(', ');
  await client.command(`CREATE TABLE filled (${columns}) ENGINE = Memory`);
  await client.command(`INSERT INTO filled SELECT ${cells.map(([, value]) => value).join(', ')} FROM numbers(${ROWS})`);
  await copied(t, client, 'filled', columns);
});

test('no type of docs/types.md is left out', (t) => {
  // No table can have the first, and the second has a test of its own.
  const kinds = new Set<string>(['Nothing', 'AggregateFunction']);
  const add = ({ kind, args }: ClickHouseType): void => {
    kinds.add(kind);
    for (const inner of args) add(inner);
  };
  for (const type of [...generated, ...filled.map(([each]) => each), 'Nullable(Int8)']) add(parseType(type));
  const documented = readFileSync(new URL('../../docs/types.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| type '))
    .flatMap((line) => line.split(' | ')[0]?.match(/\b[A-Z]\w+/g) ?? [])
    .map((name) => (name.startsWith('Interval') ? 'Interval' : name));
  t.true(documented.length > 50);
  t.deepEqual(
    documented.filter((name) => name !== 'NULL' && name !== 'Enum' && !kinds.has(name)),
    [],
  );
});

test('states of aggregate functions', async (t) => {
  const client = await getClient();
  await client.command('CREATE TABLE states (n UInt8, s AggregateFunction(sum, UInt64)) ENGINE = Memory');
  await client.command('INSERT INTO states SELECT number % 7 AS n, sumState(number) FROM numbers(100) GROUP BY n');
  await client.insertArrow('states', await client.queryArrow('SELECT * FROM states'));
  t.deepEqual(await client.command('SELECT sumMerge(s), count() FROM states'), [9900n, 14n]);
});

async function roundTrip(t: ExecutionContext, name: string, types: readonly string[], seed: number): Promise<void> {
  // generateRandom makes several columns of a Nested that stands alone.
  const columns = types.map((type, index) => `c${index} ${type.replace(/^Nested.*$/s, 'Tuple($&)')}`).join(', ');
  const client = await newClient({ settings });
  t.teardown(() => client.close());
  const structure = columns.replace(/[\\']/g, '\\$&');
  await client.command(
    `CREATE TABLE ${name} ENGINE = Memory AS SELECT * FROM generateRandom('${structure}', ${seed}, 12, 3) LIMIT ${ROWS}`,
  );
  await copied(t, client, name, columns);
}

/** Copies a table in every way. */
async function copied(t: ExecutionContext, client: Client, name: string, columns: string): Promise<void> {
  const sql = `SELECT * FROM ${name}`;
  const wanted = await fingerprint(client, name);
  t.is(wanted.length, ROWS);
  const table = await client.queryArrow(sql, { useStrings: false });
  const ways: readonly (readonly [string, ArrowData])[] = [
    ['table', table],
    ['result', (await client.query(sql)).toArrow({ useStrings: false })],
    ['slice', table.slice(0, 7).concat(table.slice(7, 41), table.slice(41))],
    ['ipc', tableToIPC(table)],
    ['file', tableToIPC(table, 'file')],
    ['stream', client.queryArrowStream(sql, { blockSize: 9, useStrings: false })],
    ['bytes', cut(tableToIPC(table))],
  ];
  for (const [way, data] of ways) {
    const copy = `${name}_${way}`;
    await client.command(`CREATE TABLE ${copy} AS ${name}`);
    await client.insertArrow(copy, data);
    t.deepEqual(await fingerprint(client, copy), wanted, `${way} ${columns}`);
  }
}

/** Bytes in pieces that part anywhere. */
async function* cut(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

/** A hash of each row as text: Arrow keeps NaNs apart, the server's text does not. */
async function fingerprint(client: Client, table: string): Promise<unknown[]> {
  const result = await client.query(`SELECT cityHash64(formatRow('TSV', *)) AS hash FROM ${table}`);
  return result.column('hash').toArray();
}
