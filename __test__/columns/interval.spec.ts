import test from 'ava';
import { Temporal } from 'temporal-polyfill';

import { DataError } from '../../src/index.ts';
import { createTable, getClient, nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

Object.assign(globalThis, { Temporal });

/** Each unit, with the ISO 8601 form of seven of it. */
const units: [unit: string, iso: string][] = [
  ['Nanosecond', 'PT0.000000007S'],
  ['Microsecond', 'PT0.000007S'],
  ['Millisecond', 'PT0.007S'],
  ['Second', 'PT7S'],
  ['Minute', 'PT7M'],
  ['Hour', 'PT7H'],
  ['Day', 'P7D'],
  ['Week', 'P7W'],
  ['Month', 'P7M'],
  ['Quarter', 'P21M'],
  ['Year', 'P7Y'],
];
const counts = "arrayJoin(['0', '1', '-1', '9223372036854775807', '-9223372036854775808'])";
const memory = { array: BigInt64Array, element: (count: bigint) => count };

for (const [unit, iso] of units) {
  test(`Interval${unit} is a count`, async (t) => {
    const client = await getClient();
    const rows = `SELECT toInterval${unit}(toInt64(${counts})) AS x`;
    await reads(t, rows, { fromText: BigInt, memory });
    await nests(t, `Interval${unit}`, rows);

    const table = await createTable(`(x Interval${unit})`);
    await client.insert(table, { x: [7n] });
    const read = async (format: string) =>
      (await client.query(`SELECT * FROM ${table}`, { queryFormats: { Interval: format } })).value();
    t.is(await read('number'), 7);
    const duration = await read('temporal');
    t.is(String(duration), iso);
    await client.insert(table, { x: [duration] });
    t.is(await client.command(`SELECT uniqExact(x) FROM ${table}`), 1n);
  });
}

test('an interval takes integers in any form', async (t) => {
  await writes(t, 'IntervalDay', [
    [0, '0'],
    [-5, '-5'],
    [5n, '5'],
    ['9223372036854775807', '9223372036854775807'],
    [Temporal.Duration.from({ days: -3 }), '-3'],
    [new Temporal.Duration(), '0'],
  ]);
});

test('an interval refuses what is no count of its unit', async (t) => {
  await rejects(t, 'IntervalQuarter', 1, [
    [1.5, /expected an integer, got 1.5/],
    ['1 day', /expected an integer/],
    [2n ** 63n, /out of the range of IntervalQuarter/],
    [{}, /expected an integer/],
    [null, /null in a column that is not Nullable/],
    [Temporal.Duration.from({ months: 4 }), /expected a duration of nothing but months by three, got 'P4M'/],
    [Temporal.Duration.from({ months: 3, days: 1 }), /got 'P3M1D'/],
  ]);
  await rejects(t, 'IntervalHour', 1, [[Temporal.Duration.from({ minutes: 60 }), /nothing but hours, got 'PT60M'/]]);
  await rejectsTheLast(t, 'IntervalSecond', 1, 'a');
});

test('a count beyond the other forms is an error', async (t) => {
  const client = await getClient();
  for (const format of ['number', 'temporal']) {
    const read = client.query('SELECT toIntervalSecond(9007199254740993) AS x', { queryFormats: { Interval: format } });
    await t.throwsAsync(
      read.then((result) => result.rows()),
      { instanceOf: DataError, code: 'ERR_UNSAFE_INTEGER', message: /9007199254740993 of type IntervalSecond/ },
    );
  }
  const years = await client.query('SELECT toIntervalYear(5000000000) AS x', {
    queryFormats: { IntervalYear: 'temporal' },
  });
  t.throws(() => years.rows(), { code: 'ERR_UNSAFE_INTEGER', message: /more than a Temporal.Duration holds/ });
});
