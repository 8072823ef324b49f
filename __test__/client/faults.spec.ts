import type { ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import test from 'ava';

import type { ClientOptions } from '../../index.js';
import { type ClickHouseError, createClient, OperationalError, StreamFailureError } from '../../src/index.ts';
import { type Answer, record, replay, startFake } from '../helpers/fake-server.ts';
import { refused } from '../helpers/refusal.ts';
import { getServer } from '../helpers/server.ts';

const native = { 'x-clickhouse-format': 'Native' };
const login = { username: 'agent', password: 'hunter2-secret' };
const secrets = [login.password, 'statement_mark_1'];
const sql = 'SELECT 1 AS statement_mark_1';

/** Runs every method against a server that gives one answer, and checks what they make of it. */
const everyMethodIsRefused = test.macro(
  async (
    t,
    answer: Answer,
    type: typeof OperationalError,
    code: string,
    tells: RegExp,
    options: ClientOptions = {},
  ) => {
    await using fake = await startFake(answer);
    await using client = createClient({ url: fake.url, ...login, ...options });
    const sent = () => fake.received.filter(({ body }) => !body.includes('KILL QUERY')).length;
    const typed = { columnNames: ['a'], columnTypes: ['UInt8'] };
    const reads: (() => Promise<unknown>)[] = [
      async () => await client.query(sql),
      async () => await client.queryColumns(sql),
      async () => await client.queryRowsStream(sql).toArray(),
      async () => await client.queryColumnBlockStream(sql).toArray(),
      async () => await client.rawQuery(sql),
      async () => await buffer(client.rawStream(sql)),
    ];
    const others: (() => Promise<unknown>)[] = [
      async () => await client.command(sql),
      async () => await client.insert('t', [[1]], typed),
      async () => await client.rawInsert('t', '1\n', { format: 'CSV' }),
    ];
    for (const call of [...reads, ...others]) {
      const before = sent();
      const error = await refused(t, call, { type, code, tells: [tells] }, secrets);
      t.is(error.host, fake.host);
      t.regex(error.queryId ?? '', /^[0-9a-f-]{36}$/);
      const attempts = error.retryable && reads.includes(call) ? 3 : 1;
      t.is(sent(), before + attempts);
      t.is(error.attempts, attempts);
    }
  },
);

function html(status: number): Answer {
  return (response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body>Sign in</body></html>');
}

test(
  'an HTML page with status 200 is no result',
  everyMethodIsRefused,
  html(200),
  StreamFailureError,
  'ERR_UNEXPECTED_RESPONSE',
  /<html>/,
);
test(
  'an HTML page with status 403 is no result',
  everyMethodIsRefused,
  html(403),
  OperationalError,
  'ERR_UNEXPECTED_STATUS',
  /403.*<html>/,
);
test(
  'an HTML page of a proxy with status 502 is no result',
  everyMethodIsRefused,
  html(502),
  OperationalError,
  'ERR_UNEXPECTED_STATUS',
  /502.*<html>/,
);
test(
  'a redirect is not followed',
  everyMethodIsRefused,
  (response: ServerResponse) => response.writeHead(302, { location: '/elsewhere' }).end(),
  OperationalError,
  'ERR_UNEXPECTED_STATUS',
  /302/,
);
test(
  'an error page without text tells its status',
  everyMethodIsRefused,
  (response: ServerResponse) => response.writeHead(500).end(),
  OperationalError,
  'ERR_UNEXPECTED_STATUS',
  /500/,
);
test(
  'a server that resets the connection is no result',
  everyMethodIsRefused,
  (response: ServerResponse) => response.socket?.resetAndDestroy(),
  OperationalError,
  'ECONNRESET',
  /127\.0\.0\.1:\d+/,
);
test(
  'a server that hangs up is no result',
  everyMethodIsRefused,
  (response: ServerResponse) => response.socket?.end(),
  OperationalError,
  'ECONNRESET',
  /127\.0\.0\.1:\d+/,
);
test.serial(
  'a server that says nothing is no result',
  everyMethodIsRefused,
  () => undefined,
  OperationalError,
  'ERR_REQUEST_TIMEOUT',
  /200 ms/,
  { requestTimeout: 200 },
);
test.serial(
  'a server that falls silent is no result',
  everyMethodIsRefused,
  (response: ServerResponse) => response.writeHead(200, native).write('\x01'),
  OperationalError,
  'ERR_REQUEST_TIMEOUT',
  /200 ms/,
  { requestTimeout: 200 },
);

test('bytes that are not Native are told from a response that was cut', async (t) => {
  const garbage = Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 167 + 13) % 251));
  await using fake = await startFake((response) => response.writeHead(200, native).end(garbage));
  for (const compress of [false, 'lz4'] as const) {
    await using client = createClient({ url: fake.url, compress });
    for (const call of [client.query(sql), client.queryColumns(sql), client.queryRowsStream(sql).toArray()]) {
      const error = await t.throwsAsync(call, { instanceOf: StreamFailureError });
      t.is((error as ClickHouseError).code, 'ERR_MALFORMED_RESPONSE');
      t.true(error?.message.includes(fake.host), error?.message);
    }
  }
});

