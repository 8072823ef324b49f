import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';

import type { ClientOptions } from '../../index.js';
import { createClient, InterfaceError, OperationalError } from '../../src/index.ts';
import { contents, makeTable } from '../helpers/client.ts';
import { type Gateway, loginRefused, type Refusal, startGateway } from '../helpers/gateway.ts';
import { refused } from '../helpers/refusal.ts';
import { getServer } from '../helpers/server.ts';
import { countedSignal } from '../helpers/signal.ts';
import { until } from '../helpers/wait.ts';

/** A server that accepts one token at a time. */
interface Guarded extends Gateway {
  valid: string;
  refusals: number;
}

async function startGuarded(t: ExecutionContext, refusal: Refusal = loginRefused): Promise<Guarded> {
  const state = { valid: 'token-1', refusals: 0 };
  const gateway = await startGateway(await getServer(), ({ headers: { authorization, ...headers } }) => {
    if (authorization === `Bearer ${state.valid}`) return { headers };
    state.refusals++;
    return refusal;
  });
  t.teardown(() => gateway[Symbol.asyncDispose]());
  return Object.assign(state, gateway);
}

/** A client whose provider gives `token-1`, `token-2` and so on. */
function counting(guarded: Guarded, options: ClientOptions = {}) {
  const state = { calls: 0 };
  const tokenProvider = async (): Promise<string> => {
    await setImmediate();
    return `token-${++state.calls}`;
  };
  return Object.assign(state, { client: createClient({ url: guarded.url, tokenProvider, ...options }) });
}

const methods: Record<string, (client: ReturnType<typeof createClient>) => Promise<unknown>> = {
  ping: (client) => client.ping().then(({ success }) => success || Promise.reject(new Error('no pong'))),
  connect: (client) => client.connect(),
  query: (client) => client.query('SELECT 1'),
  'query without rows': (client) => client.query('SELECT 1 WHERE 0'),
  queryColumns: (client) => client.queryColumns('SELECT 1 AS a'),
  command: (client) => client.command('SELECT 1'),
  queryRowsStream: (client) => client.queryRowsStream('SELECT 1').toArray(),
  queryRowBlockStream: (client) => client.queryRowBlockStream('SELECT 1').toArray(),
  rawQuery: (client) => client.rawQuery('SELECT 1', { format: 'TSV' }),
  rawStream: (client) => buffer(client.rawStream('SELECT 1', { format: 'TSV' })),
  queryColumnBlockStream: (client) => client.queryColumnBlockStream('SELECT 1').toArray(),
};

for (const [name, call] of Object.entries(methods)) {
  test(`${name} asks for a token when it is first needed, keeps it, and asks once more when it has expired`, async (t) => {
    const guarded = await startGuarded(t);
    const counted = counting(guarded);
    await using client = counted.client;
    t.is(counted.calls, 0);
    await call(client);
    await call(client);
    t.deepEqual([counted.calls, guarded.refusals], [1, 0]);
    guarded.valid = 'token-2';
    await call(client);
    await call(client);
    t.deepEqual([counted.calls, guarded.refusals], [2, 1]);
    guarded.valid = 'none';
    await t.throwsAsync(call(client));
    t.deepEqual([counted.calls, guarded.refusals], [3, 3]);
  });
}

test('many requests at once share a token and its renewal', async (t) => {
  const guarded = await startGuarded(t);
  const counted = counting(guarded);
  await using client = counted.client;
  const many = () => Promise.all(Array.from({ length: 50 }, (_, i) => client.command(`SELECT ${i}`)));
  t.is((await many()).length, 50);
  t.is(counted.calls, 1);
  guarded.valid = 'token-2';
  t.is((await many()).length, 50);
  t.is(counted.calls, 2);
});

