/** Types that are generated, against what results really have: the compiler is asked whether the rows fit. */
import test, { type ExecutionContext } from 'ava';

import type { ClientOptions } from '../../index.js';
import { createClient } from '../../src/index.ts';
import { cliHere } from '../helpers/cli.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';
import { getServer } from '../helpers/server.ts';
import { faultsOf, sourceOf } from '../helpers/typescript.ts';

const settings = {
  allow_suspicious_low_cardinality_types: 1,
  allow_suspicious_variant_types: 1,
  allow_experimental_nullable_tuple_type: 1,
  allow_experimental_qbit_type: 1,
  enable_time_time64_type: 1,
  flatten_nested: 0,
};

/** Asks for the type of a table's rows and gives what the compiler says of the rows of a client. */
async function faultsOfRows(
  t: ExecutionContext,
  table: string,
  args: readonly string[] = [],
  options: ClientOptions = {},
): Promise<string[]> {
  const { stdout, stderr, code } = await cliHere(['typegen', table, ...args]);
  t.deepEqual([code, stderr], [0, ''], stdout);
  const { url } = await getServer();
  await using client = createClient({ url, ...options });
  const rows = (await client.query(`SELECT * FROM ${table}`)).rows();
  t.true(rows.length > 0);
  const use = `import { PreciseDate, TypedValue } from 'clickhouse-connect';
import type { Tables } from './rows.ts';
export { PreciseDate, TypedValue };
export const rows: Tables['${table}'][] = ${sourceOf(rows)};`;
  return faultsOf({ 'rows.ts': stdout, 'use.ts': use });
}

async function makeTable(name: string, columns: string, select: string): Promise<void> {
  const { url } = await getServer();
  await using client = createClient({ url, settings });
  await client.command(`CREATE TABLE ${name} (${columns}) ENGINE = Memory`);
  await client.command(`INSERT INTO ${name} ${select}`);
}

for (const seed of seeds(3)) {
  test(`rows of random types fit the types that are generated, seed ${seed}`, async (t) => {
    const random = seeded(seed);
    const types = Array.from({ length: 12 }, () => randomType(random).replace(/^Nested.*$/s, 'Tuple($&)'));
    const columns = types.map((type, index) => `c${index} ${type}`).join(', ');
    const structure = columns.replace(/[\\']/g, '\\$&');
    const table = `random_${seed}`;
    await makeTable(table, columns, `SELECT * FROM generateRandom('${structure}', ${seed}, 5, 2) LIMIT 6`);
    t.deepEqual(await faultsOfRows(t, table), []);
  });
}

/** Columns whose kinds have further formats, with a value. */
const columns: readonly (readonly [type: string, value: string])[] = [
  ['UInt32', '7'],
  ['Float64', '1.5'],
  ['BFloat16', '1.5'],
  ['UInt64', '9007199254740991'],
  ['Int64', '-1'],
  ['Int256', '-1'],
  ['Decimal(9, 2)', '1.5'],
  ['Bool', 'true'],
  ['String', "'x'"],
  ['FixedString(2)', "'ab'"],
  ["Enum8('a' = 1, 'it\\'s' = -2)", "'it\\'s'"],
  ['Date', "'2026-01-31'"],
  ['Date32', "'1926-01-31'"],
  ["DateTime('UTC')", "'2026-01-31 00:00:00'"],
  ['DateTime64(3)', "'2026-01-31 00:00:00.123'"],
  ['DateTime64(9)', "'2026-01-31 00:00:00.123456789'"],
  ['Time', "'12:34:56'"],
  ['Time64(4)', "'12:34:56.1234'"],
  ['IntervalDay', 'toIntervalDay(3)'],
  ['UUID', "'61f0c404-5cb3-11e7-907b-a6006ad3dba0'"],
  ['IPv4', "'1.2.3.4'"],
  ['IPv6', "'::1'"],
  ['Tuple(UInt64, String)', "(1, 'a')"],
  ['Tuple(a UInt64, `b c` Nullable(Date))', '(1, NULL)'],
  ['Map(String, UInt64)', "map('a', 1)"],
  ['Map(LowCardinality(String), Array(Int64))', "map('a', [1])"],
  ['Map(UInt64, Array(String))', "map(1, ['x'])"],
  ['Nested(a UInt64, b String)', "[(1, 'x')]"],
  ['Variant(UInt64, String, Array(UInt64))', "'x'"],
  ['Geometry', '((1., 2.)::Point)::Geometry'],
  ['Dynamic', "'x'"],
  ['QBit(Float32, 2)', '[1, 2]'],
  ['JSON', `'{"a":{"b":1}}'`],
  [
    'JSON(id UInt64, at DateTime64(3), user.name LowCardinality(String), user.tags Array(Nullable(Int64)), `class` Nullable(Int8))',
    `'{"id":5,"at":"2026-01-31 00:00:00.123","user":{"name":"x","tags":[1,null,9007199254740993],"age":7},"more":[1]}'`,
  ],
  ['Array(JSON(a Int64))', `['{"a":1,"b":"x"}', '{"a":9223372036854775807}']`],
  [
    'Map(String, JSON(n Tuple(x Int64, y Date)))',
    `map('k', '{"n":{"x":1,"y":"2026-01-31"}}'::JSON(n Tuple(x Int64, y Date)))`,
  ],
];

const formats: Readonly<Record<string, readonly string[]>> = {
  native: ['*'],
  number: ['UInt64', 'Decimal', 'Interval'],
  string: ['*Int*', '*Float*', 'FixedString', 'Date*', 'JSON'],
  bigint: ['Decimal'],
  signed: ['UInt64'],
  int: ['Bool', 'Enum8', 'Date*', 'Time*', 'IPv4'],
  bytes: ['String', 'UUID', 'IPv4', 'IPv6'],
  tuple: ['Tuple'],
  object: ['Tuple', 'Map'],
  map: ['Map'],
  pairs: ['Map'],
  json: ['Tuple'],
  typed: ['Variant', 'Dynamic', 'JSON', 'Geometry'],
};

test.before(async () => {
  const names = columns.map(([type], index) => `c${index} ${type}`).join(', ');
  await makeTable(
    'formatted',
    names,
    `SELECT ${columns.map(([type, value]) => `CAST(${value} AS ${type})`).join(', ')}`,
  );
});

test('rows of all kinds of types fit', async (t) => {
  t.deepEqual(await faultsOfRows(t, 'formatted'), []);
});

for (const [format, kinds] of Object.entries(formats)) {
  test(`rows in the format ${format} fit`, async (t) => {
    const args = kinds.flatMap((kind) => ['--read-format', `${kind}=${format}`]);
    const readFormats = Object.fromEntries(kinds.map((kind) => [kind, format]));
    t.deepEqual(await faultsOfRows(t, 'formatted', args, { readFormats }), []);
  });
}
