import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';

import { createClient, OperationalError, ProgrammingError } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { started, until } from '../helpers/wait.ts';

test('a session keeps temporary tables and SET, and its calls wait for each other', async (t) => {
  const client = await getClient();
  await using session = client.session({ settings: { max_threads: 1 } });
  const calls = [
    session.command('CREATE TEMPORARY TABLE mine (n UInt64, at DateTime)'),
    session.command('SET max_block_size = 77'),
    session.insert('mine', [{ n: 1n, at: new Date(0) }]),
    session.insert('mine', [[2n, new Date(1000)]]),
    session.insert(
      'mine',
      (function* () {
        yield { n: 3n, at: new Date(2000) };
      })(),
    ),
  ];
  const reads = Array.from({ length: 10 }, () => session.command("SELECT getSetting('max_block_size')"));
  await Promise.all(calls);
  t.deepEqual(await Promise.all(reads), Array(10).fill(77));
  t.deepEqual((await session.query('SELECT n, at FROM mine ORDER BY n')).tuples(), [
    [1n, new Date(0)],
    [2n, new Date(1000)],
    [3n, new Date(2000)],
  ]);
  const empty = await session.query('SELECT n FROM mine WHERE n > 9');
  t.deepEqual(empty.columnNames, ['n']);
  t.is(await session.command('SELECT getSetting({name:String})', { parameters: { name: 'max_threads' } }), 1);
  await t.throwsAsync(client.query('SELECT * FROM mine'), { code: 'UNKNOWN_TABLE' });
  t.notThrows(() => client.session().close());
});

test('calls of a client with a session of its own wait for each other, others do not', async (t) => {
  await using client = await newClient({ autogenerateSessionId: true });
  const results = await Promise.all(Array.from({ length: 20 }, (_, n) => client.command(`SELECT ${n}`)));
  t.deepEqual(
    results,
    Array.from({ length: 20 }, (_, n) => n),
  );
  const other = client.command('SELECT 1', { sessionId: randomUUID() });
  const long = client.command('SELECT sleep(0.3)');
  t.is(await Promise.race([other, long.then(() => 'the other session')]), 1);
  await long;
});

test('a failure, an abort and a stream that is left give the session free', async (t) => {
  const client = await getClient();
  await using session = client.session();
  await session.command('CREATE TEMPORARY TABLE mine AS SELECT 1 AS a');
  await t.throwsAsync(session.query('SELECT nothing'), { code: 'UNKNOWN_IDENTIFIER' });
  const queryId = randomUUID();
  const controller = new AbortController();
  const reason = new Error('the user went away');
  const sql = 'SELECT max(sleepEachRow(1)) FROM numbers(1000) SETTINGS max_block_size = 1';
  const aborted = t.throwsAsync(session.query(sql, { signal: controller.signal, queryId }), { is: reason });
  await started(client, queryId);
  const waiting = session.command('SELECT a FROM mine');
  controller.abort(reason);
  await aborted;
  t.is(await waiting, 1);
  for await (const { number } of session.queryRowsStream<{ number: bigint }>('SELECT number FROM system.numbers')) {
    if (number > 100_000n) break;
  }
  t.is(await session.command('SELECT a FROM mine'), 1);
  const ended = new AbortController();
  const held = session.command('SELECT sleep(0.3)');
  const late = session.command('SELECT 1', { timeout: 50 });
  const left = session.command('SELECT 2', { signal: ended.signal });
  ended.abort(new Error('not now'));
  await t.throwsAsync(left, { message: 'not now' });
  await t.throwsAsync(late, { code: 'ERR_TIMEOUT', instanceOf: OperationalError });
  await held;
  t.is(await session.command('SELECT a FROM mine'), 1);
});

test('a call that waits for a stream which nobody reads says so instead of waiting for ever', async (t) => {
  await using client = await newClient({ connectTimeout: 300 });
  await using session = client.session({ sessionId: 'held' });
  const stream = session.queryRowsStream('SELECT number FROM system.numbers');
  for await (const _ of stream) {
    const error = await t.throwsAsync(session.query('SELECT 1'), { code: 'ERR_SESSION_BUSY' });
    t.true(error instanceof OperationalError);
    t.regex(error?.message ?? '', /'held'.*nobody reads.*close it/);
    break;
  }
  t.is(await session.command('SELECT 1'), 1);
  await session.command('CREATE TEMPORARY TABLE copy (number UInt64)');
  const copying = session.insert('copy', session.queryColumnBlockStream('SELECT number FROM numbers(10000000)'));
  await t.throwsAsync(copying, { code: 'ERR_SESSION_BUSY' });
  t.is(await session.command('SELECT count() FROM copy'), 0n);
});

test('an insert waits until the server has left what was stopped before it', async (t) => {
  const client = await getClient();
  await using session = client.session();
  await session.command('CREATE TEMPORARY TABLE mine (n UInt64)');
  const typed = { columnNames: ['n'], columnTypes: ['UInt64'] };
  for (let round = 1; round <= 5; round++) {
    for await (const _ of session.queryRowsStream('SELECT number FROM system.numbers')) break;
    await session.insert('mine', [[1n]], typed);
    for await (const _ of session.queryRowsStream('SELECT number FROM system.numbers')) break;
    await session.rawInsert('mine', '2\n', { format: 'CSV' });
    t.is(await session.command('SELECT count() FROM mine'), BigInt(2 * round));
  }
});

