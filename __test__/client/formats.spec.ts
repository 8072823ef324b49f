import test, { type ExecutionContext } from 'ava';

import type { QueryOptions } from '../../index.js';
import {
  clearReadFormat,
  clearWriteFormat,
  DataError,
  NotSupportedError,
  ProgrammingError,
  setReadFormat,
  setWriteFormat,
} from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';

async function value(expression: string, options: QueryOptions = {}): Promise<unknown> {
  const client = await getClient();
  return (await client.query(`SELECT ${expression} AS x`, options)).first()?.x;
}

/** Expression, type pattern, format, value. */
const forms: readonly (readonly [string, string, string, unknown])[] = [
  ['toUInt8(200)', 'UInt8', 'string', '200'],
  ['toInt32(-5)', 'Int32', 'number', -5],
  ["toInt64('-9007199254740991')", 'Int64', 'number', -9_007_199_254_740_991],
  ["toInt64('-9223372036854775808')", 'Int64', 'string', '-9223372036854775808'],
  ["toUInt64('18446744073709551615')", 'UInt64', 'signed', -1n],
  ["toUInt64('18446744073709551615')", 'UInt64', 'string', '18446744073709551615'],
  ["toInt128('-170141183460469231731687303715884105728')", 'Int128', 'string', `-${2n ** 127n}`],
  ["toUInt256('5')", 'UInt256', 'string', '5'],
  ['toFloat32(0.1)', 'Float32', 'string', '0.1'],
  ['toFloat64(-0.)', 'Float64', 'string', '-0'],
  ['nan', 'Float64', 'string', 'nan'],
  ['-inf', 'Float64', 'string', '-inf'],
  ['toBFloat16(1.5)', 'BFloat16', 'string', '1.5'],
  ["toDecimal32('1.50', 2)", 'Decimal', 'number', 1.5],
  ["toDecimal32('-1.50', 2)", 'Decimal', 'bigint', -150n],
  ["toDecimal64('1.50', 2)", 'Decimal', 'bigint', 150n],
  ["toDecimal256('-1.50', 2)", 'Decimal', 'bigint', -150n],
  ['true', 'Bool', 'int', 1],
  ["unhex('ff61')", 'String', 'bytes', Buffer.from([0xff, 0x61])],
  ["toFixedString('ab', 4)", 'FixedString', 'string', 'ab'],
  ["CAST('b', 'Enum8(\\'a\\' = -1, \\'b\\' = 2)')", 'Enum8', 'int', 2],
  ["toDate('2024-02-29')", 'Date', 'int', 19_782],
  ["toDate32('1900-01-01')", 'Date32', 'string', '1900-01-01'],
  ["toDateTime(5, 'UTC')", 'DateTime', 'int', 5],
  ["toDateTime64('1969-12-31 23:59:59.5', 3, 'UTC')", 'DateTime64', 'int', -500n],
  [
    "toUUID('00112233-4455-6677-8899-aabbccddeeff')",
    'UUID',
    'bytes',
    Buffer.from('00112233445566778899aabbccddeeff', 'hex'),
  ],
  ["toUUID('00112233-4455-6677-8899-aabbccddeeff')", 'UUID', 'string', '00112233-4455-6677-8899-aabbccddeeff'],
  ["toIPv4('1.2.3.4')", 'IPv4', 'bytes', Buffer.from([1, 2, 3, 4])],
  ["toIPv4('1.2.3.4')", 'IPv4', 'int', 0x01020304],
  ["toIPv6('::1')", 'IPv6', 'bytes', Buffer.from([...new Array<number>(15).fill(0), 1])],
  ["CAST((1, 'x'), 'Tuple(a UInt8, b String)')", 'Tuple', 'tuple', [1, 'x']],
  ["CAST((1, 'x'), 'Tuple(a Int64, b String)')", 'Tuple', 'json', '{"a":1,"b":"x"}'],
  ["(1, 'x')", 'Tuple', 'object', { 1: 1, 2: 'x' }],
  ["map('a', 1)", 'Map', 'pairs', [['a', 1]]],
  ["map('a', 1)", 'Map', 'map', new Map([['a', 1]])],
];

for (const [expression, pattern, format, expected] of forms) {
  test(`${expression} as ${format}`, async (t) => {
    const queryFormats = { [pattern]: format };
    t.deepEqual(await value(expression, { queryFormats }), expected);
    t.deepEqual(await value(`[${expression}]`, { queryFormats }), [expected]);
    t.deepEqual(await value(`arrayJoin([${expression}, NULL])`, { queryFormats }).catch(() => expected), expected);
  });
}

