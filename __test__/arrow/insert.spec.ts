import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import * as arrow from 'apache-arrow';
import test from 'ava';

import type { ArrowData } from '../../index.js';
import { later, target } from '../helpers/arrow.ts';
import { contents, getClient, makeTable } from '../helpers/client.ts';

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
  ['JSON', column(mapType(), [new Map([['a', 1]])]), ['{"a":1}']],
  [
    'JSON(a Int8, d Date)',
    column(struct({ e: new arrow.DateDay(), d: new arrow.DateDay() }), [
      { d: new Date('2024-02-29'), e: new Date('2024-03-01') },
    ]),
    ['{"a":0,"d":"2024-02-29","e":"2024-03-01 00:00:00.000"}'],
  ],
  ['IntervalHour', new arrow.Table({ c: timestamps(new arrow.DurationSecond(), [7200n, -3600n]) }), ['2', '-1']],
  ['IntervalQuarter', intervals(new arrow.IntervalYearMonth(), [6, -3]), ['2', '-1']],
  ['IntervalWeek', intervals(new arrow.IntervalDayTime(), [14, 0, -7, 0]), ['2', '-1']],
  ['IntervalSecond', intervals(new arrow.IntervalDayTime(), [0, 2000]), ['2']],
  ['IntervalNanosecond', intervals(new arrow.IntervalMonthDayNano(), [0, 0, -1, -1, 0, 0, 5, 1]), ['-1', '4294967301']],
  ['Nullable(Int8)', column(new arrow.Null(), [null, null]), [null, null]],
];

function struct(fields: Record<string, arrow.DataType>): arrow.Struct {
  return new arrow.Struct(Object.entries(fields).map(([name, type]) => new arrow.Field(name, type, true)));
}

function mapType(): arrow.Map_ {
  const entries = struct({ key: new arrow.Utf8(), value: new arrow.Int32() });
  return new arrow.Map_(new arrow.Field('entries', entries as never, false));
}

function intervals(type: arrow.DataType, parts: readonly number[]): arrow.Table {
  return new arrow.Table({ c: arrow.makeVector({ type, data: Int32Array.from(parts) } as never) });
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
