import { randomUUID } from 'node:crypto';
import test from 'ava';

import type { StreamOptions } from '../../index.js';
import { startServer } from '../../src/embedded/index.ts';
import {
  createClient,
  DatabaseError,
  InterfaceError,
  NotSupportedError,
  OperationalError,
  ProgrammingError,
} from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { reader } from '../helpers/server.ts';
import { stopped } from '../helpers/wait.ts';

const setting = "SELECT value FROM system.settings WHERE name = 'max_block_size'";

test('settings of a call lie over those of the client, and null takes one away', async (t) => {
  await using client = await newClient({ settings: { max_block_size: 3 } });
  t.is(await client.command(setting), '3');
  t.is(await client.command(setting, { settings: { max_block_size: 2 } }), '2');
  const byServer = await (await getClient()).command(setting);
  t.is(await client.command(setting, { settings: { max_block_size: null } }), byServer);
  t.is(await client.command(setting, { settings: { max_block_size: undefined } }), '3');
});

test('settings may be booleans, bigints, arrays and objects', async (t) => {
  const client = await getClient();
  const { columnNames } = await client.query('SELECT getSetting({name:String}), getSetting({other:String})', {
    parameters: { name: 'use_uncompressed_cache', other: 'max_rows_to_read' },
    settings: { use_uncompressed_cache: true, max_rows_to_read: 10n ** 15n },
  });
  t.is(columnNames.length, 2);
  const value = await client.command("SELECT getSetting('max_rows_to_read')", {
    settings: { max_rows_to_read: 10n ** 15n },
  });
  t.is(value, 10n ** 15n);
  const map = { additional_table_filters: { 'system.one': 'dummy = 1' } };
  t.is(await client.command('SELECT count() FROM system.one', { settings: map }), 0n);
});

test('a setting that the server does not know is the error of the server', async (t) => {
  const client = await getClient();
  const error = await t.throwsAsync(client.query('SELECT 1', { settings: { no_such_setting: 1 } }));
  t.true(error instanceof ProgrammingError);
  t.is((error as ProgrammingError).code, 'UNKNOWN_SETTING');
  t.is((error as ProgrammingError).serverCode, 115);
});

test('what a user may not change is the error of the server', async (t) => {
  await using client = await newClient(reader);
  t.is(await client.command('SELECT currentUser()'), reader.username);
  const insert = client.command('CREATE TABLE forbidden (a UInt8) ENGINE = Memory');
  await t.throwsAsync(insert, { instanceOf: DatabaseError, code: 'READONLY' });
});

test('the id of a query is the chosen one, or a new one', async (t) => {
  const client = await getClient();
  const queryId = `chosen ${randomUUID()}`;
  const result = await client.query('SELECT queryID()', { queryId });
  t.is(result.value(), queryId);
  t.is(result.queryId, queryId);
  const [one, two] = await Promise.all([client.query('SELECT queryID()'), client.query('SELECT queryID()')]);
  t.is(one.value(), one.queryId);
  t.not(one.queryId, two.queryId);
});

test('without autogenerateQueryId the server chooses the id', async (t) => {
  await using client = await newClient({ autogenerateQueryId: false });
  const result = await client.query('SELECT queryID()');
  t.not(result.queryId, '');
  t.is(result.value(), result.queryId);
  const stream = client.queryRowsStream('SELECT 1');
  t.is(stream.queryId, undefined);
  t.not((await stream.source).queryId, '');
  await stream.close();
});

test('temporary tables and SET last for a session', async (t) => {
  const client = await getClient();
  const sessionId = randomUUID();
  await client.command('CREATE TEMPORARY TABLE short_lived (a UInt8, b String)', { sessionId });
  await client.insert('short_lived', [{ a: 1, b: 'x' }], { sessionId });
  await client.insert('short_lived', [[2, 'y']], { sessionId });
  t.deepEqual((await client.query('SELECT a, b FROM short_lived ORDER BY a', { sessionId })).tuples(), [
    [1, 'x'],
    [2, 'y'],
  ]);
  const empty = await client.query('SELECT * FROM short_lived WHERE a > 7', { sessionId });
  t.deepEqual(empty.columnNames, ['a', 'b']);
  await client.command('SET max_block_size = 7', { sessionId });
  t.is(await client.command(setting, { sessionId }), '7');
  await t.throwsAsync(client.query('SELECT * FROM short_lived'), { code: 'UNKNOWN_TABLE' });
});

test('tables of the same name in two sessions are two tables', async (t) => {
  const client = await getClient();
  const [one, two] = [randomUUID(), randomUUID()];
  await client.command('CREATE TEMPORARY TABLE same_name (a UInt8)', { sessionId: one });
  await client.command('CREATE TEMPORARY TABLE same_name (b String)', { sessionId: two });
  await client.insert('same_name', [{ a: 1 }], { sessionId: one });
  await client.insert('same_name', [{ b: 'x' }], { sessionId: two });
  t.is(await client.command('SELECT a FROM same_name', { sessionId: one }), 1);
  t.is(await client.command('SELECT b FROM same_name', { sessionId: two }), 'x');
});

