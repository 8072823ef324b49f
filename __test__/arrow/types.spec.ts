import { tableFromIPC, tableToIPC, type Table, Table as ArrowTable } from 'apache-arrow';
import test from 'ava';

import { getClient, newClient } from '../helpers/client.ts';
import { NotSupportedError } from '../../src/index.ts';

const settings = {
  allow_suspicious_low_cardinality_types: 1,
  allow_suspicious_variant_types: 1,
  enable_time_time64_type: 1,
};

/** What the library shows of a value. */
function shown(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value !== 'object' || value === null) return value;
  if (Object.prototype.toString.call(value).includes('Vector')) return [...(value as Iterable<unknown>)].map(shown);
  if (value instanceof Uint32Array) return String(value);
  const entries = Object.entries((value as { toJSON(): object }).toJSON());
  return Object.fromEntries(entries.map(([name, member]) => [name, shown(member)]));
}

function values(table: Table): unknown[] {
  return [...(table.getChildAt(0) ?? [])].map(shown);
}

/** Expressions, the types that they have in Arrow, and the values of the rows 0 to 2. */
const cases: readonly (readonly [sql: string, type: string, values: readonly unknown[]])[] = [
  ['toUInt8(number)', 'Uint8', [0, 1, 2]],
  ['toInt16(number) - 1', 'Int32', [-1, 0, 1]],
  ['number', 'Uint64', [0n, 1n, 2n]],
  ['toFloat32(number) / 2', 'Float64', [0, 0.5, 1]],
  ['toBFloat16(number)', 'Float32', [0, 1, 2]],
  ["CAST(number = 1, 'Bool')", 'Bool', [false, true, false]],
  ["concat('ä', toString(number))", 'Utf8', ['ä0', 'ä1', 'ä2']],
  ["if(number = 1, unhex('ff41'), 'b')", 'Utf8', ['b', '\ufffdA', 'b']],
  ['toFixedString(toString(number), 2)', 'FixedSizeBinary[2]', ['3000', '3100', '3200']],
  ['toDate(number)', 'Date32<DAY>', [0, 86_400_000, 172_800_000]],
  ['toDate32(number - 1)', 'Date32<DAY>', [-86_400_000, 0, 86_400_000]],
  ["toDateTime(number, 'Europe/Berlin')", 'Timestamp<SECOND, Europe/Berlin>', [0, 1000, 2000]],
  ["toDateTime64(number + 0.5, 1, 'UTC')", 'Timestamp<MILLISECOND, UTC>', [500, 1500, 2500]],
  ["toDateTime64(number, 9, 'UTC')", 'Timestamp<NANOSECOND, UTC>', [0, 1000, 2000]],
  ["CAST(number, 'Time')", 'Duration<SECOND>', [0n, 1n, 2n]],
  ["CAST('-100:00:01.5', 'Time64(2)')", 'Duration<MILLISECOND>', [-360_001_500n, -360_001_500n, -360_001_500n]],
  ['INTERVAL number SECOND', 'Duration<SECOND>', [0n, 1n, 2n]],
  ['INTERVAL number MONTH', 'Int64', [0n, 1n, 2n]],
  ['toDecimal32(number - 1, 2)', 'Decimal[9e+2]', ['-100', '0', '100']],
  [
    "toInt128('-170141183460469231731687303715884105728') + number * 0",
    'Utf8',
    new Array(3).fill('-170141183460469231731687303715884105728'),
  ],
  [
    "toUInt256('115792089237316195423570985008687907853269984665640564039457584007913129639935') + number * 0",
    'Utf8',
    new Array(3).fill('115792089237316195423570985008687907853269984665640564039457584007913129639935'),
  ],
  [
    "toUUID('00112233-4455-6677-8899-aabbccddeeff')",
    'FixedSizeBinary[16]',
    new Array(3).fill('00112233445566778899aabbccddeeff'),
  ],
  ['toIPv4(number)', 'Utf8', ['0.0.0.0', '0.0.0.1', '0.0.0.2']],
  ["toIPv6('::1')", 'Utf8', ['::1', '::1', '::1']],
  [
    "CAST(number % 2 = 0 ? 'a' : 'b', 'Enum8(\\'a\\' = -5, \\'b\\' = 100)')",
    'Dictionary<Int16, Utf8>',
    ['a', 'b', 'a'],
  ],
  ['toLowCardinality(toString(number % 2))', 'Dictionary<Int32, Utf8>', ['0', '1', '0']],
  ["CAST(if(number = 1, NULL, 'x'), 'LowCardinality(Nullable(String))')", 'Dictionary<Int32, Utf8>', ['x', null, 'x']],
  ['if(number = 1, NULL, number)', 'Uint64', [0n, null, 2n]],
  ['NULL', 'Null', [null, null, null]],
  ['range(number)', 'List<Uint64>', [[], [0n], [0n, 1n]]],
  [
    '[[toString(number)], []]',
    'List<List<Utf8>>',
    [
      [['0'], []],
      [['1'], []],
      [['2'], []],
    ],
  ],
  ["map('a', number)", 'Map<{key:Utf8, value:Uint64}>', [{ a: 0n }, { a: 1n }, { a: 2n }]],
  [
    "(number, 'x')",
    'Struct<{1:Uint64, 2:Utf8}>',
    [
      { 1: 0n, 2: 'x' },
      { 1: 1n, 2: 'x' },
      { 1: 2n, 2: 'x' },
    ],
  ],
  [
    "CAST([(number, 'x')], 'Nested(a UInt8, b String)')",
    'List<Struct<{a:Uint8, b:Utf8}>>',
    [[{ a: 0, b: 'x' }], [{ a: 1, b: 'x' }], [{ a: 2, b: 'x' }]],
  ],
  [
    "CAST((1, number), 'Point')",
    'Struct<{x:Float64, y:Float64}>',
    [
      { x: 1, y: 0 },
      { x: 1, y: 1 },
      { x: 1, y: 2 },
    ],
  ],
  ["CAST(if(number = 1, NULL, number), 'Variant(String, UInt64)')", 'Union<Utf8 | Uint64 | Null>', [0n, null, 2n]],
  ["CAST(if(number = 1, NULL, number), 'Dynamic')", 'Utf8', ['0', null, '2']],
  ["CAST(concat('{\"a\": ', toString(number), '}'), 'JSON')", 'Utf8', ['{"a":0}', '{"a":1}', '{"a":2}']],
];

