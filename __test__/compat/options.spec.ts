import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorLogParams, LogParams } from '@clickhouse/client';
import test, { type ExecutionContext } from 'ava';

import { type Api, apis, connect, type Options, same } from '../helpers/compat.ts';
import { makeAuthority, makeCertificate } from '../helpers/certificates.ts';
import { getServer, reader } from '../helpers/server.ts';
import { startCertificateLogin, startTerminator } from '../helpers/tls-terminator.ts';

const one = { query: 'SELECT 1 AS one', format: 'JSONEachRow' } as const;

/** What a server is asked by both clients. */
async function asked(
  t: ExecutionContext,
  make: (url: string) => Options,
  run: (client: Awaited<ReturnType<typeof connect>>) => Promise<unknown>,
): Promise<{ path: string; query: object; headers: IncomingMessage['headers'] }> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    request.resume().on('end', () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const told = [];
  for (const api of [apis.theirs, apis.ours]) {
    const client = await connect(api, make(`http://127.0.0.1:${port}`));
    await run(client);
    const { url = '', headers } = seen.pop() as IncomingMessage;
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    // The last is how our transport hears of exceptions in the middle of any format.
    for (const name of ['query_id', 'query', 'http_write_exception_in_output_format']) searchParams.delete(name);
    const pairs = [...searchParams].sort(([a], [b]) => a.localeCompare(b));
    told.push({ path: pathname.replace(/(.)\/$/, '$1'), query: pairs, headers });
  }
  const [theirs, ours] = told as [(typeof told)[0], (typeof told)[0]];
  t.deepEqual([ours?.path, ours?.query], [theirs?.path, theirs?.query]);
  return ours as never;
}

const ddl = (client: Awaited<ReturnType<typeof connect>>): Promise<unknown> => client.command({ query: 'SELECT 1' });

test('options in the URL are those of the client', async (t) => {
  const names = 'ch_max_threads=2&clickhouse_setting_final=1&http_header_X-A=b&application=app';
  const { headers } = await asked(
    t,
    (url) => ({
      url: `${url.replace('//', '//ann:p%40ss@')}/shop?${names}&request_timeout=5000&compression_request=0`,
    }),
    ddl,
  );
  t.is(headers['x-a'], 'b');
  t.true(headers['user-agent']?.startsWith('app '));
});

test('a session in the URL is used, which @clickhouse/client forgets', async (t) => {
  const { url } = await getServer();
  const client = await connect(apis.ours, { url: `${url}/?session_id=of_the_url` });
  await client.command({ query: 'CREATE TEMPORARY TABLE of_a_session (a UInt8)' });
  t.is(await (await client.query({ query: 'SELECT count() FROM of_a_session', format: 'CSV' })).text(), '0\n');
});

test('a path goes in front of all requests', async (t) => {
  for (const pathname of ['/proxy/ch', 'proxy']) {
    await asked(t, (url) => ({ url, pathname }), ddl);
    await asked(
      t,
      (url) => ({ url, pathname }),
      (client) => client.ping(),
    );
  }
});

test('settings, roles, sessions and parameters are sent alike', async (t) => {
  const options = {
    database: 'shop',
    role: ['a', 'b'],
    session_id: 's',
    clickhouse_settings: { max_threads: 2, final: 1, join_algorithm: 'hash' },
  } as const;
  await asked(t, (url) => ({ url, ...options, role: [...options.role] }), ddl);
  await asked(
    t,
    (url) => ({ url, ...options, role: [...options.role] }),
    (client) =>
      client.command({
        query: 'q',
        role: 'c',
        session_id: 'other',
        clickhouse_settings: { max_threads: 3, send_progress_in_http_headers: 1 },
        query_params: { a: 1, b: ["it's", null], c: true },
      }),
  );
});

test('headers of calls go above those of the client', async (t) => {
  const { headers } = await asked(
    t,
    (url) => ({ url, http_headers: { 'X-A': 'client', 'X-B': 'client', 'User-Agent': 'ignored' } }),
    (client) => client.command({ query: 'q', http_headers: { 'x-a': 'call' } }),
  );
  t.like(headers, { 'x-a': 'call', 'x-b': 'client' });
  t.not(headers['user-agent'], 'ignored');
});

test('tokens are sent as such', async (t) => {
  const { headers } = await asked(t, (url) => ({ url, access_token: 'secret' }), ddl);
  t.is(headers.authorization, 'Bearer secret');
  const call = await asked(
    t,
    (url) => ({ url }),
    (client) => client.command({ query: 'q', auth: { access_token: 'other' } }),
  );
  t.is(call.headers.authorization, 'Bearer other');
});

test('answers can be compressed', async (t) => {
  for (const codec of ['gzip', 'br'] as const) {
    const outcome = await same(
      t,
      async ({ client }) => {
        const result = await client.query({ query: 'SELECT number FROM numbers(10000)', format: 'JSONEachRow' });
        return [result.response_headers['content-encoding'], await result.json()];
      },
      { compression: { response: { codec } } },
    );
    t.like(outcome, { value: { 0: codec } });
  }
});

/** A class of loggers that keep what they are told. */
function loggers(): { readonly entries: unknown[]; readonly LoggerClass: new () => never } {
  const entries: unknown[] = [];
  const keep =
    (level: string) =>
    ({ module, message, err }: LogParams & Partial<ErrorLogParams>): void => {
      entries.push([level, module, message, err?.message]);
    };
  class Keeper {
    trace = keep('trace');
    debug = keep('debug');
    info = keep('info');
    warn = keep('warn');
    error = keep('error');
  }
  return { entries, LoggerClass: Keeper as never };
}

