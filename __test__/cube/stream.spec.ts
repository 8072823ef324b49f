import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import test from 'ava';

import type { Client } from '../../index.js';
import { getClient } from '../helpers/client.ts';
import { getDriver, newDriver } from '../helpers/cube.ts';
import { until } from '../helpers/wait.ts';

const LONG = 'SELECT number AS n, toString(number) AS s FROM numbers(1000000000)';

/** How many queries the server works on whose ids begin so. */
async function running(client: Client, requestId: string): Promise<number> {
  const sql =
    'SELECT count() FROM system.processes WHERE startsWith(query_id, {requestId:String}) AND NOT is_cancelled';
  return Number(await client.command(sql, { parameters: { requestId } }));
}

test('a stream has the rows and types of the query', async (t) => {
  const driver = await getDriver();
  const sql =
    "SELECT number AS n, toDate('2026-01-01') + number AS day, if(number = 1, NULL, 1.5) AS x FROM numbers(?)";
  const { rowStream, types, release } = await driver.stream(sql, [20_000], { highWaterMark: 100 });
  t.true(rowStream instanceof Readable);
  t.is(rowStream.readableHighWaterMark, 100);
  t.deepEqual(types, [
    { name: 'n', type: 'bigint' },
    { name: 'day', type: 'date' },
    { name: 'x', type: 'double' },
  ]);
  const rows = await rowStream.toArray();
  t.deepEqual(rows, await driver.query(sql, [20_000]));
  t.deepEqual(rows[1], { n: '1', day: '2026-01-02T00:00:00.000', x: null });
  await release();
});

test('a stream without rows ends, and has types', async (t) => {
  const driver = await getDriver();
  const { rowStream, types } = await driver.stream('SELECT 1 AS a WHERE ? = 2', [1], { highWaterMark: 1 });
  t.deepEqual(types, [{ name: 'a', type: 'int' }]);
  t.deepEqual(await rowStream.toArray(), []);
});

test('whoever reads slowly or in another way gets every row once, in order', async (t) => {
  const driver = await getDriver();
  for (const highWaterMark of [1, 7, 8192]) {
    const { rowStream } = await driver.stream('SELECT number AS n FROM numbers(10000)', [], { highWaterMark });
    let next = 0;
    const target = new Writable({
      objectMode: true,
      highWaterMark: 3,
      write({ n }, _, done) {
        if (n === String(next)) next++;
        if (next % 1000 === 0) setImmediate(done);
        else done();
      },
    });
    await pipeline(rowStream, target);
    t.is(next, 10_000);

    const { rowStream: paused } = await driver.stream('SELECT number AS n FROM numbers(10000)', [], { highWaterMark });
    let read = 0;
    paused.on('readable', () => {
      for (let row = paused.read(); row !== null; row = paused.read()) if (row.n === String(read)) read++;
    });
    await once(paused, 'end');
    t.is(read, 10_000);
  }
});

test('streamQuery is the stream alone', async (t) => {
  const driver = await newDriver({ maxPoolSize: 1 });
  const rows = await driver.streamQuery('SELECT number AS n FROM numbers(3) WHERE number > ?', ['0']);
  t.deepEqual(await rows.toArray(), [{ n: '1' }, { n: '2' }]);
  t.deepEqual(await driver.query('SELECT 1 AS a'), [{ a: '1' }]);
});

test('a stream that is released early ends its query, and gives its connection to others', async (t) => {
  const client = await getClient();
  const driver = await newDriver({ maxPoolSize: 1 });
  for (const leave of ['release', 'destroy', 'break'] as const) {
    const requestId = `early-${leave}`;
    const { rowStream, release } = await driver.stream(LONG, [], { highWaterMark: 100, requestId });
    for await (const row of rowStream.iterator({ destroyOnReturn: leave === 'break' })) {
      t.deepEqual(row, { n: '0', s: '0' });
      break;
    }
    if (leave === 'release') await release();
    if (leave === 'destroy') rowStream.destroy();
    t.deepEqual(await driver.query('SELECT 1 AS a'), [{ a: '1' }]);
    await until(async () => (await running(client, requestId)) === 0);
    t.true(rowStream.destroyed);
    await release();
  }
});

test('a failure in the middle is an error of the stream', async (t) => {
  const driver = await newDriver({ maxPoolSize: 1 });
  const sql = 'SELECT throwIf(number = 3000000) AS a, repeat(toString(number), 10) AS s FROM numbers(10000000)';
  const { rowStream, release } = await driver.stream(sql, [], { highWaterMark: 1000 });
  await t.throwsAsync(pipeline(rowStream, new Writable({ objectMode: true, write: (_row, _, done) => done() })), {
    code: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO',
  });
  await release();
  t.deepEqual(await driver.query('SELECT 1 AS a'), [{ a: '1' }]);
});

test('a query that Cube cancels ends on the server, and rejects', async (t) => {
  const driver = await getDriver();
  const client = await getClient();
  const requestId = 'cancelled-query';
  const query = driver.query('SELECT sum(number) FROM numbers(100000000000000)', [], { requestId });
  const rejection = t.throwsAsync(query, { code: 'ERR_CANCELLED' });
  await until(async () => (await running(client, requestId)) === 1);
  await query.cancel();
  await rejection;
  await until(async () => (await running(client, requestId)) === 0);
  await t.notThrowsAsync(query.cancel());
});

test('downloads, pre-aggregations and uploads can be cancelled as well', async (t) => {
  const driver = await getDriver();
  const client = await getClient();
  const slow = 'SELECT sum(number) AS n FROM numbers(100000000000000)';
  const load = `CREATE TABLE cancelled ENGINE = Memory AS ${slow}`;
  const started = {
    'cancelled-download': (requestId: string) => driver.downloadQueryResults(slow, [], { highWaterMark: 1, requestId }),
    'cancelled-load': (requestId: string) => driver.query(load, [], { requestId }),
    'cancelled-stream': (requestId: string) => driver.stream(slow, [], { highWaterMark: 1, requestId }),
  };
  for (const [requestId, start] of Object.entries(started)) {
    const query = start(requestId);
    const rejection = t.throwsAsync(query, { code: 'ERR_CANCELLED' });
    await until(async () => (await running(client, requestId)) === 1);
    await query.cancel();
    await rejection;
    await until(async () => (await running(client, requestId)) === 0);
  }
  const endless = new Readable({ objectMode: true, read() {} });
  const upload = driver.uploadTableWithIndexes(
    'cancelled_upload',
    [{ name: 'a', type: 'text' }],
    { rowStream: endless },
    [],
  );
  const rejection = t.throwsAsync(upload, { code: 'ERR_CANCELLED' });
  await until(async () => (await driver.tableColumnTypes('cancelled_upload')).length > 0);
  await upload.cancel();
  await rejection;
  t.deepEqual(await driver.tableColumnTypes('cancelled_upload'), []);
});

test('a stream that is cancelled while it is read fails', async (t) => {
  const driver = await newDriver({ maxPoolSize: 1 });
  const streaming = driver.stream(LONG, [], { highWaterMark: 100, requestId: 'cancelled-reading' });
  const { rowStream } = await streaming;
  await streaming.cancel();
  await t.throwsAsync(rowStream.toArray(), { code: 'ERR_CANCELLED' });
  t.deepEqual(await driver.query('SELECT 1 AS a'), [{ a: '1' }]);
});
