import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import test from 'ava';

import { ClickHouseError, InterfaceError } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';

const csv = '1,"a"\n2,"ü"\n';
const rows = [
  [1, 'a'],
  [2, 'ü'],
];
const bytes = new TextEncoder().encode(csv);

test('bytes, text and sources of both are inserted as they are', async (t) => {
  const client = await getClient();
  const half = Buffer.from(csv).subarray(0, 9);
  const rest = Buffer.from(csv).subarray(9);
  async function* chunks(): AsyncGenerator<Buffer> {
    yield half;
    yield rest;
  }
  const bodies = {
    string: csv,
    Buffer: Buffer.from(csv),
    Uint8Array: bytes,
    ArrayBuffer: bytes.buffer,
    'a Node stream': Readable.from([half, rest], { objectMode: false }),
    'a Node stream in object mode': Readable.from([csv]),
    'a web stream': new Blob([csv]).stream() as ReadableStream<Uint8Array>,
    'a web stream of text': new ReadableStream<string>({
      start(controller) {
        controller.enqueue(csv);
        controller.close();
      },
    }),
    'an array': ['1,"a"\n', Buffer.from('2,"ü"\n')],
    'a Set': new Set([csv]),
    'an async generator': chunks(),
  };
  for (const [kind, body] of Object.entries(bodies)) {
    const table = await makeTable('a UInt8, s String');
    const result = await client.rawInsert(table, body, { format: 'CSV', queryId: `raw insert of ${kind}` });
    t.deepEqual([result.executed, result.writtenRows, result.queryId], [true, 2, `raw insert of ${kind}`], kind);
    t.deepEqual(await contents(table), rows, kind);
  }
});

test('columns are chosen by name, and Native is the default', async (t) => {
  const client = await getClient();
  const table = await makeTable('`a b` UInt8, s String, n UInt8 DEFAULT 7');
  await client.rawInsert(table, 'x\t1\n', { columnNames: ['s', 'a b'], format: 'TSV' });
  const block = await client.rawQuery("SELECT 2::UInt8 AS `a b`, 'y' AS s", { format: 'Native' });
  await client.rawInsert(table, block, { columnNames: ['a b', 's'] });
  t.deepEqual(await contents(table), [
    [1, 'x', 7],
    [2, 'y', 7],
  ]);
});

test('nothing is no request', async (t) => {
  const fake = await startFake((response) => response.end());
  const client = await newClient({ url: fake.url });
  for (const body of ['', Buffer.alloc(0), [], ['', '']]) {
    t.false((await client.rawInsert('t', body)).executed);
  }
  t.is(fake.received.length, 0);
  await client.close();
  await fake[Symbol.asyncDispose]();
});

test('data that is compressed already goes through as it is', async (t) => {
  const packed = { gzip: gzipSync(csv), deflate: deflateSync(csv), br: brotliCompressSync(csv), false: bytes };
  for (const compress of [false, 'lz4', 'zstd', 'gzip'] as const) {
    const client = await newClient({ compress });
    for (const [coding, body] of Object.entries(packed)) {
      const table = await makeTable('a UInt8, s String');
      const compression = coding === 'false' ? false : (coding as 'gzip');
      await client.rawInsert(table, body, { format: 'CSV', compression });
      await client.rawInsert(table, [body.subarray(0, 5), body.subarray(5)], { format: 'CSV', compression });
      t.deepEqual(
        await contents(table),
        [rows[0], rows[0], rows[1], rows[1]],
        `${coding} in a client with ${compress}`,
      );
    }
    await client.close();
  }
});

test('data is compressed on the way as the client compresses', async (t) => {
  for (const compress of ['lz4', 'zstd', 'gzip', 'br', 'deflate'] as const) {
    const client = await newClient({ compress });
    const table = await makeTable('n UInt64');
    const text = Array.from({ length: 900_000 }, (_, n) => `${n}\n`).join('');
    await client.rawInsert(table, text, { format: 'TSV' });
    await client.rawInsert(table, Readable.from(text.match(/[\d\n]{1,70000}/g) ?? []), { format: 'TSV' });
    const sums = await client.command(`SELECT count(), sum(n), uniqExact(n) FROM ${table}`);
    t.deepEqual(sums, [1_800_000n, 899_999n * 900_000n, 900_000n]);
    await client.close();
  }
});

