import test from 'ava';
import { Temporal } from 'temporal-polyfill';

import { getClient, makeTable } from '../helpers/client.ts';

Object.assign(globalThis, { Temporal });

const queryFormats = { 'Date*': 'temporal' };

test('dates and times are Temporal values in their zone', async (t) => {
  const client = await getClient();
  const sql = `SELECT toDate('2024-02-29') AS d, toDate32('1900-01-01') AS d32, toDateTime(0, 'Asia/Tokyo') AS dt,
    toDateTime64('1969-12-31 23:59:59.999999999', 9, 'UTC') AS dt64, toDateTime(0, 'Fixed/UTC+05:30:00') AS fixed`;
  const row = (await client.query(sql, { queryFormats })).tuples()[0]?.map(String);
  t.deepEqual(row, [
    '2024-02-29',
    '1900-01-01',
    '1970-01-01T09:00:00+09:00[Asia/Tokyo]',
    '1969-12-31T23:59:59.999999999+00:00[UTC]',
    '1970-01-01T05:30:00+05:30[+05:30]',
  ]);
});

test('Temporal values are inserted and come back', async (t) => {
  const client = await getClient();
  const table = await makeTable("d Date, dt DateTime('Europe/Berlin'), dt64 DateTime64(9, 'Europe/Berlin')");
  const zoned = Temporal.ZonedDateTime.from('2024-07-01T12:00:00.123456789+02:00[Europe/Berlin]');
  const rows = [
    [Temporal.PlainDate.from('2024-02-29'), zoned.round('second'), zoned],
    [Temporal.PlainDate.from('2024-02-29'), zoned.toInstant().round('second'), zoned.toInstant()],
    [Temporal.PlainDate.from('2024-02-29'), zoned.toPlainDateTime().round('second'), zoned.toPlainDateTime()],
  ];
  await client.insert(table, rows);
  const read = (await client.query(`SELECT * FROM ${table}`, { queryFormats })).tuples();
  for (const [d, dt, dt64] of read) {
    t.is(String(d), '2024-02-29');
    t.is(String(dt), '2024-07-01T12:00:00+02:00[Europe/Berlin]');
    t.is(String(dt64), '2024-07-01T12:00:00.123456789+02:00[Europe/Berlin]');
  }
  await client.insert(table, read);
  t.is(await client.command(`SELECT uniqExact(*) FROM ${table}`), 1n);
});
