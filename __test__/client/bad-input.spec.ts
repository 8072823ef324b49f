import test from 'ava';

import type { Client } from '../../index.js';
import { createClient, IntegrityError, InterfaceError, OperationalError, ProgrammingError } from '../../src/index.ts';
import { closedPort } from '../helpers/closed-port.ts';
import { countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { refused } from '../helpers/refusal.ts';
import { getServer } from '../helpers/server.ts';

const login = { username: 'agent', password: 'hunter2-secret' };
const secrets = [login.password, Buffer.from(`${login.username}:${login.password}`).toString('base64')];
const marked = 'SELECT 1 AS statement_mark_1';

/** The same statement by every method. */
function calls(client: Client, sql: string): (() => Promise<unknown>)[] {
  return [
    async () => await client.query(sql),
    async () => await client.queryColumns(sql),
    async () => await client.command(sql),
    async () => await client.queryRowsStream(sql).toArray(),
    async () => await client.queryRowBlockStream(sql).toArray(),
    async () => await client.queryColumnBlockStream(sql).toArray(),
  ];
}

test('a host that does not answer is named with its port', async (t) => {
  const port = await closedPort();
  await using client = createClient({ host: '127.0.0.1', port, ...login });
  const host = `127.0.0.1:${port}`;
  const expected = { type: OperationalError, code: 'ECONNREFUSED', tells: [host] };
  for (const call of [...calls(client, marked), async () => await client.insert('t', [[1]])]) {
    const error = await refused(t, call, expected, [...secrets, 'statement_mark_1']);
    t.is(error.host, host);
    t.true(error.retryable);
    t.is(error.httpStatus, undefined);
  }
});

test('a host that does not exist is named', async (t) => {
  await using client = createClient({ host: 'no-such-host.invalid', ...login });
  for (const call of calls(client, marked)) {
    const error = await refused(
      t,
      call,
      { type: OperationalError, code: 'ENOTFOUND', tells: ['no-such-host.invalid'] },
      [...secrets, 'statement_mark_1'],
    );
    t.is(error.host, 'no-such-host.invalid:8123');
  }
});

test('a wrong password is the refusal of the server and is not shown', async (t) => {
  const { port, host } = await getServer();
  await using client = createClient({ host, port, ...login });
  const expected = { type: OperationalError, code: 'AUTHENTICATION_FAILED', serverCode: 516, tells: ['agent'] };
  for (const call of [...calls(client, marked), async () => await client.insert('t', [[1]])]) {
    const error = await refused(t, call, expected, [...secrets, 'statement_mark_1']);
    t.false(error.retryable);
    t.is(error.host, `${host}:${port}`);
  }
  await using byUrl = createClient(`http://agent:${login.password}@${host}:${port}`);
  await refused(t, async () => await byUrl.query(marked), expected, [...secrets, 'statement_mark_1']);
});

test('an unknown table is named', async (t) => {
  const client = await getClient();
  const expected = { type: ProgrammingError, code: 'UNKNOWN_TABLE', serverCode: 60, tells: ['no_such_table'] };
  for (const call of calls(client, 'SELECT * FROM no_such_table')) {
    const error = await refused(t, call, expected);
    t.regex(error.queryId ?? '', /^[0-9a-f-]{36}$/);
    t.is(error.httpStatus, 404);
    t.is(error.attempts, 1);
    t.is(error.sql, 'SELECT * FROM no_such_table');
  }
  await refused(t, async () => await client.insert('no_such_table', [[1]]), expected);
});

test('a syntax error says where it is', async (t) => {
  const client = await getClient();
  const tells = [/position \d+/, 'SELEC'];
  const expected = { type: ProgrammingError, code: 'SYNTAX_ERROR', serverCode: 62, tells };
  for (const call of calls(client, 'SELEC 1')) await refused(t, call, expected);
});

test('an unknown column of a query is named', async (t) => {
  const client = await getClient();
  const expected = { type: ProgrammingError, code: 'UNKNOWN_IDENTIFIER', serverCode: 47, tells: ['nope'] };
  for (const call of calls(client, 'SELECT nope FROM system.one')) await refused(t, call, expected);
});

test('an unbound parameter is named', async (t) => {
  const client = await getClient();
  const expected = { type: ProgrammingError, code: 'ERR_UNBOUND_PARAMETER', tells: ['{limit:UInt32}', "'limit'"] };
  for (const call of calls(client, 'SELECT 1 AS statement_mark_1 LIMIT {limit:UInt32}')) {
    const error = await refused(t, call, expected, ['statement_mark_1']);
    t.is(error.attempts, 0);
  }
});

test('parameters are on the error for those who ask, and not shown', async (t) => {
  const client = await getClient();
  const parameters = { personal: 'Jane Doe, 1984' };
  const sql = 'SELECT {personal:String} FROM no_such_table';
  const expected = { type: ProgrammingError, code: 'UNKNOWN_TABLE', serverCode: 60, tells: [] };
  const error = await refused(t, async () => await client.query(sql, { parameters }), expected);
  t.is(error.sql, sql);
  t.is(error.parameters, parameters);
  t.false(JSON.stringify(error).includes('Jane') || Object.keys(error).includes('parameters'));
});

test('values of an insert that fails on the server are not shown', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, s String, CONSTRAINT small CHECK a < 10');
  const expected = { type: IntegrityError, code: 'VIOLATED_CONSTRAINT', serverCode: 469, tells: ['small'] };
  const error = await refused(t, async () => await client.insert(table, [[10, 'Jane Doe']]), expected, ['Jane Doe']);
  t.regex(error.queryId ?? '', /^[0-9a-f-]{36}$/);
  t.is(await countRows(table), 0n);
});

test('showClickHouseErrors keeps what the server said to itself', async (t) => {
  await using scrubbed = await newClient({ showClickHouseErrors: 'scrub' });
  const some = await t.throwsAsync(scrubbed.query('SELECT * FROM no_such_table'), { code: 'UNKNOWN_TABLE' });
  t.false(some?.message.includes('version'));
  await using silent = await newClient({ showClickHouseErrors: false });
  const none = await t.throwsAsync(silent.query('SELECT * FROM no_such_table'), { instanceOf: ProgrammingError });
  t.is((none as ProgrammingError).serverCode, undefined);
  t.false(none?.message.includes('no_such_table'));
});

test('showClickHouseErrors keeps the host to itself, whatever fails', async (t) => {
  const port = await closedPort();
  for (const showClickHouseErrors of ['scrub', false] as const) {
    await using client = createClient({ host: '127.0.0.1', port, showClickHouseErrors });
    for (const call of [...calls(client, marked), async () => await client.insert('t', [[1]])]) {
      const expected = { type: OperationalError, code: 'ECONNREFUSED', tells: ['the server'] };
      await refused(t, call, expected, ['127.0.0.1', String(port)]);
    }
  }
});

test('maxErrorSize cuts what the server said', async (t) => {
  await using client = await newClient({ maxErrorSize: 20 });
  const error = await t.throwsAsync(client.query('SELECT * FROM no_such_table'), { code: 'UNKNOWN_TABLE' });
  t.is(error?.message.length, 21);
  await using whole = await newClient({ maxErrorSize: 0 });
  const long = `${'x'.repeat(5000)}_table`;
  const all = await t.throwsAsync(whole.query(`SELECT * FROM ${long}`));
  t.true(all?.message.includes(long));
});

test('options that cannot be are refused by createClient, before anything is sent', (t) => {
  t.throws(() => createClient({ port: -1 }), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG', message: /port/ });
});
