import { buffer } from 'node:stream/consumers';
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import test from 'ava';

import { ClickHouseError, createClient } from '../../src/index.ts';
import { getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';

const codecs = [false, 'lz4', 'zstd', 'gzip', 'br', 'deflate'] as const;
const thrown = { instanceOf: ClickHouseError, code: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' };

const formats = ['TSV', 'CSVWithNames', 'JSON', 'JSONEachRow', 'JSONCompact', 'XML', 'Values', 'RowBinary'];
const binary = ['Native', 'Arrow', 'ArrowStream', 'Parquet', 'MsgPack'];

for (const compress of codecs) {
  test(`a failure in the middle of an answer with compress ${compress} is an error in every format`, async (t) => {
    await using client = await newClient({ compress });
    for (const format of [...formats, ...binary]) {
      const sql = "SELECT number, throwIf(number = 1500000, 'enough of it') AS x FROM numbers(3000000)";
      for (const call of [
        () => client.rawQuery(sql, { format }),
        () => buffer(client.rawStream(sql, { format })),
        () => client.rawQuery(sql, { format, settings: { wait_end_of_query: 1 } }),
      ]) {
        const error = await t.throwsAsync(call(), thrown, format);
        t.regex(error?.message ?? '', /^enough of it/, format);
      }
    }
  });

  test(`what comes before a failure with compress ${compress} is data alone`, async (t) => {
    await using client = await newClient({ compress });
    const sql = "SELECT number, throwIf(number = 1500000, 'enough of it') AS x FROM numbers(3000000)";
    let next = 0;
    let rest = '';
    const reading = async () => {
      for await (const piece of client.rawStream(sql, { format: 'TSV', settings: { max_threads: 1 } })) {
        const lines = (rest + piece.toString('latin1')).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line !== '' && line !== `${next++}\t0`) t.fail(`${line} came at ${next}`);
      }
    };
    await t.throwsAsync(reading(), thrown);
    // ZSTD packs all of it into the buffer of the server, which then sends an error alone.
    t.true((next > 0 || compress === 'zstd') && next <= 1_500_000);
  });
}

test('rows of texts that look like exceptions are rows', async (t) => {
  const text = "'\\r\\n__exception__\\r\\nabcdefghijklmnop\\r\\nCode: 1. DB::Exception: x (version 24.3.1.1)\\n'";
  for (const compress of codecs) {
    await using client = await newClient({ compress });
    const sql = `SELECT ${text} AS s FROM numbers(50000)`;
    const raw = await client.rawQuery(sql, { format: 'RawBLOB' });
    t.true(
      raw.equals(
        Buffer.from(
          raw
            .subarray(0, raw.length / 50_000)
            .toString()
            .repeat(50_000),
        ),
      ),
    );
    t.is((await client.query(sql)).rowCount, 50_000);
  }
});

test('an exception goes into the output for whoever asks for that', async (t) => {
  const client = await getClient();
  const sql = "SELECT throwIf(number = 1500000, 'enough of it') AS x FROM numbers(3000000)";
  const settings = { http_write_exception_in_output_format: 1 };
  const answer = await client.rawQuery(sql, { format: 'JSONEachRow', settings });
  t.regex(answer.toString().slice(-1000), /"exception": ?"Code: 395/);
});

const TAG = 'abcdefghijklmnop';
const message = (version: string) =>
  `Code: 395. DB::Exception: enough. (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO) (version ${version} (official build))\n`;

/** How servers of each generation write an exception behind data, and how their response then ends. */
const generations = {
  'from 25.11': {
    headers: { 'x-clickhouse-exception-tag': TAG },
    trailer: `\r\n__exception__\r\n${TAG}\r\n${message('26.7.2.1')}${message('26.7.2.1').length} ${TAG}\r\n__exception__\r\n`,
    ends: false,
  },
  'from 24.11 to 25.10': { headers: {}, trailer: `__exception__\r\n${message('25.3.1.1')}`, ends: false },
  'up to 24.10': { headers: {}, trailer: message('24.8.1.1'), ends: true },
};

const flush = { finishFlush: constants.Z_SYNC_FLUSH };
/** What is on the wire of a body that its server could not finish. */
const unfinished = {
  none: (body: Buffer) => body,
  gzip: (body: Buffer) => gzipSync(body, flush),
  deflate: (body: Buffer) => deflateSync(body, flush),
  br: (body: Buffer) => brotliCompressSync(body, { finishFlush: constants.BROTLI_OPERATION_FLUSH }),
};
const finished = { none: (body: Buffer) => body, gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

/** Sends a body byte by byte, and then its end or none. */
async function trickle(response: ServerResponse, body: Buffer, ends: boolean): Promise<void> {
  for (const byte of body) {
    await new Promise((resolve) => response.write(Buffer.of(byte), resolve));
  }
  if (ends) response.end();
  else response.socket?.end();
}

for (const [versions, { headers, trailer, ends }] of Object.entries(generations)) {
  for (const coding of ['none', 'gzip', 'deflate', 'br'] as const) {
    test(`an exception of servers ${versions} in ${coding}, byte by byte, is no data`, async (t) => {
      const pack = ends ? finished[coding] : unfinished[coding];
      const data = '1\t2\n3\t4\n';
      const body = pack(Buffer.from(data + trailer));
      await using fake = await startFake((response) => {
        const encoding = coding === 'none' ? {} : { 'content-encoding': coding };
        response.writeHead(200, { 'x-clickhouse-format': 'TabSeparated', ...headers, ...encoding });
        void trickle(response, body, ends);
      });
      await using client = createClient({ url: fake.url });
      const error = await t.throwsAsync(client.rawQuery('SELECT 1'), thrown);
      t.is(error?.message, 'enough.');
      let seen = '';
      const reading = async () => {
        for await (const piece of client.rawStream('SELECT 1')) seen += piece.toString();
      };
      await t.throwsAsync(reading(), thrown);
      t.true(data.startsWith(seen), seen);
    });
  }
}

for (const compress of codecs) {
  test(`a failure while an insert with compress ${compress} is stored is an error`, async (t) => {
    await using client = await newClient({ compress });
    const table = await makeTable('n UInt64');
    await client.command(
      `CREATE MATERIALIZED VIEW ${table}_view ENGINE = Memory AS SELECT throwIf(n = 700000, 'no such n') FROM ${table}`,
    );
    const numbers = BigUint64Array.from({ length: 1_000_000 }, (_, n) => BigInt(n));
    const text = Array.from(numbers, (n) => `${n}\n`).join('');
    function* rows(): Generator<{ n: bigint }> {
      for (const n of numbers) yield { n };
    }
    for (const call of [
      () => client.insert(table, { n: numbers }),
      () => client.insert(table, rows()),
      () => client.rawInsert(table, text, { format: 'TSV' }),
      () => client.rawInsert(table, [text], { format: 'TSV' }),
    ]) {
      const error = await t.throwsAsync(call(), thrown);
      t.regex(error?.message ?? '', /^no such n/);
    }
    t.is(await client.command('SELECT 1'), 1);
  });

  test(`an exception in a good answer to an insert with compress ${compress} is an error`, async (t) => {
    for (const { headers, trailer, ends } of Object.values(generations)) {
      await using fake = await startFake((response) => {
        response.writeHead(200, headers);
        void trickle(response, Buffer.from(trailer), ends);
      });
      await using client = createClient({ url: fake.url, compress });
      const typed = { columnNames: ['n'], columnTypes: ['UInt8'] };
      await t.throwsAsync(client.insert('t', [[1]], typed), thrown);
      await t.throwsAsync(client.rawInsert('t', '1\n', { format: 'CSV' }), thrown);
    }
  });
}

test('an exception that the headers announce is an error', async (t) => {
  for (const compress of codecs) {
    await using fake = await startFake((response) =>
      response.writeHead(200, { 'x-clickhouse-format': 'CSV', 'x-clickhouse-exception-code': 395 }).end(),
    );
    await using client = createClient({ url: fake.url, compress });
    await t.throwsAsync(client.rawQuery('SELECT 1'), thrown);
    await t.throwsAsync(buffer(client.rawStream('SELECT 1')), thrown);
    await t.throwsAsync(client.query('SELECT 1'), thrown);
    await t.throwsAsync(client.rawInsert('t', '1\n', { format: 'CSV' }), thrown);
  }
});
