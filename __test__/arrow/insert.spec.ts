import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import * as arrow from 'apache-arrow';
import test, { type ExecutionContext } from 'ava';

import type { ArrowData, Client } from '../../index.js';
import { contents, countRows, getClient, makeTable } from '../helpers/client.ts';

const stranger = createRequire(import.meta.url)('apache-arrow') as typeof arrow;

/** A table of one column `c`. */
function column(type: arrow.DataType, values: readonly unknown[]): arrow.Table {
  return new arrow.Table({ c: arrow.vectorFromArray(values as never[], type) });
}

/** Inserts into a column of that type, and gives the texts that the server has for the rows. */
async function stored(type: string, data: ArrowData): Promise<unknown[]> {
  const client = await getClient();
  const table = await makeTable(`c ${type}`, 'ENGINE = Memory');
  await client.insertArrow(table, data);
  const texts = await client.query(`SELECT toString(c) AS text FROM ${table}`);
  return texts.column('text').toArray();
}

const ints = arrow.vectorFromArray([3, 1, 2], new arrow.Int32());
const dictionary = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8());
const texts = column(dictionary, ['b', null, 'a', 'b']);
const instants = [-1500n, 0n, 1_700_000_000_123n];

/** The columns of tables, what goes in, and the texts that the server has then. */
const cases: readonly (readonly [type: string, data: arrow.Table, texts: readonly unknown[]])[] = [
  ['Int32', new arrow.Table({ c: ints }), ['3', '1', '2']],
  ['UInt8', new arrow.Table({ c: ints }), ['3', '1', '2']],
  ['Int256', new arrow.Table({ c: ints }), ['3', '1', '2']],
  ['Decimal(9, 2)', new arrow.Table({ c: ints }), ['3', '1', '2']],
  ['Nullable(Float64)', column(new arrow.Float32(), [1.5, null]), ['1.5', null]],
  ['Float64', column(new arrow.Float16(), [1.5, -0.25, 1e-7 * 0]), ['1.5', '-0.25', '0']],
  ['Bool', column(new arrow.Bool(), [true, false, true]), ['true', 'false', 'true']],
  ['Nullable(Bool)', column(new arrow.Bool(), [true, null, false]), ['true', null, 'false']],
  ['String', column(new arrow.LargeUtf8(), ['ä', '', 'b']), ['ä', '', 'b']],
  [
    'String',
    column(new arrow.Utf8View(), ['short', 'a text of more than twelve bytes']),
    ['short', 'a text of more than twelve bytes'],
  ],
  ['FixedString(3)', column(new arrow.Utf8(), ['ab', 'abc']), ['ab', 'abc']],
  ['LowCardinality(Nullable(String))', column(new arrow.Utf8(), ['x', null, 'x']), ['x', null, 'x']],
  ['Nullable(String)', texts, ['b', null, 'a', 'b']],
  ['LowCardinality(Nullable(String))', texts, ['b', null, 'a', 'b']],
  ["Nullable(Enum8('a' = 1, 'b' = 2))", texts, ['b', null, 'a', 'b']],
  [
    'UUID',
    column(new arrow.Utf8(), ['00112233-4455-6677-8899-aabbccddeeff']),
    ['00112233-4455-6677-8899-aabbccddeeff'],
  ],
  ['IPv4', column(new arrow.Uint32(), [16_909_060]), ['1.2.3.4']],
  ['IPv6', column(new arrow.Utf8(), ['::1']), ['::1']],
  ['Date', column(new arrow.DateDay(), [new Date('2024-02-29')]), ['2024-02-29']],
  ['Date32', column(new arrow.DateMillisecond(), [new Date('1950-02-28T23:59:59Z')]), ['1950-02-28']],
  ["DateTime('UTC')", column(new arrow.DateDay(), [new Date('2024-02-29')]), ['2024-02-29 00:00:00']],
  [
    "DateTime('UTC')",
    new arrow.Table({
      c: arrow.makeVector({ type: new arrow.TimestampMillisecond(), data: BigInt64Array.from([1500n]) } as never),
    }),
    ['1970-01-01 00:00:01'],
  ],
  [
    "DateTime64(1, 'UTC')",
    new arrow.Table({ c: timestamps(new arrow.TimestampMillisecond(), instants) }),
    ['1969-12-31 23:59:58.5', '1970-01-01 00:00:00.0', '2023-11-14 22:13:20.1'],
  ],
  [
    "DateTime64(9, 'UTC')",
    new arrow.Table({ c: timestamps(new arrow.TimestampMillisecond(), instants) }),
    ['1969-12-31 23:59:58.500000000', '1970-01-01 00:00:00.000000000', '2023-11-14 22:13:20.123000000'],
  ],
  [
    "Nullable(DateTime64(6, 'UTC'))",
    new arrow.Table({ c: timestamps(new arrow.TimestampNanosecond(), [1_234_567n]) }),
    ['1970-01-01 00:00:00.001234'],
  ],
  ['Date', new arrow.Table({ c: timestamps(new arrow.TimestampSecond(), [86_400n]) }), ['1970-01-02']],
  ['Time', column(new arrow.TimeSecond(), [3661]), ['01:01:01']],
  ['Time64(3)', new arrow.Table({ c: timestamps(new arrow.TimeMicrosecond(), [3_661_500_000n]) }), ['01:01:01.500']],
  ['IntervalSecond', new arrow.Table({ c: timestamps(new arrow.DurationMillisecond(), [5000n]) }), ['5']],
  ['Decimal(9, 3)', decimals(1, 5, [-15n, 25n]), ['-1.5', '2.5']],
  ['Decimal(18, 1)', decimals(1, 5, [-15n, 25n]), ['-1.5', '2.5']],
  ['Decimal(76, 1)', decimals(1, 38, [-15n, 25n]), ['-1.5', '2.5']],
  [
    'Array(Int64)',
    column(new arrow.List(new arrow.Field('item', new arrow.Int64(), true)), [[1n, 2n], [], [3n]]),
    ['[1,2]', '[]', '[3]'],
  ],
  [
    'Array(Nullable(String))',
    column(new arrow.List(new arrow.Field('item', new arrow.Utf8(), true)), [['a', null], ['b']]),
    ["['a',NULL]", "['b']"],
  ],
  [
    'Array(Float32)',
    column(new arrow.FixedSizeList(2, new arrow.Field('item', new arrow.Float32(), true)), [
      [1, 2],
      [3, 4],
    ]),
    ['[1,2]', '[3,4]'],
  ],
  [
    'Tuple(a Int32, b String)',
    column(struct({ b: new arrow.Utf8(), a: new arrow.Int32() }), [{ a: 1, b: 'x' }]),
    ["(1,'x')"],
  ],
  [
    'Tuple(Int32, String)',
    column(struct({ x: new arrow.Int32(), y: new arrow.Utf8() }), [{ x: 1, y: 'z' }]),
    ["(1,'z')"],
  ],
  [
    'Map(String, Int32)',
    column(mapType(), [
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
      new Map(),
    ]),
    ["{'a':1,'b':2}", '{}'],
  ],
  ['JSON', column(struct({ x: new arrow.Int32() }), [{ x: 1 }]), ['{"x":1}']],
  ['Nullable(Int8)', column(new arrow.Null(), [null, null]), [null, null]],
];