test('integer keys become an object on demand', async (t) => {
  t.deepEqual(
    await value('map(1, 2)', { queryFormats: { Map: 'object' } }),
    Object.assign(Object.create(null), { 1: 2 }),
  );
});

test('an integer beyond 2^53 is an error as a number', async (t) => {
  const error = await t.throwsAsync(value("toUInt64('9007199254740993')", { queryFormats: { '*Int64': 'number' } }), {
    instanceOf: DataError,
    code: 'ERR_UNSAFE_INTEGER',
  });
  t.regex(error?.message ?? '', /9007199254740993 of type UInt64/);
});

test('the more exact pattern decides, and types without the format keep theirs', async (t) => {
  const queryFormats = { '*': 'string', 'U*': 'number', UInt64: 'signed' };
  t.is(await value('toUInt64(3)', { queryFormats }), 3n);
  t.is(await value('toInt64(3)', { queryFormats }), '3');
  t.is(await value('true', { queryFormats }), true);
});

test.serial('columnFormats come before queryFormats, the client, and the global ones', async (t) => {
  const client = await newClient({ readFormats: { Int64: 'number' } });
  t.teardown(() => client.close());
  const read = async (options: QueryOptions) => (await client.query('SELECT toInt64(7) AS a', options)).value();
  setReadFormat('*Int64', 'string');
  t.is(await read({}), 7);
  t.is(await read({ queryFormats: { Int64: 'native' } }), 7n);
  t.is(await read({ queryFormats: { Int64: 'native' }, columnFormats: { a: 'string' } }), '7');
  t.is(await read({ columnFormats: { a: { 'Int*': 'string' } } }), '7');
  t.is(await value('toInt64(7)'), '7');
  clearReadFormat('*Int64');
  t.is(await value('toInt64(7)'), 7n);
  setReadFormat('UInt8', 'string');
  clearReadFormat();
  t.is(await value('toUInt8(7)'), 7);
});

test('a format of a column holds inside of it only', async (t) => {
  const client = await getClient();
  const sql = "SELECT [map('k', toUInt64(1))] AS a, toUInt64(1) AS b";
  const result = await client.query(sql, { columnFormats: { a: 'string' } });
  t.deepEqual(result.tuples(), [[[Object.assign(Object.create(null), { k: '1' })], 1n]]);
});

test('all ways of reading give the same form', async (t) => {
  const client = await getClient();
  const options = { queryFormats: { UInt64: 'string' } };
  const sql = 'SELECT number AS n FROM numbers(3)';
  const wanted = ['0', '1', '2'];
  t.deepEqual(await client.queryColumns(sql, options), { n: wanted });
  t.deepEqual((await client.query(sql, options)).columns(), [wanted]);
  t.deepEqual(
    (await client.queryRowsStream<{ n: string }>(sql, options).toArray()).map(({ n }) => n),
    wanted,
  );
  const [block] = await client.queryColumnBlockStream(sql, options).toArray();
  t.deepEqual(block?.column('n').toArray(), wanted);
  t.deepEqual(block?.column('n').values, BigUint64Array.of(0n, 1n, 2n));
});

test('useNull: false gives defaults instead of NULL', async (t) => {
  const options = { useNull: false };
  const defaults: readonly (readonly [string, unknown])[] = [
    ['UInt8', 0],
    ['Int64', 0n],
    ['String', ''],
    ['FixedString(2)', Buffer.alloc(2)],
    ["Enum8('x' = 5, 'y' = 6)", 'x'],
    ['DateTime', new Date(0)],
    ['Decimal(9, 2)', '0.00'],
    ['UUID', '00000000-0000-0000-0000-000000000000'],
    ['IPv4', '0.0.0.0'],
    ['Bool', false],
  ];
  for (const [type, expected] of defaults) {
    t.deepEqual(await value(`CAST(NULL, 'Nullable(${type.replaceAll("'", "\\'")})')`, options), expected, type);
  }
  t.is(await value("CAST(NULL, 'LowCardinality(Nullable(String))')", options), '');
  // What lies under a NULL on the wire is not its default.
  t.is(await value('nullIf(toUInt8(7), 7)', options), 0);
  const client = await getClient();
  t.deepEqual(await client.queryColumns('SELECT nullIf(number, 1) AS n FROM numbers(3)', options), { n: [0n, 0n, 2n] });
});

test('the defaults of two NULLs are two objects', async (t) => {
  const client = await getClient();
  for (const type of ['Nullable(DateTime)', 'Nullable(FixedString(2))', 'LowCardinality(Nullable(FixedString(2)))']) {
    const sql = `SELECT CAST(NULL, '${type}') AS x FROM numbers(2)`;
    const [first, second] = (await client.query(sql, { useNull: false })).column('x').toArray();
    t.deepEqual(first, second);
    t.not(first, second, type);
  }
});

