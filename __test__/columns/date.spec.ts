import test from 'ava';

import { createTable, getClient, nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

const fromText = (text: string) => new Date(`${text}T00:00:00Z`);
const days = (value: Date) => value.getTime() / 86_400_000;
const date = { fromText, memory: { array: Uint16Array, element: days } };
const date32 = { fromText, memory: { array: Int32Array, element: days } };

const rows = "SELECT toDate(arrayJoin(['1970-01-01', '1970-01-02', '2000-02-29', '2024-12-31', '2149-06-06'])) AS x";
const rows32 =
  "SELECT toDate32(arrayJoin(['1900-01-01', '1969-12-31', '1970-01-01', '2000-02-29', '2149-06-07', '2299-12-31'])) AS x";

test('Date is a Date at midnight UTC', async (t) => {
  await reads(t, rows, date);
  await reads(t, "SELECT arrayJoin([toDate('2024-05-06'), NULL]) AS x", date);
});

test('Date32 is a Date at midnight UTC, before 1970 too', async (t) => {
  await reads(t, rows32, date32);
  await reads(t, "SELECT arrayJoin([toDate32('1969-12-31'), NULL]) AS x", date32);
});

test('dates are the same inside of other types', async (t) => {
  await nests(t, 'Date', rows, { lowCardinality: true });
  await nests(t, 'Date32', rows32, { lowCardinality: true });
});

const accepted: [unknown, string][] = [
  [new Date('2024-05-06'), '2024-05-06'],
  [new Date('2024-05-06T23:59:59.999Z'), '2024-05-06'],
  [new Date('2024-05-06T23:59:59.999-02:00'), '2024-05-07'],
  ['2024-05-06', '2024-05-06'],
  ['1970-01-01', '1970-01-01'],
  [0, '1970-01-01'],
  [-0, '1970-01-01'],
  [19_849, '2024-05-06'],
  [19_849n, '2024-05-06'],
];

test('Date takes Dates, days and texts', async (t) => {
  await writes(t, 'Date', [...accepted, [65_535, '2149-06-06'], ['2149-06-06', '2149-06-06']]);
});

test('Date32 takes Dates, days and texts', async (t) => {
  await writes(t, 'Date32', [
    ...accepted,
    ['1900-01-01', '1900-01-01'],
    [-25_567, '1900-01-01'],
    [new Date(-1), '1969-12-31'],
    [new Date('1900-01-01'), '1900-01-01'],
    ['2299-12-31', '2299-12-31'],
    [120_529, '2299-12-31'],
    [new Date('2299-12-31T23:59:59.999Z'), '2299-12-31'],
  ]);
});

const refused: [unknown, RegExp][] = [
  [new Date(Number.NaN), /expected a Date, days since 1970 or 'YYYY-MM-DD', got an invalid Date/],
  ['2024-02-30', /expected a Date, .*, got '2024-02-30'/],
  ['2023-02-29', /expected a Date/],
  ['2024-13-01', /expected a Date/],
  ['2024-5-6', /expected a Date/],
  ['2024-05-06 00:00:00', /expected a Date/],
  ['', /expected a Date/],
  ['today', /expected a Date/],
  ['19849', /expected a Date/],
  [1.5, /expected a Date, .*, got 1\.5/],
  [Number.NaN, /expected a Date/],
  [true, /expected a Date/],
  [{}, /expected a Date/],
  [null, /null in a column that is not Nullable/],
  [undefined, /undefined in a column that is not Nullable/],
  [10n ** 30n, /out of the range/],
];

test('dates refuse what they cannot hold', async (t) => {
  await rejects(t, 'Date', '2024-05-06', [
    ...refused,
    [-1, /-1 is out of the range of Date/],
    [65_536, /out of the range/],
    [new Date(-1), /1969-12-31T23:59:59\.999Z is out of the range/],
    ['1969-12-31', /out of the range/],
    ['2149-06-07', /out of the range/],
  ]);
  await rejects(t, 'Date32', '2024-05-06', [
    ...refused,
    [-25_568, /out of the range of Date32/],
    [120_530, /out of the range/],
    ['1899-12-31', /out of the range/],
    [new Date('2300-01-01'), /out of the range/],
  ]);
  await rejectsTheLast(t, 'Date', 1, '2149-06-07');
  await rejectsTheLast(t, 'Date32', 1, '2300-01-01');
});

test('typed arrays of days are columns of dates', async (t) => {
  const client = await getClient();
  const table = await createTable('(a Date, b Date32, c Nullable(Date))');
  await client.insert(table, {
    a: Uint16Array.of(0, 65_535),
    b: Int32Array.of(-25_567, 120_529),
    c: Int32Array.of(1, 2),
  });
  t.deepEqual((await client.query(`SELECT * FROM ${table}`)).tuples(), [
    [new Date(0), new Date('1900-01-01'), new Date('1970-01-02')],
    [new Date('2149-06-06'), new Date('2299-12-31'), new Date('1970-01-03')],
  ]);
  for (const b of [Int32Array.of(0, 120_530), Int32Array.of(0, -25_568), Float64Array.of(0, 0.5)]) {
    const refused = client.insert(table, { a: Uint16Array.of(0, 1), b, c: Uint16Array.of(0, 1) });
    await t.throwsAsync(refused, { code: 'ERR_INVALID_VALUE', message: /column 'b' Date32, row 1: / });
  }
});