for (const [sql, type, wanted] of cases) {
  test(`${sql} is ${type}`, async (t) => {
    const client = await newClient({ settings });
    t.teardown(() => client.close());
    const table = await client.queryArrow(`SELECT ${sql} AS c FROM numbers(3)`);
    t.is(String(table.schema.fields[0]?.type), type);
    t.deepEqual(values(table), wanted);
    t.deepEqual(values(tableFromIPC(tableToIPC(table))), wanted);
    t.deepEqual(values(table.slice(1, 2)), wanted.slice(1, 2));
    const empty = await client.queryArrow(`SELECT ${sql} AS c FROM numbers(3) WHERE 0`);
    t.is(String(empty.schema), String(table.schema));
    t.is(empty.numRows, 0);
  });
}

test('a UUID and the text of a JSON tell that they are one', async (t) => {
  const table = await (await getClient()).queryArrow(
    "SELECT generateUUIDv4() AS id, '{}'::JSON AS object, [id] AS ids",
  );
  t.deepEqual(
    table.schema.fields.map(({ metadata }) => metadata.get('ARROW:extension:name')),
    ['arrow.uuid', 'arrow.json', undefined],
  );
  t.is(table.schema.fields[2]?.type.children[0]?.metadata.get('ARROW:extension:name'), 'arrow.uuid');
});

