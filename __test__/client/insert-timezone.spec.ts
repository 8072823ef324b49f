import test from 'ava';

import type { Client, InsertOptions } from '../../index.js';
import { startServer } from '../../src/embedded/index.ts';
import { createClient, DataError, ExternalData } from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';
import { startGateway } from '../helpers/gateway.ts';
import { getServer } from '../helpers/server.ts';

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

for (const [name, options] of Object.entries({ 'types from the server': {}, 'types from the call': typed })) {
  test(`times without a zone are in the zone that the client has now, ${name}`, async (t) => {
    await using client = await newClient();
    t.is(await put(client, options), noon);
    client.setClientSetting('session_timezone', 'Asia/Tokyo');
    t.is(await put(client, options), inTokyo);
    t.is(await put(client, { ...options, settings: { session_timezone: null } }), noon);
    client.setClientSetting('session_timezone', 'Europe/Berlin');
    t.is(await put(client, options), inBerlin);
    client.setClientSetting('session_timezone', null);
    t.is(await put(client, options), noon);
  });
}

test('an inserter and inserts under way are in the zone that their requests are sent with', async (t) => {
  await using client = await newClient();
  const table = await makeTable('t DateTime');
  const zones: (string | null)[] = [null, 'Asia/Tokyo', null, 'Europe/Berlin'];
  const stored = async () => client.command(`SELECT arraySort(groupArray(toString(t, 'UTC'))) FROM ${table}`);
  await using inserter = client.inserter(table, { maxRows: 1 });
  for (const zone of zones) {
    client.setClientSetting('session_timezone', zone);
    await inserter.add({ t: noon });
    await inserter.flush();
  }
  t.deepEqual(await stored(), [inTokyo, inBerlin, noon, noon]);
  await client.command(`TRUNCATE TABLE ${table}`);
  const settingsOf = async (zone: string) => {
    client.setClientSetting('session_timezone', zone);
    const insert = client.insert(table, [{ t: noon }], typed);
    client.setClientSetting('session_timezone', null);
    return insert;
  };
  for (const zone of ['Asia/Tokyo', '']) await settingsOf(zone);
  t.deepEqual(await stored(), [inTokyo, noon]);
});

test('external data is in the zone that its request is sent with', async (t) => {
  await using client = await newClient();
  const table = { data: [{ t: noon }], structure: ['t DateTime'] };
  const externalData = new ExternalData({ fileName: 'e', ...table }).addFile({ fileName: 'f', ...table });
  const ask = () => client.command("SELECT toString(t, 'UTC') FROM f", { externalData });
  client.setClientSetting('session_timezone', 'Asia/Tokyo');
  const earlier = ask();
  client.setClientSetting('session_timezone', 'Europe/Berlin');
  const later = ask();
  client.setClientSetting('session_timezone', null);
  t.deepEqual(await Promise.all([earlier, later, ask()]), [inTokyo, inBerlin, noon]);
});

test('a context takes the zone that its session and its client have now', async (t) => {
  const stored = async (client: Client, table: string): Promise<unknown> =>
    client.command(`SELECT toString(max(t), 'UTC') FROM ${table}`);
  for (const options of [{}, typed]) {
    await using client = await newClient();
    const table = await makeTable('t DateTime');
    await using session = client.session();
    const context = await session.createInsertContext(table, options);
    const outside = await client.createInsertContext(table, options);
    const rounds: [string | null, string][] = [
      [null, noon],
      ['Asia/Tokyo', inTokyo],
      ['Europe/Berlin', inBerlin],
      [null, noon],
    ];
    for (const [zone, expected] of rounds) {
      await session.command(`SET session_timezone = '${zone ?? ''}'`);
      client.setClientSetting('session_timezone', zone);
      for (const insert of [
        () => session.insert({ context, data: [{ t: noon }] }),
        () => session.insert({ context, data: [[noon]] }),
        () => client.insert({ context: outside, data: [{ t: noon }] }),
      ]) {
        await client.command(`TRUNCATE TABLE ${table}`);
        await insert();
        t.is(await stored(client, table), expected);
      }
    }
  }
});

test('a zone that a user may not set is not that of inserts either, where it is dropped', async (t) => {
  await using server = await startServer({
    config: {
      timezone: 'UTC',
      profiles: { user_fixed: { constraints: { session_timezone: { readonly: '' } } } },
    },
    users: { fixed: { password: 'x' } },
  });
  await using client = createClient({
    url: server.url,
    username: 'fixed',
    password: 'x',
    invalidSettingAction: 'drop',
    settings: tokyo,
  });
  await client.command('CREATE TABLE fixed (t DateTime) ENGINE = Memory');
  for (const options of [{}, typed, { settings: { session_timezone: 'Europe/Berlin' } }]) {
    await client.insert('fixed', [{ t: noon }], options);
  }
  t.deepEqual(await client.command("SELECT groupUniqArray(toString(t, 'UTC')) FROM fixed"), [noon]);
});

test('the zone is asked for only where types lack one', async (t) => {
  await using gateway = await startGateway(await getServer(), ({ headers }) => ({ headers }));
  await using client = createClient(gateway.url);
  const named = ["DateTime('Asia/Tokyo')", "Array(Nullable(DateTime64(3, 'UTC')))", "Map(String, DateTime('UTC'))"];
  const table = await makeTable(`${named.map((type, index) => `c${index} ${type}`).join(', ')}, t Tuple(a DateTime)`);
  const columnNames = ['c0', 'c1', 'c2'];
  await client.insert(table, [[noon, [noon], { a: noon }]], { columnNames, columnTypes: named });
  t.is(gateway.received.length, 1);
  const lacking: InsertOptions = { columnNames: ['c2', 't'], columnTypes: [named[2] as string, 'Tuple(a DateTime)'] };
  for (const requests of [3, 4]) {
    await client.insert(table, [[{ a: noon }, { a: noon }]], lacking);
    t.is(gateway.received.length, requests);
  }
});

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