function struct(fields: Record<string, arrow.DataType>): arrow.Struct {
  return new arrow.Struct(Object.entries(fields).map(([name, type]) => new arrow.Field(name, type, true)));
}

function mapType(): arrow.Map_ {
  const entries = struct({ key: new arrow.Utf8(), value: new arrow.Int32() });
  return new arrow.Map_(new arrow.Field('entries', entries as never, false));
}

function utf8(values: readonly string[]): arrow.Vector {
  return arrow.vectorFromArray(values, new arrow.Utf8());
}

/** Counts of a unit. */
function timestamps(type: arrow.DataType, counts: readonly bigint[]): arrow.Vector {
  return arrow.makeVector({ type, data: BigInt64Array.from(counts) } as never);
}

function decimals(scale: number, precision: number, unscaled: readonly bigint[]): arrow.Table {
  const data = new Uint32Array(BigInt64Array.from(unscaled.flatMap((value) => [value, value >> 63n])).buffer);
  return new arrow.Table({ c: arrow.makeVector({ type: new arrow.Decimal(scale, precision), data } as never) });
}

for (const [type, data, wanted] of cases) {
  test(`${String(data.schema.fields[0]?.type)} into ${type}: ${wanted.length} rows`, async (t) => {
    t.deepEqual(await stored(type, data), wanted);
    t.deepEqual(await stored(type, arrow.tableToIPC(data)), wanted);
    t.deepEqual(await stored(type, data.slice(1)), wanted.slice(1));
  });
}

