import test from 'ava';

import type { Client } from '../../index.js';
import { ClickHouseError } from '../../src/index.ts';
import { countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { record, replay, startFake } from '../helpers/fake-server.ts';
import { type Seen, startRelay } from '../helpers/relay.ts';
import { getServer, reader } from '../helpers/server.ts';

const codecs = ['lz4', 'zstd', 'gzip', 'br', 'deflate'] as const;
type Codec = (typeof codecs)[number];

async function compressed(compress: Codec = 'lz4'): Promise<Client> {
  return newClient({ compress });
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

test.serial(
  'content codings are asked for as HTTP does it, with a low level unless the caller has another',
  async (t) => {
    const answer = await record((await getServer()).url, 'SELECT 7 AS n');
    await using fake = await startFake((response) => replay(response, answer));
    for (const compress of ['zstd', 'gzip', 'br', 'deflate'] as const) {
      await using client = await newClient({ url: fake.url, compress });
      // What comes without is accepted.
      t.is(await client.command('SELECT 7 AS n'), 7);
      const sent = fake.received.at(-1);
      t.is(sent?.headers['accept-encoding'], compress);
      const asked = ['compress', 'enable_http_compression', 'http_zlib_compression_level'].map((n) =>
        sent?.query.get(n),
      );
      t.deepEqual(asked, [null, '1', '1']);
      await client.command('SELECT 7 AS n', { settings: { http_zlib_compression_level: 5 } });
      t.deepEqual(fake.received.at(-1)?.query.getAll('http_zlib_compression_level'), ['5']);
    }
  },
);

test('responses and inserts travel in the codec that was chosen', async (t) => {
  const { url } = await getServer();
  const table = await makeTable('n UInt64');
  const rows = { n: BigUint64Array.from({ length: 100_000 }, (_, n) => BigInt(n % 7)) };
  const plain = rows.n.byteLength;
  for (const compress of codecs) {
    const seen: Seen[] = [];
    await using proxy = await startRelay(url, (one) => seen.push(one));
    await using client = await newClient({ url: proxy.url, compress });
    t.is((await client.query('SELECT number % 7 AS n FROM numbers(100000)')).rowCount, 100_000);
    const { encoding, size } = seen.at(-1)?.response ?? {};
    t.is(encoding, compress === 'lz4' ? undefined : compress);
    t.true(Number(size) < plain / 2, `${size} bytes came with ${compress}`);
    await client.insert(table, rows);
    const sent = seen.at(-1)?.request;
    t.is(sent?.encoding, compress === 'lz4' || compress === 'zstd' ? undefined : compress);
    t.true(Number(sent?.size) < plain / 2, `${sent?.size} bytes left with ${compress}`);
  }
  t.is(await countRows(table), BigInt(codecs.length * 100_000));
});

test('what an insert sends can be compressed otherwise than what its client reads', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt64');
  for (const compression of [true, false, ...codecs]) await client.insert(table, [{ n: 1n }], { compression });
  t.is(await countRows(table), 7n);
});

test('statements that are too long for a URL go in front of compressed data', async (t) => {
  const names = Array.from({ length: 300 }, (_, n) => `a_column_with_a_long_name_${n}`);
  const table = await makeTable(names.map((name) => `${name} UInt8`).join(', '));
  const row = Object.fromEntries(names.map((name) => [name, 1]));
  for (const compression of codecs) await (await getClient()).insert(table, [row], { compression });
  const generated = (function* () {
    yield row;
  })();
  await (await getClient()).insert(table, generated, { compression: 'gzip' });
  t.is(await countRows(table), 6n);
});

test('readonly users have every codec and all else that needs no setting', async (t) => {
  const { url } = await getServer();
  for (const compress of [false, ...codecs] as const) {
    let requests = 0;
    await using proxy = await startRelay(url, () => requests++);
    await using client = await newClient({ url: proxy.url, compress, ...reader });
    for (let n = 1; n <= 3; n++) t.is(await client.command('SELECT {n:UInt8}', { parameters: { n } }), n);
    // A refused setting costs one request, once.
    t.is(requests, compress === false || compress === 'lz4' ? 3 : 4);
    t.is((await client.rawQuery('SELECT 1')).toString(), '1\n');
    t.is((await client.query('SELECT number FROM numbers(200000)')).rowCount, 200_000);
    await t.throwsAsync(client.query('SELECT 1', { settings: { max_threads: 1 } }), { code: 'READONLY' });
  }
});

for (const codec of codecs) {
  test(`small results are the same with ${codec}`, async (t) => {
    await using client = await compressed(codec);
    t.is(await client.command('SELECT 1'), 1);
    t.deepEqual((await client.query("SELECT 'a' AS s, [1, 2] AS a, NULL AS n")).rows(), [
      { s: 'a', a: [1, 2], n: null },
    ]);
    t.deepEqual(await client.queryColumns('SELECT number AS n FROM numbers(3)'), { n: BigUint64Array.of(0n, 1n, 2n) });
  });

  test(`empty results have names and types with ${codec}`, async (t) => {
    await using client = await compressed(codec);
    const result = await client.query('SELECT 1 AS a WHERE 0');
    t.deepEqual([result.columnNames, result.columnTypes.map(String), result.rowCount], [['a'], ['UInt8'], 0]);
    t.is(await client.command('SELECT 1 WHERE 0'), undefined);
  });

  test(`a million rows are the same with ${codec}`, async (t) => {
    await using client = await compressed(codec);
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

  test(`random bytes that compression cannot shrink are the same with ${codec}`, async (t) => {
    await using client = await compressed(codec);
    const sql = 'SELECT randomFixedString(200) AS s, hex(s) AS h FROM numbers(20000)';
    const result = await client.query<{ s: Buffer; h: string }>(sql);
    t.is(result.rowCount, 20_000);
    t.true(result.rows().every(({ s, h }) => s.toString('hex').toUpperCase() === h));
  });
}

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
  const table = await makeTable('a UInt32');
  await client.insert(table, { a: Uint32Array.from({ length: 100_000 }, (_, n) => n) });
  t.deepEqual(await client.command(`SELECT count(), sum(a) FROM ${table}`), [100_000n, 4_999_950_000n]);
});

for (const codec of codecs) {
  test(`errors before the data began are the errors of the server with ${codec}`, async (t) => {
    await using client = await compressed(codec);
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
}

for (const compress of [false, ...codecs] as const) {
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
