import test from 'ava';

import type { QuerySummary } from '../../index.js';
import { contents, getClient, makeTable, newClient } from '../helpers/client.ts';
import { record, replay, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';

const slow = 'SELECT sum(sleepEachRow(0.01)) FROM numbers(150) SETTINGS max_block_size = 5';

test('a query tells how far it is while it runs, and once when it has ended', async (t) => {
  const client = await getClient();
  const told: QuerySummary[] = [];
  const result = await client.query(slow, { onProgress: (progress) => told.push(progress) });
  t.true(told.length > 1, `${told.length} times`);
  t.true((told[0]?.readRows ?? 0) > 0 && (told[0]?.readRows ?? 0) < 150);
  t.is(told[0]?.totalRowsToRead, 150);
  t.true((told[0]?.elapsedNs ?? 0) > 0);
  t.deepEqual(
    told.map(({ readRows }) => readRows),
    told.map(({ readRows }) => readRows).toSorted((a, b) => a - b),
  );
  t.is(told.at(-1)?.readRows, 150);
  t.is(result.summary.readRows, 150);
});

test('every method tells it at least once', async (t) => {
  await using client = await newClient({ autogenerateQueryId: false, autogenerateSessionId: true });
  const table = await makeTable('n UInt64');
  const times: string[] = [];
  const onProgress = (name: string) => ({ onProgress: (): unknown => times.push(name) });
  await client.query('SELECT 1', onProgress('query'));
  await client.query('SELECT 1 WHERE 0', onProgress('empty'));
  await client.queryColumns('SELECT 1', onProgress('queryColumns'));
  await client.command('SELECT 1', onProgress('command'));
  await client.queryRowsStream('SELECT 1', onProgress('queryRowsStream')).toArray();
  await client.queryRowBlockStream('SELECT 1', onProgress('queryRowBlockStream')).toArray();
  await client.queryColumnBlockStream('SELECT 1', onProgress('queryColumnBlockStream')).toArray();
  await client.insert(table, [[1n], [2n]], onProgress('insert'));
  const insert = [
    'query',
    'empty',
    'queryColumns',
    'command',
    'queryRowsStream',
    'queryRowBlockStream',
    'queryColumnBlockStream',
    'insert',
  ];
  t.deepEqual(times, insert);
  t.deepEqual(await contents(table), [[1n], [2n]]);
});

test('an insert tells the rows that it wrote', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64');
  let last: QuerySummary | undefined;
  const { summary } = await client.insert(table, [[1n], [2n]], {
    onProgress: (progress) => {
      last = progress;
    },
  });
  t.is(last?.writtenRows, 2);
  t.is(summary.writtenRows, 2);
  const copied = (await client.command(`INSERT INTO ${table} SELECT n FROM ${table}`)) as QuerySummary;
  t.is(copied.writtenRows, 2);
  t.is(copied.readRows, 2);
});

test('what the callback throws ends the query, at any time', async (t) => {
  const client = await getClient();
  const fault = new Error('enough');
  let times = 0;
  const soon = (): never => {
    times += 1;
    throw fault;
  };
  await t.throwsAsync(client.query(slow, { onProgress: soon }), { is: fault });
  t.is(times, 1);
  const later = (): Promise<never> => Promise.reject(fault);
  await t.throwsAsync(client.query(slow, { onProgress: later }), { is: fault });
  t.is(await client.command('SELECT 1', { onProgress: later }), 1);
  await t.throwsAsync(client.query('SELECT 1', { onProgress: soon }), { is: fault });
  await t.throwsAsync(client.queryRowsStream(slow, { onProgress: soon }).toArray(), { is: fault });
  t.is(await client.command('SELECT 1'), 1);
});

test('a callback that throws when a stream is left keeps no connection', async (t) => {
  await using client = await newClient({ maxConnections: 1, autogenerateSessionId: true });
  const fault = new Error('enough');
  const onProgress = (): never => {
    throw fault;
  };
  const left = async (): Promise<void> => {
    for await (const _ of client.queryRowsStream('SELECT number FROM system.numbers', { onProgress })) break;
  };
  await t.throwsAsync(left(), { is: fault });
  t.is(await client.command('SELECT 1'), 1);
});

test('a failed query tells no end, and users who may not look do not fail', async (t) => {
  const client = await getClient();
  const told: QuerySummary[] = [];
  const onProgress = (progress: QuerySummary): unknown => told.push(progress);
  await t.throwsAsync(client.query('SELECT nothing', { onProgress }), { code: 'UNKNOWN_IDENTIFIER' });
  t.is(told.length, 0);
  await client.query('SELECT sleep(0.5)', { onProgress, settings: { readonly: 2 } });
  t.true(told.length >= 1);
  await t.throwsAsync(client.query('SELECT 1', { onProgress: 1 as never }), {
    message: /'onProgress' must be a function/,
  });
});

test('an answer may have the headers of a long progress, within limits', async (t) => {
  const answer = await record((await getServer()).url, 'SELECT 1 AS a');
  const progress = '{"read_rows":"1","read_bytes":"8","total_rows_to_read":"2","elapsed_ns":"3"}';
  let count = 0;
  await using fake = await startFake((response) => {
    response.setHeader('x-clickhouse-progress', Array(count).fill(progress));
    replay(response, answer);
  });
  await using client = await newClient({ url: fake.url, queryRetries: 0 });
  for (count of [99, 150, 2000]) t.is(await client.command('SELECT 1 AS a'), 1);
  count = 5000;
  await t.throwsAsync(client.command('SELECT 1 AS a'), {
    code: 'ERR_UNEXPECTED_RESPONSE',
    message: /answered with more headers than 2048, or 400 KiB of them/,
  });
});