test('text of another encoding', async (t) => {
  t.is(await value("unhex('fc')", { encoding: 'latin1' }), 'ü');
  t.is(await value("unhex('8096')", { encoding: 'windows-1252' }), '€–');
  t.is(await value("unhex('c4e3')", { encoding: 'gbk' }), '你');
  t.is(
    await value("toFixedString(unhex('fc'), 2)", { encoding: 'latin1', queryFormats: { FixedString: 'string' } }),
    'ü',
  );
});

test.serial('a global write format holds until it is cleared', async (t) => {
  const client = await getClient();
  const table = await makeTable('d Decimal(9, 2)');
  setWriteFormat('Decimal', 'bigint');
  await client.insert(table, [[150n]]);
  clearWriteFormat();
  await client.insert(table, [[150n]]);
  t.deepEqual((await client.query(`SELECT d FROM ${table} ORDER BY d`)).columns(), [['1.50', '150.00']]);
});

test('writeFormats say what a value means that could mean two things', async (t) => {
  const client = await getClient();
  const table = await makeTable('d Decimal(9, 2), u UInt64');
  await client.insert(table, [{ d: 150n, u: -1n }], { writeFormats: { Decimal: 'bigint', UInt64: 'signed' } });
  t.deepEqual((await client.query(`SELECT * FROM ${table}`)).tuples(), [['1.50', 2n ** 64n - 1n]]);
  await t.throwsAsync(client.insert(table, [{ d: 1n, u: -1n }]), { instanceOf: DataError });
});

/** Options, and what the error says. */
const mistakes: readonly (readonly [QueryOptions, RegExp])[] = [
  [{ queryFormats: { Uint8: 'string' } }, /no type is called 'Uint8'; did you mean 'UInt8'/],
  [{ queryFormats: { UInt8: 'bytes' } }, /'UInt8' has no format 'bytes'; it has 'native', 'number', 'string'/],
  [{ columnFormats: { y: 'string' } }, /no column 'y'/],
  [{ columnFormats: { x: 'bytes' } }, /column 'x' of type UInt8 has no format 'bytes'/],
  [{ queryTz: 'Mars/Olympus' }, /'Mars\/Olympus' is not a time zone/],
  [{ columnTzs: { x: 'nowhere' } }, /column 'x': 'nowhere' is not a time zone/],
  [{ columnTzs: { y: 'UTC' } }, /no column 'y'/],
  [{ columnTzs: { x: 'UTC' } }, /'columnTzs': column 'x' of type UInt8 has no times/],
  [{ encoding: 'klingon' }, /'klingon' is not an encoding/],
];

for (const [options, message] of mistakes) {
  test(`${JSON.stringify(options)} is refused`, async (t) => {
    await refuses(t, options, message);
  });
}

async function refuses(t: ExecutionContext, options: QueryOptions, message: RegExp): Promise<void> {
  await t.throwsAsync(value('toUInt8(1)', options), { instanceOf: ProgrammingError, message });
  const client = await getClient();
  await t.throwsAsync(client.queryRowsStream('SELECT toUInt8(1) AS x', options).toArray(), { message });
  // Also where no row could tell.
  await t.throwsAsync(client.query('SELECT toUInt8(1) AS x WHERE 0', options), { message });
}

test('Temporal is asked for in vain where the runtime has none', async (t) => {
  const runtime = globalThis as { Temporal?: unknown };
  const { Temporal } = runtime;
  delete runtime.Temporal;
  t.teardown(() => {
    if (Temporal !== undefined) runtime.Temporal = Temporal;
  });
  const error = await t.throwsAsync(value('now()', { queryFormats: { DateTime: 'temporal' } }), {
    instanceOf: NotSupportedError,
    code: 'ERR_TEMPORAL_MISSING',
  });
  t.regex(error?.message ?? '', /Node 26/);
});

test('the client itself does not read in the formats of its users', async (t) => {
  const client = await newClient({ readFormats: { String: 'bytes', '*Int64': 'string' } });
  t.teardown(() => client.close());
  const table = await makeTable('a String');
  await client.insert(table, [{ a: 'x' }]);
  t.deepEqual((await client.query(`SELECT a FROM ${table}`)).value(), Buffer.from('x'));
  t.is(typeof (await client.connect()).version, 'string');
  t.deepEqual((await client.query(`SELECT a FROM ${table} WHERE 0`)).columnNames, ['a']);
});
