import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import test from 'ava';

import { createClient, createPool, InterfaceError } from '../src/index.ts';
// biome-ignore lint/style/noRestrictedImports: what options become is seen nowhere else without a server
import { resolveOptions } from '../src/options.ts';

type Input = Parameters<typeof resolveOptions>[0];

const resolve = (input?: Input, environment = {}) => resolveOptions(input, environment);
const header = (input: Input, name: string, environment = {}) =>
  resolve(input, environment).headers.find(([key]) => key === name)?.[1];
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

test('without options a client talks to the local server with the documented defaults', (t) => {
  const { readFormats, writeFormats, taggedAgent, ...rest } = resolve();
  t.deepEqual([readFormats.formats, writeFormats.formats], [[], []]);
  t.deepEqual(
    { ...rest },
    {
      baseUrl: 'http://localhost:8123',
      host: 'localhost:8123',
      furtherUrls: [],
      hostPolicy: 'failover',
      invalidSettingAction: 'send',
      pool: undefined,
      queryRetries: 2,
      database: undefined,
      settings: [],
      role: [],
      sessionId: undefined,
      autogenerateQueryId: true,
      compress: false,
      connectTimeout: 10_000,
      requestTimeout: 300_000,
      logger: undefined,
      maxConnections: 32,
      maxConnectionAge: 600_000,
      protocolVersion: 54_405,
      queryLimit: 0,
      maxErrorSize: 1024,
      httpBufferSize: 10_485_760,
      showClickHouseErrors: true,
      tracer: undefined,
      renameResponseColumn: undefined,
      dictParameterFormat: 'json',
      applyServerTimezone: true,
      formEncodeQueryParams: 'auto',
    },
  );
  t.is(taggedAgent, header({}, 'User-Agent'));
  t.is(header({}, 'X-ClickHouse-User'), 'default');
});

const addresses: [Input, string][] = [
  [{ host: 'db' }, 'http://db:8123'],
  [{ host: 'db', secure: true }, 'https://db:8443'],
  [{ host: 'db', interface: 'https' }, 'https://db:8443'],
  [{ host: 'db', interface: 'https', secure: false }, 'http://db:8123'],
  [{ host: 'db', port: 8443 }, 'https://db:8443'],
  [{ host: 'db', port: 443 }, 'https://db:443'],
  [{ host: 'db', port: 8443, interface: 'http' }, 'http://db:8443'],
  [{ host: '::1', port: 9123 }, 'http://[::1]:9123'],
  ['http://db', 'http://db:8123'],
  ['http://db:80', 'http://db:80'],
  ['https://db', 'https://db:8443'],
  ['https://db:443', 'https://db:443'],
  ['https://user:p%40ss@db:443/x', 'https://db:443'],
  ['http://db:8443', 'http://db:8443'],
  ['clickhouse://db', 'http://db:8123'],
  ['clickhouse://db:8443', 'https://db:8443'],
  ['clickhouse://db?secure=true', 'https://db:8443'],
  ['clickhouses://db', 'https://db:8443'],
  ['http://[2001:db8::1]:8123', 'http://[2001:db8::1]:8123'],
  [new URL('https://db:9000/x'), 'https://db:9000'],
  [{ url: 'http://db:8123', host: 'other' }, 'http://other:8123'],
  [{ dsn: 'https://db' }, 'https://db:8443'],
  [{ host: 'db', proxyPath: '/a/b%20c/' }, 'http://db:8123/a/b%20c/'],
  ['http://db/x?proxyPath=a', 'http://db:8123/a'],
];

for (const [input, baseUrl] of addresses) {
  test(`${inspect(input, { breakLength: Infinity })} is reached at ${baseUrl}`, (t) => {
    t.is(resolve(input).baseUrl, baseUrl);
  });
}

const clusters: [Input, string[]][] = [
  [
    { hosts: ['a', 'b:9000', '[::1]:7', '::2'] },
    ['http://a:8123', 'http://b:9000', 'http://[::1]:7', 'http://[::2]:8123'],
  ],
  [
    { hosts: ['a', { host: 'b', port: 1 }, { host: 'c', secure: true }], port: 5 },
    ['http://a:5', 'http://b:1', 'https://c:5'],
  ],
  [{ hosts: ['https://a', 'http://b', 'c:8443'], secure: false }, ['https://a:8443', 'http://b:8123', 'http://c:8443']],
  [{ url: 'https://x:9000/db', hosts: ['a', 'b:1'] }, ['https://a:9000', 'https://b:1']],
];

