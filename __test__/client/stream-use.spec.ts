import { getEventListeners, once } from 'node:events';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';

import type { ByteStream, QueryStream } from '../../index.js';
import { createClient, StreamClosedError } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { closedPort } from '../helpers/closed-port.ts';
import { startFake } from '../helpers/fake-server.ts';
import { started, stopped, until } from '../helpers/wait.ts';

const endless = 'SELECT number AS n FROM system.numbers SETTINGS max_block_size = 1000';
const thousand = 'SELECT number AS n FROM numbers(1000) ORDER BY n';

test('toArray reads everything', async (t) => {
  const client = await getClient();
  const rows = await client.queryRowsStream<{ n: bigint }>(thousand).toArray();
  t.deepEqual(
    rows.map(({ n }) => Number(n)),
    Array.from({ length: 1000 }, (_, n) => n),
  );
});

test('a Node stream gives the items to a pipeline', async (t) => {
  const client = await getClient();
  let sum = 0n;
  await pipeline(
    client.queryRowsStream<{ n: bigint }>(thousand).toNodeStream(),
    new Transform({ objectMode: true, transform: ({ n }, _, done) => done(null, n) }),
    new Writable({
      objectMode: true,
      write(n: bigint, _, done) {
        sum += n;
        done();
      },
    }),
  );
  t.is(sum, 499_500n);
});

test('a Node stream that is destroyed stops the query', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream(endless);
  const readable = stream.toNodeStream();
  await once(readable, 'readable');
  t.deepEqual(readable.read(), { n: 0n });
  await started(client, stream.queryId ?? '');
  readable.destroy();
  await once(readable, 'close');
  await stopped(client, stream.queryId ?? '');
});

test('a Node stream that is destroyed before its first item stops the query', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream('SELECT max(sleepEachRow(1)) FROM numbers(100) SETTINGS max_block_size = 1');
  const readable = stream.toNodeStream();
  readable.resume();
  await started(client, stream.queryId ?? '');
  readable.destroy();
  await stopped(client, stream.queryId ?? '');
  t.true(readable.destroyed);
});

test('a pipeline that fails further down stops the query', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream(endless);
  const sink = new Writable({ objectMode: true, write: (_row, _, done) => done(new Error('the disk is full')) });
  await t.throwsAsync(pipeline(stream.toNodeStream(), sink), { message: 'the disk is full' });
  await stopped(client, stream.queryId ?? '');
});

test('a Node stream tells errors of the server', async (t) => {
  const client = await getClient();
  const readable = client.queryRowsStream('SELECT * FROM no_such_table').toNodeStream();
  await t.throwsAsync(readable.toArray(), { code: 'UNKNOWN_TABLE' });
});

test('a web stream gives the items', async (t) => {
  const client = await getClient();
  let count = 0;
  for await (const block of client.queryRowBlockStream(thousand, { blockSize: 100 }).toWebStream())
    count += block.length;
  t.is(count, 1000);
});

test('a web stream that is cancelled stops the query', async (t) => {
  const client = await getClient();
  const stream = client.queryColumnBlockStream(endless);
  const reader = stream.toWebStream().getReader();
  t.is((await reader.read()).done, false);
  await started(client, stream.queryId ?? '');
  await reader.cancel();
  await stopped(client, stream.queryId ?? '');
});

test('a web stream tells errors of the server', async (t) => {
  const client = await getClient();
  const reader = client.queryRowsStream('SELECT * FROM no_such_table').toWebStream().getReader();
  await t.throwsAsync(reader.read(), { code: 'UNKNOWN_TABLE' });
});

test('a second use throws', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream(thousand);
  t.is((await stream.toArray()).length, 1000);
  const consumed = { instanceOf: StreamClosedError };
  await t.throwsAsync(stream.toArray(), consumed);
  t.throws(() => stream.toNodeStream(), consumed);
  t.throws(() => stream.toWebStream(), consumed);
  await t.throwsAsync(async () => {
    for await (const _ of stream);
  }, consumed);
});

test('a second use while the first goes on throws and does not disturb it', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream<{ n: bigint }>(thousand);
  let sum = 0n;
  for await (const { n } of stream) {
    if (n === 500n) await t.throwsAsync(stream.toArray(), { instanceOf: StreamClosedError });
    sum += n;
  }
  t.is(sum, 499_500n);
});

