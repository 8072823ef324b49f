import test from 'ava';

import type { CommandSummary, QuerySummary } from '../../index.js';
import { InterfaceError, ProgrammingError } from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';

test('a result of one cell is its value', async (t) => {
  const client = await getClient();
  t.is(await client.command('SELECT count() FROM numbers(2)'), 2n);
  t.is(await client.command("SELECT 'a\tb\n'"), 'a\tb\n');
  t.is(await client.command('SELECT NULL'), null);
  t.deepEqual(await client.command('SELECT [1, 2]'), [1, 2]);
});

test('a result of one row of several cells is an array', async (t) => {
  const client = await getClient();
  t.deepEqual(await client.command("SELECT 1, 'two', 3.5"), [1, 'two', 3.5]);
});

test('a statement without a result gives its counters and its id', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt8');
  const sql = `INSERT INTO ${table} SELECT number FROM numbers(3)`;
  const { writtenRows, queryId } = await client.command<CommandSummary>(sql, { queryId: `three into ${table}` });
  t.deepEqual([writtenRows, queryId], [3, `three into ${table}`]);
});

test('a result without rows is undefined', async (t) => {
  const client = await getClient();
  t.is(await client.command('SELECT 1 WHERE 0'), undefined);
  t.is(await client.command("SHOW TABLES LIKE 'no such table'"), undefined);
});

test('a result of several rows is an error that says what to use instead', async (t) => {
  const client = await getClient();
  const call = client.command('SELECT number FROM numbers(3)');
  const error = await t.throwsAsync(call, { instanceOf: ProgrammingError, code: 'ERR_SEVERAL_ROWS' });
  t.regex(error?.message ?? '', /3 rows.*query\(\)/);
});

test('a statement without a result gives its counters', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt64');
  const summary = await client.command<QuerySummary>(`INSERT INTO ${table} SELECT number FROM numbers(1000)`);
  t.is(summary.writtenRows, 1000);
  t.is(summary.writtenBytes, 8000);
  t.is(summary.readRows, 1000);
  t.is(await client.command(`SELECT count() FROM ${table}`), 1000n);
});

test('DDL and data in the statement work', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, b String');
  const summary = await client.command<QuerySummary>(`INSERT INTO ${table} VALUES (1, '{a:UInt8}'), (2, 'y')`);
  t.is(summary.writtenRows, 2);
  await client.command(`ALTER TABLE ${table} ADD COLUMN c UInt8 DEFAULT a + 1`);
  t.deepEqual(await client.command(`SELECT groupArray((a, b, c)) FROM ${table}`), [
    [1, '{a:UInt8}', 2],
    [2, 'y', 3],
  ]);
  await client.command(`DROP TABLE ${table}`);
  t.is(await client.command(`EXISTS TABLE ${table}`), 0);
});

test('useDatabase: false leaves the database of the client away', async (t) => {
  await using client = await newClient({ database: 'not_yet' });
  await t.throwsAsync(client.command('CREATE DATABASE not_yet'), { code: 'UNKNOWN_DATABASE' });
  await client.command('CREATE DATABASE not_yet', { useDatabase: false });
  t.is(await client.command('SELECT currentDatabase()'), 'not_yet');
  await t.throwsAsync(client.command('SELECT 1', { useDatabase: 'no' as unknown as boolean }), {
    instanceOf: InterfaceError,
  });
});

test('commands may be long', async (t) => {
  const client = await getClient();
  const text = 'x'.repeat(200_000);
  t.is(await client.command(`SELECT length('${text}')`), 200_000n);
});