for (const [input, urls] of clusters) {
  test(`${inspect(input, { breakLength: Infinity })} is reached at several addresses`, (t) => {
    const { baseUrl, furtherUrls } = resolve(input, { CLICKHOUSE_URL: 'http://env:1' });
    t.deepEqual([baseUrl, ...furtherUrls], urls);
  });
}

test('several hosts get compression unless all are on this machine', (t) => {
  t.false(resolve({ hosts: ['localhost', '127.0.0.1'] }).compress);
  t.is(resolve({ hosts: ['localhost', 'db'] }).compress, 'lz4');
});

test('a pool brings its limits', (t) => {
  const pool = createPool({ maxConnections: 3, maxConnectionAge: 0, connectTimeout: 7 });
  const { maxConnections, maxConnectionAge, connectTimeout } = resolve({ pool });
  t.deepEqual([maxConnections, maxConnectionAge, connectTimeout], [3, 0, 7]);
  t.throws(() => createPool({ maxConections: 1 } as object), { code: 'ERR_INVALID_ARG', message: /'maxConnections'/ });
});

test('a pool brings TLS and proxies to clients that say nothing of them', (t) => {
  const pool = createPool({ tls: { verify: false }, httpProxy: 'http://one:1', httpsProxy: 'http://two:2' });
  const secure = resolve({ pool, host: 'db', secure: true });
  t.like(secure.tls, { verify: false });
  t.is(secure.proxies.httpsProxy?.url, 'http://two:2/');
  const plain = resolve({ pool, host: 'db' });
  t.is(plain.tls, undefined);
  t.is(plain.proxies.httpProxy?.url, 'http://one:1/');
  const own = resolve({ pool, host: 'db', secure: true, tls: { caCert: 'bundled' }, proxy: false });
  t.like(own.tls, { verify: true, bundled: true });
  t.deepEqual(own.proxies, {});
  t.is(
    resolve({ pool: createPool({ proxy: false }), host: 'db' }, { HTTP_PROXY: 'http://x:1' }).proxies.httpProxy,
    undefined,
  );
  t.throws(() => createPool({ httpProxy: 'ftp://x' }), { code: 'ERR_INVALID_ARG', message: /createPool.*httpProxy/ });
  t.false(inspect(createPool({ httpProxy: 'http://user:hunter2@x' }), { depth: 9 }).includes('hunter2'));
});

test('hosts on this machine mind no proxy of the environment', (t) => {
  const environment = { HTTP_PROXY: 'socks4://p:1' };
  t.deepEqual(resolve('http://localhost:8123', environment).proxies, {});
  t.throws(() => resolve('http://db:8123', environment), { code: 'ERR_INVALID_ARG', message: /HTTP_PROXY/ });
});

test('a certificate that logs in goes with no password of the environment, and needs TLS everywhere', (t) => {
  const tls = { clientCert: '-----BEGIN CERTIFICATE-----', clientCertKey: '-----BEGIN PRIVATE KEY-----' };
  const environment = { CLICKHOUSE_PASSWORD: 'x' };
  t.notThrows(() => resolve({ host: 'db', secure: true, pool: createPool({ tls }) }, environment));
  const hosts = [
    { host: 'a', secure: true },
    { host: 'b', secure: false },
  ];
  t.throws(() => resolve({ hosts, tls }), { code: 'ERR_INVALID_ARG', message: /logs in.*without TLS/ });
});

test('a proxy path keeps the slash at its end', (t) => {
  t.is(resolve({ host: 'db', proxyPath: '/clickhouse/' }).baseUrl, 'http://db:8123/clickhouse/');
  t.is(resolve({ host: 'db', proxyPath: 'clickhouse' }).baseUrl, 'http://db:8123/clickhouse');
});

test('a URL carries user, password, database, options and settings', (t) => {
  const url =
    'http://al%C3%AD:p%40ss%2Fw@db:8123/my%20db?max_threads=2&requestTimeout=5000&role=a&role=b&autogenerateQueryId=false&hostPolicy=random&queryRetries=5&maxConnectionAge=9';
  const resolved = resolve(url);
  t.is(resolved.database, 'my db');
  t.is(resolved.requestTimeout, 5000);
  t.is(resolved.hostPolicy, 'random');
  t.is(resolved.queryRetries, 5);
  t.is(resolved.maxConnectionAge, 9);
  t.false(resolved.autogenerateQueryId);
  t.deepEqual(resolved.role, ['a', 'b']);
  t.deepEqual(resolved.settings, [['max_threads', '2']]);
  t.is(header(url, 'Authorization'), `Basic ${Buffer.from('alí:p@ss/w').toString('base64')}`);
});

