import test from 'ava';

import { PreciseDate } from '../../src/index.ts';
import { createTable, getClient, nests, reads, rejects, rejectsTheLast, same, writes } from '../helpers/columns.ts';

const utc = "toString(toTimeZone(x, 'UTC'))";
const fromText = (text: string) => new Date(`${text.replace(' ', 'T')}Z`);
const dateTime = {
  text: utc,
  fromText,
  memory: { array: Uint32Array, element: (value: Date) => value.getTime() / 1000 },
};

const quotedList = (texts: readonly string[]) => `[${texts.map((text) => `'${text}'`).join(', ')}]`;
const seconds = ['1970-01-01 00:00:00', '1970-01-01 00:00:01', '2024-02-29 23:59:59', '2106-02-07 06:28:15'];
const rows = `SELECT toDateTime(arrayJoin(${quotedList(seconds)}), 'UTC') AS x`;

test('DateTime is a Date, whatever its zone', async (t) => {
  await reads(t, rows, dateTime);
  await reads(t, `SELECT toTimeZone(x, 'Asia/Kolkata') AS x FROM (${rows})`, dateTime);
  await reads(t, "SELECT arrayJoin([toDateTime(5, 'America/New_York'), NULL]) AS x", dateTime);
});

test('DateTime is the same inside of other types', async (t) => {
  await nests(t, "DateTime('UTC')", rows, { lowCardinality: true });
});

/** What a DateTime64 of a precision is to be. */
function precise(digits: number) {
  const scale = 10n ** BigInt(9 - digits);
  const nanoseconds = (text: string) => {
    const [second = '', fraction = ''] = text.split('.');
    return BigInt(fromText(second).getTime()) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
  };
  const ticksOf = (value: Date) =>
    (value instanceof PreciseDate ? value.epochNanoseconds : BigInt(value.getTime()) * 1_000_000n) / scale;
  return {
    text: utc,
    fromText: (text: string) =>
      digits > 3 ? new PreciseDate(nanoseconds(text), digits) : new Date(Number(nanoseconds(text) / 1_000_000n)),
    memory: { array: BigInt64Array, element: ticksOf },
  };
}

const instants = [
  '1900-01-01 00:00:00',
  '1969-12-31 23:59:58.000000001',
  '1969-12-31 23:59:59.999999999',
  '1970-01-01 00:00:00',
  '2024-02-29 12:34:56.123456789',
];
const limits = [
  '0000-01-01 00:00:00',
  '0001-01-01 00:00:00',
  '1600-01-01 00:00:00.5',
  '2299-12-31 23:59:59.999999',
  '9999-12-31 23:59:59.999999',
];

for (const digits of [0, 1, 2, 3, 4, 6, 8, 9]) {
  const texts = digits > 7 ? instants : [...instants, ...limits];
  const rows64 = `SELECT toDateTime64(arrayJoin(${quotedList(texts)}), ${digits}, 'UTC') AS x`;

  test(`DateTime64(${digits}) is a ${digits > 3 ? 'PreciseDate' : 'Date'}, before 1970 too`, async (t) => {
    await reads(t, rows64, precise(digits));
    await reads(t, `SELECT toTimeZone(x, 'America/New_York') AS x FROM (${rows64})`, precise(digits));
    await reads(t, `SELECT arrayJoin([toDateTime64('2024-02-29 12:34:56.5', ${digits}), NULL]) AS x`, precise(digits));
    await nests(t, `DateTime64(${digits}, 'UTC')`, rows64);
  });
}

test('DateTime64(9) reaches as far as its nanoseconds', async (t) => {
  const ticks = "arrayJoin(['-9223372036854775808', '-9223372036854775807', '9223372036854775807'])";
  await reads(t, `SELECT fromUnixTimestamp64Nano(toInt64(${ticks}), 'UTC') AS x`, precise(9));
});

test('a PreciseDate prints and compares with all its digits', async (t) => {
  const sql = "SELECT toDateTime64('1969-12-31 23:59:59.123456789', 9), toDateTime64('2024-01-01 00:00:00.5', 6)";
  const [before, after] = (await (await getClient()).query(sql)).firstTuple() as [PreciseDate, PreciseDate];
  t.is(before.epochNanoseconds, -876_543_211n);
  t.is(before.getTime(), -877);
  t.is(before.toISOString(), '1969-12-31T23:59:59.123456789Z');
  t.is(JSON.stringify(after), '"2024-01-01T00:00:00.500000Z"');
  t.true(after instanceof Date && before < after);
});