test('a client with a session of its own keeps it', async (t) => {
  await using client = await newClient({ autogenerateSessionId: true });
  await client.command('CREATE TEMPORARY TABLE mine (a UInt8)');
  await client.insert('mine', [[5]]);
  t.is(await client.command('SELECT a FROM mine'), 5);
});

test('the database is that of the call, of the client, or of the server', async (t) => {
  const client = await getClient();
  await client.command('CREATE DATABASE other ENGINE = Atomic');
  await client.command('CREATE DATABASE third ENGINE = Atomic');
  await using inOther = await newClient({ database: 'other' });
  t.is(await client.command('SELECT currentDatabase()'), 'default');
  t.is(await inOther.command('SELECT currentDatabase()'), 'other');
  t.is(await inOther.command('SELECT currentDatabase()', { database: 'third' }), 'third');
  await inOther.command('CREATE TABLE t (a UInt8) ENGINE = Memory');
  await inOther.insert('t', [[1]]);
  t.is(await client.command('SELECT a FROM t', { database: 'other' }), 1);
});

test('roles of a call and of a client replace the default roles', async (t) => {
  await using server = await startServer({
    config: {
      roles: {
        wide: { grants: { query: ['GRANT SELECT ON *.*'] } },
        narrow: { grants: { query: ['GRANT SELECT ON system.one'] } },
      },
    },
    users: { actor: { grants: ['GRANT wide', 'GRANT narrow'] } },
  });
  await using client = createClient({ url: server.url, username: 'actor', role: 'narrow' });
  const roles = 'SELECT arraySort(currentRoles())';
  t.deepEqual(await client.command(roles), ['narrow']);
  t.deepEqual(await client.command(roles, { role: 'wide' }), ['wide']);
  t.deepEqual(await client.command(roles, { role: ['wide', 'narrow'] }), ['narrow', 'wide']);
  const denied = client.query('SELECT 1 FROM system.numbers LIMIT 1');
  await t.throwsAsync(denied, { instanceOf: ProgrammingError, code: 'ACCESS_DENIED' });
});

test('headers of a call go along with those of the client', async (t) => {
  await using fake = await startFake((response) => response.writeHead(500).end('Code: 1. DB::Exception: no'));
  await using client = createClient({ url: fake.url, headers: { 'X-Team': 'blue', 'X-Shift': 'day' } });
  await t.throwsAsync(client.query('SELECT 1', { headers: { 'X-Shift': 'night', 'X-Trace': 'abc' } }));
  const { headers = {} } = fake.received[0] ?? {};
  t.deepEqual([headers['x-team'], headers['x-shift'], headers['x-trace']], ['blue', 'night', 'abc']);
});

