import test from 'ava';

import { createClient, InterfaceError, OperationalError } from '../../src/index.ts';
import { makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { startGateway } from '../helpers/gateway.ts';
import { getServer } from '../helpers/server.ts';

const size = "SELECT toUInt64(getSetting('max_block_size'))";
const invalid = { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' };

test('a setting of the client is for its later requests', async (t) => {
  await using client = await newClient({ settings: { max_block_size: 3, max_threads: 1 } });
  await using earlier = client.session();
  const stream = client.queryRowsStream(size, { rowShape: 'tuple' });
  client.setClientSetting('max_block_size', 4);
  t.is(client.getClientSetting('max_block_size'), '4');
  t.is(client.getClientSetting('max_threads'), '1');
  t.is(await client.command(size), 4n);
  t.is(await client.command(size, { settings: { max_block_size: 5 } }), 5n);
  t.deepEqual(await stream.toArray(), [[3n]]);
  t.is(await earlier.command(size), 3n);
  await using later = client.session();
  t.is(await later.command(size), 4n);
});

test('a setting may be any value that settings have, and null takes it away', async (t) => {
  await using client = await newClient();
  t.is(client.getClientSetting('max_block_size'), undefined);
  const byServer = await client.command(size);
  for (const [value, text] of [
    [7n, '7'],
    ['8', '8'],
    [true, '1'],
  ] as const) {
    client.setClientSetting('max_block_size', value);
    t.is(client.getClientSetting('max_block_size'), text);
  }
  client.setClientSetting('additional_table_filters', { 'system.one': 'dummy = 1' });
  t.is(client.getClientSetting('additional_table_filters'), "{'system.one':'dummy = 1'}");
  t.is(await client.command('SELECT count() FROM system.one'), 0n);
  client.setClientSetting('additional_table_filters', null);
  client.setClientSetting('max_block_size', null);
  t.is(client.getClientSetting('max_block_size'), undefined);
  t.is(await client.command(size), byServer);
});

test('a setting goes with inserts too', async (t) => {
  await using client = await newClient();
  const table = await makeTable('a UInt8');
  client.setClientSetting('max_partitions_per_insert_block', 'x');
  await t.throwsAsync(client.insert(table, [[1]]), { message: /x/ });
  client.setClientSetting('max_partitions_per_insert_block', null);
  t.is((await client.insert(table, [[1]])).writtenRows, 1);
});

test('what is no setting is refused', async (t) => {
  await using client = await newClient();
  for (const [name, value] of [
    ['query_id', 'x'],
    ['param_a', 1],
    ['', 1],
    [7, 1],
    ['max_threads', undefined],
    ['max_threads', Symbol('x')],
    ['max_threads', Number.NaN],
  ] as [never, never][]) {
    t.throws(() => client.setClientSetting(name, value), { ...invalid, message: /setClientSetting/ });
  }
  for (const name of ['', 7, undefined] as never[]) {
    t.throws(() => client.getClientSetting(name), { ...invalid, message: /getClientSetting/ });
  }
  t.is(client.getClientSetting('max_threads'), undefined);
});

test('the version of the server is asked for once', async (t) => {
  await using gateway = await startGateway(await getServer(), ({ headers }) => ({ headers }));
  await using client = createClient({ url: gateway.url, database: 'default' });
  t.deepEqual([client.serverInfo, client.serverVersion, client.serverTimezone], [undefined, undefined, undefined]);
  t.is(client.database, 'default');
  const { version } = await getServer();
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const checks: [string, boolean][] = [
    [version, true],
    [`${version}.1`, false],
    [`${version}.0`, true],
    [`${major}`, true],
    [`${major}.${minor}`, true],
    [`${major}.${minor + 1}`, false],
    [`${major - 1}.99`, true],
    [`${major + 1}`, false],
    ['9.99', true],
    ['24.8', true],
  ];
  t.deepEqual(
    await Promise.all(checks.map(([wanted]) => client.minVersion(wanted))),
    checks.map(([, is]) => is),
  );
  t.true(await client.minVersion('20'));
  t.is(gateway.received.length, 1);
  t.is(client.serverVersion, version);
  t.is(client.serverTimezone, 'UTC');
  t.is(client.serverInfo?.version, version);
});

test('a version that cannot be learned is the error of the request, and is asked for again', async (t) => {
  const server = await getServer();
  let admits = false;
  await using gateway = await startGateway(server, ({ headers }) =>
    admits ? { headers } : { status: 500, body: 'closed for lunch' },
  );
  await using client = createClient({ url: gateway.url, queryRetries: 0 });
  await t.throwsAsync(client.minVersion('24.8'), { instanceOf: OperationalError });
  t.is(client.serverInfo, undefined);
  admits = true;
  t.true(await client.minVersion('24.8'));
});

test('a version that is none is refused before anything is sent', async (t) => {
  await using fake = await startFake((response) => void response.end());
  await using client = createClient(fake.url);
  for (const version of ['', 'latest', '24.', '.8', '24.8-lts', 24.8, undefined, null] as never[]) {
    await t.throwsAsync(client.minVersion(version), { ...invalid, message: /minVersion: the version must be/ });
  }
  t.is(fake.received.length, 0);
});