const accepted: [unknown, string][] = [
  [new Date('2024-05-06T07:08:09Z'), '2024-05-06 07:08:09'],
  [new PreciseDate(1_714_979_289_000_000_000n), '2024-05-06 07:08:09'],
  ['2024-05-06 07:08:09', '2024-05-06 07:08:09'],
  ['2024-05-06T07:08:09', '2024-05-06 07:08:09'],
  ['2024-05-06T07:08:09Z', '2024-05-06 07:08:09'],
  ['2024-05-06T07:08:09.000Z', '2024-05-06 07:08:09'],
  ['2024-05-06T07:08:09+05:30', '2024-05-06 01:38:09'],
  ['2024-05-06 07:08:09-0800', '2024-05-06 15:08:09'],
  ['2024-05-06 07:08', '2024-05-06 07:08:00'],
  ['2024-05-06', '2024-05-06 00:00:00'],
  [0, '1970-01-01 00:00:00'],
  [1_714_979_289, '2024-05-06 07:08:09'],
  [1_714_979_289n, '2024-05-06 07:08:09'],
];

test('DateTime takes Dates, seconds and texts; a Date is cut to the second', async (t) => {
  await writes(t, 'DateTime', [
    ...accepted,
    [new Date('2024-05-06T07:08:09.999Z'), '2024-05-06 07:08:09'],
    [4_294_967_295, '2106-02-07 06:28:15'],
  ]);
});

test('DateTime64 takes Dates, ticks and texts; a Date is cut to the precision', async (t) => {
  const ticks = (type: string) =>
    accepted
      .filter(([value]) => !/number|bigint/.test(typeof value))
      .map(([value, text]): [unknown, string] => [value, text + type]);
  await writes(t, 'DateTime64(0)', [...accepted, [new Date(-1), '1969-12-31 23:59:59']]);
  await writes(t, 'DateTime64(3)', [
    ...ticks('.000'),
    [new Date(1), '1970-01-01 00:00:00.001'],
    [new Date(-1), '1969-12-31 23:59:59.999'],
    [new PreciseDate(-1n), '1969-12-31 23:59:59.999'],
    [-1, '1969-12-31 23:59:59.999'],
    [1500n, '1970-01-01 00:00:01.500'],
    ['2024-05-06 07:08:09.12', '2024-05-06 07:08:09.120'],
    ['2024-05-06T07:08:09,123Z', '2024-05-06 07:08:09.123'],
    ['2024-05-06 07:08:09.123000', '2024-05-06 07:08:09.123'],
    ['0001-01-01 00:00:00', '0001-01-01 00:00:00.000'],
    [new Date('9999-12-31T23:59:59.999Z'), '9999-12-31 23:59:59.999'],
  ]);
  await writes(t, 'DateTime64(9)', [
    ...ticks('.000000000'),
    [new Date(1), '1970-01-01 00:00:00.001000000'],
    [new PreciseDate(-1n), '1969-12-31 23:59:59.999999999'],
    [2n ** 63n - 1n, '2262-04-11 23:47:16.854775807'],
    ['1900-01-01 00:00:00.000000001', '1900-01-01 00:00:00.000000001'],
  ]);
});

const refused: [unknown, RegExp][] = [
  [new Date(Number.NaN), /expected a Date, a number of ticks or a date text, got an invalid Date/],
  ['2024-02-30 00:00:00', /expected a Date, .*, got '2024-02-30 00:00:00'/],
  ['2024-01-01 24:00:00', /expected a Date/],
  ['2024-13-01 00:00:00', /expected a Date/],
  ['', /expected a Date/],
  ['now', /expected a Date/],
  ['1714979289', /expected a Date/],
  [1.5, /expected a Date/],
  [Number.NaN, /expected a Date/],
  [true, /expected a Date/],
  [{}, /expected a Date/],
  [null, /null in a column that is not Nullable/],
  [undefined, /undefined in a column that is not Nullable/],
];

