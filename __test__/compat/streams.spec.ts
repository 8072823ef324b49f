import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import test from 'ava';

import { record } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';
import { type Api, apis, connect, countOf, outcomes, same, told } from '../helpers/compat.ts';

const many = { query: 'SELECT number FROM numbers(300000)', format: 'JSONEachRow' } as const;
/** It fails when rows have been sent. */
const failing = 'SELECT number, throwIf(number = 500000) FROM numbers(600000) SETTINGS max_block_size = 1000';

test('an answer can be read once', async (t) => {
  for (const first of ['text', 'json', 'stream'] as const) {
    for (const second of ['text', 'json', 'stream'] as const) {
      await same(t, async ({ client }) => {
        const result = await client.query({ query: 'SELECT 1', format: 'JSONEachRow' });
        await result[first]();
        await result[second]();
      });
    }
  }
});

test('an answer that was closed is not read', async (t) => {
  for (const method of ['text', 'json'] as const) {
    await same(t, async ({ client }) => {
      const result = await client.query(many);
      result.close();
      await result[method]();
    });
  }
});

test('closing ends the stream with the same error', async (t) => {
  await same(t, async ({ client }) => {
    const result = await client.query(many);
    for await (const _ of result.stream()) result.close();
  });
});

test('an exception in the middle is the error of every way to read', async (t) => {
  for (const format of ['JSONEachRow', 'JSONCompactEachRow', 'CSV', 'TabSeparated', 'JSON', 'JSONStrings'] as const) {
    const client = await connect(apis.ours);
    const ways = format === 'JSON' || format === 'JSONStrings' ? ['text', 'json'] : ['text', 'stream'];
    for (const way of ways) {
      const result = await client.query({ query: failing, format });
      const read = way === 'text' ? result.text() : way === 'json' ? result.json() : countOf(result.stream() as never);
      const error = await t.throwsAsync(Promise.resolve(read), { instanceOf: apis.ours.ClickHouseError as never });
      t.like(error, { code: '395', type: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' }, `${format} ${way}`);
    }
  }
});

test('the exception of rows of JSON is the same', async (t) => {
  await same(t, async ({ client }) => (await client.query({ query: failing, format: 'JSONEachRow' })).json());
});

test('an exception in the middle of exec is an error of its stream', async (t) => {
  const client = await connect(apis.ours);
  const { stream } = await client.exec({ query: `${failing} FORMAT TSV` });
  const error = await t.throwsAsync(stream.toArray());
  t.like(told(error, apis.ours), { isServers: true, code: '395' });
});

test('streams can be piped, left early and listened to', async (t) => {
  await same(t, async ({ client }) => {
    let rows = 0;
    const counter = new Writable({
      objectMode: true,
      write(items: unknown[], _, done) {
        rows += items.length;
        done();
      },
    });
    await pipeline((await client.query(many)).stream() as never, counter);
    return rows;
  });
  await same(t, async ({ client }) => {
    for await (const rows of (await client.query(many)).stream<{ number: number }>()) return rows[0]?.json();
    return undefined;
  });
  await same(t, async ({ client }) => {
    const stream = (await client.query(many)).stream();
    let rows = 0;
    await new Promise<void>((resolve, reject) => {
      stream.on('data', (items) => (rows += items.length));
      stream.on('end', resolve);
      stream.on('error', reject);
    });
    return rows;
  });
});

test('an answer that is left frees its connection', async (t) => {
  const client = await connect(apis.ours, { max_open_connections: 1 });
  for (let round = 0; round < 5; round++) {
    for await (const _ of (await client.query(many)).stream()) break;
    (await client.query(many)).close();
    const { stream } = await client.exec({ query: `${many.query} FORMAT TSV` });
    stream.destroy();
  }
  t.deepEqual(await (await client.query({ query: 'SELECT 1 AS one', format: 'JSONEachRow' })).json(), [{ one: 1 }]);
});

test('an abort ends a stream that is being read, which @clickhouse/client goes on with', async (t) => {
  const { ours, theirs } = await outcomes(async ({ client }) => {
    const controller = new AbortController();
    const result = await client.query({
      query: 'SELECT number FROM numbers(3000000)',
      format: 'JSONEachRow',
      abort_signal: controller.signal,
    });
    let rows = 0;
    for await (const items of result.stream()) {
      rows += items.length;
      controller.abort();
    }
    return rows;
  });
  t.like(ours, { error: { message: 'The user aborted a request.' } });
  t.deepEqual(theirs, { value: 3_000_000 });
});

test('progress and rows can be told apart', async (t) => {
  await same(t, async ({ api, client }) => {
    const result = await client.query({ query: 'SELECT number FROM numbers(5)', format: 'JSONEachRowWithProgress' });
    const kinds = new Set<string>();
    const rows: unknown[] = [];
    for await (const items of result.stream<{ number: string }>()) {
      for (const item of items) {
        const value = item.json();
        if (api.isProgressRow(value)) kinds.add('progress');
        if (api.isException(value)) kinds.add('exception');
        if (api.isRow<{ number: string }>(value)) rows.push(value.row);
      }
    }
    return [[...kinds], rows];
  });
});

test('answers of other streams can be read', async (t) => {
  await same(t, async ({ api }) => {
    const { ResultSet } = api as unknown as typeof import('@clickhouse/client');
    const { Readable } = await import('node:stream');
    const source = (): InstanceType<typeof Readable> =>
      Readable.from(['{"a":', '1}\n{"a":2}\n'], { objectMode: false });
    const read = new ResultSet(source(), 'JSONEachRow', 'id');
    const text = ResultSet.instance({
      stream: source(),
      format: 'JSONEachRow',
      query_id: 'id',
      log_error: () => undefined,
      response_headers: { a: 'b' },
    });
    return [await read.json(), await text.text(), read.query_id, text.response_headers];
  });
});

test('a stream that fails without a listener for errors does not end the process', async (t) => {
  const client = await connect(apis.ours);
  const result = await client.query({ query: failing, format: 'JSONEachRow' });
  const stream = result.stream();
  stream.on('data', () => undefined);
  await new Promise((resolve) => stream.on('close', resolve));
  t.like(stream.errored, { code: '395' });
});

test('closing ends what is being read whole, and its query', async (t) => {
  const client = await connect(apis.ours);
  const query_id = randomUUID();
  const query = 'SELECT number, sleepEachRow(0.01) FROM numbers(100000) SETTINGS max_block_size = 10';
  const result = await client.query({ query, format: 'CSV', query_id });
  const read = result.text();
  result.close();
  await t.throwsAsync(read, { message: 'ResultSet has been closed' });
  for (let running = 1; running > 0; ) {
    const counted = await client.query({
      query: 'SELECT count() AS running FROM system.processes WHERE query_id = {query_id: String}',
      query_params: { query_id },
      format: 'JSONEachRow',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    });
    [{ running } = { running: 0 }] = await counted.json<{ running: number }>();
  }
});

test('an answer that is cut has the code of a reset connection', async (t) => {
  const { headers } = await record((await getServer()).url, 'SELECT 1 FORMAT JSONEachRow');
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { ...headers, 'content-length': 1000 });
    response.write('{"a":1}\\n', () => request.socket.resetAndDestroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const read = async (api: Api): Promise<unknown> => {
    const client = await connect(api, { url });
    return await (await client.query({ query: 'INSERT INTO t VALUES (1)', format: 'JSONEachRow' })).text();
  };
  for (const api of [apis.theirs, apis.ours]) await t.throwsAsync(read(api), { code: 'ECONNRESET' });
});