test('a client and its sessions share a token and its renewal', async (t) => {
  const guarded = await startGuarded(t);
  const counted = counting(guarded);
  await using client = counted.client;
  await using session = client.session();
  await session.command('CREATE TEMPORARY TABLE kept (a UInt8)');
  t.is(await client.command('SELECT 1'), 1);
  t.is(counted.calls, 1);
  guarded.valid = 'token-2';
  await session.insert('kept', [[1]]);
  t.is(await client.command('SELECT 1'), 1);
  t.is(await session.command('SELECT count() FROM kept'), 1n);
  t.is(counted.calls, 2);
});

for (const compress of [false, 'lz4'] as const) {
  test(`an insert that is refused is sent again with a new token, and stored once; compress ${compress}`, async (t) => {
    const guarded = await startGuarded(t);
    const counted = counting(guarded, { compress });
    await using client = counted.client;
    const table = await makeTable('a UInt32, b String');
    await client.insert(table, [[0, 'x']]);
    const rows = Array.from({ length: 20_000 }, (_, i) => [i + 1, `row ${i}`]);
    guarded.valid = 'token-2';
    t.is((await client.insert(table, rows)).writtenRows, 20_000);
    guarded.valid = 'token-3';
    t.is((await client.rawInsert(table, '20002\tz\n', { format: 'TSV' })).writtenRows, 1);
    guarded.valid = 'token-4';
    t.is((await client.insert(table, { a: Uint32Array.of(20_001), b: ['y'] })).writtenRows, 1);
    t.is(counted.calls, 4);
    const expected = Array.from({ length: 20_003 }, (_, i) => i);
    t.deepEqual(
      (await contents(table)).map(([a]) => a),
      expected,
    );
  });
}

test('an insert of a source that goes on asks for a token of its own', async (t) => {
  const guarded = await startGuarded(t);
  const counted = counting(guarded);
  await using client = counted.client;
  const table = await makeTable('a UInt32');
  await client.insert(table, [[1]]);
  guarded.valid = 'token-2';
  async function* source(): AsyncGenerator<number[]> {
    for (let i = 2; i <= 1000; i++) yield [i];
  }
  t.is((await client.insert(table, source())).writtenRows, 999);
  t.deepEqual([counted.calls, guarded.refusals], [2, 0]);
  let left = false;
  async function* refusedSource(): AsyncGenerator<number[]> {
    try {
      for (let i = 0; ; i++) yield [i];
    } finally {
      left = true;
    }
  }
  guarded.valid = 'none';
  await t.throwsAsync(client.insert(table, refusedSource()), { code: 'AUTHENTICATION_FAILED' });
  t.true(left);
  t.is((await contents(table)).length, 1000);
});

test('an inserter goes on when its token expires', async (t) => {
  const guarded = await startGuarded(t);
  const { client: made } = counting(guarded);
  await using client = made;
  const table = await makeTable('a UInt32');
  const inserter = client.inserter<number[]>(table, { maxRows: 10 });
  for (let i = 0; i < 100; i++) {
    await inserter.add([i]);
    if (i === 50) guarded.valid = 'token-2';
  }
  await inserter.close();
  t.is((await contents(table)).length, 100);
});

test('the status 401 of a gateway renews the token as well; other refusals do not', async (t) => {
  const gateway = await startGuarded(t, { status: 401, body: 'who are you?' });
  const first = counting(gateway);
  await using client = first.client;
  gateway.valid = 'token-2';
  t.is(await client.command('SELECT 1'), 1);
  const guarded = await startGuarded(t);
  const second = counting(guarded);
  await using other = second.client;
  await t.throwsAsync(other.query('SELECT nothing'), { code: 'UNKNOWN_IDENTIFIER' });
  t.deepEqual([first.calls, second.calls, guarded.received.length], [2, 1, 1]);
});

