import test from 'ava';

import { createTable, getClient, nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

const same = (value: number) => value;
const float32 = {
  fromText: (text: string) => Math.fround(number(text)),
  memory: { array: Float32Array, element: same },
};
const float64 = { fromText: number, memory: { array: Float64Array, element: same } };

function number(text: string): number {
  return Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'));
}

const edges = '[0., -0., 1.5, -0.1, nan, inf, -inf, 1e21, 1e-7, 16777216., 16777217., 9007199254740993.';
const rows32 = `SELECT toFloat32(arrayJoin(${edges}, 3.4028234663852886e38, -3.4028234663852886e38, 1e-45, 1.17549435e-38])) AS x`;
const rows64 = `SELECT arrayJoin(${edges}, 1.7976931348623157e308, -1.7976931348623157e308, 5e-324, 2.2250738585072014e-308]) AS x`;

test('Float32 is a number, with its zeros, infinities and NaN', async (t) => {
  await reads(t, rows32, float32);
  await reads(t, 'SELECT arrayJoin([toFloat32(-0.), NULL, toFloat32(nan)]) AS x', float32);
});

test('Float64 is a number, with its zeros, infinities and NaN', async (t) => {
  await reads(t, rows64, float64);
  await reads(t, 'SELECT arrayJoin([-0., NULL, nan]) AS x', float64);
});

test('floats are the same inside of other types', async (t) => {
  await nests(t, 'Float32', rows32);
  await nests(t, 'Float64', rows64);
  // A dictionary of the server has one zero for both.
  await nests(t, 'Float32', `SELECT x FROM (${rows32}) WHERE x != 0`, { lowCardinality: true });
  await nests(t, 'Float64', `SELECT x FROM (${rows64}) WHERE x != 0`, { lowCardinality: true });
});

const accepted: [unknown, string][] = [
  [1.5, '1.5'],
  [-0, '-0'],
  [Number.NaN, 'nan'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
  [3n, '3'],
  [-(2n ** 20n), '-1048576'],
  [true, '1'],
  [false, '0'],
  ['1.5', '1.5'],
  ['-0', '-0'],
  ['+1', '1'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['1e3', '1000'],
  ['-1.25E-2', '-0.0125'],
  ['nan', 'nan'],
  ['NaN', 'nan'],
  ['inf', 'inf'],
  ['-inf', '-inf'],
  ['+Infinity', 'inf'],
];

test('Float32 takes numbers, bigints, booleans and texts', async (t) => {
  await writes(t, 'Float32', [
    ...accepted,
    [0.1, '0.1'],
    [3.4028234663852886e38, '3.4028235e38'],
    [1e-45, '1e-45'],
    [1e-46, '0'],
    [16_777_217, '16777216'],
  ]);
});

test('Float64 takes numbers, bigints, booleans and texts', async (t) => {
  await writes(t, 'Float64', [
    ...accepted,
    [0.1, '0.1'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e308'],
    [2n ** 53n, '9007199254740992'],
    [2n ** 70n, '1.1805916207174113e21'],
  ]);
});

const refused: [unknown, RegExp][] = [
  ['', /expected a number, got ''/],
  ['abc', /expected a number, got 'abc'/],
  ['1,5', /expected a number/],
  ['0x10', /expected a number/],
  [' 1', /expected a number/],
  ['.', /expected a number/],
  ['1e400', /out of the range/],
  [2n ** 53n + 1n, /expected an integer that a 64-bit float holds exactly/],
  [10n ** 400n, /out of the range|holds exactly/],
  [null, /null in a column that is not Nullable/],
  [undefined, /undefined in a column that is not Nullable/],
  [{}, /expected a number, got an object \(Object\)/],
  [[1], /expected a number, got an array of 1/],
  [new Date(0), /expected a number, got 1970-01-01T00:00:00\.000Z/],
];

test('floats refuse what they cannot hold', async (t) => {
  await rejects(t, 'Float64', 1, refused);
  await rejects(t, 'Float32', 1, [
    ...refused,
    [1e39, /1e\+39 is out of the range of Float32/],
    ['-1e39', /out of the range/],
  ]);
  await rejectsTheLast(t, 'Float64', 1.5, '1.5.');
  await rejectsTheLast(t, 'Float32', 1.5, {});
});

test('typed arrays keep every bit, those of a NaN too', async (t) => {
  const client = await getClient();
  const bits = Uint32Array.of(0x7fc0_0001, 0xffc0_0000, 0x7f80_0001, 0x8000_0000, 0x0000_0001);
  const table = await createTable('(x Float32, a Array(Float32), n Nullable(Float32))');
  const x = new Float32Array(bits.buffer);
  await client.insert(table, { x, a: [...x].map(() => Float32Array.of(0.5, 1)), n: x });
  const { x: kept, b } = await client.queryColumns(
    `SELECT x, reinterpretAsUInt32(x) AS b FROM ${table} WHERE b = reinterpretAsUInt32(assumeNotNull(n)) AND a = [0.5, 1]`,
  );
  t.deepEqual(b, bits);
  t.deepEqual(new Uint32Array((kept as Float32Array).slice().buffer), bits);
});

test('a Float64Array is rounded for a Float32 column', async (t) => {
  const client = await getClient();
  const table = await createTable('(x Float32, y Float64)');
  await client.insert(table, { x: Float64Array.of(0.1, 2), y: Float32Array.of(0.1, 2) });
  t.deepEqual((await client.query(`SELECT * FROM ${table}`)).tuples(), [
    [Math.fround(0.1), Math.fround(0.1)],
    [2, 2],
  ]);
});
