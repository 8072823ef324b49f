import test from 'ava';

import type { Client, QueryOptions } from '../../index.js';
import { startServer } from '../../src/embedded/index.ts';
import { createClient, NotSupportedError } from '../../src/index.ts';
import { record, replay, startFake } from '../helpers/fake-server.ts';

const server = startServer({ config: { timezone: 'Asia/Kolkata' } });
const client = server.then(({ url }) => createClient({ url }));
const withoutServerZone = server.then(({ url }) => createClient({ url, applyServerTimezone: false }));

test.after.always(async () => {
  await Promise.all([client, withoutServerZone].map(async (each) => (await each).close()));
  await (await server).close();
});

const sql = `SELECT toDateTime(0) AS a, toDateTime(0, 'Asia/Tokyo') AS b, [toDateTime64(0, 3)] AS c,
  toDateTime64(0, 3, 'Asia/Tokyo') AS d`;

async function hours(from: Promise<Client>, options: QueryOptions = {}): Promise<string[]> {
  const result = await (await from).query(sql, { ...options, queryFormats: { 'DateTime*': 'string' } });
  return (result.firstTuple() ?? []).flat().map((text) => String(text).slice(11, 16));
}

test('wall times are those of the server, but for columns with a zone of their own', async (t) => {
  t.deepEqual(await hours(client), ['05:30', '09:00', '05:30', '09:00']);
});

test('session_timezone comes before the server', async (t) => {
  t.deepEqual(await hours(client, { settings: { session_timezone: 'Asia/Dubai' } }), [
    '04:00',
    '09:00',
    '04:00',
    '09:00',
  ]);
});

test('queryTz comes before the session, and columnTzs before everything', async (t) => {
  const settings = { session_timezone: 'Asia/Dubai' };
  const queryTz = 'America/New_York';
  t.deepEqual(await hours(client, { settings, queryTz }), ['19:00', '09:00', '19:00', '09:00']);
  const columnTzs = { b: 'Fixed/UTC-03:00:00', c: 'UTC' };
  t.deepEqual(await hours(client, { settings, queryTz, columnTzs }), ['19:00', '21:00', '00:00', '09:00']);
});

test('without the zone of the server wall times are UTC', async (t) => {
  t.deepEqual(await hours(withoutServerZone), ['00:00', '09:00', '00:00', '09:00']);
  t.deepEqual(await hours(withoutServerZone, { queryTz: 'Asia/Tokyo' }), ['09:00', '09:00', '09:00', '09:00']);
});

test('instants do not depend on any zone', async (t) => {
  for (const each of [client, withoutServerZone]) {
    const row = (await (await each).query(sql, { queryTz: 'America/New_York' })).firstTuple() ?? [];
    t.deepEqual(row.flat(), [new Date(0), new Date(0), new Date(0), new Date(0)]);
  }
});

/** Rules of later years may differ between the zone data of both sides. */
const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Fixed/UTC+05:30:00'];

for (const zone of zones) {
  test(`texts in ${zone} are the server's own`, async (t) => {
    const instants = `toDateTime64(arrayJoin(range(-3000000000, 1767225600, 876543)), 0, 'UTC')`;
    const query = `SELECT toTimeZone(toDateTime64(x, 3, 'UTC') + toIntervalMillisecond(n), '${zone}') AS x, toString(x) AS text
      FROM (SELECT ${instants} AS x, rand() % 1000 AS n)`;
    const result = await (await client).query(query, { queryFormats: { DateTime64: 'string' } });
    t.true(result.rowCount > 5000);
    t.deepEqual(result.column('x').toArray(), result.column('text').toArray());
  });
}

test('a zone that only the server knows is an error that names the column, in texts alone', async (t) => {
  const recording = await record((await server).url, `SELECT toDateTime(0, 'Etc/UTC') AS at, [at] AS list`);
  // Of the same length, so that nothing else changes.
  const body = Buffer.from(recording.body.toString('latin1').replaceAll('Etc/UTC', 'Etc/Mir'), 'latin1');
  await using fake = await startFake((response) => replay(response, { ...recording, body }));
  await using client = createClient({ url: fake.url });
  for (const name of ['at', 'list']) {
    const result = await client.query('SELECT 1', { columnFormats: { [name]: { DateTime: 'string' } } });
    const error = t.throws(() => result.rows(), { instanceOf: NotSupportedError, code: 'ERR_UNKNOWN_TIMEZONE' });
    t.regex(error?.message ?? '', new RegExp(`^${name}: the time zone 'Etc/Mir' is not known; .*columnTzs`));
  }
  const other = { columnTzs: { at: 'UTC', list: 'UTC' }, queryFormats: { DateTime: 'string' } };
  t.deepEqual((await client.query('SELECT 1', other)).firstTuple(), ['1970-01-01 00:00:00', ['1970-01-01 00:00:00']]);
  t.deepEqual((await client.query('SELECT 1')).firstTuple(), [new Date(0), [new Date(0)]]);
});