test('a source that asks the session of its insert is told so', async (t) => {
  await using client = await newClient({ connectTimeout: 300 });
  await using session = client.session();
  await session.command('CREATE TEMPORARY TABLE mine (n UInt64)');
  async function* source() {
    for (let n = 0n; n < 100_000n; n++) yield [n];
    yield [await session.command('SELECT 7')];
  }
  await t.throwsAsync(session.insert('mine', source()), { code: 'ERR_SESSION_BUSY' });
  t.is(await session.command('SELECT 1'), 1);
});

test('streams of a session that were thrown away give it free', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await using client = await newClient();
  await using session = client.session();
  const begin = async (): Promise<void> => {
    await session.queryRowsStream('SELECT number FROM system.numbers')[Symbol.asyncIterator]().next();
  };
  await begin();
  const next = session.command('SELECT 1');
  let free = false;
  void next.then(() => {
    free = true;
  });
  await until(() => {
    collect();
    return free;
  });
  t.is(await next, 1);
});

test('a closed session and a closed client refuse further calls at once', async (t) => {
  const client = await newClient();
  const session = client.session();
  await session.queryRowsStream('SELECT number FROM system.numbers')[Symbol.asyncIterator]().next();
  await session.close();
  await t.throwsAsync(session.command('SELECT 1'), { code: 'ERR_CLIENT_CLOSED' });
  await client.close();
  t.throws(() => client.session(), { code: 'ERR_CLIENT_CLOSED' });
});

test('two clients in one session fail with an error that says so', async (t) => {
  const sessionId = randomUUID();
  await using one = await newClient({ sessionId });
  await using other = await newClient({ sessionId });
  const queryId = randomUUID();
  const controller = new AbortController();
  const { signal } = controller;
  const reason = new Error('it was long enough');
  // As long as it takes, however slow the machine is.
  const settings = { max_block_size: 1 };
  const long = one.command('SELECT sum(sleepEachRow(1)) FROM numbers(600)', { queryId, signal, settings });
  const ended = t.throwsAsync(long, { is: reason });
  await started(await getClient(), queryId);
  const error = await t.throwsAsync(other.command('SELECT 1'), { code: 'SESSION_IS_LOCKED' });
  t.true(error instanceof ProgrammingError);
  controller.abort(reason);
  await ended;
  t.is(await one.command('SELECT 1'), 1);
});

test('sessions use the connections of their client, and leave them to it', async (t) => {
  await using client = await newClient();
  await client.command('SELECT 1');
  for (let n = 0; n < 3; n++) {
    await using session = client.session();
    await session.command('SELECT 1');
  }
  await until(() => Object.values(client.metrics())[0]?.active === 0);
  t.like(Object.values(client.metrics())[0], { total: 1, idle: 1 });
  t.is(await client.command('SELECT 1'), 1);
});

test('closing ends what waits in line', async (t) => {
  const client = await newClient();
  const session = client.session();
  const calls = [1, 2, 3].map(() => t.throwsAsync(session.command('SELECT sleep(3)'), { code: 'ERR_CLIENT_CLOSED' }));
  await session.close();
  await Promise.all(calls);
  await client.close();
});

test('a session goes with its options to the server', async (t) => {
  await using fake = await startFake((response) => response.end());
  await using client = createClient({ url: fake.url, settings: { a: 1, b: 2 }, role: 'one' });
  await using session = client.session({
    sessionId: 's',
    sessionTimeout: 1500,
    settings: { b: 3 },
    database: 'd',
    role: ['two', 'three'],
  });
  await session.command('SET x = 1');
  const [received] = fake.received;
  t.deepEqual(Object.fromEntries(received?.query ?? []), {
    ...Object.fromEntries(received?.query ?? []),
    session_id: 's',
    session_timeout: '2',
    database: 'd',
    a: '1',
    b: '3',
  });
  t.deepEqual(received?.query.getAll('role'), ['two', 'three']);
  t.throws(() => client.session({ id: 1 } as object), { code: 'ERR_INVALID_ARG', message: /session.*'id'/ });
  t.throws(() => client.session({ sessionId: '' }), { code: 'ERR_INVALID_ARG', message: /sessionId/ });
});

test('an abort gives the session free, though nobody reads the stream on', async (t) => {
  await using client = await newClient({ connectTimeout: 20_000 });
  await using session = client.session();
  const controller = new AbortController();
  const stream = session.queryRowsStream('SELECT number FROM system.numbers', { signal: controller.signal });
  await stream[Symbol.asyncIterator]().next();
  const next = session.command('SELECT 1');
  controller.abort();
  t.is(await next, 1);
});

test('a stream that waits for its turn in a session can be closed', async (t) => {
  await using client = await newClient();
  await using session = client.session();
  const queryId = randomUUID();
  const first = t.throwsAsync(
    session.query('SELECT sleepEachRow(1) FROM numbers(100) SETTINGS max_block_size = 1', { queryId }),
  );
  const waiting = session.queryRowsStream('SELECT 1');
  const item = t.throwsAsync(waiting[Symbol.asyncIterator]().next(), { code: 'ERR_STREAM_CLOSED' });
  await started(client, queryId);
  await waiting.close();
  await item;
  await client.kill(queryId);
  await first;
});
