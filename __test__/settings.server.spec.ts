import test from 'ava';

import type { Client, ClientOptions, Settings } from '../index.js';
import { startServer } from '../src/embedded/index.ts';
import { ClickHouseError, createClient, ProgrammingError } from '../src/index.ts';
import { getClient, makeTable, newClient } from './helpers/client.ts';
import { type Admission, loginRefused, startGateway } from './helpers/gateway.ts';
import { getServer, reader } from './helpers/server.ts';

/** What the server takes a setting for. */
const value = (client: Client, name: string, settings?: Settings): Promise<unknown> =>
  client.command('SELECT value FROM system.settings WHERE name = {name:String}', { parameters: { name }, settings });

test('values arrive as the server reads them', async (t) => {
  const client = await getClient();
  const told: [string, Settings[string], string][] = [
    ['use_skip_indexes', false, '0'],
    ['use_skip_indexes', true, '1'],
    ['max_execution_time', 3, '3'],
    ['max_rows_to_read', 2n ** 63n, '9223372036854775808'],
    ['totals_auto_threshold', 0.25, '0.25'],
    ['join_algorithm', 'hash', 'hash'],
    ['join_algorithm', ['grace_hash', 'hash'], 'grace_hash,hash'],
    ['log_comment', "it's 100 % \\ ü\n", "it's 100 % \\ ü\n"],
    ['additional_table_filters', { "it's": "x = 'y\\z'" }, "{'it\\'s':'x = \\'y\\\\z\\''}"],
  ];
  for (const [name, given, text] of told) t.is(await value(client, name, { [name]: given }), text, name);
});

test('a map filters tables, and a list names several of them', async (t) => {
  const client = await getClient();
  const filters = { 'system.one': 'dummy = 1', 'system.numbers': "toString(number) != '1'" };
  const settings = { additional_table_filters: filters };
  t.is(await client.command('SELECT count() FROM system.one', { settings }), 0n);
  t.is(await client.command('SELECT sum(number) FROM (SELECT number FROM system.numbers LIMIT 2)', { settings }), 2n);
  const table = await makeTable('a UInt8, b UInt8, INDEX ia a TYPE minmax, INDEX ib b TYPE minmax');
  await client.insert(table, [[1, 2]]);
  const sql = `SELECT b FROM ${table} WHERE a = 1 AND b = 2`;
  t.is(await client.command(sql, { settings: { force_data_skipping_indices: ['ia', 'ib'] } }), 2);
  const missing = client.command(sql, { settings: { force_data_skipping_indices: ['ia', 'ic'] } });
  await t.throwsAsync(missing, { code: 'INDEX_NOT_USED' });
});

test('parameters of the HTTP interface are taken as settings', async (t) => {
  for (const invalidSettingAction of ['send', 'drop', 'error'] as const) {
    await using client = await newClient({ invalidSettingAction });
    const settings = {
      buffer_size: 1_000_000,
      wait_end_of_query: true,
      quota_key: 'mine',
      stacktrace: false,
      profile: 'default',
    };
    const sql = 'SELECT number FROM numbers(100000)';
    const { rowCount, summary } = await client.query(sql, { settings });
    // The summary is complete only where the server waits with the head of its answer.
    t.deepEqual([rowCount, summary.resultRows], [100_000, 100_000], invalidSettingAction);
    const sessionId = `checked ${invalidSettingAction}`;
    const check = { sessionId, settings: { session_check: true } };
    await t.throwsAsync(client.command('SELECT 1', check), { code: 'SESSION_NOT_FOUND' });
    await client.command('SELECT 1', { sessionId, settings: { session_timeout: 30 } });
    t.is(await client.command('SELECT 1', check), 1);
    await client.command('SELECT 1', { sessionId, settings: { close_session: true } });
    await t.throwsAsync(client.command('SELECT 1', check), { code: 'SESSION_NOT_FOUND' });
  }
});

for (const name of ['query', 'database', 'query_id', 'session_id', 'role', 'compress', 'decompress', 'param_x']) {
  test(`'${name}' is an option and no setting`, async (t) => {
    const client = await getClient();
    const message = new RegExp(`command: '${name}' is not a setting; .*(option|argument)`);
    await t.throwsAsync(client.command('SELECT 1', { settings: { [name]: '1' } }), {
      code: 'ERR_INVALID_ARG',
      message,
    });
  });
}

const unknown = { no_such_setting: 1, max_execution_time: 2 };