test('a response that is compressed although nobody asked is an error that says so', async (t) => {
  const answer = await record((await getServer()).url, 'SELECT number FROM numbers(1000)', { compress: '1' });
  await using fake = await startFake((response) => replay(response, answer));
  await using client = createClient(fake.url);
  await t.throwsAsync(client.query(sql), { instanceOf: StreamFailureError });
  await using coded = await startFake((response) =>
    response.writeHead(200, { ...native, 'content-encoding': 'snappy' }).end('x'),
  );
  await using other = createClient(coded.url);
  await t.throwsAsync(other.query(sql), { code: 'ERR_UNEXPECTED_ENCODING', message: /snappy/ });
});

test('an empty response to everything is an empty result and no endless question', async (t) => {
  await using fake = await startFake((response) => response.writeHead(200, native).end());
  await using client = createClient(fake.url);
  t.is((await client.query(sql)).rowCount, 0);
  t.deepEqual(await client.queryRowsStream(sql).toArray(), []);
  t.true(fake.received.length <= 4, String(fake.received.length));
});

test('an exception of the server behind a part of a block is its error', async (t) => {
  const { headers, body } = await record((await getServer()).url, 'SELECT number FROM numbers(1000)');
  // As of servers that put no tag around it.
  const { 'x-clickhouse-exception-tag': _, ...untagged } = headers;
  const text =
    'Code: 241. DB::Exception: Memory limit exceeded: would use 5.00 GiB. (MEMORY_LIMIT_EXCEEDED) (version 25.1.1.1)\n';
  await using fake = await startFake((response) =>
    response.writeHead(200, untagged).end(Buffer.concat([body.subarray(0, 3000), Buffer.from(text)])),
  );
  await using client = createClient(fake.url);
  const error = await t.throwsAsync(client.query(sql), { instanceOf: OperationalError, code: 'MEMORY_LIMIT_EXCEEDED' });
  t.is((error as ClickHouseError).serverCode, 241);
  t.regex(error?.message ?? '', /^Memory limit exceeded/);
});

test('an insert whose answer is cut or foreign is not reported as written', async (t) => {
  const options = { columnNames: ['a'], columnTypes: ['UInt8'] };
  for (const answer of [
    (response: ServerResponse) =>
      response.writeHead(200, { 'content-length': 100 }).write('x', () => response.socket?.destroy()),
    (response: ServerResponse) => response.writeHead(200).end('<html>welcome</html>'),
    (response: ServerResponse) =>
      response.writeHead(200).end('Code: 252. DB::Exception: Too many parts. (TOO_MANY_PARTS)\n'),
  ]) {
    await using fake = await startFake(answer);
    await using client = createClient(fake.url);
    await t.throwsAsync(client.insert('t', [[1]], options));
    t.is(fake.received.length, 1);
  }
});

test('an insert whose upload breaks off is sent once', async (t) => {
  await using fake = await startFake((response) => response.socket?.resetAndDestroy(), { reads: false });
  await using client = createClient(fake.url);
  const options = { columnNames: ['s'], columnTypes: ['String'] };
  const call = client.insert('t', [['x'.repeat(20_000_000)]], options);
  const error = await t.throwsAsync(call, { instanceOf: OperationalError });
  t.regex((error as ClickHouseError).code, /^(ECONNRESET|EPIPE)$/);
  t.is(fake.received.length, 1);
});

test('a connection that the server closed while it was idle is replaced', async (t) => {
  const answer = await record((await getServer()).url, 'SELECT 7');
  await using fake = await startFake((response) => {
    const { socket } = response;
    response.on('finish', () => setImmediate(() => socket?.end()));
    replay(response, answer);
  });
  await using client = createClient(fake.url);
  for (let round = 0; round < 10; round++) {
    t.is(await client.command('SELECT 7'), 7);
    const socket = fake.sockets.at(-1);
    if (socket?.closed === false) await new Promise((resolve) => socket.once('close', resolve));
  }
  t.is(fake.sockets.length, 10);
});