test('fields are nullable where their type is', async (t) => {
  const table = await (await getClient()).queryArrow("SELECT 1 AS a, toNullable(1) AS b, [toNullable('x')] AS c");
  t.deepEqual(
    table.schema.fields.map(({ nullable }) => nullable),
    [false, true, false],
  );
  t.true(table.schema.fields[2]?.type.children[0]?.nullable);
});

test('values of fixed width are the memory that was received', async (t) => {
  const result = await (await getClient()).query('SELECT number, toFloat64(number) AS f FROM numbers(100000)', {
    settings: { max_block_size: 1_000_000 },
  });
  const table = result.toArrow();
  t.is(table.numRows, 100_000);
  t.is(table.getChild('number')?.data[0]?.values.buffer, result.column('number').values?.buffer);
  t.is(table.getChild('f')?.data[0]?.values.buffer, result.column('number').values?.buffer);
});

test('strings are bytes without useStrings, also of results and blocks', async (t) => {
  const client = await getClient();
  const sql = "SELECT unhex('ff00') AS s";
  const options = { useStrings: false } as const;
  const tables = [await client.queryArrow(sql, options), (await client.query(sql)).toArrow(options)];
  for await (const block of client.queryColumnBlockStream(sql)) tables.push(block.toArrow(options));
  for await (const batch of client.queryArrowStream(sql, options)) tables.push(new ArrowTable(batch));
  t.is(tables.length, 4);
  for (const table of tables) {
    t.is(String(table.schema.fields[0]?.type), 'Binary');
    t.deepEqual(values(table), ['ff00']);
  }
});

test('zones and encodings are those that are asked for', async (t) => {
  const sql = "SELECT toDateTime('2024-01-01 00:00:00', 'UTC') AS at, toDateTime(0) AS bare, unhex('e4') AS text";
  const table = await (await getClient()).queryArrow(sql, {
    columnTzs: { at: 'Asia/Tokyo' },
    queryTz: 'Europe/Paris',
    encoding: 'latin1',
  });
  t.deepEqual(
    table.schema.fields.map(({ type }) => String(type)),
    ['Timestamp<SECOND, Asia/Tokyo>', 'Timestamp<SECOND, Europe/Paris>', 'Utf8'],
  );
  t.is(table.getChild('text')?.get(0), 'ä');
});

test('batches are the blocks of the server, or have at most blockSize rows', async (t) => {
  const client = await getClient();
  const sql = 'SELECT number, toString(number) AS s, toLowCardinality(toString(number % 7)) AS l FROM numbers(1000)';
  const sizes: number[] = [];
  const rows: unknown[] = [];
  for await (const batch of client.queryArrowStream(sql, { blockSize: 300, settings: { max_block_size: 500 } })) {
    sizes.push(batch.numRows);
    rows.push(...batch.toArray().map((row: { toJSON(): object }) => row.toJSON()));
  }
  t.deepEqual(sizes, [300, 200, 300, 200]);
  t.deepEqual(rows, (await client.query(sql)).rows());
});

test('IPC bytes are those of the server', async (t) => {
  const client = await getClient();
  const bytes = await client.queryArrowIpc('SELECT number, {s:String} AS s FROM numbers(3)', {
    parameters: { s: 'x' },
  });
  t.deepEqual(
    tableFromIPC(bytes)
      .toArray()
      .map((row: { toJSON(): object }) => row.toJSON()),
    [0n, 1n, 2n].map((number) => ({ number, s: 'x' })),
  );
  const binary = await client.queryArrowIpc("SELECT 'x' AS s", { useStrings: false });
  t.is(String(tableFromIPC(binary).schema.fields[0]?.type), 'Binary');
});