test('DateTime refuses what it cannot hold', async (t) => {
  await rejects(t, 'DateTime', 1, [
    ...refused,
    ['2024-05-06 07:08:09.5', /more than 0 digits of a second/],
    [-1, /-1 is out of the range of DateTime/],
    [2 ** 32, /out of the range/],
    [2n ** 64n, /out of the range/],
    [new Date(-1), /out of the range/],
    ['1969-12-31 23:59:59', /out of the range/],
    ['2106-02-07 06:28:16', /out of the range/],
  ]);
  await rejectsTheLast(t, 'DateTime', 1, -1);
});

test('DateTime64 refuses what it cannot hold', async (t) => {
  await rejects(t, 'DateTime64(3)', 1, [
    ...refused,
    ['2024-05-06 07:08:09.1234', /more than 3 digits of a second/],
    [new Date('+010000-01-01T00:00:00Z'), /out of the range of DateTime64\(3\)/],
    [new Date('-000001-12-31T23:59:59.999Z'), /out of the range/],
    [2n ** 62n, /out of the range/],
    [2 ** 60, /expected a Date/],
  ]);
  await rejects(t, 'DateTime64(9)', 1, [
    [2n ** 63n, /out of the range/],
    [-(2n ** 63n) - 1n, /out of the range/],
    ['2262-04-11 23:47:16.854775808', /out of the range/],
    [new Date('1600-01-01'), /out of the range/],
  ]);
  await rejectsTheLast(t, 'DateTime64(6)', 1, '2024-05-06 07:08:09.1234567');
});

/** Wall times at which clocks are put forward or back, and others. */
const walls: [zone: string, texts: string[]][] = [
  ['America/New_York', ['2024-07-04 12:00:00', '2024-03-10 02:30:00', '2024-11-03 01:30:00', '1999-12-31 23:59:59']],
  ['Asia/Kolkata', ['2024-07-04 12:00:00', '1970-01-01 05:30:00']],
  ['Australia/Lord_Howe', ['2024-04-07 01:45:00', '2024-10-06 02:15:00', '2024-01-01 00:00:00']],
  ['Europe/London', ['2024-03-31 01:30:00', '2024-10-27 01:30:00', '1970-06-01 00:00:00']],
  ['Pacific/Apia', ['2011-12-29 23:59:59', '2011-12-30 12:00:00', '2011-12-31 00:00:00']],
  ['UTC', ['2024-07-04 12:00:00']],
];

test('a text without an offset is a wall time of its column', async (t) => {
  const client = await getClient();
  for (const [zone, texts] of walls) {
    for (const type of [`DateTime('${zone}')`, `DateTime64(6, '${zone}')`]) {
      const table = await createTable(`(x ${type}, text String)`);
      await client.insert(table, { x: texts, text: texts });
      const sql = `SELECT text, toString(toTimeZone(x, 'UTC')) AS got, toString(toTimeZone(CAST(text, $$${type}$$), 'UTC')) AS wanted FROM ${table}`;
      for (const { text, got, wanted } of (await client.query<Record<string, string>>(sql)).rows()) {
        t.is(got, wanted, `${text} in ${zone}`);
      }
    }
  }
});

test('typed arrays of ticks are columns of dates', async (t) => {
  const client = await getClient();
  const table = await createTable("(a DateTime('UTC'), b DateTime64(3, 'UTC'), c Nullable(DateTime64(9, 'UTC')))");
  const c = BigInt64Array.of(-1n, 2n ** 63n - 1n);
  await client.insert(table, { a: Uint32Array.of(0, 2 ** 32 - 1), b: BigInt64Array.of(-1n, 253_402_300_799_999n), c });
  same(
    t,
    (await client.query(`SELECT * FROM ${table}`)).tuples(),
    [
      [new Date(0), new Date(-1), new PreciseDate(-1n, 9)],
      [new Date((2 ** 32 - 1) * 1000), new Date('9999-12-31T23:59:59.999Z'), new PreciseDate(2n ** 63n - 1n, 9)],
    ],
    'ticks',
  );
  for (const tick of [253_402_300_800_000n, -62_167_219_200_001n, 2n ** 63n - 1n]) {
    const refused = client.insert(table, { a: Uint32Array.of(0, 1), b: BigInt64Array.of(0n, tick), c });
    await t.throwsAsync(refused, {
      code: 'ERR_INVALID_VALUE',
      message: /column 'b' .*, row 1: .* is out of the range/,
    });
  }
});