/** Every way to send a request with settings. */
const methods: Record<string, (client: Client, settings: Settings) => Promise<unknown>> = {
  query: async (client, settings) => (await client.query('SELECT 1', { settings })).value(),
  queryColumns: async (client, settings) => (await client.queryColumns('SELECT 1 AS a', { settings })).a?.[0],
  queryRowsStream: async (client, settings) =>
    (await client.queryRowsStream<{ a: number }>('SELECT 1 AS a', { settings }).toArray())[0]?.a,
  rawQuery: async (client, settings) => Number(await client.rawQuery('SELECT 1', { settings })),
  command: (client, settings) => client.command('SELECT 1', { settings }),
  insert: async (client, settings) =>
    (await client.insert(await makeTable('a UInt8'), [[1]], { settings })).writtenRows,
  rawInsert: async (client, settings) =>
    (await client.rawInsert(await makeTable('a UInt8'), '1\n', { format: 'TSV', settings })).writtenRows,
};

for (const [method, run] of Object.entries(methods)) {
  test(`settings that the server lacks: ${method} sends them, drops them or refuses`, async (t) => {
    await t.throwsAsync(run(await getClient(), unknown), { instanceOf: ProgrammingError, code: 'UNKNOWN_SETTING' });
    await using dropping = await newClient({ invalidSettingAction: 'drop' });
    t.is(await run(dropping, unknown), 1);
    await using refusing = await newClient({ invalidSettingAction: 'error' });
    const error = await t.throwsAsync(run(refusing, unknown), {
      instanceOf: ProgrammingError,
      code: 'ERR_INVALID_SETTING',
    });
    t.regex(error?.message ?? '', new RegExp(`${method}: the setting 'no_such_setting' is none that the server has`));
    t.deepEqual([error?.attempts, error?.serverCode], [0, undefined]);
    t.is(await run(refusing, { max_execution_time: 2 }), 1);
  });
}

test('settings of the client are dropped as those of a call, of sessions and of kills too', async (t) => {
  const settings = { no_such_setting: 1, max_execution_time: 2 };
  await using client = await newClient({ settings, invalidSettingAction: 'drop' });
  t.is(await value(client, 'max_execution_time'), '2');
  await using session = client.session({ settings: { nor_this: 1, max_block_size: 7 } });
  t.deepEqual([await value(session, 'max_execution_time'), await value(session, 'max_block_size')], ['2', '7']);
  t.false(await client.kill('nobody'));
  client.setClientSetting('nor_that', 1);
  client.setClientSetting('max_execution_time', 3);
  t.is(await value(client, 'max_execution_time'), '3');
  let told = 0;
  await client.query('SELECT 1', { onProgress: () => told++ });
  t.is(told, 1);
});

test('what is dropped is told once, by name and without its value', async (t) => {
  const told: unknown[] = [];
  const logger = { warn: (...line: unknown[]) => void told.push(line) };
  await using client = await newClient({
    logger,
    invalidSettingAction: 'drop',
    settings: { no_such_setting: 'secret' },
  });
  for (let round = 0; round < 3; round++) await client.query('SELECT 1');
  await client.command('SELECT 1', { settings: { nor_this: 'secret' } });
  t.deepEqual(told, [
    ['clickhouse: query drops settings', { settings: ['no_such_setting'] }],
    ['clickhouse: command drops settings', { settings: ['nor_this'] }],
  ]);
});

test('a user who may change nothing keeps what is dropped at the values of the server', async (t) => {
  const options: ClientOptions = { ...reader, settings: { max_block_size: 7 } };
  await using sending = await newClient(options);
  await t.throwsAsync(sending.command('SELECT 1'), { instanceOf: ClickHouseError, code: 'READONLY' });
  await using dropping = await newClient({ ...options, invalidSettingAction: 'drop' });
  t.is(await value(dropping, 'max_block_size'), await value(await getClient(), 'max_block_size'));
  await using refusing = await newClient({ ...options, invalidSettingAction: 'error' });
  const message = /the setting 'max_block_size' may not be changed by this user/;
  await t.throwsAsync(refusing.command('SELECT 1'), { code: 'ERR_INVALID_SETTING', message });
});

