import test from 'ava';

import {
  createTable,
  getClient,
  type Memory,
  nests,
  reads,
  rejects,
  rejectsTheLast,
  writes,
} from '../helpers/columns.ts';

/** Each type with its limits and the array of its memory. */
const small: [type: string, lowest: number, highest: number, array: Memory['array']][] = [
  ['UInt8', 0, 255, Uint8Array],
  ['UInt16', 0, 65_535, Uint16Array],
  ['UInt32', 0, 4_294_967_295, Uint32Array],
  ['Int8', -128, 127, Int8Array],
  ['Int16', -32_768, 32_767, Int16Array],
  ['Int32', -2_147_483_648, 2_147_483_647, Int32Array],
];
const big: [type: string, lowest: bigint, highest: bigint, array: Memory['array']][] = [
  ['UInt64', 0n, 18_446_744_073_709_551_615n, BigUint64Array],
  ['Int64', -9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n, BigInt64Array],
];

const rows = (type: string, lowest: number | bigint, highest: number | bigint) =>
  `SELECT to${type}(arrayJoin(['${lowest}', '${highest}', '0', '1', '100'])) AS x`;

for (const [type, lowest, highest, array] of small) {
  test(`${type} is a number from ${lowest} to ${highest}`, async (t) => {
    const memory = { array, element: (value: number) => value };
    await reads(t, rows(type, lowest, highest), { fromText: Number, memory });
    await reads(t, `SELECT arrayJoin([to${type}(7), NULL, to${type}(${highest})]) AS x`, { fromText: Number, memory });
  });

  test(`${type} takes numbers, bigints, booleans and texts`, async (t) => {
    await writes(t, type, [
      [lowest, String(lowest)],
      [highest, String(highest)],
      [BigInt(lowest), String(lowest)],
      [BigInt(highest), String(highest)],
      [String(lowest), String(lowest)],
      [`+${highest}`, String(highest)],
      ['007', '7'],
      [-0, '0'],
      [false, '0'],
      [true, '1'],
    ]);
  });

  test(`${type} refuses what it cannot hold`, async (t) => {
    await rejects(t, type, 1, [
      [lowest - 1, /out of the range/],
      [highest + 1, /out of the range/],
      [BigInt(highest) + 1n, /out of the range/],
      [10n ** 30n, /out of the range/],
      [String(highest + 1), /out of the range/],
      [Number.POSITIVE_INFINITY, /expected an integer/],
      ...wrong,
    ]);
    await rejectsTheLast(t, type, lowest, highest + 1);
  });
}

for (const [type, lowest, highest, array] of big) {
  test(`${type} is a bigint from ${lowest} to ${highest}`, async (t) => {
    const memory = { array, element: (value: bigint) => value };
    await reads(t, rows(type, lowest, highest), { fromText: BigInt, memory });
    await reads(t, `SELECT arrayJoin([to${type}(7), NULL, to${type}(100)]) AS x`, { fromText: BigInt, memory });
  });

  test(`${type} takes bigints, safe integers, booleans and texts`, async (t) => {
    await writes(t, type, [
      [lowest, String(lowest)],
      [highest, String(highest)],
      [String(lowest), String(lowest)],
      [`+${highest}`, String(highest)],
      [Number.MAX_SAFE_INTEGER, '9007199254740991'],
      [-0, '0'],
      [false, '0'],
      [true, '1'],
    ]);
  });

  test(`${type} refuses what it cannot hold`, async (t) => {
    await rejects(t, type, 1n, [
      [lowest - 1n, /out of the range/],
      [highest + 1n, /out of the range/],
      [String(highest + 1n), /out of the range/],
      [2 ** 53, /expected a bigint for an integer beyond 2\^53/],
      [1e300, /expected a bigint/],
      ...wrong,
    ]);
    await rejectsTheLast(t, type, lowest, highest + 1n);
  });
}

const wrong: [unknown, RegExp][] = [
  [1.5, /expected an integer, got 1\.5/],
  [Number.NaN, /expected an integer, got NaN/],
  [null, /null in a column that is not Nullable/],
  [undefined, /undefined in a column that is not Nullable/],
  ['', /expected an integer, got ''/],
  ['1.0', /expected an integer/],
  ['1e3', /expected an integer/],
  [' 1', /expected an integer/],
  ['0x10', /expected an integer/],
  [{}, /expected an integer, got an object \(Object\)/],
  [[1], /expected an integer, got an array of 1/],
  [new Date(0), /expected an integer, got 1970-01-01T00:00:00\.000Z/],
  [Symbol('s'), /expected an integer, got a symbol/],
  [() => 1, /expected an integer, got a function/],
];

test('integers are the same inside of other types', async (t) => {
  for (const [type, lowest, highest] of [...small, ...big]) {
    await nests(t, type, rows(type, lowest, highest), { lowCardinality: true });
  }
});

test('typed arrays of the same and of another width are columns', async (t) => {
  const client = await getClient();
  const table = await createTable('(a UInt8, b Int64, c UInt64, d Array(Int16), e Nullable(Int32), f Int8)');
  await client.insert(table, {
    a: Uint8Array.of(0, 255),
    b: Uint32Array.of(1, 4_294_967_295),
    c: BigInt64Array.of(1n, 2n),
    d: [Int16Array.of(-1, 2), Int8Array.of(-3)],
    e: Int32Array.of(-5, 6),
    f: Float64Array.of(-7, 8),
  });
  t.deepEqual((await client.query(`SELECT * FROM ${table}`)).tuples(), [
    [0, 1n, 1n, [-1, 2], -5, -7],
    [255, 4_294_967_295n, 2n, [-3], 6, 8],
  ]);
  for (const [column, values] of [
    ['a', Uint16Array.of(1, 256)],
    ['b', Float64Array.of(1, 1.5)],
    ['c', BigInt64Array.of(1n, -1n)],
    ['e', Uint32Array.of(1, 2 ** 31)],
  ] as const) {
    await t.throwsAsync(client.insert(table, { [column]: values }), { code: 'ERR_INVALID_VALUE', message: /row 1: / });
  }
  t.is(await client.command(`SELECT count() FROM ${table}`), 2n);
});
