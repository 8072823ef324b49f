import { inspect } from 'node:util';
import test from 'ava';

import type { BatchFailure, InserterOptions } from '../../index.js';
import { ClickHouseError, createClient, DataError, InserterError, OperationalError } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable } from '../helpers/client.ts';
import { type Answer, startFake } from '../helpers/fake-server.ts';
import { getServer } from '../helpers/server.ts';
import { until } from '../helpers/wait.ts';

/** Inserts rows in one batch and gives what is told of its failure. */
async function failureOf(
  { url }: { readonly url: string },
  table: string,
  rows: readonly unknown[],
  options: InserterOptions = {},
): Promise<BatchFailure> {
  await using client = createClient({ url });
  const failures: BatchFailure[] = [];
  const inserter = client.inserter(table, {
    maxRows: rows.length,
    onError: (failure) => failures.push(failure),
    ...options,
  });
  inserter.addBatch(rows);
  await inserter.close();
  const [failure, ...others] = failures;
  if (failure === undefined || others.length > 0) throw new Error(`${failures.length} failures`);
  return failure;
}

test('a batch with a value that does not fit is told with its rows, the others are stored', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt8');
  const failures: BatchFailure<{ n: number }>[] = [];
  const onError = (failure: BatchFailure<{ n: number }>) => failures.push(failure);
  const inserter = client.inserter<{ n: number }>(table, { maxRows: 3, onError });
  const rows = Array.from({ length: 9 }, (_, n) => ({ n: n === 4 ? 1000 : n }));
  for (const row of rows) await inserter.add(row);
  await inserter.close();
  t.is(failures.length, 1);
  const [failure] = failures;
  t.true(failure?.error instanceof DataError);
  t.regex(String(failure?.error), /row 1: .*1000/);
  t.is(failure?.stored, 'none');
  t.deepEqual(failure?.rows, rows.slice(3, 6));
  t.true(failure?.rows.every((row, index) => row === rows[3 + index]));
  t.deepEqual(await contents(table), [[0], [1], [2], [6], [7], [8]]);
  t.deepEqual(inserter.stats, { rowsQueued: 0, rowsSent: 9, rowsWritten: 6, flushes: 3, retries: 0, failed: 1 });
});

