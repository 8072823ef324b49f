import test from 'ava';

import { createTable, getClient, nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

const expectation = { fromText: (text: string) => text === 'true' };
const rows = 'SELECT arrayJoin([true, false, true]) AS x';

test('Bool is a boolean', async (t) => {
  await reads(t, rows, expectation);
  await reads(t, 'SELECT arrayJoin([true, NULL, false]) AS x', expectation);
});

test('Bool is the same inside of other types', async (t) => {
  await nests(t, 'Bool', rows, { lowCardinality: true });
});

test('Bool takes booleans, 0 and 1', async (t) => {
  await writes(t, 'Bool', [
    [true, 'true'],
    [false, 'false'],
    [1, 'true'],
    [0, 'false'],
    [-0, 'false'],
    [1n, 'true'],
    [0n, 'false'],
  ]);
  await writes(t, 'Nullable(Bool)', [
    [true, 'true'],
    [null, null],
    [undefined, null],
    [0, 'false'],
  ]);
});

test('Bool refuses everything else', async (t) => {
  await rejects(t, 'Bool', true, [
    [2, /expected a boolean, got 2/],
    [-1, /expected a boolean/],
    [Number.NaN, /expected a boolean/],
    ['true', /expected a boolean, got 'true'/],
    ['', /expected a boolean/],
    [2n, /expected a boolean/],
    [null, /null in a column that is not Nullable/],
    [undefined, /undefined in a column that is not Nullable/],
    [[], /expected a boolean/],
  ]);
  await rejectsTheLast(t, 'Bool', true, 'yes');
});

test('a Uint8Array is a column of Bool', async (t) => {
  const client = await getClient();
  const table = await createTable('(x Bool, n Nullable(Bool))');
  await client.insert(table, { x: Uint8Array.of(1, 0), n: Uint8Array.of(0, 1) });
  t.deepEqual((await client.query(`SELECT x, n FROM ${table}`)).tuples(), [
    [true, false],
    [false, true],
  ]);
  const refused = client.insert(table, { x: Uint8Array.of(1, 2), n: Uint8Array.of(0, 1) });
  await t.throwsAsync(refused, { code: 'ERR_INVALID_VALUE', message: /row 1: expected a boolean, got 2/ });
});
