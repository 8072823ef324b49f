import { readFile } from 'node:fs/promises';
import test from 'ava';

import { createClient } from '../../src/index.ts';
import { cliHere } from '../helpers/cli.ts';
import { getClient } from '../helpers/client.ts';
import { pathOf } from '../helpers/directory.ts';
import { getServer } from '../helpers/server.ts';
import { faultsOf, sourceOf } from '../helpers/typescript.ts';

/** A column: its type, a value of it in SQL, and the type of that in TypeScript. */
type Case = readonly [type: string, sql: string, typescript: string];

const settings = {
  allow_suspicious_low_cardinality_types: 1,
  allow_suspicious_variant_types: 1,
  enable_time_time64_type: 1,
  allow_experimental_qbit_type: 1,
  allow_experimental_geo_types: 1,
};

const cases: readonly Case[] = [
  ['UInt8', '1', 'number'],
  ['Int32', '-1', 'number'],
  ['Float64', "toFloat64('nan')", 'number'],
  ['BFloat16', '1.5', 'number'],
  ['UInt64', '18446744073709551615', 'bigint'],
  ['Int256', '-1', 'bigint'],
  ['Decimal(9, 2)', '1.5', 'string'],
  ['Bool', 'true', 'boolean'],
  ['String', "'it''s'", 'string'],
  ['FixedString(2)', "'ab'", 'Buffer'],
  ["Enum8('it\\'s' = 1, 'b|c' = 2)", "'it\\'s'", "'it\\'s' | 'b|c'"],
  ["Array(Enum8('a' = 1, 'b' = 2))", "['b']", "('a' | 'b')[]"],
  ['Date', "'2026-01-31'", 'Date'],
  ["DateTime('Asia/Tokyo')", "'2026-01-31 00:00:00'", 'Date'],
  ['DateTime64(3)', "'2026-01-31 00:00:00.123'", 'Date'],
  ['DateTime64(9)', "'2026-01-31 00:00:00.123456789'", 'PreciseDate'],
  ['Time', "'12:34:56'", 'string'],
  ['UUID', "'61f0c404-5cb3-11e7-907b-a6006ad3dba0'", 'string'],
  ['IPv4', "'1.2.3.4'", 'string'],
  ['IPv6', "'::1'", 'string'],
  ['Nullable(UInt64)', 'NULL', 'bigint | null'],
  ['LowCardinality(Nullable(String))', "'x'", 'string | null'],
  ['Array(Nullable(Int8))', '[1, NULL]', '(number | null)[]'],
  ['Array(Array(String))', "[['a'], []]", 'string[][]'],
  ['Tuple(UInt8, String)', "(1, 'a')", '[number, string]'],
  ['Tuple(a UInt8, `b c` Nullable(Date))', '(1, NULL)', "{ a: number; 'b c': Date | null }"],
  ['Map(String, UInt64)', "map('a', 1)", 'Record<string, bigint>'],
  ["Map(Enum8('a' = 1, 'b' = 2), UInt8)", "map('a', 1)", "Partial<Record<'a' | 'b', number>>"],
  ['Map(UInt64, Array(String))', "map(1, ['x'])", 'Map<bigint, string[]>'],
  ['Variant(UInt64, String, Array(UInt8))', "'x'", 'number[] | string | bigint | null'],
  ['Dynamic', "'x'", 'unknown'],
  ['JSON', `'{"a":{"b":1}}'`, 'Record<string, unknown>'],
  [
    'Array(JSON(id UInt64, user.name Nullable(String), user.`first-visit` Date, id.x UInt8))',
    `['{"id":1,"user":{"name":"x","first-visit":"2026-01-31","age":5},"more":[1]}']`,
    "({ id: number | bigint; user: { 'first-visit': Date; name: string | null } & Record<string, unknown> } & Record<string, unknown>)[]",
  ],
  ['Point', '(1, 2)', '[number, number]'],
  ['Polygon', '[[(1, 2), (3, 4)]]', '[number, number][][]'],
  ['SimpleAggregateFunction(max, Nullable(UInt8))', '3', 'number | null'],
  ['AggregateFunction(sum, UInt8)', "initializeAggregation('sumState', toUInt8(1))", 'Buffer'],
  ['QBit(Float32, 2)', '[1, 2]', 'number[]'],
];

