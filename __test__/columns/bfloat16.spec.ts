import test from 'ava';

import { nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

const expectation = {
  text: 'toString(toFloat32(x))',
  fromText: (text: string) => Math.fround(Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'))),
  memory: { array: Float32Array, element: (value: number) => value },
};
const rows =
  'SELECT toBFloat16(arrayJoin([0, -0., 1, 1.5, -2.5, 0.1, nan, inf, -inf, 3.3895313892515355e38, 9.183549615799121e-41])) AS x';

test('BFloat16 is a number, with its zeros, infinities and NaN', async (t) => {
  await reads(t, rows, expectation);
  await reads(t, 'SELECT arrayJoin([toNullable(toBFloat16(1.5)), NULL]) AS x', expectation);
});

test('BFloat16 is the same inside of other types', async (t) => {
  await nests(t, 'BFloat16', rows);
});

test('BFloat16 takes numbers, bigints, booleans and texts', async (t) => {
  await writes(t, 'BFloat16', [
    [1.5, '1.5'],
    [-0, '-0'],
    [3n, '3'],
    [true, '1'],
    [false, '0'],
    ['-2.5', '-2.5'],
    ['1e2', '100'],
    [Number.NaN, 'nan'],
    ['nan', 'nan'],
    [Number.POSITIVE_INFINITY, 'inf'],
    ['-inf', '-inf'],
  ]);
});

test('numbers round to the nearest BFloat16, and to the even one between two', async (t) => {
  await writes(t, 'BFloat16', [
    [1.004, '1.0078125'],
    [1 + 2 ** -8, '1'],
    [1 + 3 * 2 ** -8, '1.015625'],
    [-(1 + 2 ** -8), '-1'],
    [256.9, '256'],
    [3.3895313892515355e38, '3.3895314e38'],
  ]);
});

test('BFloat16 refuses what it cannot hold', async (t) => {
  await rejects(t, 'BFloat16', 1, [
    ['abc', /expected a number, got 'abc'/],
    [null, /null in a column that is not Nullable/],
    [{}, /expected a number/],
    [1e39, /out of the range/],
    [3.4e38, /out of the range/],
  ]);
  await rejectsTheLast(t, 'BFloat16', 1, '');
});