test('options win over the URL, part by part', (t) => {
  const resolved = resolve({
    url: 'http://ann:secret@db:1234/one?max_threads=2&max_block_size=10&queryLimit=5',
    user: 'bob',
    database: 'two',
    settings: { max_threads: 4 },
  });
  t.is(resolved.baseUrl, 'http://db:1234');
  t.is(resolved.database, 'two');
  t.is(resolved.queryLimit, 5);
  t.deepEqual(resolved.settings, [
    ['max_threads', '4'],
    ['max_block_size', '10'],
  ]);
  t.deepEqual(resolved.headers.slice(0, 2), [
    ['X-ClickHouse-User', 'bob'],
    ['X-ClickHouse-Key', 'secret'],
  ]);
});

const environment = {
  CLICKHOUSE_URL: 'https://env-user@env-host:9443/env-db',
  CLICKHOUSE_USER: 'other',
  CLICKHOUSE_PASSWORD: 'env-password',
  CLICKHOUSE_DATABASE: 'other-db',
};

test('the environment fills what is absent', (t) => {
  const resolved = resolve({}, environment);
  t.is(resolved.baseUrl, 'https://env-host:9443');
  t.is(resolved.database, 'env-db');
  t.is(header({}, 'X-ClickHouse-User', environment), 'env-user');
  t.is(header({}, 'X-ClickHouse-Key', environment), 'env-password');
});

test('a host or URL of the caller replaces that of the environment', (t) => {
  const resolved = resolve({ host: 'mine', database: 'mine' }, environment);
  t.is(resolved.baseUrl, 'http://mine:8123');
  t.is(resolved.database, 'mine');
  t.is(resolve('http://mine', environment).baseUrl, 'http://mine:8123');
  t.is(header('http://me:mine@mine', 'X-ClickHouse-Key', environment), 'mine');
});

test('empty variables count as unset, and undefined options as absent', (t) => {
  t.is(resolve({ host: undefined }, { CLICKHOUSE_URL: '', CLICKHOUSE_USER: '' }).baseUrl, 'http://localhost:8123');
  t.is(resolve({ database: undefined }, environment).database, 'env-db');
});

test('a token is a whole login', (t) => {
  const variables = { CLICKHOUSE_USER: 'u', CLICKHOUSE_PASSWORD: 'p' };
  const { headers } = resolve({ accessToken: 'abc.def' }, variables);
  t.deepEqual(headers[0], ['Authorization', 'Bearer abc.def']);
  t.false(headers.some(([name]) => name.startsWith('X-ClickHouse')));
  const error = t.throws(() => resolve({ accessToken: 'abc', password: 'p' }), { instanceOf: InterfaceError });
  t.regex(error.message, /'accessToken' cannot be combined/);
});

test('credentials that a header cannot carry as they are go as Basic', (t) => {
  t.is(header({ username: 'u', password: ' spaced ' }, 'Authorization'), `Basic ${btoa('u: spaced ')}`);
  t.is(header({ password: 'line\nbreak' }, 'Authorization'), `Basic ${btoa('default:line\nbreak')}`);
  t.throws(() => resolve({ username: 'ü:x' }), { message: /'username'/ });
});

test('the User-Agent names application, product, client and platform', (t) => {
  const agent = header({ clientName: 'shop', productName: 'orm/2.1' }, 'User-Agent');
  t.regex(agent ?? '', /^shop orm\/2\.1 clickhouse-connect\/\S+ \(node\/\d+\.\d+\.\d+; \w+\)$/);
  t.true(agent?.includes(`clickhouse-connect/${version} `));
  t.throws(() => resolve({ clientName: 'a\r\nX-Evil: 1' }), { code: 'ERR_INVALID_ARG', message: /'clientName'/ });
});

test('loopback hosts get no compression unless asked, all others LZ4 unless refused', (t) => {
  for (const host of ['localhost', 'db.localhost', '127.0.0.1', '127.9.9.9', '::1', '0:0:0:0:0:0:0:1']) {
    t.false(resolve({ host }).compress, host);
    t.false(resolve({ host, compress: true }).compress, host);
  }
  for (const host of ['db', '10.0.0.1', '128.0.0.1', '::2', 'localhost.example', '2001:db8::1']) {
    t.is(resolve({ host }).compress, 'lz4', host);
    t.false(resolve({ host, compress: false }).compress, host);
  }
});