/** What further formats make of types. */
const formatted: readonly (readonly [type: string, sql: string, format: string, typescript: string])[] = [
  ['UInt64', '1', 'number', 'number'],
  ['Nullable(Int64)', 'NULL', 'string', 'string | null'],
  ['UInt64', '18446744073709551615', 'signed', 'bigint'],
  ['Decimal(9, 2)', '1.5', 'bigint', 'bigint'],
  ['Bool', '1', 'int', 'number'],
  ['String', "'x'", 'bytes', 'Buffer'],
  ["Enum8('a' = 1, 'b' = -2)", "'b'", 'int', '-2 | 1'],
  ['Date', "'2026-01-31'", 'string', 'string'],
  ['DateTime64(9)', '1', 'int', 'bigint'],
  ['IPv4', "'1.2.3.4'", 'int', 'number'],
  ['Tuple(UInt8, String)', "(1, 'a')", 'object', "{ '1': number; '2': string }"],
  ['Tuple(a UInt8, b String)', "(1, 'a')", 'tuple', '[number, string]'],
  ['Tuple(a UInt8, b String)', "(1, 'a')", 'json', 'string'],
  ['Map(String, UInt8)', "map('a', 1)", 'pairs', '[string, number][]'],
  ['Map(String, UInt8)', "map('a', 1)", 'map', 'Map<string, number>'],
  ['Map(UInt8, UInt8)', 'map(2, 1)', 'object', 'Record<string, number>'],
  ['Variant(UInt8, String)', "'x'", 'typed', 'TypedValue<string> | TypedValue<number> | null'],
  ['Dynamic', "'x'", 'typed', 'TypedValue | null'],
  ['JSON', `'{"a":1}'`, 'string', 'string'],
];

test.before(async () => {
  const client = await getClient();
  const columns = cases.map(([type], index) => `c${index} ${type}`).join(', ');
  await client.command('CREATE DATABASE shop');
  await client.command(`CREATE TABLE shop.every_type (${columns}) ENGINE = Memory`, { settings });
  const values = cases.map(([, sql]) => sql).join(', ');
  await client.command(`INSERT INTO shop.every_type SELECT ${values}`, { settings });
});

test('every type has the type of the values that its rows have, and real rows fit it', async (t) => {
  const { stdout, stderr, code } = await cliHere(['typegen', 'shop.every_type']);
  t.deepEqual([code, stderr], [0, '']);
  for (const [index, [type, , typescript]] of cases.entries()) {
    t.true(stdout.includes(`\n  c${index}: ${typescript};\n`), `${type}\n${stdout}`);
  }
  const rows = (await (await getClient()).query('SELECT * FROM shop.every_type')).rows();
  t.deepEqual(
    faultsOf({
      'rows.ts': stdout,
      'use.ts': `import { PreciseDate } from 'clickhouse-connect';
import type { EveryTypeRow, Tables } from './rows.ts';
export const rows: EveryTypeRow[] = ${sourceOf(rows)};
export const same: Tables['shop.every_type'][] = rows;
export const date: PreciseDate | undefined = rows[0]?.c15;
// @ts-expect-error a number is no bigint
export const wrong: EveryTypeRow['c4'] = 1;`,
    }),
    [],
  );
});

