import { createReadStream, mkdtempSync } from 'node:fs';
import { readdir, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import test from 'ava';

import { ClickHouseError, ExternalData, OperationalError } from '../../src/index.ts';
import { countRows, getClient, makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { runProgram } from '../helpers/program.ts';
import { until } from '../helpers/wait.ts';

const directory = mkdtempSync(join(tmpdir(), 'external-uploads-'));
test.after.always('the files are gone', () => rm(directory, { recursive: true, force: true }));

test('files that cannot be read are refused before anything is sent', async (t) => {
  const fake = await startFake((response) => response.end());
  const client = await newClient({ url: fake.url });
  for (const [filePath, code] of [
    [join(directory, 'nothing.csv'), 'ENOENT'],
    [directory, 'EISDIR'],
  ] as const) {
    const externalData = new ExternalData({ filePath, fileName: 't', types: 'UInt8' });
    const error = await t.throwsAsync(client.query('SELECT 1', { externalData }), {
      instanceOf: OperationalError,
      code,
    });
    t.true(error.message.includes(filePath), error.message);
    t.is(error.attempts, 0);
  }
  t.is(fake.received.length, 0);
  await client.close();
  await fake[Symbol.asyncDispose]();
});

test('a file that becomes shorter while it is sent changes nothing on the server', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt8');
  const filePath = join(directory, 'shrinking.tsv');
  const big = Buffer.alloc(64 << 20, '1\n');
  await writeFile(filePath, big);
  async function* slow(): AsyncGenerator<string> {
    // More than is held back, so that the request has begun.
    for (let n = 0; n < 24; n++) yield '1\n'.repeat(512 * 1024);
    await truncate(filePath, 1001);
  }
  // The stream is sent first; the file was opened before it.
  const externalData = new ExternalData({ data: slow(), fileName: 's', types: 'UInt8' });
  externalData.addFile({ filePath, fileName: 't', types: 'UInt8' });
  const error = await t.throwsAsync(client.command(`INSERT INTO ${table} SELECT _1 FROM t`, { externalData }), {
    instanceOf: OperationalError,
    code: 'ERR_FILE_CHANGED',
  });
  t.true(error.message.includes(filePath));
  t.is(await countRows(table), 0n);
});

test('a stream is read once, no faster than it is sent, and closed after failures', async (t) => {
  const client = await getClient();
  const filePath = join(directory, 'streamed.tsv');
  await writeFile(filePath, '1\n'.repeat(3_000_000));
  const two = new ExternalData({ data: createReadStream(filePath), fileName: 'a', types: 'UInt8' });
  two.addFile({ data: createReadStream(filePath), fileName: 'b', types: 'UInt8' });
  const count = 'SELECT (SELECT count() FROM a), (SELECT sum(_1) FROM b)';
  t.deepEqual(await client.command(count, { externalData: two }), [3_000_000n, 3_000_000n]);
  const again = client.command(count, { externalData: two });
  await t.throwsAsync(again, { code: 'ERR_INVALID_ARG', message: /'a': the stream was read by an earlier call/ });

  // The server takes what has no CR LF in one piece, of up to 1 GiB.
  let closed = 0;
  async function* endless(text: string): AsyncGenerator<string> {
    try {
      for (;;) yield text.repeat(50_000);
    } finally {
      closed++;
    }
  }
  const wrong = new ExternalData({ data: endless('x\r\n'), fileName: 't', format: 'CSV', types: 'UInt8' });
  await t.throwsAsync(client.query('SELECT count() FROM t', { externalData: wrong }), { instanceOf: ClickHouseError });
  t.is(closed, 1);
  const timed = new ExternalData({ data: endless('1\r\n'), fileName: 't', format: 'CSV', types: 'UInt8' });
  await t.throwsAsync(client.query('SELECT count() FROM t', { externalData: timed, timeout: 300 }), {
    code: 'ERR_TIMEOUT',
  });
  t.is(closed, 2);
});

test('what a stream throws ends the call, and so does an item that is no bytes', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt8');
  const mine = new RangeError('mine');
  for (const before of [0, 1, 40]) {
    async function* failing(): AsyncGenerator<string> {
      for (let n = 0; n < before; n++) yield '1\n'.repeat(200_000);
      throw mine;
    }
    const externalData = new ExternalData({ data: failing(), fileName: 't', types: 'UInt8' });
    t.is(await t.throwsAsync(client.command(`INSERT INTO ${table} SELECT * FROM t`, { externalData })), mine);
  }
  const source = Readable.from(['1\n', 7]);
  const externalData = new ExternalData({ data: source as never, fileName: 't', types: 'UInt8' });
  await t.throwsAsync(client.query('SELECT * FROM t', { externalData }), {
    code: 'ERR_INVALID_ARG',
    message: /^ExternalData: 't': item 1 of the source is 7/,
  });
  t.true(source.destroyed);
  t.is(await countRows(table), 0n);
});

