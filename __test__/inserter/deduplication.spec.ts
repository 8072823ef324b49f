import test from 'ava';

import type { BatchFailure } from '../../index.js';
import { createClient } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable } from '../helpers/client.ts';
import { startCuttingProxy } from '../helpers/cutting-proxy.ts';
import { startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';

const deduplicates = 'ENGINE = MergeTree ORDER BY tuple() SETTINGS non_replicated_deduplication_window = 100';
const typed = { columnNames: ['n'], columnTypes: ['UInt32'] };

for (const what of ['all', 'end'] as const) {
  test(`with deduplication each row is stored once, also when ${what} of answers is lost`, async (t) => {
    const table = await makeTable('n UInt32', deduplicates);
    await using proxy = await startCuttingProxy(await getServer(), 2, what);
    await using client = createClient({ url: proxy.url });
    const inserter = client.inserter<[number]>(table, { maxRows: 100, deduplicate: true });
    for (let n = 0; n < 1000; n++) await inserter.add([n]);
    await inserter.close();
    t.is(proxy.lost, 2);
    t.deepEqual(inserter.stats, {
      rowsQueued: 0,
      rowsSent: 1000,
      rowsWritten: 1000,
      flushes: 10,
      retries: 2,
      failed: 0,
    });
    t.deepEqual(
      await contents(table),
      Array.from({ length: 1000 }, (_, n) => [n]),
    );
  });
}

test('equal batches are all stored', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32', deduplicates);
  const inserter = client.inserter<[number]>(table, { maxRows: 1, deduplicate: true });
  for (let round = 0; round < 5; round++) await inserter.add([7]);
  await inserter.close();
  t.is(await countRows(table), 5n);
});

test('a batch is sent three times at most, and stays in doubt', async (t) => {
  const table = await makeTable('n UInt32', deduplicates);
  await using proxy = await startCuttingProxy(await getServer(), 100);
  await using client = createClient({ url: proxy.url });
  const failures: BatchFailure[] = [];
  const inserter = client.inserter(table, { deduplicate: true, onError: (failure) => failures.push(failure) });
  inserter.addBatch([[1], [2]]);
  await inserter.close();
  t.is(proxy.lost, 3);
  t.like(inserter.stats, { retries: 2, flushes: 1, failed: 1, rowsSent: 2, rowsWritten: 0 });
  t.deepEqual(
    failures.map(({ rows, stored }) => [rows, stored]),
    [[[[1], [2]], 'unknown']],
  );
  t.is(await countRows(table), 2n);
});

const answers = [
  { what: 'refused for good', status: 404, times: 1 },
  { what: 'refused for now', status: 503, times: 3 },
];

for (const { what, status, times } of answers) {
  test(`a batch that is ${what} is sent ${times} times, with its token`, async (t) => {
    await using fake = await startFake((response) => response.writeHead(status).end());
    await using client = createClient({ url: fake.url });
    const inserter = client.inserter('t', { ...typed, maxRows: 1, concurrency: 1, deduplicate: true });
    inserter.addBatch([[1], [2]]);
    await t.throwsAsync(inserter.close());
    const tokens = fake.received.map(({ query }) => query.get('insert_deduplication_token'));
    t.is(tokens.length, 2 * times);
    t.is(new Set(tokens.slice(0, times)).size, 1);
    t.is(new Set(tokens).size, 2);
    t.is(new Set(fake.received.map(({ query }) => query.get('query_id'))).size, 2 * times);
  });
}

test('a doubt is not taken away by a later attempt', async (t) => {
  let asked = 0;
  await using fake = await startFake((response) => {
    if (asked++ === 0) response.socket?.resetAndDestroy();
    else
      response
        .writeHead(404, { 'x-clickhouse-exception-code': '60' })
        .end('Code: 60. DB::Exception: x. (UNKNOWN_TABLE)');
  });
  await using client = createClient({ url: fake.url });
  const failures: BatchFailure[] = [];
  const inserter = client.inserter('t', { ...typed, deduplicate: true, onError: (failure) => failures.push(failure) });
  inserter.add([1]);
  await inserter.close();
  t.like(failures[0], { stored: 'unknown', error: { code: 'UNKNOWN_TABLE' } });
});