async function logged(
  api: Api,
  options: Options,
  run: (client: Awaited<ReturnType<typeof connect>>) => Promise<unknown>,
) {
  const { entries, LoggerClass } = loggers();
  const client = await connect(api, { ...options, log: { LoggerClass, level: api.ClickHouseLogLevel.WARN } });
  await run(client).catch(() => undefined);
  return entries;
}

test('errors and warnings are logged alike', async (t) => {
  const { url } = await getServer();
  const failing = 'SELECT number, throwIf(number = 500000) FROM numbers(600000) SETTINGS max_block_size = 1000';
  const runs: readonly [Options, (client: Awaited<ReturnType<typeof connect>>) => Promise<unknown>][] = [
    [{}, (client) => client.query({ query: 'SELECT 1 1' })],
    [{}, (client) => client.command({ query: 'SELECT 1 1' })],
    [{}, (client) => client.insert({ table: 'no.table', values: [[1]] })],
    [{}, (client) => client.query(one)],
    [{}, async (client) => await (await client.query({ query: failing, format: 'JSONEachRow' })).json()],
    [{ username: 'nobody' }, (client) => client.ping({ select: true })],
    [{ host: url, http_headers: {} }, async () => undefined],
    [{ additional_headers: { 'X-A': 'b' } }, async () => undefined],
    [
      { url: `${url}/?request_timeout=1000&ch_final=1`, request_timeout: 5, clickhouse_settings: { final: 0 } },
      async () => undefined,
    ],
  ];
  for (const [options, run] of runs) {
    t.deepEqual(await logged(apis.ours, options, run), await logged(apis.theirs, options, run));
  }
});

test('options that nobody knows are told', async (t) => {
  const entries = await logged(apis.ours, { unknown: 1 } as never, async () => undefined);
  t.deepEqual(entries, [['warn', 'Config', 'unknown options: unknown', undefined]]);
});

test('spans are told the same', async (t) => {
  await same(t, async ({ api, table }) => {
    const spans: unknown[] = [];
    const tracer = {
      startActiveSpan<T>(
        name: string,
        { kind, attributes = {} }: { kind?: number; attributes?: object },
        run: (span: never) => T,
      ): T {
        const seen: Record<string, unknown> = { ...attributes };
        let status: unknown;
        return run({
          setAttributes: (more: object) => Object.assign(seen, more),
          setStatus: ({ code }: { code: number }) => (status = code),
          recordException: (error: Error) => (status = error.message),
          end: () => {
            const stable = Object.fromEntries(
              Object.entries(seen).filter(
                ([key, value]) =>
                  value !== undefined && !/query_id|elapsed|port|status_code|read_bytes|result_bytes/.test(key),
              ),
            );
            spans.push([name, kind, JSON.parse(JSON.stringify(stable).replaceAll(table, 'table')), status]);
          },
        } as never);
      },
    };
    const client = await connect(api, { tracer, application: 'app', session_id: undefined as never });
    await client.command({ query: `CREATE TABLE ${table} (a UInt8) ENGINE Memory` });
    await client.insert({ table, values: [[1], [2]] });
    await (await client.query({ query: `SELECT a FROM ${table}`, format: 'JSONEachRow' })).json();
    await (await client.query({ query: `SELECT a FROM ${table}`, format: 'CSV' })).text();
    (await client.query({ query: 'SELECT 1', format: 'CSV' })).close();
    await client.query({ query: 'SELECT 1 1' }).catch(() => undefined);
    await client.ping();
    return spans;
  });
});

test('a certificate logs in, unless a password does', async (t) => {
  const authority = await makeAuthority('Test Authority');
  const pair = await makeCertificate('server', { names: ['127.0.0.1'], ca: authority });
  const mine = await makeCertificate(reader.username, { ca: authority });
  const [ca_cert, cert, key] = [authority.cert, mine.cert, mine.key].map((text) => Buffer.from(text)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const { username, password } = reader;
  const who = async (api: Api, port: number, options: Options): Promise<unknown> => {
    const client = await connect(api, { url: `https://127.0.0.1:${port}`, tls: { ca_cert, cert, key }, ...options });
    return (await client.query({ query: 'SELECT currentUser() AS user', format: 'JSONEachRow' })).json();
  };
  await using login = await startCertificateLogin(await getServer(), pair, authority.cert, { [username]: password });
  for (const api of [apis.ours, apis.theirs])
    t.deepEqual(await who(api, login.port, { username }), [{ user: username }]);
  await using terminator = await startTerminator(await getServer(), pair);
  t.deepEqual(await who(apis.ours, terminator.port, { username, password }), [{ user: username }]);
});

test('options that mean nothing are taken for none', async (t) => {
  const loose: Options[] = [
    { database: '' },
    { application: '' },
    { max_open_connections: 0 },
    { request_timeout: 30_000.5 },
    { compression: { request: null as never } },
    { tls: { ca_cert: Buffer.from('') } },
  ];
  for (const options of loose) {
    const outcome = await same(t, async ({ client }) => (await client.query(one)).json(), options);
    t.deepEqual(outcome, { value: [{ one: 1 }] }, JSON.stringify(options));
  }
});

test('a map of settings may have a class of its own', async (t) => {
  await same(t, async ({ api, client }) => {
    // Its constructor is private to TypeScript alone.
    const parent = api.SettingsMap as unknown as new (record: object) => object;
    class Filters extends parent {}
    const additional_table_filters = new Filters({ 'system.one': 'dummy = 1' }) as never;
    const query = 'SELECT count() AS c FROM system.one';
    const result = await client.query({
      query,
      format: 'JSONEachRow',
      clickhouse_settings: { additional_table_filters },
    });
    return result.json();
  });
});