test('the second refusal is the error, with both attempts', async (t) => {
  const guarded = await startGuarded(t);
  guarded.valid = 'none';
  const counted = counting(guarded);
  await using client = counted.client;
  const expected = {
    type: OperationalError,
    code: 'AUTHENTICATION_FAILED',
    serverCode: 516,
    tells: ['Authentication'],
  };
  const error = await refused(t, () => client.query('SELECT 1'), expected, ['token-1', 'token-2']);
  t.is(error.attempts, 2);
  await using hidden = counting(guarded, { showClickHouseErrors: false }).client;
  await t.throwsAsync(hidden.query('SELECT 1'), { code: 'ERR_SERVER' });
  t.is(guarded.received.length, 4);
});

test('what a server without tokens says to one is a refusal too', async (t) => {
  let calls = 0;
  await using client = createClient({ url: (await getServer()).url, tokenProvider: () => `token-${++calls}` });
  await t.throwsAsync(client.query('SELECT 1'), { code: 'AUTHENTICATION_FAILED' });
  await t.throwsAsync(
    client.insert(await makeTable('a UInt8'), [[1]], { columnTypes: ['UInt8'], columnNames: ['a'] }),
    {
      code: 'AUTHENTICATION_FAILED',
    },
  );
  t.is(calls, 4);
});

test('a provider that fails is the error of those who wait, and asked again by those who come later', async (t) => {
  const guarded = await startGuarded(t);
  let calls = 0;
  const reason = new Error('no network');
  const tokenProvider = (): string => {
    if (++calls === 1) throw reason;
    return 'token-1';
  };
  await using client = createClient({ url: guarded.url, tokenProvider });
  const expected = { type: OperationalError, code: 'ERR_TOKEN_PROVIDER', tells: ['tokenProvider'] };
  const both = await Promise.all([1, 2].map(() => refused(t, () => client.query('SELECT 1'), expected)));
  t.deepEqual(
    both.map(({ cause, attempts }) => [cause === reason, attempts]),
    [
      [true, 0],
      [true, 0],
    ],
  );
  t.is(calls, 1);
  t.is(await client.command('SELECT 1'), 1);
});

test('what is no token is refused without being shown', async (t) => {
  const guarded = await startGuarded(t);
  for (const token of ['', 'S3CRET\r\nX-A: b', 'S3CRETÄ', 5, undefined, { S3CRET: 1 }]) {
    await using client = createClient({ url: guarded.url, tokenProvider: () => token as string });
    const expected = { type: OperationalError, code: 'ERR_TOKEN_PROVIDER', tells: ['tokenProvider'] };
    await refused(t, () => client.query('SELECT 1'), expected, ['S3CRET']);
  }
  t.is(guarded.received.length, 0);
});

test('nobody waits for a token longer than for an abort, the time of the call or the end of the client', async (t) => {
  const guarded = await startGuarded(t);
  const made = createClient({ url: guarded.url, tokenProvider: () => new Promise<string>(() => undefined) });
  const table = await makeTable('a UInt8');
  const calls: ((options: object) => Promise<unknown>)[] = [
    (options) => made.query('SELECT 1', options),
    (options) => made.insert(table, [[1]], options),
    (options) =>
      made.insert(
        table,
        (async function* () {
          yield [1];
        })(),
        options,
      ),
    (options) => made.queryRowsStream('SELECT 1', options).toArray(),
  ];
  for (const call of calls) {
    const counted = countedSignal();
    const { signal, controller } = counted;
    const reason = new Error('enough');
    const aborted = call({ signal });
    await setImmediate();
    controller.abort(reason);
    t.is(await t.throwsAsync(aborted), reason);
    t.is(counted.listeners, 0);
    await t.throwsAsync(call({ timeout: 20 }), { instanceOf: OperationalError, code: 'ERR_TIMEOUT' });
  }
  const pong = await made.ping({ timeout: 20 });
  t.is(pong.success ? undefined : (pong.error as OperationalError).code, 'ERR_TIMEOUT');
  const left = calls.map((call) => t.throwsAsync(call({}), { instanceOf: InterfaceError, code: 'ERR_CLIENT_CLOSED' }));
  await setImmediate();
  await made.close();
  await Promise.all(left);
  t.is(guarded.received.length, 0);
});

