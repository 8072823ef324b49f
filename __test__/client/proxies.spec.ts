import { inspect } from 'node:util';
import test from 'ava';

import type { ClientOptions } from '../../index.js';
import { createClient, OperationalError } from '../../src/index.ts';
import { closedPort } from '../helpers/closed-port.ts';
import { makeAuthority, makeCertificate, type Pair } from '../helpers/certificates.ts';
import { makeTable } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { startHttpProxy, startSocksProxy, type TestProxy } from '../helpers/proxies.ts';
import { refused } from '../helpers/refusal.ts';
import { getServer } from '../helpers/server.ts';
import { startTerminator } from '../helpers/tls-terminator.ts';

const login = { username: 'us er', password: 'p@ss:w/rd%' };
const user = `${encodeURIComponent(login.username)}:${encodeURIComponent(login.password)}`;

let authority: Pair;
let pair: Pair;

test.before('certificates are made', async () => {
  authority = await makeAuthority('Test Authority');
  pair = await makeCertificate('server', { names: ['127.0.0.1', 'db.example.com'], ca: authority });
});

/** The methods of a client, through whatever is on the way. */
async function work(client: ReturnType<typeof createClient>): Promise<unknown[]> {
  const table = await makeTable('a UInt8');
  const pong = await client.ping();
  const { writtenRows } = await client.insert(table, [[1], [2]]);
  const streamed = await client.queryRowsStream(`SELECT a FROM ${table} ORDER BY a`, { rowShape: 'tuple' }).toArray();
  return [pong.success, writtenRows, streamed];
}

const worked = [true, 2, [[1], [2]]];

const kinds: Record<string, (options?: { login: typeof login }) => Promise<TestProxy>> = {
  http: startHttpProxy,
  socks5: startSocksProxy,
  socks5h: startSocksProxy,
};

for (const [scheme, start] of Object.entries(kinds)) {
  test(`a server is reached through a proxy of the kind ${scheme}`, async (t) => {
    const { port } = await getServer();
    await using proxy = await start();
    await using client = createClient({ host: '127.0.0.1', port, httpProxy: `${scheme}://${proxy.host}` });
    t.deepEqual(await work(client), worked);
    const expected = scheme === 'http' ? ['GET', 'POST'] : ['CONNECT'];
    t.deepEqual(
      [...new Set(proxy.asked)].sort(),
      expected.map((method) => `${method} 127.0.0.1:${port}`),
    );
  });

  test(`a server with TLS is reached through a tunnel of the kind ${scheme}`, async (t) => {
    await using terminator = await startTerminator(await getServer(), pair);
    await using proxy = await start({ login });
    await using client = createClient({
      host: '127.0.0.1',
      port: terminator.port,
      secure: true,
      tls: { caCert: authority.cert },
      httpsProxy: `${scheme}://${user}@${proxy.host}`,
    });
    t.deepEqual(await work(client), worked);
    t.true(terminator.seen.length > 0);
    t.true(proxy.asked.every((asked) => asked === `CONNECT 127.0.0.1:${terminator.port}`));
  });

  test(`a proxy of the kind ${scheme} is told its login, and a wrong one is an error that says so`, async (t) => {
    const { port } = await getServer();
    await using proxy = await start({ login });
    const at = (userInfo: string) => `${scheme}://${userInfo}${proxy.host}`;
    await using client = createClient({ host: '127.0.0.1', port, httpProxy: at(`${user}@`) });
    t.is(await client.command('SELECT 1'), 1);
    await using terminator = await startTerminator(await getServer(), pair);
    const tls = { host: '127.0.0.1', port: terminator.port, secure: true, tls: { caCert: authority.cert } };
    for (const wrong of [at('us:S3CRET@'), at('')]) {
      for (const options of [
        { host: '127.0.0.1', port, httpProxy: wrong },
        { ...tls, httpsProxy: wrong },
      ]) {
        await using stranger = createClient(options);
        const expected = { type: OperationalError, code: 'ERR_PROXY', tells: ['prox', `127.0.0.1:${options.port}`] };
        const error = await refused(t, () => stranger.query('SELECT 1'), expected, ['S3CRET']);
        t.false(error.retryable);
      }
    }
  });
}

test('the proxy looks the name of the server up, save for socks5', async (t) => {
  const { port } = await getServer();
  const options = { host: 'db.example.com', port };
  await using http = await startHttpProxy();
  await using socks = await startSocksProxy();
  for (const httpProxy of [`http://${http.host}`, http.host, `socks5h://${socks.host}`]) {
    await using client = createClient({ ...options, httpProxy });
    t.is(await client.command('SELECT 1'), 1);
  }
  t.deepEqual(socks.asked, [`CONNECT db.example.com:${port}`]);
  await using local = createClient({ host: 'localhost', port, httpProxy: `socks5://${socks.host}` });
  t.is(await local.command('SELECT 1'), 1);
  t.regex(socks.asked.at(-1) ?? '', /^CONNECT (127\.0\.0\.1|::1|0:0.*):/);
});

