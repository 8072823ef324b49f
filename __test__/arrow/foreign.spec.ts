/** Files that PyArrow has written (`npm run golden:arrow`), as IPC, Feather and Parquet. */
import { createReadStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tableFromIPC } from 'apache-arrow';
import test from 'ava';
import { parquetMetadata } from 'hyparquet';

import type { ArrowData, Client } from '../../index.js';
import { countRows, getClient, makeTable, newClient } from '../helpers/client.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../testdata/arrow/foreign.${name}`, import.meta.url));
const bytes = (name: string): Buffer => readFileSync(path(name));

type Texts = readonly (string | null)[];
const TEXTS: Texts = ['', 'a', null, 'ä€😀', 'a text that is longer than twelve bytes', 'x\0y'];
const NUMBERS: Texts = [null, '-1', '0', '1', '127', null];
const LISTS: Texts = ["['a',NULL]", '[]', '[]', "['b']", "['c','d','e']", "['']"];
const years = [1950, 1970, 1990, 2010, 2030, 2050];
const instants = (fraction: string, time = '04:05:06'): Texts =>
  years.map((year) => `${year}-02-03 ${time}${fraction}`);

/** The columns of the files, what they become, and the texts that the server has then. */
const columns: readonly (readonly [name: string, type: string, texts: Texts])[] = [
  ['id', 'UInt64', ['0', '1', '2', '3', '4', '5']],
  ['bool', 'Nullable(Bool)', ['true', 'false', null, 'true', 'false', 'true']],
  ['i8', 'Nullable(Int8)', NUMBERS],
  ['i64', 'Nullable(Int256)', NUMBERS],
  ['u32', 'UInt32', ['0', '1', '4294967295', '3', '4', '5']],
  ['half', 'Float32', ['1.5', '-0.25', '0', '65504', '5.9604645e-8', '-2']],
  ['f32', 'Nullable(Float32)', ['1.5', null, '-0.25', '1e30', '0', '3']],
  ['f64', 'Nullable(Float64)', ['1.5', 'inf', '-0.25', '1e300', '0', null]],
  ['text', 'Nullable(String)', TEXTS],
  ['large_text', 'LowCardinality(Nullable(String))', TEXTS],
  ['text_view', 'Nullable(String)', TEXTS],
  ['binary', 'Nullable(FixedString(3))', ['\ufffd', '', 'abc', null, 'd', 'e']],
  ['binary_view', 'Nullable(String)', ['\ufffd\0', '', 'abc', null, 'more than twelve bytes', 'e']],
  ['fixed', 'Nullable(FixedString(3))', ['abc', 'def', 'ghi', '', 'xyz', null]],
  ['uuid', 'UUID', [0, 1, 2, 3, 4, 5].map((n) => '0n0n0n0n-0n0n-0n0n-0n0n-0n0n0n0n0nff'.replaceAll('n', String(n)))],
  ['day', 'Nullable(Date32)', ['1901-07-22', '1970-01-01', '1970-01-02', '2024-10-04', null, '1970-01-06']],
  ['date64', 'Nullable(Date32)', ['1901-07-22', '1970-01-01', '1970-01-02', null, '1970-01-01', '1970-01-01']],
  ['s', "DateTime64(0, 'UTC')", instants('')],
  ['ms', "DateTime64(3, 'Europe/Berlin')", instants('.789', '05:05:06')],
  ['us', "DateTime64(6, 'UTC')", instants('.789012')],
  ['ns', "DateTime64(9, 'UTC')", instants('.789012345')],
  ['time32', 'Time', ['00:00:00', '00:00:01', '00:00:59', '01:00:00', '23:59:59', '00:00:07']],
  [
    'time64',
    'Time64(6)',
    ['00:00:00', '00:00:01', '00:00:59', '01:00:00', '23:59:59', '00:00:07'].map((text) => `${text}.000000`),
  ],
  ['duration', 'IntervalSecond', ['-1', '0', '1', '59', '3600', '86399']],
  ['month_day_nano', 'Nullable(IntervalDay)', ['3', '-1', null, '0', '5', '7']],
  ['d32', 'Nullable(Decimal(38, 3))', ['1.25', '-1.25', null, '0', '9999999.99', '-0.01']],
  ['d64', 'Nullable(Decimal(18, 4))', ['1.25', '-1.25', null, '0', '99999999999999.9999', '-0.01']],
  [
    'd128',
    'Nullable(Decimal(76, 10))',
    ['1.25', '-1.25', null, '0', '9999999999999999999999999999.9999999999', '-0.01'],
  ],
  ['d256', 'Nullable(Decimal(76, 10))', ['1.25', '-1.25', null, '0', `${'9'.repeat(66)}.9999999999`, '-0.01']],
  ['dictionary', 'LowCardinality(Nullable(String))', ['a', 'b', null, 'a', 'c', 'b']],
  ['dictionary_of_nulls', 'Nullable(String)', ['a', null, 'b', null, null, 'a']],
  ['list_of_dictionaries', 'Array(Nullable(String))', ["['a']", '[]', "['b','a']", '[NULL]', "['c']", "['a']"]],
  ['lists', 'Array(Nullable(String))', LISTS],
  ['large_list', 'Array(LowCardinality(Nullable(String)))', LISTS],
  ['fixed_list', 'Array(Int16)', ['[0,1]', '[1,2]', '[2,3]', '[3,4]', '[4,5]', '[5,6]']],
  ['map', 'Map(String, Nullable(Int32))', ["{'a':1}", '{}', "{'b':NULL,'c':3}", "{'d':4}", "{'e':5}", '{}']],
  [
    'struct',
    'Tuple(b String, a Nullable(Int32))',
    ["('x',1)", "('y',NULL)", "('',3)", "('z',4)", "('z',5)", "('z',6)"],
  ],
  [
    'structs',
    'Array(Tuple(a Nullable(Int32), b String))',
    ["(1,'x')", "(NULL,'y')", "(3,'')", "(4,'z')", "(5,'z')", "(6,'z')"].map((text) => `[${text},(1,'x')]`),
  ],
  ['dense', 'Variant(Int64, String)', ['a', '1', 'b', '2', 'c', null]],
  ['sparse', 'Variant(Int64, String)', ['a', '1', 'c', '3', 'e', '5']],
  ['nothing', 'Nullable(String)', new Array<null>(6).fill(null)],
];

