import { setImmediate } from 'node:timers/promises';
import test from 'ava';

import { ClickHouseError, StreamClosedError } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { record, replay, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';
import { started, stopped } from '../helpers/wait.ts';

const endless = 'SELECT number AS n FROM system.numbers SETTINGS max_block_size = 1000';

test('leaving a loop stops the query on the server', async (t) => {
  const client = await getClient();
  for (const stream of [
    client.queryRowsStream(endless),
    client.queryRowBlockStream(endless),
    client.queryRowBlockStream(endless, { blockSize: 10_000 }),
    client.queryColumnBlockStream(endless),
  ]) {
    for await (const _ of stream as AsyncIterable<unknown>) {
      await started(client, stream.queryId ?? '');
      break;
    }
    await stopped(client, stream.queryId ?? '');
  }
  t.pass();
});

test('an error thrown in a loop stops the query on the server', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream(endless);
  await t.throwsAsync(
    async () => {
      for await (const _ of stream) throw new Error('enough');
    },
    { message: 'enough' },
  );
  await stopped(client, stream.queryId ?? '');
});

test('closing before the first item stops the query on the server', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream('SELECT max(sleepEachRow(1)) FROM numbers(100) SETTINGS max_block_size = 1');
  const next = stream[Symbol.asyncIterator]().next();
  await started(client, stream.queryId ?? '');
  await stream.close();
  await t.throwsAsync(next, { instanceOf: StreamClosedError });
  await stopped(client, stream.queryId ?? '');
});

test('closing while an item is awaited ends the wait', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream('SELECT sleepEachRow(0.5) FROM numbers(100) SETTINGS max_block_size = 1');
  const iterator = stream[Symbol.asyncIterator]();
  t.is((await iterator.next()).done, false);
  const next = iterator.next();
  await stream.close();
  await t.throwsAsync(next, { instanceOf: StreamClosedError });
  await stopped(client, stream.queryId ?? '');
});

test('calls of next that overlap get the items in order', async (t) => {
  const client = await getClient();
  const sql = 'SELECT number AS n FROM numbers(5000) ORDER BY n SETTINGS max_block_size = 100';
  const iterator = client.queryRowsStream<{ n: bigint }>(sql)[Symbol.asyncIterator]();
  const results = await Promise.all(Array.from({ length: 5003 }, () => iterator.next()));
  t.deepEqual(
    results.map(({ done, value }) => (done === true ? undefined : Number(value?.n))),
    Array.from({ length: 5003 }, (_, n) => (n < 5000 ? n : undefined)),
  );
});

test('an error in the middle comes after the items before it, once, and then the end', async (t) => {
  const client = await getClient();
  const sql = 'SELECT number AS n, throwIf(n = 700000) AS e FROM numbers(1000000)';
  const stream = client.queryRowBlockStream(sql, { settings: { max_threads: 1, max_block_size: 8192 } });
  const iterator = stream[Symbol.asyncIterator]();
  let rows = 0;
  let error: unknown;
  while (error === undefined) {
    const result = await iterator.next().catch((thrown: unknown) => {
      error = thrown;
    });
    if (result === undefined) break;
    t.false(result.done);
    rows += result.value?.length ?? 0;
  }
  t.true(error instanceof ClickHouseError);
  t.is((error as ClickHouseError).code, 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO');
  t.true(rows > 100_000 && rows <= 700_000, String(rows));
  t.deepEqual(await iterator.next(), { done: true, value: undefined });
  t.deepEqual(await iterator.next(), { done: true, value: undefined });
  await t.throwsAsync(stream.summary, { is: error as Error });
});

test('overlapping calls of next tell an error once', async (t) => {
  const client = await getClient();
  const iterator = client.queryRowsStream('SELECT * FROM no_such_table')[Symbol.asyncIterator]();
  const results = await Promise.allSettled([iterator.next(), iterator.next(), iterator.next()]);
  t.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'fulfilled', 'fulfilled'],
  );
});

test('a slow consumer gets everything', async (t) => {
  await using client = await newClient({ httpBufferSize: 100_000 });
  const sql =
    "SELECT number AS n, repeat('x', 100) AS s FROM numbers(300000) ORDER BY n SETTINGS max_block_size = 1000";
  let next = 0n;
  for await (const rows of client.queryRowBlockStream<{ n: bigint; s: string }>(sql)) {
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    for (const { n } of rows) if (n !== next++) t.fail(`${n} came out of order`);
  }
  t.is(next, 300_000n);
});

test('a consumer that waits keeps the server waiting', async (t) => {
  const client = await getClient();
  await using small = await newClient({ httpBufferSize: 100_000 });
  const stream = small.queryRowsStream(endless);
  for await (const _ of stream) {
    const sql = 'SELECT read_rows FROM system.processes WHERE query_id = {queryId:String}';
    const read = () => client.command<bigint>(sql, { parameters: { queryId: stream.queryId } });
    let [before, after] = [await read(), await read()];
    for (let same = 0; same < 20; same = before === after ? same + 1 : 0) [before, after] = [after, await read()];
    t.true(after < 5_000_000n, String(after));
    break;
  }
});

test('return while an item is awaited is the end, and stops the query', async (t) => {
  const client = await getClient();
  for (const sql of [
    'SELECT sleepEachRow(0.5) FROM numbers(100) SETTINGS max_block_size = 1',
    'SELECT max(sleepEachRow(1)) FROM numbers(100) SETTINGS max_block_size = 1',
  ]) {
    const stream = client.queryRowsStream(sql);
    const iterator = stream[Symbol.asyncIterator]();
    const waiting = [iterator.next(), iterator.next(), iterator.next()];
    await started(client, stream.queryId ?? '');
    if (sql.includes('0.5')) await waiting[0];
    t.deepEqual(await iterator.return?.(), { done: true, value: undefined });
    t.deepEqual((await Promise.all(waiting)).at(-1), { done: true, value: undefined });
    t.deepEqual(await iterator.next(), { done: true, value: undefined });
    if (!sql.includes('0.5')) await t.throwsAsync(stream.source, { instanceOf: StreamClosedError });
    await stopped(client, stream.queryId ?? '');
  }
});

test('leaving a loop over a result that has arrived sends nothing more', async (t) => {
  const answer = await record((await getServer()).url, 'SELECT number FROM numbers(1000)');
  await using fake = await startFake((response) => replay(response, answer));
  await using client = await newClient({ url: fake.url });
  const rounds = 20;
  for (let round = 0; round < rounds; round++) {
    for await (const _ of client.queryRowsStream('SELECT 1')) break;
  }
  await client.ping();
  const kills = fake.received.filter(({ body }) => body.includes('KILL')).length;
  // On a machine that is busy with other tests the end may show too late, but hardly each time.
  t.true(kills < rounds / 2, String(kills));
});