test('a call may not bring credentials in its headers', async (t) => {
  const client = await getClient();
  const call = client.query('SELECT 1', { headers: { Authorization: 'Basic secret' } });
  const error = await t.throwsAsync(call, { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  t.false(error?.message.includes('secret'));
});

test('a header may be called as the members of every object are', async (t) => {
  const client = await getClient();
  for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
    t.is(await client.command('SELECT 1', { headers: { [name]: 'x' } }), 1);
  }
});

test('faults of the options of a stream reject its items, source and summary', async (t) => {
  const client = await getClient();
  const wrong: unknown[] = [null, 7, { signal: {} }, { blockSize: 0 }, { rowShape: 'x' }, { parameters: 7 }];
  for (const options of wrong as StreamOptions[]) {
    const expected = { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' };
    for (const open of [
      () => client.queryRowsStream('SELECT 1', options),
      () => client.queryRowBlockStream('SELECT 1', options),
      () => client.queryColumnBlockStream('SELECT 1', options),
    ]) {
      await t.throwsAsync(open().toArray(), expected);
      await t.throwsAsync(open().source, expected);
      await t.throwsAsync(open().summary, expected);
    }
  }
});

test('a call that takes longer than its timeout is an error, and the server is told to stop', async (t) => {
  const client = await getClient();
  const queryId = randomUUID();
  const sql = 'SELECT sleepEachRow(1) FROM numbers(100) SETTINGS max_block_size = 1';
  const call = client.query(sql, { timeout: 100, queryId });
  const error = await t.throwsAsync(call, { instanceOf: OperationalError, code: 'ERR_TIMEOUT' });
  t.regex(error?.message ?? '', /100 ?ms|0\.1 ?s/);
  t.is((error as OperationalError).queryId, queryId);
  await stopped(client, queryId);
  t.pass();
});

test('a stream that takes longer than its timeout is an error, and the server is told to stop', async (t) => {
  const client = await getClient();
  const stream = client.queryRowBlockStream('SELECT number FROM system.numbers', { timeout: 300 });
  const drain = async () => {
    for await (const _ of stream);
  };
  await t.throwsAsync(drain(), { instanceOf: OperationalError, code: 'ERR_TIMEOUT' });
  await stopped(client, stream.queryId ?? '');
});

test('a call within its timeout is not disturbed', async (t) => {
  const client = await getClient();
  t.is(await client.command('SELECT 1', { timeout: 60_000 }), 1);
  t.is(await client.command('SELECT 1', { timeout: 0 }), 1);
});

test('queryLimit bounds the rows of queries', async (t) => {
  await using client = await newClient({ queryLimit: 10 });
  t.is((await client.query('SELECT number FROM numbers(100)')).rowCount, 10);
  t.is((await client.queryRowsStream('SELECT number FROM numbers(100)').toArray()).length, 10);
  t.is((await client.query('SELECT number FROM numbers(100)', { settings: { limit: 20 } })).rowCount, 20);
});

test('queryLimit bounds the result of a set operation, and nothing in it', async (t) => {
  await using client = await newClient({ queryLimit: 2 });
  const [ten, five] = ['SELECT number AS n FROM numbers(10)', 'SELECT number FROM numbers(5)'];
  const values = async (sql: string): Promise<unknown[]> => (await client.query(sql)).column(0).toArray();
  t.deepEqual(await values(`${ten} EXCEPT ${five}`), [5n, 6n]);
  t.deepEqual(await values(`${ten} INTERSECT DISTINCT (SELECT number + 8 FROM numbers(5))`), [8n, 9n]);
  t.deepEqual(await values('SELECT * EXCEPT (m) FROM (SELECT number AS n, 1 AS m FROM numbers(10))'), [0n, 1n]);
  for (const sql of [
    `(${ten}) UNION ALL (${five}); -- all`,
    `WITH f AS (${five}) SELECT * FROM f UNION DISTINCT SELECT * FROM f -- f`,
    `SELECT n AS format FROM (${ten} UNION ALL ${five} ORDER BY ALL) UNION ALL ${five}`,
    `${ten} UNION ALL ${five} FORMAT Native SETTINGS max_threads = 1`,
  ]) {
    t.is((await values(sql)).length, 2, sql);
  }
  t.is(String(await client.rawQuery(`${ten} EXCEPT ${five} FORMAT CSV`)), '5\n6\n');
  const table = await makeTable('n UInt64');
  await client.query(`WITH f AS (${five}) INSERT INTO ${table} SELECT * FROM f UNION ALL SELECT 7`);
  t.true((await client.command<bigint>(`SELECT count() FROM ${table}`)) > 0n);
});

test('queryLimit does not cut the names of an empty result', async (t) => {
  await using client = await newClient({ queryLimit: 1 });
  const result = await client.query('SELECT 1 AS a, 2 AS b, 3 AS c WHERE 0');
  t.deepEqual(result.columnNames, ['a', 'b', 'c']);
});

test('a query that chooses its own format is refused, and told which', async (t) => {
  const client = await getClient();
  for (const call of [
    client.query('SELECT 1 FORMAT JSON'),
    client.command('SELECT 1 FORMAT JSON'),
    client.queryColumns('SELECT 1 FORMAT JSON'),
    client.queryRowsStream('SELECT 1 FORMAT JSON').toArray(),
  ]) {
    const error = await t.throwsAsync(call, { instanceOf: NotSupportedError, code: 'ERR_UNEXPECTED_FORMAT' });
    t.regex(error?.message ?? '', /FORMAT JSON/);
  }
  t.is((await client.query('SELECT 1 FORMAT Native')).value(), 1);
});

test('an unknown option rejects the call and is named with its method', async (t) => {
  const client = await getClient();
  const options = { setings: {} } as object;
  const calls = {
    query: client.query('SELECT 1', options),
    queryColumns: client.queryColumns('SELECT 1', options),
    command: client.command('SELECT 1', options),
    insert: client.insert('t', [[1]], options),
    connect: client.connect(options),
    queryRowsStream: client.queryRowsStream('SELECT 1', options).toArray(),
    queryRowBlockStream: client.queryRowBlockStream('SELECT 1', options).toArray(),
    queryColumnBlockStream: client.queryColumnBlockStream('SELECT 1', options).toArray(),
  };
  for (const [method, call] of Object.entries(calls)) {
    const error = await t.throwsAsync(call, { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
    t.true(error?.message.includes(method) && error.message.includes('setings'), error?.message);
  }
});

test('a statement that is no text or says nothing is refused before anything is sent', async (t) => {
  const client = await getClient();
  for (const sql of ['', ' \n', undefined, 7, ['SELECT 1']] as string[]) {
    for (const call of [client.query(sql), client.command(sql), client.queryRowsStream(sql).toArray()]) {
      const error = await t.throwsAsync(call, { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
      t.regex(error?.message ?? '', /statement/);
    }
  }
});

test('a setting that is undefined does not switch queryLimit off', async (t) => {
  await using client = await newClient({ queryLimit: 3 });
  const sql = 'SELECT number FROM numbers(10)';
  t.is((await client.query(sql, { settings: { limit: undefined } })).rowCount, 3);
  t.is((await client.query(sql, { settings: { limit: null } })).rowCount, 10);
});
