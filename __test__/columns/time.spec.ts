import test from 'ava';
import { Temporal } from 'temporal-polyfill';

import { createTable, getClient, goesBack, nests, reads, rejects, rejectsTheLast, writes } from '../helpers/columns.ts';

Object.assign(globalThis, { Temporal });

const quotedList = (texts: readonly string[]) => `[${texts.map((text) => `'${text}'`).join(', ')}]`;
const seconds = ['00:00:00', '00:00:01', '-00:00:01', '23:59:59', '-24:00:00', '100:00:00', '999:59:59', '-999:59:59'];

/** Ticks of a text with so many digits of a second. */
function ticksOf(text: string, digits: number): bigint {
  const [, sign, hours, minutes, rest, fraction = ''] = /^(-?)(\d+):(\d+):(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const whole = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(rest));
  const ticks = whole * 10n ** BigInt(digits) + BigInt(fraction.padEnd(digits, '0') || '0');
  return sign === '-' ? -ticks : ticks;
}

test('Time is a text, beyond a day and below zero too', async (t) => {
  const rows = `SELECT CAST(arrayJoin(${quotedList(seconds)}), 'Time') AS x`;
  const memory = { array: Int32Array, element: (text: string) => Number(ticksOf(text, 0)) };
  await reads(t, rows, { fromText: (text) => text, memory });
  await reads(t, `SELECT arrayJoin([CAST('-01:02:03', 'Time'), NULL]) AS x`, { fromText: (text) => text, memory });
  await nests(t, 'Time', rows, { lowCardinality: true });
});

for (const digits of [0, 1, 3, 6, 9]) {
  const fraction = digits === 0 ? '' : `.${'123456789'.slice(0, digits)}`;
  const texts = seconds.map((text) => (text.includes('999') ? text : text + fraction));
  const type = `Time64(${digits})`;

  test(`${type} is a text with all of its digits`, async (t) => {
    const rows = `SELECT CAST(arrayJoin(${quotedList(texts)}), '${type}') AS x`;
    const memory = { array: BigInt64Array, element: (text: string) => ticksOf(text, digits) };
    await reads(t, rows, { fromText: (text) => text, memory });
    await nests(t, type, rows);
    const client = await getClient();
    const ints = (await client.query(rows, { queryFormats: { Time64: 'int' } })).column('x').toArray();
    t.deepEqual(
      ints,
      texts.map((text) => ticksOf(text, digits)),
    );
  });
}

test('Time takes texts, seconds and Temporal values', async (t) => {
  await writes(t, 'Time', [
    ['00:00:00', '00:00:00'],
    ['-999:59:59', '-999:59:59'],
    ['+7:08:09', '07:08:09'],
    ['7:08:09.000', '07:08:09'],
    [0, '00:00:00'],
    [-0, '00:00:00'],
    [3_599_999, '999:59:59'],
    [-1, '-00:00:01'],
    [90_061n, '25:01:01'],
    [Temporal.Duration.from({ days: 1, hours: 1, seconds: 61 }), '25:01:01'],
    [Temporal.Duration.from({ minutes: -90 }), '-01:30:00'],
    [Temporal.PlainTime.from('23:59:58'), '23:59:58'],
  ]);
});

test('Time64 takes texts, ticks and Temporal values', async (t) => {
  await writes(t, 'Time64(3)', [
    ['-00:00:00.001', '-00:00:00.001'],
    ['00:00:01.5', '00:00:01.500'],
    ['00:00:01.500000000', '00:00:01.500'],
    [1500, '00:00:01.500'],
    [-1n, '-00:00:00.001'],
    [3_599_999_999n, '999:59:59.999'],
    [Temporal.Duration.from({ seconds: 1, milliseconds: 7, microseconds: 1000 }), '00:00:01.008'],
    [Temporal.PlainTime.from('23:59:58.125'), '23:59:58.125'],
  ]);
  await writes(t, 'Time64(9)', [
    [1n, '00:00:00.000000001'],
    ['-999:59:59.999999999', '-999:59:59.999999999'],
  ]);
});

test('Time refuses what it cannot hold', async (t) => {
  await rejects(t, 'Time', 1, [
    ['1000:00:00', /expected a time such as '-123:59:59', or a number of seconds, got '1000:00:00'/],
    ['00:60:00', /expected a time/],
    ['00:00:60', /expected a time/],
    ['00:00', /expected a time/],
    ['', /expected a time/],
    ['1', /expected a time/],
    ['00:00:00.5', /more than 0 digits of a second/],
    [3_600_000, /3600000 is out of the range of Time/],
    [-3_600_000n, /-3600000n is out of the range/],
    [2n ** 70n, /out of the range/],
    [1.5, /expected a time/],
    [Number.NaN, /expected a time/],
    [new Date(), /expected a time/],
    [true, /expected a time/],
    [{}, /expected a time/],
    [Temporal.Duration.from({ months: 1 }), /expected a time/],
    [Temporal.Duration.from({ milliseconds: 1 }), /more than 0 digits of a second/],
    [Temporal.Duration.from({ hours: 1000 }), /out of the range/],
    [null, /null in a column that is not Nullable/],
  ]);
  await rejects(t, 'Time64(3)', 1, [
    ['00:00:00.0001', /more than 3 digits of a second/],
    [3_600_000_000, /out of the range of Time64\(3\)/],
    [2 ** 60, /or a number of ticks/],
    [undefined, /undefined in a column that is not Nullable/],
  ]);
  await rejectsTheLast(t, 'Time', 1, 3_600_000);
});

test('typed arrays of seconds and ticks are columns of times', async (t) => {
  const client = await getClient();
  const table = await createTable('(a Time, b Time64(6))');
  await client.insert(table, { a: Int32Array.of(-1, 3_599_999), b: BigInt64Array.of(-1n, 1_500_000n) });
  t.deepEqual((await client.query(`SELECT * FROM ${table}`)).tuples(), [
    ['-00:00:01', '-00:00:00.000001'],
    ['999:59:59', '00:00:01.500000'],
  ]);
  const refused = client.insert(table, { a: Int32Array.of(0, 3_600_000), b: BigInt64Array.of(0n, 0n) });
  await t.throwsAsync(refused, { code: 'ERR_INVALID_VALUE', message: /column 'a' Time, row 1: .* out of the range/ });
});

test('a time as int and as Temporal.Duration goes back as it came', async (t) => {
  const client = await getClient();
  const source = await createTable('(a Time, b Time64(9), c Nullable(Time))');
  const rows = [
    ['-999:59:59', '-00:00:00.000000001', null],
    ['25:00:01', '999:59:59.123456789', '00:00:00'],
  ];
  await client.insert(source, rows);
  await goesBack(t, `SELECT * FROM ${source}`);
  const wanted = (await client.query(`SELECT * FROM ${source} ORDER BY a`)).tuples();
  for (const format of ['int', 'temporal']) {
    const read = await client.query(`SELECT * FROM ${source} ORDER BY a`, { queryFormats: { 'Time*': format } });
    const copy = await createTable(`AS ${source}`);
    await client.insert(copy, read.tuples());
    t.deepEqual((await client.query(`SELECT * FROM ${copy} ORDER BY a`)).tuples(), wanted, format);
  }
  const [[a, b] = []] = (
    await client.query(`SELECT a, b FROM ${source} ORDER BY a LIMIT 1 OFFSET 1`, {
      queryFormats: { 'Time*': 'temporal' },
    })
  ).tuples();
  t.is(String(a), 'PT25H1S');
  t.is(String(b), 'PT999H59M59.123456789S');
});