test('types have those of the values in other formats, and real values fit them', async (t) => {
  const { url } = await getServer();
  const written = formatted.map(async ([type, sql, format, typescript], index) => {
    const kind = type.replace(/^Nullable\(|\(.*$|\)$/g, '');
    const query = `SELECT CAST(${sql} AS ${type}) AS x`;
    const flags = ['--query', query, '--name', 'Answer', '--read-format', `${kind}=${format}`];
    const { stdout, stderr } = await cliHere(['typegen', ...flags, '-s', 'allow_suspicious_variant_types=1']);
    t.is(stderr, '');
    t.true(stdout.includes(`\n  x: ${typescript};\n`), stdout);
    await using client = createClient({ url, readFormats: { [kind]: format }, settings });
    const { x } = (await client.query(query)).first() ?? {};
    const use = `import { TypedValue } from 'clickhouse-connect';
import type { Answer } from './rows${index}.ts';
export { TypedValue };
export const x: Answer['x'] = ${sourceOf(x)};`;
    return { [`rows${index}.ts`]: stdout, [`use${index}.ts`]: use };
  });
  t.deepEqual(faultsOf(Object.assign({}, ...(await Promise.all(written)))), []);
});

test('odd names and comments can break nothing', async (t) => {
  const client = await getClient();
  const names = ["it's", 'with space', 'new\nline', 'a"b\\c', '*/ x', '1st', '__proto__', 'größe', 'class'];
  await client.command('CREATE DATABASE `odd db`');
  const columns = names
    .map((name) => `\`${name.replace(/[\\`]/g, '\\$&')}\` UInt8 COMMENT '*/ export {} /*'`)
    .join(', ');
  for (const table of ['class', '2 fast', 'Date', "o'dd-table", 'o_dd table']) {
    await client.command(`CREATE TABLE \`odd db\`.\`${table}\` (${columns}) ENGINE = Memory COMMENT 'x'`);
  }
  const { stdout, stderr } = await cliHere(['typegen', '`odd db`.*']);
  t.is(stderr, '');
  for (const name of ['ClassRow', '_2FastRow', 'DateRow', 'ODdTableRow', 'ODdTableRow2']) {
    t.true(stdout.includes(`export interface ${name} {`), stdout);
  }
  t.is(stdout.match(/^export interface /gm)?.length, 6);
  const row = `{ ${names.map((name) => `[${JSON.stringify(name)}]: 1`).join(', ')} }`;
  const use = `import type { Tables } from './rows.ts';\nexport const row: Tables['odd db.class'] = ${row};`;
  t.deepEqual(faultsOf({ 'rows.ts': stdout, 'use.ts': use }), []);
});

test('tables of one name in two databases get two types', async (t) => {
  const client = await getClient();
  await client.command('CREATE DATABASE other');
  for (const database of ['shop', 'other']) {
    await client.command(
      `CREATE TABLE ${database}.orders (id UInt8, m UInt8 MATERIALIZED 1, a UInt8 ALIAS 2) ENGINE = Memory`,
    );
  }
  const { stdout } = await cliHere(['typegen', 'shop.orders', 'other.orders', 'shop.orders']);
  t.regex(stdout, /interface ShopOrdersRow \{\n {2}\/\*\* UInt8 \*\/\n {2}id: number;\n\}/);
  t.regex(stdout, /interface OtherOrdersRow/);
  t.regex(stdout, /interface Tables \{\n {2}'shop\.orders': ShopOrdersRow;\n {2}'other\.orders': OtherOrdersRow;\n\}/);
  const whole = await cliHere(['typegen', '--database', 'other']);
  t.regex(whole.stdout, /interface Tables \{\n {2}orders: OrdersRow;\n\}/);
});

test('a query has its parameters, and columns the names of the client', async (t) => {
  const sql = 'SELECT {id:UInt64} AS user_id, 2 AS x, 2 AS x;';
  const file = await pathOf('rows.ts');
  const flags = ['--query', sql, '--param', 'id=1', '--rename', 'toCamelcase', '--output', file];
  const { code, stdout, stderr } = await cliHere(['typegen', ...flags]);
  t.deepEqual([code, stdout], [0, ''], stderr);
  const text = await readFile(file, 'utf8');
  t.regex(text, /export interface Row \{\n {2}\/\*\* UInt64 \*\/\n {2}userId: bigint;\n/);
  t.deepEqual(faultsOf({ 'rows.ts': text }), []);
});

test('what there is not is told', async (t) => {
  const cases: [string[], RegExp][] = [
    [['no_such_table'], /UNKNOWN_TABLE/],
    [['nowhere.*'], /'?nowhere'? has no tables, or does not exist/],
    [['a.b.c'], /at most two parts/],
    [['shop.orders', '--read-format', 'UInt64=roman'], /'UInt64' has no format 'roman'/],
    [['shop.orders', '--rename', 'loudly'], /--rename must be one of 'removePrefix'/],
  ];
  for (const [args, said] of cases) {
    const { code, stdout, stderr } = await cliHere(['typegen', ...args]);
    t.true(code === 1 || code === 2);
    t.is(stdout, '');
    t.regex(stderr, said);
  }
});