test('use after close throws', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream(thousand);
  await stream.close();
  await stream.close();
  const closed = { instanceOf: StreamClosedError, code: 'ERR_STREAM_CLOSED' };
  await t.throwsAsync(stream.toArray(), closed);
  await t.throwsAsync(stream.source, closed);
  await t.throwsAsync(stream.summary, closed);
  t.throws(() => stream.toNodeStream(), closed);
  t.throws(() => stream.toWebStream(), closed);
});

test('a stream that nobody uses sends nothing', async (t) => {
  await using fake = await startFake((response) => response.writeHead(500).end());
  await using client = await newClient({ url: fake.url });
  const stream = client.queryRowsStream(thousand);
  await client.ping();
  await stream.close();
  await client.ping();
  t.deepEqual(
    fake.received.map(({ path }) => path),
    ['/ping', '/ping'],
  );
});

test('await using closes a stream', async (t) => {
  const client = await getClient();
  let queryId = '';
  {
    await using stream = client.queryRowsStream(endless);
    queryId = stream.queryId ?? '';
    await stream.source;
    await started(client, queryId);
  }
  await stopped(client, queryId);
  t.pass();
});

type Used = QueryStream<unknown> | ByteStream;
const uses: Readonly<Record<string, (stream: Used) => AsyncIterable<unknown>>> = {
  'a Node stream': (stream) => stream.toNodeStream(),
  'a web stream': (stream) => stream.toWebStream(),
  'an iterator': (stream) => {
    const iterator = stream[Symbol.asyncIterator]();
    return { [Symbol.asyncIterator]: () => iterator };
  },
};

for (const [what, use] of Object.entries(uses)) {
  test(`${what} of a query that failed before anybody read is not empty`, async (t) => {
    await using client = createClient({ url: `http://127.0.0.1:${await closedPort()}`, queryRetries: 0 });
    const read = async (items: AsyncIterable<unknown>): Promise<void> => {
      for await (const _ of items);
    };
    const rows = client.queryRowsStream('SELECT 1');
    const items = use(rows);
    await t.throwsAsync(rows.source, { code: 'ECONNREFUSED' });
    await t.throwsAsync(read(items), { code: 'ECONNREFUSED' });
    const bytes = client.rawStream('SELECT 1', { format: 'CSV' });
    const pieces = use(bytes);
    await t.throwsAsync(bytes.summary, { code: 'ECONNREFUSED' });
    await t.throwsAsync(read(pieces), { code: 'ECONNREFUSED' });
  });
}

test('an iterator has ended once it has told of a failure, or its caller wants no more', async (t) => {
  await using client = createClient({ url: `http://127.0.0.1:${await closedPort()}`, queryRetries: 0 });
  const told = client.queryRowsStream('SELECT 1')[Symbol.asyncIterator]();
  await t.throwsAsync(told.next(), { code: 'ECONNREFUSED' });
  t.deepEqual(await told.next(), { done: true, value: undefined });
  const stream = client.queryRowsStream('SELECT 1');
  const left = stream[Symbol.asyncIterator]();
  await t.throwsAsync(stream.source, { code: 'ECONNREFUSED' });
  await left.return?.();
  t.deepEqual(await left.next(), { done: true, value: undefined });
});

test('an abort settles the summary of a stream that nobody reads on', async (t) => {
  const client = await getClient();
  const controller = new AbortController();
  const stream = client.queryRowsStream(endless, { signal: controller.signal });
  await stream[Symbol.asyncIterator]().next();
  const { summary } = stream;
  const reason = new Error('enough');
  controller.abort(reason);
  await t.throwsAsync(summary, { is: reason });
  t.is(getEventListeners(controller.signal, 'abort').length, 0);
  await stream.close();
});

test('streams that were thrown away leave nothing on their signal', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const client = await getClient();
  const { signal } = new AbortController();
  const begin = async (): Promise<void> => {
    const stream = client.queryRowsStream(endless, { signal });
    await stream[Symbol.asyncIterator]().next();
    stream.summary.catch(() => undefined);
  };
  await Promise.all([begin(), begin(), begin()]);
  await until(() => {
    collect();
    return getEventListeners(signal, 'abort').length === 0;
  });
  t.pass();
});
