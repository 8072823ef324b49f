/** Users who may only read: `readonly = 1` may change no settings, `readonly = 2` all but this one. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import test from 'ava';

import type { Server } from '../embedded.js';
import type { Client, ClientOptions } from '../index.js';
import { startServer } from '../src/embedded/index.ts';
import { createClient, ExternalData } from '../src/index.ts';
import { pathOf } from './helpers/directory.ts';
import { startGateway } from './helpers/gateway.ts';
import { started, stopped } from './helpers/wait.ts';

let server: Server;
let admin: Client;

test.before(async () => {
  server = await startServer({
    users: {
      one: { settings: { readonly: 1 } },
      two: { settings: { readonly: 2 } },
      small: { settings: { http_max_multipart_form_data_size: 100_000 } },
      strict: { settings: { http_max_multipart_form_data_size: 100_000, readonly: 1 } },
    },
  });
  admin = createClient(server.url);
  await admin.command('CREATE TABLE numbers ENGINE = MergeTree ORDER BY n AS SELECT number AS n FROM numbers(100000)');
});

test.after.always(async () => {
  await admin?.close();
  await server?.close();
});

const codecs = [false, 'lz4', 'zstd', 'gzip', 'br'] as const;

for (const username of ['one', 'two']) {
  const client = (options: ClientOptions = {}): Client => createClient({ url: server.url, username, ...options });

  test(`user ${username} reads in every way`, async (t) => {
    for (const compress of codecs) {
      await using reading = client({ compress });
      const sql = 'SELECT n FROM {table:Identifier} ORDER BY n';
      const options = { parameters: { table: 'numbers' } };
      t.is((await reading.connect()).version, server.version);
      t.is((await reading.query(sql, options)).rowCount, 100_000);
      t.is((await reading.queryColumns(sql, options)).n?.length, 100_000);
      t.is((await reading.queryRowsStream(sql, options).toArray()).length, 100_000);
      t.is((await reading.queryColumnBlockStream(sql, options).toArray()).length > 0, true);
      t.is((await reading.rawQuery(sql, options)).length, 588_890);
      t.is((await buffer(reading.rawStream(sql, options))).length, 588_890);
      t.is(await reading.command('SELECT max(n) FROM numbers'), 99_999n);
      t.deepEqual((await reading.query('SELECT n FROM numbers WHERE 0')).columnNames, ['n']);
      const path = await pathOf(`${username}-${compress}.csv.gz`);
      await reading.queryToFile('SELECT 1 AS a', path);
      t.is((await readFile(path)).subarray(0, 2).toString('hex'), '1f8b');
      let told = 0;
      await reading.query(sql, { ...options, onProgress: () => told++ });
      t.true(told > 0);
      t.true((await reading.ping()).success);
    }
  });

  test(`what user ${username} aborts or leaves ends on the server`, async (t) => {
    await using reading = client();
    const queryId = randomUUID();
    const controller = new AbortController();
    const reason = new Error('nobody waits');
    const call = reading.query('SELECT max(number) FROM system.numbers', { queryId, signal: controller.signal });
    await Promise.all([
      started(admin, queryId).then(() => controller.abort(reason)),
      t.throwsAsync(call, { is: reason }),
    ]);
    await stopped(admin, queryId);
    const stream = reading.queryRowsStream('SELECT number FROM system.numbers', { queryId: `left by ${username}` });
    for await (const _ of stream) break;
    await stopped(admin, `left by ${username}`);
  });

  test(`what user ${username} asks is asked again after failures that pass`, async (t) => {
    await using gateway = await startGateway(server, ({ headers }) =>
      gateway.received.length <= 2 ? { status: 503, body: 'later' } : { headers },
    );
    await using reading = client({ url: gateway.url });
    t.is(await reading.query('SELECT 1').then((result) => result.value()), 1);
    t.is(gateway.received.length, 3);
  });

  test(`user ${username} is refused what is no reading`, async (t) => {
    await using reading = client();
    await t.throwsAsync(reading.insert('numbers', [[1]]), { code: 'READONLY' });
    await t.throwsAsync(reading.rawInsert('numbers', '1\n', { format: 'TSV' }), { code: 'READONLY' });
    await t.throwsAsync(reading.command('DROP TABLE numbers'), { code: 'READONLY' });
  });
}

test('user two may change settings, and user one none', async (t) => {
  const sql = "SELECT value FROM system.settings WHERE name = 'max_block_size'";
  const settings = { max_block_size: 7 };
  await using two = createClient({ url: server.url, username: 'two', queryLimit: 3 });
  t.is(await two.command(sql, { settings }), '7');
  t.is((await two.query('SELECT number FROM numbers(10)')).rowCount, 3);
  await using dropping = createClient({ url: server.url, username: 'two', settings, invalidSettingAction: 'drop' });
  t.is(await dropping.command(sql), '7');
  await using one = createClient({ url: server.url, username: 'one' });
  await t.throwsAsync(one.command(sql, { settings }), { code: 'READONLY' });
});

const rows = 100_000;
const contents: Record<string, () => Buffer | Readable | object> = {
  bytes: () => Buffer.from('1\n'.repeat(rows)),
  'a stream': () => Readable.from(Array.from({ length: 10 }, () => '1\n'.repeat(rows / 10))),
  'a stream in one piece': () => Readable.from(['1\n'.repeat(rows)]),
};

for (const [title, data] of Object.entries(contents)) {
  test(`no row of a table of ${title} is lost to the server's limit`, async (t) => {
    const count = (client: Client, options: object = {}): Promise<unknown> => {
      const externalData = new ExternalData({ data: data() as Readable, fileName: 't', types: 'UInt8' });
      return client.command('SELECT count() FROM t', { externalData, ...options });
    };
    for (const compress of codecs) {
      await using small = createClient({ url: server.url, username: 'small', compress });
      t.is(await count(small), 100_000n);
      const limit = { code: 'ERR_INVALID_ARG', message: /http_max_multipart_form_data_size/ };
      await t.throwsAsync(count(small, { settings: { http_max_multipart_form_data_size: 1000 } }), limit);
      await using strict = createClient({ url: server.url, username: 'strict', compress });
      await t.throwsAsync(count(strict), limit);
      await t.throwsAsync(count(strict), limit);
      await using one = createClient({ url: server.url, username: 'one', compress });
      t.is(await count(one), 100_000n);
    }
  });
}