test('a query that is left is stopped with the token that it was sent with', async (t) => {
  const guarded = await startGuarded(t);
  const { client: made } = counting(guarded);
  await using client = made;
  const controller = new AbortController();
  const sql = 'SELECT sleepEachRow(0.1) FROM numbers(1000) SETTINGS max_block_size = 1';
  const running = client.query(sql, { signal: controller.signal });
  await until(() => guarded.received.length === 1);
  controller.abort();
  t.is(await running.catch((error: Error) => error.name), 'AbortError');
  await until(() => guarded.received.length > 1);
  t.is(guarded.received[1]?.headers.authorization, 'Bearer token-1');
});

test('neither clients nor their errors show tokens, passwords and providers', async (t) => {
  const guarded = await startGuarded(t);
  const cases: ClientOptions[] = [
    { accessToken: 'S3CRET' },
    { tokenProvider: () => 'S3CRET' },
    { username: 'me', password: 'S3CRET' },
  ];
  for (const options of cases) {
    await using client = createClient({ url: guarded.url, ...options });
    const errors = [
      await t.throwsAsync(client.query('SELECT 1')),
      await t.throwsAsync(client.insert('t', [[1]])),
      await t.throwsAsync(client.queryRowsStream('SELECT 1').toArray()),
    ];
    const things = [client, ...errors, client.queryRowsStream('SELECT 1'), client.inserter('t')];
    const shown = things.map((thing) => inspect(thing, { depth: 9, showHidden: true })).join('\n');
    t.false(/S3CRET/.test(shown), shown);
  }
  for (const { url } of guarded.received) t.false(/S3CRET/.test(url), url);
});

test('a refusal that comes out of a statement which has begun repeats nothing', async (t) => {
  const guarded = await startGuarded(t);
  const counted = counting(guarded);
  await using client = counted.client;
  const table = await makeTable('a UInt64');
  const target = await makeTable('a UInt64');
  await client.command(
    `CREATE MATERIALIZED VIEW ${table}_view TO ${target} AS SELECT a + throwIf(a = 7, 'Authentication failed', 516::Int16) AS a FROM ${table}`,
    { settings: { allow_custom_error_code_in_throwif: 1 } },
  );
  const settings = { allow_custom_error_code_in_throwif: 1 };
  await t.throwsAsync(client.insert(table, [[7n]], { settings }), { code: 'AUTHENTICATION_FAILED' });
  const copy = `INSERT INTO ${table} SELECT 7`;
  await t.throwsAsync(client.command(copy, { settings }), { code: 'AUTHENTICATION_FAILED' });
  t.is(counted.calls, 1);
  t.true((await contents(table)).length <= 2);
});

test('a provider that never settles holds nobody up for ever, and is asked again', async (t) => {
  const guarded = await startGuarded(t);
  let calls = 0;
  const tokenProvider = (): Promise<string> => {
    calls++;
    return calls === 1 ? new Promise<string>(() => undefined) : Promise.resolve('token-1\n');
  };
  await using client = createClient({ url: guarded.url, tokenProvider, requestTimeout: 500 });
  await t.throwsAsync(client.query('SELECT 1'), { code: 'ERR_TOKEN_PROVIDER' });
  t.is(await client.command('SELECT 1'), 1);
  t.is(calls, 2);
});

for (const given of ['', 'two words', undefined, 7]) {
  test(`a provider that gives ${inspect(given)} once is asked again`, async (t) => {
    const guarded = await startGuarded(t);
    const answers = [given, 'token-1'];
    const tokenProvider = async () => answers.shift() as string;
    await using client = createClient({ url: guarded.url, tokenProvider });
    const error = await t.throwsAsync(client.query('SELECT 1'), { code: 'ERR_TOKEN_PROVIDER' });
    t.regex(String(error?.cause), /something else than a text/);
    t.is(await client.command('SELECT 1'), 1);
  });
}