test('codecs are taken by name for all hosts', (t) => {
  for (const compress of ['lz4', 'zstd', 'gzip', 'br', 'deflate'] as const) {
    for (const host of ['localhost', 'db']) t.is(resolve({ host, compress }).compress, compress);
  }
  t.throws(() => createClient({ compress: 'snappy' } as never), { code: 'ERR_INVALID_ARG', message: /'zstd'/ });
});

test('headers of the caller are sent, those of the client are refused', (t) => {
  t.is(header({ headers: { 'X-Trace': 'a b' } }, 'X-Trace'), 'a b');
  for (const name of [
    'Authorization',
    'x-clickhouse-user',
    'X-CLICKHOUSE-KEY',
    'Host',
    'User-Agent',
    'Content-Length',
  ]) {
    const error = t.throws(() => createClient({ headers: { [name]: 'x' } }), { instanceOf: InterfaceError });
    t.regex(error.message, new RegExp(`'${name}' cannot be set`));
  }
  t.throws(() => createClient({ headers: { 'bad name': 'x' } }), { code: 'ERR_INVALID_ARG' });
  t.throws(() => createClient({ headers: { 'X-A': 'a\r\nX-B: b' } }), { code: 'ERR_INVALID_ARG' });
});

test('a timeout of 0 is no limit', (t) => {
  t.true(resolve({ connectTimeout: 0 }).connectTimeout > 1e9);
  t.true(resolve({ requestTimeout: 0 }).requestTimeout > 1e9);
});

test('a session id is made only when asked for', (t) => {
  t.regex(resolve({ autogenerateSessionId: true }).sessionId ?? '', /^[\da-f-]{36}$/);
  t.is(resolve({ autogenerateSessionId: true, sessionId: 'mine' }).sessionId, 'mine');
});

test('secrets do not show when options or clients are printed', (t) => {
  const input = { host: 'db', username: 'someone', password: 'hunter2' };
  const client = createClient(input);
  for (const thing of [resolve(input), resolve({ accessToken: 'hunter2' }), client, { client }]) {
    t.notRegex(inspect(thing, { depth: 9 }), /hunter2/);
    t.notRegex(JSON.stringify(thing), /hunter2/);
  }
});

