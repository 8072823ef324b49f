import test from 'ava';

import { createClient } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';

const deduplicates = 'ENGINE = MergeTree ORDER BY tuple() SETTINGS non_replicated_deduplication_window = 100';
const typed = { columnNames: ['n'], columnTypes: ['UInt32'] };

test('an insert with the token of another is dropped by the server', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32', deduplicates);
  await client.insert(table, [[1]], { deduplicationToken: 'first' });
  await client.insert(table, [[2]], { deduplicationToken: 'first' });
  await client.insert(table, [[3]], { deduplicationToken: 'second' });
  t.deepEqual(await contents(table), [[1], [3]]);
});

test('an automatic token is another for each insert', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32', deduplicates);
  // Without tokens the server knows equal blocks again.
  for (let round = 0; round < 2; round++) await client.insert(table, [[1]]);
  for (let round = 0; round < 2; round++) await client.insert(table, [[1]], { deduplicationToken: 'auto' });
  t.is(await countRows(table), 3n);
});

test('a token is laid over the settings, and must be a text', async (t) => {
  await using fake = await startFake((response) => response.end());
  await using client = createClient({ url: fake.url, settings: { insert_deduplication_token: 'of the client' } });
  const settings = { insert_deduplication_token: 'of the call', max_threads: 1 };
  await client.insert('t', [[1]], { ...typed, settings, deduplicationToken: 'x' });
  t.deepEqual(fake.received[0]?.query.getAll('insert_deduplication_token'), ['x']);
  t.is(fake.received[0]?.query.get('max_threads'), '1');
  for (const deduplicationToken of ['', 7, true] as unknown as string[]) {
    const call = client.insert('t', [[1]], { ...typed, deduplicationToken });
    await t.throwsAsync(call, { code: 'ERR_INVALID_ARG', message: /deduplicationToken/ });
  }
});