test('a stream is closed when its call fails before anything is sent', async (t) => {
  const client = await getClient();
  const failing = await newClient({
    tokenProvider: () => {
      throw new Error('none');
    },
  });
  const bad = { settings: { a: Symbol('no setting') as never } };
  for (const call of [
    (externalData: ExternalData) => failing.query('SELECT 1', { externalData }),
    (externalData: ExternalData) => client.query('SELECT {a:UInt8}', { externalData }),
    (externalData: ExternalData) => client.query('SELECT 1', { externalData, ...bad }),
    (externalData: ExternalData) => client.rawQuery('SELECT 1', { externalData, ...bad }),
    (externalData: ExternalData) => client.command('SELECT 1', { externalData, ...bad }),
    (externalData: ExternalData) =>
      client.query('SELECT 1', {
        externalData: externalData.addFile({ data: [{ a: 'x' }], fileName: 'u', structure: 'a UInt8' }),
      }),
  ]) {
    const data = Readable.from(['1\n']);
    await t.throwsAsync(async () => call(new ExternalData({ data, fileName: 't', types: 'UInt8' })));
    t.true(data.destroyed);
  }
  await failing.close();
});

test('errors of a source keep what they know, and so do timeouts', async (t) => {
  const client = await getClient();
  const mine = new OperationalError('mine', { code: 'X', retryable: true, queryId: 'q' });
  // biome-ignore lint/correctness/useYield: it has nothing
  async function* failing(): AsyncGenerator<string> {
    throw mine;
  }
  const external = (data: AsyncGenerator<string> | Readable): ExternalData =>
    new ExternalData({ data, fileName: 't', types: 'UInt8' });
  t.is(await t.throwsAsync(client.query('SELECT 1', { externalData: external(failing()) })), mine);
  const hanging = new Readable({ read: () => undefined });
  const call = client.query('SELECT 1', { externalData: external(hanging), timeout: 100 });
  const late = await t.throwsAsync(call, { instanceOf: OperationalError, code: 'ERR_TIMEOUT' });
  t.is(typeof late.host, 'string');
});

test('the data behind a command may be empty', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt8');
  for (const data of ['', Buffer.alloc(0)]) await client.command(`INSERT INTO ${table} FORMAT CSV`, { data });
  t.is(await countRows(table), 0n);
});