const wrong: [unknown, RegExp][] = [
  [{ hostt: 'db' }, /unknown option 'hostt'; did you mean 'host'\?/],
  [{ passwrod: 'x' }, /unknown option 'passwrod'; did you mean 'password'\?/],
  [{ request_timeout: 1 }, /unknown option 'request_timeout'; did you mean 'requestTimeout'\?/],
  [{ send_receive_timeout: 1 }, /did you mean 'requestTimeout'\?/],
  [{ clickhouse_settings: {} }, /did you mean 'settings'\?/],
  [{ max_open_connections: 1 }, /did you mean 'maxConnections'\?/],
  [{ tls: {} }, /option 'tls' is of no use without TLS/],
  [{ tls: { verify: 1 }, secure: true }, /option 'tls': option 'verify' must be a boolean/],
  [{ tokenProvider: 'x' }, /option 'tokenProvider' must be a function, got a string/],
  [{ tokenProvider: () => 'x', accessToken: 'y' }, /either 'accessToken' or 'tokenProvider'/],
  [{ tokenProvider: () => 'x', password: 'y' }, /'tokenProvider' cannot be combined with 'username' and 'password'/],
  ['http://db?tokenProvider=x', /option 'tokenProvider' cannot stand in the URL/],
  [{ httpProxy: 'ftp://u:hunter2@p' }, /option 'httpProxy' must be the address of a proxy/],
  [{ httpProxy: 'http://p/path' }, /option 'httpProxy' must be the address of a proxy/],
  [{ httpProxy: '' }, /option 'httpProxy' must be the address of a proxy/],
  [{ httpsProxy: 'http://p' }, /option 'httpsProxy' is of no use for an http:\/\/ server.*'httpProxy'/],
  [{ httpProxy: 'http://p', secure: true }, /option 'httpProxy' is of no use for an https:\/\/ server.*'httpsProxy'/],
  [{ httpProxy: 'http://p', proxy: false }, /'proxy': false cannot be combined/],
  [{ proxy: 'http://p' }, /option 'proxy' must be a boolean/],
  [{ proxyPath: 'a?b' }, /option 'proxyPath' must be a path/],
  [{ proxyPath: '../a' }, /option 'proxyPath' must be a path/],
  [{ somethingElse: 1 }, /unknown option 'somethingElse'$/],
  [{ port: '8123' }, /option 'port' must be an integer from 1 to 65535, got a string/],
  [{ port: 0 }, /option 'port'/],
  [{ port: 1.5 }, /option 'port'/],
  [{ connectTimeout: -1 }, /option 'connectTimeout' must be an integer.*milliseconds, got -1/],
  [{ requestTimeout: Infinity }, /option 'requestTimeout'/],
  [{ maxConnections: 0 }, /option 'maxConnections'/],
  [{ secure: 'yes' }, /option 'secure' must be a boolean, got a string/],
  [{ username: '' }, /option 'username' must be a string that is not empty/],
  [{ password: 5 }, /option 'password' must be a string, got 5/],
  [{ settings: [] }, /option 'settings' must be an object, got an array/],
  [{ role: [] }, /option 'role'/],
  [{ interface: 'tcp' }, /option 'interface' must be one of 'http', 'https'/],
  [{ compress: 'snappy' }, /option 'compress' must be one of true, false, 'lz4'/],
  [{ showClickHouseErrors: 'no' }, /option 'showClickHouseErrors'/],
  [{ host: 'http://db' }, /option 'host' must be a host name/],
  [{ host: 'db:8123' }, /option 'host'/],
  [{ hosts: [] }, /option 'hosts' must be an array of at least one host/],
  [{ hosts: 'db' }, /option 'hosts' must be an array/],
  [{ hosts: [7] }, /option 'hosts' must be an array/],
  [{ hosts: ['u:hunter2@db'] }, /option 'hosts' takes 'host'/],
  [{ hosts: ['http://db/x'] }, /option 'hosts' takes 'host'/],
  [{ hosts: ['db:0'] }, /option 'hosts' takes 'host'/],
  [{ hosts: ['db:70000'] }, /option 'hosts' takes 'host'/],
  [{ hosts: [{ host: 'db', prot: 1 }] }, /option 'hosts': unknown option 'prot'; did you mean 'port'/],
  [{ hosts: [{ port: 1 }] }, /option 'hosts': .*'host'/],
  [{ hosts: ['db', 'db:8123'] }, /option 'hosts' names db:8123 twice/],
  [{ host: 'a', hosts: ['b'] }, /either 'host' or 'hosts'/],
  [{ hostPolicy: 'any' }, /option 'hostPolicy' must be one of/],
  [{ queryRetries: -1 }, /option 'queryRetries'/],
  [{ maxConnectionAge: '1' }, /option 'maxConnectionAge'/],
  [{ pool: {} }, /option 'pool' must be a pool from createPool/],
  [{ pool: createPool(), maxConnections: 3 }, /option 'maxConnections' is the pool's/],
  [{ host: 'user@db' }, /option 'host'/],
  [{ user: 'a', username: 'b' }, /either 'username' or its alias 'user'/],
  [{ url: 'http://a', dsn: 'http://b' }, /either 'url' or its alias 'dsn'/],
  [5, /options must be an object, got 5/],
  [null, /options must be an object, got null/],
  ['localhost:8123', /must start with http:\/\//],
  ['not a url', /cannot be parsed/],
  ['ftp://db', /not 'ftp:'/],
  ['http://db/a/b', /more than one segment/],
  ['http://db?settings=x', /option 'settings' cannot stand in the URL/],
  ['http://db?requestTimeout=soon', /option 'requestTimeout'/],
  ['http://db?secure=maybe', /option 'secure' must be a boolean/],
];

for (const [input, message] of wrong) {
  test(`createClient refuses ${inspect(input, { breakLength: Infinity })}`, (t) => {
    const error = t.throws(() => createClient(input as Input), { instanceOf: InterfaceError, message });
    t.is(error.code, 'ERR_INVALID_ARG');
  });
}

test('errors about a URL do not repeat it', (t) => {
  for (const url of ['http://u:hunter2@db/a/b', 'ftp://u:hunter2@db', 'http://u:hunter2@', 'http://u:%zzhunter2@db']) {
    const error = t.throws(() => createClient(url), { instanceOf: InterfaceError });
    t.notRegex(inspect(error), /hunter2/);
  }
});
