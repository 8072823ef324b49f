import { randomUUID } from 'node:crypto';
import test from 'ava';

import { ProgrammingError, StreamClosedError } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { record, replay, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';
import { started, until } from '../helpers/wait.ts';

const sql = "SELECT number AS n, 'x' AS s FROM numbers({rows:UInt64}) SETTINGS max_block_size = 10";

test('the source is known before the first item', async (t) => {
  const client = await getClient();
  const queryId = randomUUID();
  const stream = client.queryRowsStream(sql, { parameters: { rows: 25 }, queryId });
  t.is(stream.queryId, queryId);
  const source = await stream.source;
  t.deepEqual(source.columnNames, ['n', 's']);
  t.deepEqual(source.columnTypes.map(String), ['UInt64', 'String']);
  t.is(source.queryId, queryId);
  t.is((await stream.toArray()).length, 25);
});

test('the source is known while iterating, and afterwards', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream(sql, { parameters: { rows: 25 } });
  let rows = 0;
  for await (const _ of stream) {
    if (rows++ === 11) t.deepEqual((await stream.source).columnNames, ['n', 's']);
  }
  t.is(rows, 25);
  t.deepEqual((await stream.source).columnNames, ['n', 's']);
});

test('the source of an empty result has names and types', async (t) => {
  const client = await getClient();
  for (const options of [{ parameters: { rows: 0 } }, { parameters: { rows: 0 }, blockSize: 5 }]) {
    const stream = client.queryColumnBlockStream(sql, options);
    const { columnNames, columnTypes } = await stream.source;
    t.deepEqual(
      [columnNames, columnTypes.map(String)],
      [
        ['n', 's'],
        ['UInt64', 'String'],
      ],
    );
    t.deepEqual(await stream.toArray(), []);
  }
});

test('asking for the source twice, and beside the first item, asks the server once', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream(sql, { parameters: { rows: 25 } });
  const iterator = stream[Symbol.asyncIterator]();
  const [one, first, two] = await Promise.all([stream.source, iterator.next(), stream.source]);
  t.deepEqual(one.columnNames, two.columnNames);
  t.deepEqual(first, { done: false, value: { n: 0n, s: 'x' } });
  t.deepEqual(await iterator.next(), { done: false, value: { n: 1n, s: 'x' } });
  await stream.close();
});

test('the summary is there when the stream has ended', async (t) => {
  const client = await getClient();
  const settings = { wait_end_of_query: 1 };
  const stream = client.queryRowsStream(sql, { parameters: { rows: 25 }, settings });
  const { summary } = stream;
  t.is((await stream.toArray()).length, 25);
  t.is((await summary).readRows, 25);
  t.is((await stream.summary).readRows, 25);
});

test('the summary of a stream that was left rejects', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream(sql, { parameters: { rows: 25 } });
  const { summary } = stream;
  for await (const _ of stream) break;
  await t.throwsAsync(summary, { instanceOf: StreamClosedError });
  await t.throwsAsync(stream.summary, { instanceOf: StreamClosedError });
});

test('source, summary and items of a stream that fails reject with the same error', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream('SELECT * FROM no_such_table');
  const { summary } = stream;
  const error = await t.throwsAsync(stream.source, { instanceOf: ProgrammingError, code: 'UNKNOWN_TABLE' });
  t.is(await t.throwsAsync(summary), error);
  t.is(await t.throwsAsync(stream.source), error);
  t.is(await t.throwsAsync(stream.toArray()), error);
});

test('the summary alone starts the query', async (t) => {
  const client = await getClient();
  const none = client.queryRowsStream(sql, { parameters: { rows: 0 } });
  t.is((await none.summary).writtenRows, 0);
  t.deepEqual(await none.toArray(), []);

  const stream = client.queryRowsStream('SELECT number FROM system.numbers');
  const ended = t.throwsAsync(stream.summary, { instanceOf: StreamClosedError });
  await started(client, stream.queryId ?? '');
  for await (const _ of stream) break;
  await ended;

  const failing = client.queryRowsStream('SELECT * FROM no_such_table');
  const error = await t.throwsAsync(failing.summary, { instanceOf: ProgrammingError, code: 'UNKNOWN_TABLE' });
  t.is(await t.throwsAsync(failing.toArray()), error);
});

test('the source of an empty result is asked for once', async (t) => {
  const answer = await record((await getServer()).url, 'SELECT 1 WHERE 0');
  await using fake = await startFake((response) => replay(response, answer));
  await using client = await newClient({ url: fake.url });
  const stream = client.queryRowsStream('SELECT 1');
  t.is(await stream.source, await stream.source);
  await Promise.all([stream.source, stream.source]);
  t.deepEqual(
    fake.received.map(({ body }) => String(body).slice(0, 8)),
    ['SELECT 1', 'DESCRIBE'],
  );
});

test('an abort of a stream whose answer never began rejects everything and leaves nothing unhandled', async (t) => {
  await using fake = await startFake(() => undefined);
  await using client = await newClient({ url: fake.url });
  const controller = new AbortController();
  const reason = new Error('the user went away');
  const stream = client.queryRowsStream('SELECT 1', { signal: controller.signal });
  const source = t.throwsAsync(stream.source, { is: reason });
  await until(() => fake.received.length === 1);
  controller.abort(reason);
  await t.throwsAsync(stream.toArray(), { is: reason });
  await source;
  await t.throwsAsync(stream.summary, { is: reason });
});
