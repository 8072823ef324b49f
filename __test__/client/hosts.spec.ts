import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';

import type { Server } from '../../embedded.js';
import { startServer } from '../../src/embedded/index.ts';
import { type ClickHouseError, createClient, StreamFailureError } from '../../src/index.ts';
import { newClient } from '../helpers/client.ts';
import { record, replay, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';
import { started, stopped, until } from '../helpers/wait.ts';

const columns = { columnNames: ['n'], columnTypes: ['UInt32'] };

/** Three servers, each with its own table `numbers_in`. */
async function startThree(path: string): Promise<Server[]> {
  const servers: Server[] = [];
  for (const name of ['a', 'b', 'c']) servers.push(await startServer({ path: join(path, name) }));
  for (const { url } of servers) {
    await using client = createClient(url);
    await client.command(
      'CREATE TABLE numbers_in (n UInt32) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 10000',
    );
  }
  return servers;
}

test('reads go on and inserts with a token are stored once while one of three servers is killed and comes back', async (t) => {
  const path = await mkdtemp(join(tmpdir(), 'hosts-'));
  const servers = await startThree(path);
  try {
    const hosts = servers.map(({ host, port }) => `${host}:${port}`);
    await using client = createClient({ hosts, hostPolicy: 'roundRobin', queryRetries: 40, maxConnections: 4 });
    let running = true;
    let reads = 0;
    let inserted = 0;
    const broken: unknown[] = [];
    const reading = Array.from({ length: 3 }, async () => {
      while (running) {
        try {
          t.is((await client.query('SELECT sum(number) AS s FROM numbers(1000)')).value(), 499_500n);
          reads++;
        } catch (error) {
          // Its row had come and the end had not, which is no matter for a repetition.
          if (!(error instanceof StreamFailureError)) throw error;
          broken.push(error.host);
        }
      }
    });
    let next = 0;
    const inserting = Array.from({ length: 3 }, async () => {
      while (running) {
        const n = next++;
        await client.insert('numbers_in', [[n], [n]], { ...columns, deduplicationToken: `row ${n}` });
        inserted++;
      }
    });
    await until(() => reads > 50 && inserted > 50);
    const victim = servers[1] as Server;
    process.kill(victim.pid, 'SIGKILL');
    const before = reads;
    await until(() => reads > before + 100);
    await victim.close();
    servers[1] = await startServer({ path: join(path, 'b'), port: victim.port });
    const active = () => client.metrics()[`${victim.host}:${victim.port}`]?.total ?? 0;
    await until(() => active() > 0 && reads > before + 300);
    running = false;
    await Promise.all([...reading, ...inserting]);
    t.true(broken.length <= reading.length);
    t.true(broken.every((host) => host === hosts[1]));
    t.is(inserted, next);
    const stored: number[] = [];
    for (const { url } of servers) {
      await using single = createClient(url);
      stored.push(...((await single.query('SELECT n FROM numbers_in')).column('n').toArray() as number[]));
    }
    t.is(stored.length, 2 * next);
    t.deepEqual(
      stored.toSorted((a, b) => a - b),
      Array.from({ length: 2 * next }, (_, index) => Math.floor(index / 2)),
    );
  } finally {
    await Promise.all(servers.map((server) => server.close()));
    await rm(path, { recursive: true, force: true });
  }
});

test('a host that is not there costs nothing but the attempt, whatever is asked for', async (t) => {
  const { host, port } = await getServer();
  const gone = await startFake(() => undefined);
  await gone[Symbol.asyncDispose]();
  const calls = [
    createClient({ hosts: [gone.host, `${host}:${port}`] }),
    createClient({ hosts: [gone.host, { host, port }], hostPolicy: 'random' }),
  ];
  for (const client of calls) {
    t.is(await client.command('SELECT 1'), 1);
    t.is((await client.query('SELECT 2 AS a')).value(), 2);
    t.true((await client.ping()).success);
    await client.command('CREATE TABLE IF NOT EXISTS hosts_t (n UInt32) ENGINE = Memory');
    t.true((await client.insert('hosts_t', [[1]])).executed);
    async function* rows() {
      for (let row = 0; row < 100_000; row++) yield [row];
    }
    t.is((await client.insert('hosts_t', rows())).writtenRows, 100_000);
    t.deepEqual(Object.keys(client.metrics()), [gone.host, `${host}:${port}`]);
    await client.close();
  }
});

test('when no host is there, the error names the last one and counts them', async (t) => {
  const fakes = await Promise.all([1, 2, 3].map(() => startFake(() => undefined)));
  for (const fake of fakes) await fake[Symbol.asyncDispose]();
  await using client = createClient({ hosts: fakes.map(({ host }) => host), queryRetries: 0 });
  const error = (await t.throwsAsync(client.query('SELECT 1'), { code: 'ECONNREFUSED' })) as ClickHouseError;
  t.is(error.attempts, 3);
  t.is(error.host, fakes[2]?.host);
  t.true(error.message.includes(fakes[2]?.host ?? '?'));
});

test('a session stays with its host, and so do its temporary tables', async (t) => {
  const { url } = await getServer();
  await using other = await startServer();
  await using client = createClient({ hosts: [url, other.url], hostPolicy: 'roundRobin' });
  for (const sessionId of ['one', 'two', 'three']) {
    await client.command('CREATE TEMPORARY TABLE mine (n UInt32)', { sessionId });
    for (let n = 0; n < 3; n++) await client.insert('mine', [[n]], { sessionId });
    t.is(await client.command('SELECT count() FROM mine', { sessionId }), 3n);
  }
  await using single = createClient(other.url);
  const text = "SELECT count() FROM system.processes WHERE query_kind = 'Create'";
  t.is(await single.command(text), 0n);
});

test('what is left is stopped on the host that runs it', async (t) => {
  const { url } = await getServer();
  await using fake = await startFake((response) => response.writeHead(503).end());
  await using direct = await newClient();
  await using client = createClient({ hosts: [fake.url, url] });
  const queryId = `left on the second ${process.pid}`;
  const controller = new AbortController();
  const { signal } = controller;
  const query = client.query('SELECT sleepEachRow(1) FROM numbers(100) SETTINGS max_block_size = 1', {
    queryId,
    signal,
  });
  await started(direct, queryId);
  controller.abort(new Error('enough'));
  await t.throwsAsync(query, { message: 'enough' });
  await stopped(direct, queryId);
  t.false(fake.received.some(({ body }) => body.includes('KILL')));
});

test('a query is stopped and watched wherever it runs', async (t) => {
  const { url } = await getServer();
  await using other = await startServer();
  await using client = createClient({ hosts: [url, other.url], hostPolicy: 'roundRobin' });
  for (const queryId of ['first host', 'second host']) {
    let told = 0;
    const query = client.query('SELECT sleepEachRow(0.1) FROM numbers(600) SETTINGS max_block_size = 1', {
      queryId,
      onProgress({ readRows }) {
        told = readRows;
      },
    });
    await until(() => told > 0);
    t.true(await client.kill(queryId));
    await t.throwsAsync(query, { code: 'QUERY_WAS_CANCELLED' });
  }
  t.false(await client.kill('nowhere'));
});

test('a batch that may have arrived is sent again to the same host', async (t) => {
  await using lossy = await startFake((response) => response.socket?.resetAndDestroy());
  await using other = await startFake((response) => response.end());
  for (const showClickHouseErrors of [true, false]) {
    await using client = createClient({ hosts: [lossy.host, other.host], showClickHouseErrors });
    const inserter = client.inserter<[number]>('t', { ...columns, deduplicate: true });
    inserter.add([1])?.catch(() => undefined);
    await t.throwsAsync(inserter.close(), { code: 'ECONNRESET' });
    t.is(inserter.stats.retries, 2);
  }
  t.is(lossy.received.length, 6);
  t.is(new Set(lossy.received.map(({ query }) => query.get('insert_deduplication_token'))).size, 2);
  t.is(other.received.length, 0);
});

test('an empty result is described by the host that gave it', async (t) => {
  const { url } = await getServer();
  const empty = await record(url, 'SELECT 1 AS a WHERE 0');
  const description = await record(url, 'DESCRIBE TABLE (SELECT 1 AS a WHERE 0)');
  const answer: Parameters<typeof startFake>[0] = (response, { body }) =>
    replay(response, String(body).startsWith('DESCRIBE') ? description : empty);
  const fakes = await Promise.all([1, 2, 3].map(() => startFake(answer)));
  {
    await using client = createClient({ hosts: fakes.map((fake) => fake.url), hostPolicy: 'roundRobin' });
    for (let round = 0; round < 3; round++) {
      t.deepEqual((await client.query('SELECT 1 AS a WHERE 0')).columnNames, ['a']);
    }
  }
  for (const { received } of fakes) {
    t.is(received.length % 2, 0);
    for (let index = 0; index < received.length; index += 2) {
      t.false(String(received[index]?.body).startsWith('DESCRIBE'));
      t.true(String(received[index + 1]?.body).startsWith('DESCRIBE'));
    }
  }
  await Promise.all(fakes.map((fake) => fake[Symbol.asyncDispose]()));
});

test('a query that has begun never changes its host', async (t) => {
  const { url } = await getServer();
  const answer = await record(url, 'SELECT number FROM numbers(10)');
  await using breaking = await startFake((response) => {
    response.writeHead(200, { ...answer.headers, 'content-length': answer.body.length * 2 });
    response.write(answer.body, () => setTimeout(() => response.destroy(), 20));
  });
  await using client = createClient({ hosts: [breaking.url, url] });
  const rows: unknown[] = [];
  const error = (await t.throwsAsync(async () => {
    for await (const row of client.queryRowsStream('SELECT number FROM numbers(10)')) rows.push(row);
  })) as ClickHouseError;
  t.is(error.code, 'ERR_STREAM_FAILURE');
  t.is(error.host, breaking.host);
  t.is(rows.length, 10);
});