test('what Arrow cannot hold is an error that names the column', async (t) => {
  const client = await newClient({ settings });
  t.teardown(() => client.close());
  const sql = "SELECT toDateTime64('2290-01-01 00:00:00', 8, 'UTC') AS far";
  await t.throwsAsync(client.queryArrow(sql), {
    code: 'ERR_INVALID_VALUE',
    message: /^queryArrow: column 'far' DateTime64\(8, 'UTC'\): /,
  });
  const result = await client.query(sql);
  t.throws(() => result.toArrow(), { code: 'ERR_INVALID_VALUE', message: /^toArrow: column 'far'/ });
  await t.throwsAsync(client.queryArrowIpc('SELECT 1 FORMAT CSV'), {
    instanceOf: NotSupportedError,
    code: 'ERR_UNEXPECTED_FORMAT',
  });
});

test('each value of Utf8 is UTF-8, also where only all of them together are', async (t) => {
  const table = await (await getClient()).queryArrow("SELECT unhex(['c3', 'a4'][number + 1]) AS s FROM numbers(2)");
  t.deepEqual(values(table), ['\ufffd', '\ufffd']);
  t.deepEqual(Buffer.from(table.getChildAt(0)?.data[0]?.values ?? []).toString(), '\ufffd\ufffd');
});

test('a table of nothing but values of one width is in one piece', async (t) => {
  const sql = "SELECT number AS n, toDateTime(number, 'UTC') AS at, number % 2 = 0 AS even FROM numbers(200000)";
  const table = await (await getClient()).queryArrow(sql, { settings: { max_block_size: 1000 } });
  t.is(table.batches.length, 1);
  t.deepEqual(table.get(199_999)?.toJSON(), { n: 199_999n, at: 199_999_000, even: 0 });
});

test('options that Arrow has no use for are refused', async (t) => {
  const client = await getClient();
  const options = { queryFormats: { Date: 'int' } } as object;
  const expected = { code: 'ERR_INVALID_ARG', message: /unknown option 'queryFormats'/ };
  await t.throwsAsync(client.queryArrow('SELECT 1', options), expected);
  await t.throwsAsync(client.queryArrowStream('SELECT 1', options).toArray(), expected);
  await t.throwsAsync(client.queryArrowIpc('SELECT 1', options), expected);
  const result = await client.query('SELECT 1');
  t.throws(() => result.toArrow({ useString: true } as object), {
    code: 'ERR_INVALID_ARG',
    message: /toArrow: unknown option/,
  });
});

test('all batches of a table have one dictionary, wherever it lies', async (t) => {
  const client = await newClient({ settings });
  t.teardown(() => client.close());
  const columns = [
    "toLowCardinality(concat('ä', toString(number % 700))) AS s",
    "CAST(if(number % 3 = 0, NULL, toString(number)), 'LowCardinality(Nullable(String))') AS n",
    'toLowCardinality(number % 900) AS u',
    "CAST(number > 400, 'LowCardinality(Bool)') AS b",
    'toLowCardinality(toDate(number % 900)) AS d',
    'toLowCardinality(toFixedString(toString(number % 900), 3)) AS f',
    '[toLowCardinality(toString(number))] AS l',
    "CAST((toString(number), 1), 'Tuple(a LowCardinality(String), b Int8)') AS p",
  ];
  const sql = `SELECT ${columns.join(', ')} FROM numbers(1000)`;
  const result = await client.query(sql, { settings: { max_block_size: 300 } });
  const table = result.toArrow();
  t.is(table.batches.length, 4);
  const copies = [table, tableFromIPC(tableToIPC(table, 'file')), tableFromIPC(tableToIPC(table))];
  const whole = (await client.query(sql)).toArrow();
  for (const copy of copies) {
    for (let column = 0; column < columns.length; column++) {
      t.deepEqual([...(copy.getChildAt(column) ?? [])].map(shown), [...(whole.getChildAt(column) ?? [])].map(shown));
    }
  }
  const dictionaries = new Set(table.getChild('s')?.data.map(({ dictionary }) => dictionary));
  t.is(dictionaries.size, 1);
  t.is([...dictionaries][0]?.length, 700);
});