test('a token of deduplication is never dropped', async (t) => {
  const constraints = { insert_deduplication_token: { readonly: '' } };
  await using server = await startServer({
    config: { profiles: { user_fixed: { constraints } } },
    users: { fixed: { password: 'x' } },
  });
  const login = { url: server.url, username: 'fixed', password: 'x' };
  await using client = createClient({ ...login, invalidSettingAction: 'drop', settings: { no_such_setting: 1 } });
  await client.command(`CREATE TABLE once (a UInt8) ENGINE = MergeTree ORDER BY a
    SETTINGS non_replicated_deduplication_window = 100`);
  const refused = { instanceOf: ClickHouseError, message: /insert_deduplication_token/ };
  const settings = { insert_deduplication_token: 'a' };
  await t.throwsAsync(client.insert('once', [[1]], { deduplicationToken: 'a' }), refused);
  await t.throwsAsync(client.insert('once', [[1]], { settings }), refused);
  await t.throwsAsync(client.rawInsert('once', '1\n', { format: 'TSV', settings }), refused);
  await using refusing = createClient({ ...login, invalidSettingAction: 'error' });
  const error = { ...refused, code: 'ERR_INVALID_SETTING' };
  await t.throwsAsync(refusing.insert('once', [[1]], { deduplicationToken: 'a' }), error);
  t.is(await client.command('SELECT count() FROM once'), 0n);
  await using root = createClient({ url: server.url, invalidSettingAction: 'drop' });
  for (const deduplicationToken of ['a', 'b', 'b']) await root.insert('once', [[1]], { deduplicationToken });
  t.is(await root.command('SELECT count() FROM once'), 2n);
});

test('the server is asked once, by whoever comes first, and never without need', async (t) => {
  await using gateway = await startGateway(await getServer(), ({ headers }) => ({ headers }));
  await using client = await newClient({ url: gateway.url, invalidSettingAction: 'drop' });
  await client.query('SELECT 1');
  t.is(gateway.received.length, 1);
  await Promise.all(Array.from({ length: 5 }, () => client.query('SELECT 1', { settings: unknown })));
  t.is(gateway.received.length, 7);
  t.deepEqual(
    gateway.received.filter(({ url }) => url.includes('no_such_setting')),
    [],
  );
});

test('sessions know what their client knows, but ask for a role of their own', async (t) => {
  await using gateway = await startGateway(await getServer(), ({ headers }) => ({ headers }));
  await using client = await newClient({ url: gateway.url, invalidSettingAction: 'drop', settings: unknown });
  const sessions = Array.from({ length: 3 }, () => client.session());
  for (const each of [...sessions, client]) t.is(await each.command('SELECT 1'), 1);
  t.is(gateway.received.length, 5);
  for (const session of sessions) await session.close();
  await using apart = client.session({ role: 'no_such_role' });
  const before = gateway.received.length;
  await t.throwsAsync(apart.command('SELECT 1'), { message: /no_such_role/ });
  t.is(gateway.received.length, before + 2);
});

test('a server that lets the question wait is not asked again soon', async (t) => {
  const never = new Promise<Admission>(() => undefined);
  let asked = false;
  await using gateway = await startGateway(await getServer(), (incoming) => {
    if (asked) return { headers: incoming.headers };
    asked = true;
    return never;
  });
  await using client = await newClient({ url: gateway.url, invalidSettingAction: 'drop' });
  const settings = { max_execution_time: 20 };
  for (let round = 0; round < 3; round++) t.is(await client.command('SELECT 1', { settings }), 1);
  // The question is stopped on the server, by its id.
  const questions = gateway.received.filter(({ url }) => !/max_execution_time|param_id/.test(url));
  t.is(questions.length, 1);
});

test('a server that does not answer the question decides itself, and is asked again', async (t) => {
  let asked = 0;
  await using gateway = await startGateway(await getServer(), ({ headers, url = '' }) =>
    url.includes('setting') || asked++ > 0 ? { headers } : loginRefused,
  );
  await using client = await newClient({ url: gateway.url, invalidSettingAction: 'drop' });
  await t.throwsAsync(client.query('SELECT 1', { settings: unknown }), { code: 'UNKNOWN_SETTING' });
  t.is((await client.query('SELECT 1', { settings: unknown })).value(), 1);
});

test('who waits for the settings may be aborted, and has no more time than otherwise', async (t) => {
  const never = new Promise<Admission>(() => undefined);
  await using gateway = await startGateway(await getServer(), () => never);
  await using client = await newClient({ url: gateway.url, invalidSettingAction: 'error' });
  const reason = new Error('nobody waits');
  const controller = new AbortController();
  const call = client.query('SELECT 1', { settings: unknown, signal: controller.signal });
  setImmediate(() => controller.abort(reason));
  t.is(await t.throwsAsync(call), reason);
  await t.throwsAsync(client.query('SELECT 1', { settings: unknown, timeout: 50 }), { code: 'ERR_TIMEOUT' });
  const closed = client.query('SELECT 1', { settings: unknown });
  setImmediate(() => void client.close());
  await t.throwsAsync(closed, { code: 'ERR_CLIENT_CLOSED' });
});