const settings = { enable_time_time64_type: 1, allow_suspicious_variant_types: 1 };

let tables = 0;

/** A table of columns for some of the files', and its client. */
async function made(names: readonly string[]): Promise<{ client: Client; table: string }> {
  const client = await newClient({ settings });
  const table = `foreign_${++tables}`;
  const declared = columns.filter(([name]) => names.includes(name)).map(([name, type]) => `${name} ${type}`);
  await client.command(`CREATE TABLE ${table} (${declared.join(', ')}) ENGINE = Memory`);
  return { client, table };
}

/** The texts that the server has for each column. */
async function stored(client: Client, table: string, names: readonly string[]): Promise<Record<string, unknown[]>> {
  const texts = names.map((name) => `if(isNull(${name}), NULL, toString(${name})) AS \`${name}\``);
  const result = await client.query(`SELECT ${texts.join(', ')} FROM ${table} ORDER BY ${table}.id`);
  return Object.fromEntries(names.map((name) => [name, result.column(name).toArray()]));
}

const all = columns.map(([name]) => name);

const ways: Readonly<Record<string, () => ArrowData>> = {
  'IPC of several batches': () => bytes('arrow'),
  'a stream of IPC': () => createReadStream(path('arrow'), { highWaterMark: 1000 }),
  'Feather, which is packed with LZ4': () => bytes('lz4.feather'),
  'a stream of Feather': () => createReadStream(path('lz4.feather')),
  'IPC that is packed with ZSTD': () => bytes('zstd.arrow'),
  'a table of it': () => tableFromIPC(bytes('arrow')),
};

/** The columns that the file of Parquet has. */
function columnsOfParquet(): string[] {
  const { buffer, byteOffset, byteLength } = bytes('parquet');
  const { schema } = parquetMetadata(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
  return all.filter((name) => schema.some((element) => element.name === name));
}

for (const [way, data] of Object.entries(ways)) {
  test(`${way} goes in`, async (t) => {
    const { client, table } = await made(all);
    t.teardown(() => client.close());
    await client.insertArrow(table, data());
    const found = await stored(client, table, all);
    for (const [name, , texts] of columns) t.deepEqual(found[name], texts, name);
  });
}

test('Parquet goes in as a file, and the server has the same as of Arrow', async (t) => {
  const names = columnsOfParquet();
  const { client, table } = await made(names);
  t.teardown(() => client.close());
  await client.insertFile(table, path('parquet'));
  const found = await stored(client, table, names);
  for (const [name, , texts] of columns) if (names.includes(name)) t.deepEqual(found[name], texts, name);
});

test('dictionaries that grow and are replaced', async (t) => {
  const client = await getClient();
  const table = await makeTable('c LowCardinality(Nullable(String))', 'ENGINE = Memory');
  await client.insertArrow(table, bytes('deltas.arrow'));
  await client.insertArrow(table, createReadStream(path('deltas.arrow')));
  const values = ['a', 'b', null, 'c', 'a', 'x', 'y'];
  t.deepEqual((await client.query(`SELECT c FROM ${table}`)).column('c').toArray(), [...values, ...values]);
});

for (const [name, type] of [
  ['run_ends', 'RunEndEncoded'],
  ['list_view', 'ListView'],
] as const) {
  test(`${type}, which the library does not know, is refused with the name of its column`, async (t) => {
    const client = await getClient();
    const table = await makeTable(`id Int32, ${name} String`, 'ENGINE = Memory');
    const expected = {
      code: 'ERR_UNSUPPORTED_TYPE',
      message: `insertArrow: column '${name}': Arrow's type ${type} is not known to apache-arrow`,
    };
    await t.throwsAsync(client.insertArrow(table, bytes(`${name}.arrow`)), expected);
    await t.throwsAsync(
      client.insertArrow(table, createReadStream(path(`${name}.arrow`), { highWaterMark: 100 })),
      expected,
    );
    t.is(await countRows(table), 0n);
  });
}