test('memory that a source uses again is no trouble', async (t) => {
  const table = await makeTable('n String');
  const memory = Buffer.alloc(9);
  async function* lines(): AsyncGenerator<Buffer> {
    for (let n = 0; n < 200_000; n++) {
      memory.write(`${String(n).padStart(8, '0')}\n`);
      yield memory;
    }
  }
  await (await getClient()).rawInsert(table, lines(), { format: 'TSV' });
  t.deepEqual(await (await getClient()).command(`SELECT count(), uniqExact(n) FROM ${table}`), [200_000n, 200_000n]);
});

test('a source is asked for no more than can be sent', async (t) => {
  let asked = 0;
  const chunk = Buffer.alloc(1 << 20, '1\n');
  function* source(): Generator<Buffer> {
    for (;;) {
      asked++;
      yield chunk;
    }
  }
  const { createServer } = await import('node:net');
  const stalled = createServer((socket) => socket.pause().on('error', () => undefined));
  await new Promise<void>((resolve) => stalled.listen(0, '127.0.0.1', resolve));
  const { port } = stalled.address() as { port: number };
  const client = await newClient({ url: `http://127.0.0.1:${port}` });
  const insert = client.rawInsert('t', source(), { format: 'TSV', timeout: 1500 });
  await t.throwsAsync(insert, { code: 'ERR_TIMEOUT' });
  t.true(asked < 64, `${asked} MiB were asked for`);
  await client.close();
  stalled.close();
});

test('what cannot be sent is refused, and its source closed', async (t) => {
  const client = await getClient();
  for (const body of [7, null, { a: 1 }, new Map()]) {
    await t.throwsAsync(client.rawInsert('t', body as never), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
  }
  const source = Readable.from(['1\n', 7]);
  const message = /item 1 of the source is 7, not bytes or a string/;
  await t.throwsAsync(client.rawInsert('t', source as never), { code: 'ERR_INVALID_ARG', message });
  t.true(source.destroyed);
  for (const options of [{ format: 'CSV)' }, { columnNames: '*' }, { columnNames: [] }, { compression: true }]) {
    await t.throwsAsync(client.rawInsert('t', '1', options as never), { code: 'ERR_INVALID_ARG' });
  }
});

test('what the server refuses is told, and the source closed', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt8');
  for (const body of ['1\nx\n', Buffer.from('1\nx\n')]) {
    await t.throwsAsync(client.rawInsert(table, body, { format: 'CSV' }), { instanceOf: ClickHouseError });
  }
  let closed = false;
  async function* endless(): AsyncGenerator<string> {
    try {
      for (;;) yield 'x\n'.repeat(100_000);
    } finally {
      closed = true;
    }
  }
  await t.throwsAsync(client.rawInsert(table, endless(), { format: 'CSV' }), { instanceOf: ClickHouseError });
  t.true(closed);
  await t.throwsAsync(client.rawInsert('nowhere', '1\n', { format: 'CSV' }), { code: 'UNKNOWN_TABLE' });
  t.is(await countRows(table), 0n);
});

test('an insert that waits for its source may be aborted and closed, and stores nothing more', async (t) => {
  const table = await makeTable('n UInt8');
  const reason = new Error('enough');
  const controller = new AbortController();
  async function* stalling(): AsyncGenerator<string> {
    yield '1\n';
    controller.abort(reason);
    await new Promise(() => undefined);
  }
  const call = (await getClient()).rawInsert(table, stalling(), { format: 'CSV', signal: controller.signal });
  t.is(await t.throwsAsync(call), reason);
  const client = await newClient();
  const mine = new RangeError('mine');
  async function* failing(): AsyncGenerator<string> {
    yield '1\n'.repeat(300_000);
    throw mine;
  }
  t.is(await t.throwsAsync(client.rawInsert(table, failing(), { format: 'CSV' })), mine);
  await client.close();
  t.is(await countRows(table), 0n);
});

test('a field that the table lacks is an error, unless it is to be left out', async (t) => {
  const client = await getClient();
  const table = await makeTable('a UInt8, s String');
  const texts = { CSVWithNames: 'a,other,s\n1,x,a\n', JSONEachRow: '{"a":1,"other":"x","s":"a"}' };
  for (const [format, text] of Object.entries(texts)) {
    await t.throwsAsync(client.rawInsert(table, text, { format }), { instanceOf: ClickHouseError, message: /other/ });
  }
  t.is(await countRows(table), 0n);
  const settings = { input_format_skip_unknown_fields: true };
  for (const [format, text] of Object.entries(texts)) await client.rawInsert(table, text, { format, settings });
  t.deepEqual(await contents(table), [
    [1, 'a'],
    [1, 'a'],
  ]);
});