test("the server's own Arrow goes back", async (t) => {
  const client = await getClient();
  const table = await makeTable(
    "a Int128, b UInt256, c IPv4, d IPv6, e UUID, f Date, g Enum8('x' = 1)",
    'ENGINE = Memory',
  );
  await client.command(
    `INSERT INTO ${table} SELECT -5, 6, '1.2.3.4', '::1', '00112233-4455-6677-8899-aabbccddeeff', '2024-01-01', 'x'`,
  );
  const rows = await contents(table);
  await client.insertArrow(table, await client.queryArrowIpc(`SELECT * FROM ${table}`));
  t.deepEqual(await contents(table), [...rows, ...rows]);
});

/** A table with a column that has a default, and what goes into it. */
async function target(): Promise<string> {
  return makeTable("id Int32, name String DEFAULT 'none'", 'ENGINE = Memory');
}

test('columns go by name, and those that are not there have their defaults', async (t) => {
  const client = await getClient();
  const table = await target();
  await client.insertArrow(table, arrow.tableFromArrays({ name: ['x'], id: Int32Array.of(1) }));
  await client.insertArrow(table, new arrow.Table({ id: ints }), { columnTypes: ['Int32'], columnNames: ['id'] });
  t.deepEqual(await contents(table), [
    [1, 'none'],
    [1, 'x'],
    [2, 'none'],
    [3, 'none'],
  ]);
});

test('several batches and a slice of them', async (t) => {
  const client = await getClient();
  const table = await target();
  const batches = [1, 2, 3].map(
    (id) => new arrow.Table({ id: arrow.makeVector(Int32Array.of(id, id)), name: utf8([`${id}`, 'x']) }),
  );
  const all = new arrow.Table(batches.flatMap((batch) => batch.batches));
  const { writtenRows } = await client.insertArrow(table, all.slice(1, 5));
  t.is(writtenRows, 4);
  t.deepEqual(await contents(table), [
    [1, 'x'],
    [2, '2'],
    [2, 'x'],
    [3, '3'],
  ]);
});

test('tables of another copy of the library', async (t) => {
  t.not(stranger.Table, arrow.Table);
  t.deepEqual(await stored('String', stranger.tableFromArrays({ c: ['a', 'b'] })), ['a', 'b']);
  t.deepEqual(await stored('Array(Int32)', new stranger.Table({ c: stranger.vectorFromArray([[1], [2, 3]]) })), [
    '[1]',
    '[2,3]',
  ]);
});

async function* later<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item;
}

test('sources of batches and of bytes', async (t) => {
  const data = arrow.tableFromArrays({ c: ['a', 'b', 'c'] });
  const ipc = arrow.tableToIPC(data);
  const parts = [ipc.subarray(0, 5), ipc.subarray(5, 200), ipc.subarray(200)];
  const sources: readonly ArrowData[] = [
    data.batches[0] as arrow.RecordBatch,
    [data.batches[0] as arrow.RecordBatch],
    later(data.batches),
    later([data]),
    later(parts),
    parts,
    Readable.from(parts),
    new Blob([Buffer.from(ipc)]).stream() as ArrowData,
    arrow.tableToIPC(data, 'file'),
    Readable.from([arrow.tableToIPC(data, 'file')]),
    ipc.slice().buffer as ArrayBuffer,
    arrow.RecordBatchReader.from(ipc) as unknown as ArrowData,
  ];
  for (const source of sources) t.deepEqual(await stored('String', source), ['a', 'b', 'c']);
});

test('nothing to insert sends nothing', async (t) => {
  const client = await getClient();
  const table = await target();
  const empty = new arrow.Table(new arrow.Schema([new arrow.Field('id', new arrow.Int32())]));
  for (const data of [empty, arrow.tableToIPC(empty), [], later([])] as ArrowData[]) {
    t.false((await client.insertArrow(table, data)).executed);
  }
});

