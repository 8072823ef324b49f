import test from 'ava';

import type { Client, InsertOptions } from '../../index.js';
import { DataError } from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';

const noon = '2024-01-01 12:00:00';
const inTokyo = '2024-01-01 03:00:00';
const inBerlin = '2024-01-01 11:00:00';
const typed: InsertOptions = { columnNames: ['t'], columnTypes: ['DateTime'] };
const tokyo = { session_timezone: 'Asia/Tokyo' };

/** Inserts noon without a zone, and gives what it has become, in UTC. */
async function put(client: Client, options: InsertOptions): Promise<unknown> {
  const table = await makeTable('t DateTime');
  await client.insert(table, [{ t: noon }], options);
  return (await getClient()).command(`SELECT toString(t, 'UTC') FROM ${table}`);
}

for (const [name, options] of Object.entries({ 'types from the server': {}, 'types from the call': typed })) {
  test(`a query in another zone does not move the times of later inserts, ${name}`, async (t) => {
    await using client = await newClient();
    await client.query('SELECT 1', { settings: tokyo });
    t.is(await put(client, options), noon);
    await client.query('SELECT 1', { settings: tokyo });
    await client.query("SELECT 1 SETTINGS session_timezone = 'Asia/Tokyo'");
    t.is(await put(client, options), noon);
  });

  test(`times without a zone are in the zone of the insert, ${name}`, async (t) => {
    await using client = await newClient();
    t.is(await put(client, { ...options, settings: tokyo }), inTokyo);
    t.is(await put(client, options), noon);
    await using german = await newClient({ settings: { session_timezone: 'Europe/Berlin' } });
    t.is(await put(german, { ...options, settings: { session_timezone: null } }), noon);
    t.is(await put(german, options), inBerlin);
    t.is(await put(german, { ...options, settings: tokyo }), inTokyo);
    t.is(await put(german, { ...options, settings: { session_timezone: '' } }), noon);
    t.is(await put(german, options), inBerlin);
  });

  test(`times without a zone are in the zone that the session has now, ${name}`, async (t) => {
    await using client = await newClient({ autogenerateSessionId: true });
    t.is(await put(client, options), noon);
    await client.command("SET session_timezone = 'Asia/Tokyo'");
    t.is(await put(client, options), inTokyo);
    await client.command("SET session_timezone = 'Europe/Berlin'");
    t.is(await put(client, options), inBerlin);
  });
}

test('a zone that is not known is an error that names it', async (t) => {
  const client = await getClient();
  const table = await makeTable('t DateTime');
  for (const options of [
    { ...typed, settings: { session_timezone: 'Mars/Base' } },
    { ...typed, columnTypes: ["DateTime64(3, 'Mars/Base')"] },
  ]) {
    const call = client.insert(table, [{ t: noon }], options);
    const error = await t.throwsAsync(call, { instanceOf: DataError, code: 'ERR_UNKNOWN_TIMEZONE' });
    t.regex(error?.message ?? '', /column 't'.*'Mars\/Base'/);
  }
});
