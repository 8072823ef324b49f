import * as arrow from 'apache-arrow';
import test, { type ExecutionContext } from 'ava';

import type { ArrowData, Client } from '../../index.js';
import { later, target } from '../helpers/arrow.ts';
import { countRows, getClient, makeTable } from '../helpers/client.ts';

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

/** The same where what is missing could become NULL. */
const missing: readonly (readonly [type: string, data: arrow.Table])[] = [
  ...['Nullable(String)', 'LowCardinality(Nullable(String))', "Nullable(Enum8('a' = 1))"].map(
    (type) =>
      [
        type,
        broken(new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()), 2, {
          data: Int8Array.of(0, 5),
          dictionary: arrow.vectorFromArray(['a'], new arrow.Utf8()),
        }),
      ] as const,
  ),
  [
    'Nullable(Int64)',
    broken(new arrow.Int64(), 20, { nullCount: 1, nullBitmap: Uint8Array.of(1), data: new BigInt64Array(20) }),
  ],
  ['Nullable(Int256)', broken(new arrow.Int32(), 3, { data: new Int32Array(2) })],
  ['Nullable(Decimal(38, 3))', broken(new arrow.Decimal(2, 38), 3, { data: new Uint32Array(8) })],
  ['Nullable(Bool)', broken(new arrow.Bool(), 20, { data: new Uint8Array(1) })],
  [
    'Array(Nullable(Int32))',
    broken(new arrow.FixedSizeList(2, new arrow.Field('item', new arrow.Int32(), true)), 3, {
      child: arrow.makeData({ type: new arrow.Int32(), data: new Int32Array(4) }),
    }),
  ],
  [
    'Tuple(a Nullable(Int32))',
    broken(new arrow.Struct([new arrow.Field('a', new arrow.Int32(), true)]), 3, {
      children: [arrow.makeData({ type: new arrow.Int32(), data: new Int32Array(2) })],
    }),
  ],
  ...[
    [0, 1],
    [0, 7],
  ].map(
    ([first = 0, second = 0]) =>
      [
        'Variant(Int32, String)',
        broken(new arrow.DenseUnion([0] as never, [new arrow.Field('Int32', new arrow.Int32(), true)]), 2, {
          typeIds: Int8Array.of(first, second),
          valueOffsets: Int32Array.of(0, 1),
          children: [arrow.makeData({ type: new arrow.Int32(), data: new Int32Array(1) })],
        }),
      ] as const,
  ),
];

test('memory that does not hold what its type says is refused', async (t) => {
  const client = await getClient();
  for (const [type, data] of [...malformed, ...missing]) {
    const table = await makeTable(`c ${type}`, 'ENGINE = Memory');
    await t.throwsAsync(client.insertArrow(table, data), { code: 'ERR_INVALID_VALUE', message: /malformed/ }, type);
    t.is(await countRows(table), 0n);
  }
});

test('a value inside of a list is told with its row', async (t) => {
  const client = await getClient();
  const child = arrow.makeData({
    type: new arrow.DurationMillisecond(),
    data: BigInt64Array.of(9n, 1000n, 2000n, 1500n),
  });
  const make = arrow.makeData as unknown as (properties: object) => arrow.Data;
  const type = new arrow.List(new arrow.Field('item', child.type));
  const lists = make({ type, length: 3, nullCount: 0, valueOffsets: Int32Array.of(1, 2, 2, 4), child });
  const table = await makeTable('c Array(IntervalSecond)', 'ENGINE = Memory');
  await t.throwsAsync(client.insertArrow(table, new arrow.Table({ c: new arrow.Vector([lists]) })), {
    code: 'ERR_INVALID_VALUE',
    message: /column 'c' Array\(IntervalSecond\), row 2: 1500000000 ns are no whole number of Seconds/,
  });
  const interval = arrow.makeVector({ type: new arrow.IntervalDayTime(), data: Int32Array.of(1, 0, 1, 5) } as never);
  const other = await makeTable('c IntervalDay', 'ENGINE = Memory');
  await t.throwsAsync(client.insertArrow(other, new arrow.Table({ c: interval })), {
    code: 'ERR_INVALID_VALUE',
    message: /column 'c' IntervalDay, row 1: 1 days, 5000000 ns are no whole number of Days/,
  });
  t.deepEqual([await countRows(table), await countRows(other)], [0n, 0n]);
});

test('an instant beyond all dates is refused', async (t) => {
  const far = arrow.makeVector({ type: new arrow.TimestampSecond(), data: BigInt64Array.of(1n << 60n) } as never);
  const table = await makeTable("c DateTime64(6, 'UTC')", 'ENGINE = Memory');
  await t.throwsAsync((await getClient()).insertArrow(table, new arrow.Table({ c: far })), {
    code: 'ERR_INVALID_VALUE',
    message: /column 'c' DateTime64\(6, 'UTC'\), row 0: 1152921504606846976n is out of the range/,
  });
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