for (const method of ['add', 'addBatch', 'flush', 'close'] as const) {
  test(`without onError the next ${method}() rejects with the failures, once`, async (t) => {
    const client = await getClient();
    const table = await makeTable('n UInt8');
    const inserter = client.inserter<{ n: number }>(table, { maxRows: 2 });
    const bad = [{ n: 256 }, { n: 1 }];
    inserter.addBatch([...bad, { n: 2 }, { n: 3 }, { n: -1 }, { n: 4 }]);
    await until(() => inserter.stats.failed === 2 && inserter.stats.rowsWritten === 2);
    const call = {
      add: () => inserter.add({ n: 5 }),
      addBatch: () => inserter.addBatch([{ n: 5 }]),
      flush: () => inserter.flush(),
      close: () => inserter.close(),
    }[method];
    const error = await t.throwsAsync(async () => await call(), {
      instanceOf: InserterError,
      code: 'ERR_INVALID_VALUE',
    });
    if (!(error instanceof InserterError)) return;
    t.is(error.name, 'InserterError');
    t.true(error.cause instanceof DataError);
    t.regex(error.message, new RegExp(`^inserter: ${table}: batches of 4 rows failed: insert: ${table}: .*256`));
    t.deepEqual(error.rows, [...bad, { n: -1 }, { n: 4 }]);
    t.is(error.stored, 'none');
    t.deepEqual(
      error.failures.map(({ rows, stored }) => [rows.length, stored]),
      [
        [2, 'none'],
        [2, 'none'],
      ],
    );
    t.regex(error.stack ?? '', /failures\.spec\.[jt]s/);
    for (const shown of [inspect(error), JSON.stringify(error)]) t.notRegex(shown, /\b(rows|failures)"?: /);
    // The row that was given is taken all the same.
    await inserter.close();
    const stored = method === 'add' || method === 'addBatch' ? [[2], [3], [5]] : [[2], [3]];
    t.deepEqual(await contents(table), stored);
  });
}

test('what a producer waits for rejects when a batch fails meanwhile', async (t) => {
  await using fake = await startFake((response) =>
    response
      .writeHead(404, { 'x-clickhouse-exception-code': '60' })
      .end('Code: 60. DB::Exception: no table. (UNKNOWN_TABLE)'),
  );
  await using client = createClient({ url: fake.url });
  const inserter = client.inserter('t', { columnNames: ['n'], columnTypes: ['UInt8'], maxRows: 1, maxPending: 1 });
  await t.throwsAsync(async () => await inserter.add([1]), { instanceOf: InserterError, code: 'UNKNOWN_TABLE' });
  await inserter.close();
});

test('what the server refuses is not stored', async (t) => {
  const table = await makeTable('n Int32, CONSTRAINT positive CHECK n >= 0');
  const columns = { columnNames: ['n'], columnTypes: ['Int32'] };
  const cases: readonly [string, InserterOptions, string][] = [
    ['no_such_table', {}, 'UNKNOWN_TABLE'],
    ['no_such_table', columns, 'UNKNOWN_TABLE'],
    [table, {}, 'VIOLATED_CONSTRAINT'],
    [table, { settings: { no_such_setting: 1 } }, 'UNKNOWN_SETTING'],
    [table, { settings: { readonly: 1 } }, 'READONLY'],
  ];
  for (const [name, options, code] of cases) {
    const { error, stored } = await failureOf(await getServer(), name, [[1], [-1]], options);
    t.is((error as ClickHouseError).code, code);
    t.is(stored, 'none', code);
  }
  t.is(await countRows(table), 0n);
});

test('a batch of the default size is stored as a whole or not at all', async (t) => {
  const table = await makeTable('n Int32, CONSTRAINT positive CHECK n >= 0');
  const rows = Array.from({ length: 150_000 }, (_, n) => [n < 149_999 ? n : -1]);
  const { stored } = await failureOf(await getServer(), table, rows);
  t.is(stored, 'none');
  t.is(await countRows(table), 0n);
});

test('of a batch that servers store in parts nothing is certain', async (t) => {
  const table = await makeTable('n Int32, CONSTRAINT positive CHECK n >= 0');
  const rows = Array.from({ length: 150_000 }, (_, n) => [n < 149_999 ? n : -1]);
  const settings = { min_insert_block_size_rows: 1000, min_insert_block_size_bytes: 0 };
  t.is((await failureOf(await getServer(), table, rows, { settings })).stored, 'unknown');
  t.is((await failureOf(await getServer(), table, rows.slice(-1000), { settings })).stored, 'none');
  t.is((await failureOf(await getServer(), table, [['x'], ['y']], { settings })).stored, 'none');
});

test('of a batch that leaves in several blocks nothing is certain where the server joins none', async (t) => {
  const table = await makeTable('n Int32, CONSTRAINT small CHECK n < 50_000');
  const settings = { min_insert_block_size_rows: 1, min_insert_block_size_bytes: 1 };
  const rows = Array.from({ length: 60_000 }, (_, n) => ({ n }));
  t.is((await failureOf(await getServer(), table, rows, { settings })).stored, 'unknown');
  t.true((await countRows(table)) > 0n);
  const last = rows.slice(-8192);
  t.is((await failureOf(await getServer(), table, last, { settings })).stored, 'none');
});

test('of a batch that failed in a view nothing is certain: the table has it', async (t) => {
  const client = await getClient();
  const table = await makeTable('n Int32');
  const target = await makeTable('n Int32, CONSTRAINT positive CHECK n >= 0');
  await client.command(`CREATE MATERIALIZED VIEW ${target}_view TO ${target} AS SELECT n FROM ${table}`);
  const server = await getServer();
  const { error, stored } = await failureOf(server, table, [[1], [-1]]);
  t.is((error as ClickHouseError).code, 'VIOLATED_CONSTRAINT');
  t.is(stored, 'unknown');
  t.is(await countRows(table), 2n);
  // Also where the error does not tell of the view.
  for (const how of ['maxErrorSize=20', 'showClickHouseErrors=scrub', 'showClickHouseErrors=false']) {
    t.is((await failureOf({ url: `${server.url}?${how}` }, table, [[-1]])).stored, 'unknown', how);
  }
});

const typed = { columnNames: ['n'], columnTypes: ['UInt8'] };

test('where nobody listens nothing is stored', async (t) => {
  const gone = await startFake((response) => response.end());
  await gone[Symbol.asyncDispose]();
  for (const options of [{}, typed]) {
    const { error, stored } = await failureOf(gone, 't', [[1]], options);
    t.is((error as ClickHouseError).code, 'ECONNREFUSED');
    t.is(stored, 'none');
  }
});

const doubtful: readonly [string, Answer][] = [
  ['a connection that breaks', (response) => response.socket?.resetAndDestroy()],
  [
    'an answer that is cut',
    (response) => response.writeHead(200, { 'content-length': 9 }).write('x', () => response.socket?.destroy()),
  ],
  ['a foreign answer', (response) => response.writeHead(502).end('<html>')],
  [
    'a server that was too slow',
    (response) =>
      response
        .writeHead(500, { 'x-clickhouse-exception-code': '159' })
        .end('Code: 159. DB::Exception: Timeout. (TIMEOUT_EXCEEDED)'),
  ],
  [
    'a shard that failed',
    (response) =>
      response
        .writeHead(500, { 'x-clickhouse-exception-code': '60' })
        .end('Code: 60. DB::Exception: Received from shard2:9000. DB::Exception: no table. (UNKNOWN_TABLE)'),
  ],
];

for (const [what, answer] of doubtful) {
  test(`after ${what} nothing is certain, and nothing is sent again`, async (t) => {
    await using fake = await startFake(answer);
    const { error, rows, stored } = await failureOf(fake, 't', [[1]], typed);
    t.true(error instanceof ClickHouseError);
    t.deepEqual(rows, [[1]]);
    t.is(stored, 'unknown');
    t.is(fake.received.length, 1);
  });
}

test('when the question for the columns fails nothing is stored', async (t) => {
  await using fake = await startFake((response) => response.socket?.resetAndDestroy());
  t.is((await failureOf(fake, 't', [[1]])).stored, 'none');
});

for (const how of ['throws', 'rejects']) {
  test(`a batch whose onError ${how} is told by the next call`, async (t) => {
    const client = await getClient();
    const reason = new Error('no place for dead letters');
    const onError = () => {
      if (how === 'throws') throw reason;
      return Promise.reject(reason) as unknown as undefined;
    };
    const inserter = client.inserter('no_such_table', { onError });
    inserter.add({ n: 1 });
    const error = await t.throwsAsync(inserter.flush(), { instanceOf: InserterError, code: 'ERR_INSERTER' });
    t.is((error as InserterError).cause, reason);
    t.deepEqual((error as InserterError).rows, [{ n: 1 }]);
    await inserter.close();
  });
}

test('rows of a failed batch may be added again by onError', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt8');
  const inserter = client.inserter<{ n: number }>(table, {
    maxRows: 2,
    maxPending: 1,
    onError: ({ rows }) => void inserter.addBatch(rows.map(({ n }) => ({ n: n % 256 }))),
  });
  for (const n of [1, 256 + 2, 3, 4, 5, 256 + 6]) await inserter.add({ n });
  await until(async () => {
    await inserter.flush();
    return inserter.stats.rowsWritten === 6;
  });
  t.deepEqual(await contents(table), [[1], [2], [3], [4], [5], [6]]);
  await inserter.close();
});

test('an InserterError takes its code from the first failure and can be told by its class', (t) => {
  const cause = new OperationalError('gone', { code: 'ECONNRESET', host: 'h:1', retryable: true, attempts: 1 });
  const error = new InserterError('t', [
    { error: cause, rows: [1], stored: 'unknown' },
    { error: new Error('x'), rows: [2, 3], stored: 'none' },
  ]);
  t.true(error instanceof ClickHouseError);
  t.like(error, { code: 'ECONNRESET', host: 'h:1', retryable: true, attempts: 1, stored: 'unknown', cause });
  t.deepEqual(error.rows, [1, 2, 3]);
});

test('a batch for which no connection came about is certainly not stored', async (t) => {
  const { port } = await getServer();
  const types = { columnNames: ['n'], columnTypes: ['UInt8'] };
  // A server without TLS ends the handshake, which is neither refused nor late.
  const failure = await failureOf({ url: `https://127.0.0.1:${port}` }, 'anything', [[1]], types);
  t.like(failure, { error: { code: 'ERR_TLS' }, stored: 'none' });
});