test('more rows than a block has', async (t) => {
  const client = await getClient();
  const table = await makeTable('id UInt64, name String, odd Bool', 'ENGINE = Memory');
  const rows = 200_000;
  const sql = `SELECT number AS id, toString(number) AS name, number % 2 = 1 AS odd FROM numbers(${rows})`;
  await client.insertArrow(table, await client.queryArrow(sql, { settings: { max_block_size: rows } }));
  t.is(await client.command(`SELECT count() FROM ${table} WHERE name = toString(id) AND odd = id % 2`), BigInt(rows));
});

/** Data that is refused, and what the error tells. */
async function refused(t: ExecutionContext, data: unknown, expected: { code: string; message: RegExp }): Promise<void> {
  const client: Client = await getClient();
  const table = await target();
  await t.throwsAsync(client.insertArrow(table, data as ArrowData), expected);
  t.is(await countRows(table), 0n);
}

const whole = arrow.tableToIPC(arrow.tableFromArrays({ id: Int32Array.of(1, 2), name: ['a', 'b'] }));

const faults: readonly (readonly [name: string, data: () => unknown, code: string, message: RegExp])[] = [
  [
    'a column that the table lacks',
    () => arrow.tableFromArrays({ ids: Int32Array.of(1) }),
    'ERR_UNKNOWN_COLUMN',
    /has no column 'ids'/,
  ],
  [
    'a value out of range',
    () => arrow.tableFromArrays({ id: BigInt64Array.of(1n, 2n ** 40n) }),
    'ERR_INVALID_VALUE',
    /column 'id' Int32, row 1: 1099511627776n is out of the range/,
  ],
  [
    'a NULL',
    () => new arrow.Table({ id: arrow.vectorFromArray([1, null], new arrow.Int32()) }),
    'ERR_INVALID_VALUE',
    /column 'id' Int32, row 1: null in a column that is not Nullable/,
  ],
  [
    'text for a number',
    () => arrow.tableFromArrays({ id: ['x'] }),
    'ERR_INVALID_VALUE',
    /column 'id' Int32, row 0: expected an integer, got 'x'/,
  ],
  [
    'a list for a number',
    () => new arrow.Table({ id: arrow.vectorFromArray([[1]]) }),
    'ERR_INVALID_VALUE',
    /column 'id' Int32, row 0: expected an integer/,
  ],
  [
    'a type that ClickHouse lacks',
    () =>
      new arrow.Table({
        id: arrow.makeVector({ type: new arrow.IntervalDayTime(), data: Int32Array.of(1, 2) } as never),
      }),
    'ERR_UNSUPPORTED_TYPE',
    /column 'id': Arrow's type Interval<DAY_TIME> cannot become Int32/,
  ],
  [
    'a number for text',
    () => arrow.tableFromArrays({ name: Int32Array.of(1) }),
    'ERR_INVALID_VALUE',
    /column 'name' String, row 0: expected a string or bytes, got 1/,
  ],
  ['half of IPC', () => whole.subarray(0, whole.length / 2), 'ERR_INVALID_ARROW', /end too early/],
  ['IPC without its end', () => whole.subarray(0, -8), 'ERR_INVALID_ARROW', /end too early/],
  [
    'IPC that is cut in a stream',
    () => later([whole.subarray(0, 100), whole.subarray(100, 150)]),
    'ERR_INVALID_ARROW',
    /insertArrow: the bytes/,
  ],
  ['bytes that are no IPC', () => Buffer.from('no arrow at all'), 'ERR_INVALID_ARROW', /insertArrow: the bytes/],
  ['no bytes', () => new Uint8Array(), 'ERR_INVALID_ARROW', /insertArrow: the bytes/],
  ['rows', () => [{ id: 1 }], 'ERR_INVALID_ROWS', /expected batches as those before, got an object/],
  ['a text', () => 'arrow', 'ERR_INVALID_ARG', /insertArrow: expected a Table, .*got 'arrow'/],
  ['nothing', () => undefined, 'ERR_INVALID_ARG', /insertArrow: expected a Table, .*got undefined/],
];

