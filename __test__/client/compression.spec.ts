import test from 'ava';

import type { Client } from '../../index.js';
import { ClickHouseError } from '../../src/index.ts';
import { newClient } from '../helpers/client.ts';
import { record, replay, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';

async function compressed(): Promise<Client> {
  return newClient({ compress: 'lz4' });
}

test('responses are compressed when asked for, and for other hosts', async (t) => {
  const answer = await record((await getServer()).url, 'SELECT 7 AS n');
  await using fake = await startFake((response) => replay(response, answer));
  for (const [compress, wanted] of [
    [undefined, null],
    [true, null],
    [false, null],
    ['lz4', '1'],
  ] as const) {
    await using client = await newClient({ url: fake.url, compress });
    await client.query('SELECT 7 AS n').catch(() => undefined);
    t.is(fake.received.at(-1)?.query.get('compress'), wanted);
  }
});

test('small results are the same', async (t) => {
  await using client = await compressed();
  t.is(await client.command('SELECT 1'), 1);
  t.deepEqual((await client.query("SELECT 'a' AS s, [1, 2] AS a, NULL AS n")).rows(), [{ s: 'a', a: [1, 2], n: null }]);
  t.deepEqual(await client.queryColumns('SELECT number AS n FROM numbers(3)'), { n: BigUint64Array.of(0n, 1n, 2n) });
});

test('empty results have names and types', async (t) => {
  await using client = await compressed();
  const result = await client.query('SELECT 1 AS a WHERE 0');
  t.deepEqual([result.columnNames, result.columnTypes.map(String), result.rowCount], [['a'], ['UInt8'], 0]);
  t.is(await client.command('SELECT 1 WHERE 0'), undefined);
});

test('a million rows are the same', async (t) => {
  await using client = await compressed();
  const sql = "SELECT number AS n, concat('text ', toString(number)) AS s FROM numbers(1000000) ORDER BY n";
  const result = await client.query(sql);
  t.is(result.rowCount, 1_000_000);
  const numbers = result.column('n').values as BigUint64Array;
  t.is(
    numbers.findIndex((n, index) => n !== BigInt(index)),
    -1,
  );
  t.is(result.column('s').get(999_999), 'text 999999');
  let next = 0;
  for await (const rows of client.queryRowBlockStream<{ s: string }>(sql)) {
    for (const { s } of rows) if (s !== `text ${next++}`) t.fail(`${s} came out of order`);
  }
  t.is(next, 1_000_000);
});

test('random bytes that compression cannot shrink are the same', async (t) => {
  await using client = await compressed();
  const sql = 'SELECT randomFixedString(200) AS s, hex(s) AS h FROM numbers(20000)';
  const result = await client.query<{ s: Buffer; h: string }>(sql);
  t.is(result.rowCount, 20_000);
  t.true(result.rows().every(({ s, h }) => s.toString('hex').toUpperCase() === h));
});

// Servers up to 26.7 compress with LZ4 over HTTP whatever is asked for.
for (const method of ['ZSTD', 'LZ4HC']) {
  test(`results are the same when the server is asked to compress with ${method}`, async (t) => {
    await using client = await compressed();
    const sql = "SELECT number AS n, concat('текст ', toString(number % 1000)) AS s FROM numbers(300000) ORDER BY n";
    const packed = await client.query(sql, { settings: { network_compression_method: method } });
    t.deepEqual(packed.columns(), (await client.query(sql)).columns());
  });
}

test('statements without a result work', async (t) => {
  await using client = await compressed();
  await client.command('CREATE TABLE packed (a UInt32) ENGINE = MergeTree ORDER BY a');
  await client.insert('packed', { a: Uint32Array.from({ length: 100_000 }, (_, n) => n) });
  t.deepEqual(await client.command('SELECT count(), sum(a) FROM packed'), [100_000n, 4_999_950_000n]);
});

test('errors before the data began are the errors of the server', async (t) => {
  await using client = await compressed();
  for (const [sql, code] of [
    ['SELECT * FROM no_such_table', 'UNKNOWN_TABLE'],
    ['SELEC 1', 'SYNTAX_ERROR'],
    ['SELECT throwIf(1)', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
  ] as const) {
    for (const call of [client.query(sql), client.command(sql), client.queryRowsStream(sql).toArray()]) {
      const error = await t.throwsAsync(call, { instanceOf: ClickHouseError, code });
      t.false(/[^\p{L}\p{N}\p{P}\p{S}\p{Z}]/u.test(error?.message ?? '\0'), error?.message);
    }
  }
});

for (const compress of [false, 'lz4'] as const) {
  for (const settings of [{}, { http_write_exception_in_output_format: 1 }, { wait_end_of_query: 1 }]) {
    const how = Object.keys(settings)[0] ?? 'default settings';
    test(`errors after the data began are the errors of the server with compress ${compress} and ${how}`, async (t) => {
      await using client = await newClient({ compress });
      const sql = "SELECT number, throwIf(number = 700000, 'enough of it') FROM numbers(1000000)";
      const options = { settings: { ...settings, max_threads: 1, max_block_size: 65_409 } };
      for (const call of [
        client.query(sql, options),
        client.queryColumns(sql, options),
        client.command(sql, options),
        client.queryRowBlockStream(sql, options).toArray(),
        client.queryColumnBlockStream(sql, options).toArray(),
      ]) {
        const error = await t.throwsAsync(call, {
          instanceOf: ClickHouseError,
          code: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO',
        });
        t.is((error as ClickHouseError).serverCode, 395);
        t.regex(error?.message ?? '', /^enough of it/);
      }
    });
  }
}
