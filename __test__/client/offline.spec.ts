/** What the binary does over connections, on platforms without a ClickHouse too. */
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import test from 'ava';

import type { ClientOptions } from '../../index.js';
import { createClient } from '../../src/index.ts';
import { makeAuthority, makeCertificate } from '../helpers/certificates.ts';
import { startFake } from '../helpers/fake-server.ts';
import { startTerminator } from '../helpers/tls-terminator.ts';

const numbers = [0n, 7n, 2n ** 64n - 1n];
/** A block of one column `n UInt64`, with a BlockInfo. */
const block = Buffer.concat([
  Buffer.from([1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0, 1, numbers.length]),
  Buffer.from('\u0001n\u0006UInt64', 'latin1'),
  Buffer.from(BigUint64Array.from(numbers).buffer),
]);
const headers = { 'x-clickhouse-format': 'Native', 'x-clickhouse-timezone': 'UTC' };

for (const [coding, pack, unpack] of [
  [undefined, (bytes: Buffer) => bytes, (bytes: Buffer) => bytes],
  ['gzip', gzipSync, gunzipSync],
  ['br', brotliCompressSync, brotliDecompressSync],
] as const) {
  const options: ClientOptions = { compress: coding ?? false };

  test(`an answer ${coding === undefined ? 'as it is' : `in ${coding}`} is read, whole and as a stream`, async (t) => {
    await using fake = await startFake((response) => {
      response.writeHead(200, { ...headers, ...(coding && { 'content-encoding': coding }) });
      response.end(pack(Buffer.concat([block, block])));
    });
    await using client = createClient({ url: fake.url, ...options });
    const rows = [...numbers, ...numbers].map((n) => ({ n }));
    t.deepEqual((await client.query('SELECT n FROM t')).rows(), rows);
    t.deepEqual((await client.queryRowBlockStream('SELECT n FROM t').toArray()).flat(), rows);
    t.deepEqual([...((await client.queryColumns('SELECT n FROM t')).n ?? [])], [...numbers, ...numbers]);
  });

  test(`rows leave ${coding === undefined ? 'as they are' : `in ${coding}`}`, async (t) => {
    await using fake = await startFake((response) => response.end());
    await using client = createClient({ url: fake.url, ...options });
    const typed = { columnNames: ['n'], columnTypes: ['UInt64'] };
    await client.insert(
      't',
      numbers.map((n) => ({ n })),
      typed,
    );
    const [received] = fake.received;
    t.is(received?.headers['content-encoding'], coding);
    t.deepEqual(unpack(received?.body ?? Buffer.alloc(0)).subarray(-24), block.subarray(-24));
  });
}

test('TLS is spoken with a certificate that is known', async (t) => {
  const authority = await makeAuthority('Test Authority');
  const pair = await makeCertificate('server', { names: ['127.0.0.1'], ca: authority });
  await using fake = await startFake((response) => response.writeHead(200, headers).end(block));
  const { hostname: host, port } = new URL(fake.url);
  await using terminator = await startTerminator({ host, port: Number(port) }, pair);
  const url = `https://127.0.0.1:${terminator.port}`;
  await using client = createClient({ url, tls: { caCert: authority.cert } });
  t.is((await client.query('SELECT n FROM t')).rowCount, numbers.length);
  await using wary = createClient({ url });
  await t.throwsAsync(wary.query('SELECT n FROM t'), { code: 'ERR_TLS_CERTIFICATE' });
});