/** A column whose memory is not what its type says. */
function broken(type: arrow.DataType, length: number, buffers: object): arrow.Table {
  const make = arrow.makeData as unknown as (properties: object) => arrow.Data;
  return new arrow.Table({ c: new arrow.Vector([make({ type, length, nullCount: 0, ...buffers })]) });
}

const bytes = Buffer.from('abc');
const malformed: readonly (readonly [type: string, data: arrow.Table])[] = [
  ...['String', 'LowCardinality(String)', 'Nullable(String)'].flatMap((type) =>
    [
      [0, 100, 200],
      [0, 3, 1],
      [0, -5, 1],
      [-2, 1, 3],
      [0, 1],
    ].map(
      (offsets) =>
        [type, broken(new arrow.Utf8(), 2, { valueOffsets: Int32Array.from(offsets), data: bytes })] as const,
    ),
  ),
  ['UUID', broken(new arrow.FixedSizeBinary(16), 3, { data: new Uint8Array(32) })],
  ['Decimal(38, 2)', broken(new arrow.Decimal(2, 38), 3, { data: new Uint32Array(8) })],
  ['Int64', broken(new arrow.Int64(), 3, { data: new BigInt64Array(2) })],
  ["DateTime('UTC')", broken(new arrow.TimestampSecond(), 3, { data: new BigInt64Array(2) })],
  [
    'String',
    broken(new arrow.Utf8View(), 1, { views: Uint8Array.of(50, 0, 0, 0, 1, 2, 3, 4, 7, 0, 0, 0, 0, 0, 0, 0) }),
  ],
  [
    'Array(Int32)',
    broken(new arrow.List(new arrow.Field('item', new arrow.Int32())), 2, {
      valueOffsets: Int32Array.of(0, 100, 200),
      child: arrow.makeData({ type: new arrow.Int32(), data: new Int32Array(3) }),
    }),
  ],
];

test('memory that does not hold what its type says is refused', async (t) => {
  const client = await getClient();
  for (const [type, data] of malformed) {
    const table = await makeTable(`c ${type}`, 'ENGINE = Memory');
    await t.throwsAsync(client.insertArrow(table, data), { code: 'ERR_INVALID_VALUE', message: /malformed/ }, type);
    t.is(await countRows(table), 0n);
  }
});

for (const [name, data, code, message] of faults) {
  test(`${name} is refused, and nothing is stored`, (t) => refused(t, data(), { code, message }));
}

test('batches that differ from the first are refused', async (t) => {
  const [first, second] = [{ id: Int32Array.of(1) }, { name: ['x'] }].map((columns) =>
    arrow.tableFromArrays(columns as never),
  );
  const table = await target();
  await t.throwsAsync((await getClient()).insertArrow(table, later([first, second]) as ArrowData), {
    code: 'ERR_INVALID_ROWS',
    message: /has a column 'name', the first has none/,
  });
});

test('what a source throws is thrown as it is, and a source that is left is closed', async (t) => {
  const client = await getClient();
  const table = await target();
  const error = new Error('the source is broken');
  async function* broken(items: readonly unknown[]): AsyncGenerator<unknown> {
    yield* items;
    throw error;
  }
  const batch = arrow.tableFromArrays({ id: Int32Array.of(1) });
  t.is(await t.throwsAsync(client.insertArrow(table, broken([batch]) as ArrowData)), error);
  t.is(await t.throwsAsync(client.insertArrow(table, broken([whole.subarray(0, 20)]) as ArrowData)), error);
  let closed = false;
  async function* endless(): AsyncGenerator<arrow.Table> {
    try {
      for (;;) yield arrow.tableFromArrays({ id: ['x'] });
    } finally {
      closed = true;
    }
  }
  await t.throwsAsync(client.insertArrow(table, endless()), { code: 'ERR_INVALID_VALUE' });
  t.true(closed);
});

test('unknown options are refused', async (t) => {
  await t.throwsAsync((await getClient()).insertArrow('t', new arrow.Table(), { columnOriented: true } as object), {
    code: 'ERR_INVALID_ARG',
    message: /insertArrow: unknown option 'columnOriented'/,
  });
});