test('a call that waits for its stream may be aborted, timed out and closed', async (t) => {
  const reason = new Error('enough');
  for (const first of ['', '1\n']) {
    const client = await newClient();
    const hanging = () => {
      const source = new Readable({ read: () => undefined });
      if (first !== '') source.push(first);
      return source;
    };
    const call = (source: Readable, options: object) => {
      const externalData = new ExternalData({ data: source, fileName: 't', types: 'UInt8' });
      return client.query('SELECT * FROM t', { externalData, ...options });
    };
    const [aborted, timed, left] = [hanging(), hanging(), hanging()];
    const controller = new AbortController();
    const waiting = call(aborted, { signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    t.is(await t.throwsAsync(waiting), reason);
    await t.throwsAsync(call(timed, { timeout: 100 }), { code: 'ERR_TIMEOUT' });
    const closing = t.throwsAsync(call(left, {}), { code: 'ERR_CLIENT_CLOSED' });
    setImmediate(() => void client.close());
    await closing;
    t.deepEqual([aborted.destroyed, timed.destroyed, left.destroyed], [true, true, true]);
  }
});

test('reads are sent again with files and rows, not with streams', async (t) => {
  const bodies: number[] = [];
  const fake = await startFake((response, { body }) => {
    // Before a stream the server is asked about its limit.
    if (body.toString().startsWith('SELECT getSetting')) {
      response.end('0\n');
      return;
    }
    bodies.push(body.length);
    response.writeHead(503).end();
  });
  const client = await newClient({ url: fake.url, queryRetries: 1 });
  const filePath = join(directory, 'repeated.tsv');
  await writeFile(filePath, '1\n'.repeat(500_000));
  for (const [options, attempts] of [
    [{ filePath }, 2],
    [{ data: [[1], [2]] }, 2],
    [{ data: Readable.from(['1\n']) }, 2],
    [{ data: Readable.from(Array.from({ length: 9 }, () => '1\n'.repeat(100_000))) }, 1],
  ] as const) {
    bodies.length = 0;
    const externalData = new ExternalData({ ...options, fileName: 't', types: 'UInt8' } as never);
    const error = await t.throwsAsync(client.query('SELECT * FROM t', { externalData }), {
      instanceOf: ClickHouseError,
    });
    t.is(error.attempts, attempts);
    t.is(new Set(bodies).size, 1);
    t.is(bodies.length, attempts);
  }
  await client.close();
  await fake[Symbol.asyncDispose]();
});

test('a large file and a large stream are sent in little memory', async (t) => {
  const filePath = join(directory, 'large.csv');
  await writeFile(filePath, '');
  await truncate(filePath, 512 * 1024 * 1024);
  // As a server that looks at nothing and says so in the end.
  const sink = createServer((request, response) => {
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
    });
    request.on('end', () => response.writeHead(size < 100 ? 200 : 400).end(`${size} bytes`));
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const { port } = sink.address() as AddressInfo;
  const { code, stdout, stderr } = await runProgram('upload', [`http://127.0.0.1:${port}`, filePath]);
  sink.close();
  t.deepEqual([code, stderr], [0, '']);
  const { sizes, grown } = JSON.parse(stdout) as { sizes: number[]; grown: number };
  t.true(sizes.every((size) => size > 512 * 1024 * 1024) && sizes.length === 2, stdout);
  t.true(grown < 128, `${grown} MiB more`);
});

test('a login that is refused is told, however much is to be sent', async (t) => {
  const filePath = join(directory, 'unwanted.csv');
  await writeFile(filePath, '');
  await truncate(filePath, 64 * 1024 * 1024);
  await using client = await newClient({ password: 'wrong' });
  for (const source of [{ filePath }, { data: createReadStream(filePath) }]) {
    const externalData = new ExternalData({ ...source, fileName: 't', types: 'String' });
    await t.throwsAsync(client.query('SELECT 1', { externalData }), { message: /Authentication failed/ });
  }
});

// Only Linux tells which files a process has open.
if (process.platform === 'linux') {
  test('a file is closed when its call is left', async (t) => {
    const filePath = join(directory, 'left.csv');
    await writeFile(filePath, '');
    await truncate(filePath, 64 * 1024 * 1024);
    const stalled = createNetServer((socket) => socket.pause().on('error', () => undefined));
    await new Promise<void>((resolve) => stalled.listen(0, '127.0.0.1', resolve));
    const { port } = stalled.address() as AddressInfo;
    await using client = await newClient({ url: `http://127.0.0.1:${port}` });
    const isOpen = async (): Promise<boolean> => {
      const numbers = await readdir('/proc/self/fd');
      const links = await Promise.all(numbers.map((number) => readlink(`/proc/self/fd/${number}`).catch(() => '')));
      return links.includes(filePath);
    };
    const reason = new Error('enough');
    for (let time = 0; time < 3; time++) {
      const controller = new AbortController();
      const externalData = new ExternalData({ filePath, types: 'String' });
      const call = t.throwsAsync(client.query('SELECT 1', { externalData, signal: controller.signal }));
      await until(isOpen);
      controller.abort(reason);
      t.is(await call, reason);
      await until(async () => !(await isOpen()));
    }
    stalled.close();
  });
}