test('a proxy may be spoken to with TLS itself', async (t) => {
  const { port } = await getServer();
  await using proxy = await startHttpProxy({ login, pair });
  const httpsProxy = `https://${user}@${proxy.host}`;
  await using terminator = await startTerminator(await getServer(), pair);
  const tls = { caCert: authority.cert };
  await using client = createClient({ host: '127.0.0.1', port: terminator.port, secure: true, tls, httpsProxy });
  t.is(await client.command('SELECT 1'), 1);
  await using plain = createClient({ host: '127.0.0.1', port, httpProxy: `https://${user}@${proxy.host}` });
  // Its certificate is of an issuer that the system does not know.
  await t.throwsAsync(plain.command('SELECT 1'), { code: 'ERR_TLS_CERTIFICATE' });
});

test('a proxy that is not there is named, without its password', async (t) => {
  const port = await closedPort();
  const options: ClientOptions = { host: 'db.example.com', httpProxy: `http://me:S3CRET@127.0.0.1:${port}` };
  await using client = createClient(options);
  const tells = ['db.example.com:8123', `through the proxy 127.0.0.1:${port}`, 'refused'];
  const expected = { type: OperationalError, code: 'ECONNREFUSED', tells };
  const error = await refused(t, () => client.query('SELECT 1'), expected, ['S3CRET']);
  t.true(error.retryable);
  await using discreet = createClient({ ...options, showClickHouseErrors: 'scrub' });
  const { message } = (await t.throwsAsync(discreet.query('SELECT 1'))) ?? {};
  t.regex(message ?? '', /^cannot connect to the server through a proxy: the connection was refused$/);
  const shown = inspect([client, error], { depth: 9, showHidden: true, getters: true });
  t.false(shown.includes('S3CRET'), shown);
});

test('a proxy that cannot reach the server says so', async (t) => {
  const port = await closedPort();
  for (const [scheme, start] of Object.entries(kinds)) {
    await using proxy = await start();
    const httpsProxy = `${scheme}://${proxy.host}`;
    await using client = createClient({ host: '127.0.0.1', port, secure: true, httpsProxy, tls: { verify: false } });
    await t.throwsAsync(client.query('SELECT 1'), { instanceOf: OperationalError, code: 'ERR_PROXY' });
  }
});

/** A client that is made while the environment has these variables. */
function under(variables: Readonly<Record<string, string>>, options: ClientOptions): ReturnType<typeof createClient> {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  Object.assign(process.env, variables);
  try {
    return createClient(options);
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

test('the environment names proxies, which loopback hosts and those of NO_PROXY do without', async (t) => {
  const { port } = await getServer();
  await using proxy = await startHttpProxy();
  const at = { host: 'db.example.com', port };
  for (const name of ['HTTP_PROXY', 'http_proxy']) {
    await using client = under({ [name]: `http://${proxy.host}` }, at);
    t.is(await client.command('SELECT 1'), 1);
  }
  t.is(proxy.asked.length, 2);
  for (const host of ['127.0.0.1', 'localhost']) {
    await using client = under({ HTTP_PROXY: proxy.host }, { host, port });
    t.is(await client.command('SELECT 1'), 1);
  }
  const direct = { connectTimeout: 1000 };
  for (const [variables, options] of [
    [{ HTTP_PROXY: proxy.host, NO_PROXY: 'other,.invalid' }, {}],
    [{ HTTP_PROXY: proxy.host, no_proxy: '*' }, {}],
    [{ HTTP_PROXY: proxy.host }, { proxy: false }],
    [{ HTTPS_PROXY: proxy.host }, {}],
  ] as const) {
    await using client = under(variables, { host: 'nowhere.invalid', port, ...direct, ...options });
    await t.throwsAsync(client.command('SELECT 1'), { instanceOf: OperationalError });
  }
  t.is(proxy.asked.length, 2);
  await using chosen = under({ NO_PROXY: '*' }, { ...at, httpProxy: proxy.host });
  t.is(await chosen.command('SELECT 1'), 1);
  const wrong = t.throws(() => under({ HTTP_PROXY: 'ftp://me:S3CRET@x' }, at), { code: 'ERR_INVALID_ARG' });
  t.regex(wrong?.message ?? '', /environment variable HTTP_PROXY must be/);
  t.false(inspect(wrong).includes('S3CRET'));
});

test('a path of a reverse proxy stands in front of every request, pings too', async (t) => {
  await using fake = await startFake((response, { method }) => response.end(method === 'GET' ? 'Ok.\n' : ''));
  for (const proxyPath of ['clickhouse/a%20b', '/clickhouse/a%20b', '/clickhouse/a%20b/']) {
    await using client = createClient({ url: `${fake.url}/db`, proxyPath });
    t.deepEqual(await client.ping(), { success: true });
    await client.command('SYSTEM RELOAD CONFIG');
  }
  const paths = fake.received.map(({ method, path }) => `${method} ${path}`);
  t.deepEqual([...new Set(paths)], ['GET /clickhouse/a%20b/ping', 'POST /clickhouse/a%20b', 'POST /clickhouse/a%20b/']);
  t.is(fake.received[1]?.query.get('database'), 'db');
});
