import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import test, { type ExecutionContext } from 'ava';

import type { TlsOptions } from '../../index.js';
import { createClient, createPool, InterfaceError, OperationalError } from '../../src/index.ts';
import { makeAuthority, makeCertificate, type Pair } from '../helpers/certificates.ts';
import { makeTable, newClient } from '../helpers/client.ts';
import { refused } from '../helpers/refusal.ts';
import { getServer, reader } from '../helpers/server.ts';
import { startCertificateLogin, startTerminator } from '../helpers/tls-terminator.ts';

const DAY = 86_400_000;
let authority: Pair;
/** Of the server, and of its client. */
let pair: Pair;
let mine: Pair;
let caCert: string;

test.before('certificates are made', async () => {
  authority = await makeAuthority('Test Authority');
  pair = await makeCertificate('server', { names: ['localhost', '127.0.0.1'], ca: authority });
  mine = await makeCertificate(reader.username, { ca: authority });
  caCert = authority.cert;
});

async function ask(port: number, tls: TlsOptions, options: object = {}): Promise<unknown> {
  await using client = createClient({ host: '127.0.0.1', port, secure: true, tls, ...options });
  return await client.command('SELECT 1');
}

/** Makes files that are gone after the test. */
async function files<const T extends Record<string, string>>(
  t: ExecutionContext,
  texts: T,
): Promise<Record<keyof T, string>> {
  const directory = await mkdtemp(join(tmpdir(), 'tls-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const made = Object.entries(texts).map(async ([name, text]) => {
    const path = join(directory, name);
    await writeFile(path, text);
    return [name, path];
  });
  return Object.fromEntries(await Promise.all(made)) as Record<keyof T, string>;
}

test('a server whose issuer is given as text, Buffer or file is believed', async (t) => {
  await using terminator = await startTerminator(await getServer(), pair);
  const { ca } = await files(t, { ca: caCert });
  for (const given of [caCert, Buffer.from(caCert), ca]) t.is(await ask(terminator.port, { caCert: given }), 1);
  const other = await makeAuthority('Another');
  t.is(await ask(terminator.port, { caCert: other.cert + caCert }), 1);
});

test('everything goes over TLS: pings, streams, inserts and a thousand rows at once', async (t) => {
  await using terminator = await startTerminator(await getServer(), pair);
  await using client = createClient({ host: 'localhost', port: terminator.port, secure: true, tls: { caCert } });
  t.deepEqual(await client.ping(), { success: true });
  const table = await makeTable('a UInt64, b String');
  const rows = Array.from({ length: 1000 }, (_, i) => [BigInt(i), 'x'.repeat(i)]);
  t.is((await client.insert(table, rows)).writtenRows, 1000);
  const read = await client.queryRowsStream(`SELECT * FROM ${table} ORDER BY a`, { rowShape: 'tuple' }).toArray();
  t.deepEqual(read, rows);
  await Promise.all(Array.from({ length: 40 }, async (_, i) => t.is(await client.command(`SELECT ${i}`), i)));
  t.true(terminator.seen.length > 0);
});

for (const isCa of [false, true]) {
  const what = `a certificate of its own making${isCa ? ', as that of an authority (openssl req -x509),' : ''}`;
  test(`a server with ${what} is believed when that is given`, async (t) => {
    const alone = await makeCertificate('alone', { names: ['127.0.0.1'], isCa });
    await using terminator = await startTerminator(await getServer(), alone);
    t.is(await ask(terminator.port, { caCert: alone.cert }), 1);
    for (const caCert of [(await makeAuthority('Another')).cert, 'system']) {
      const error = await t.throwsAsync(ask(terminator.port, { caCert }), { code: 'ERR_TLS_CERTIFICATE' });
      t.regex(error?.message ?? '', /nobody who is trusted/);
    }
  });
}

test('the certificate of an authority of its own making must have the right name and dates', async (t) => {
  const names = ['127.0.0.1'];
  const cases = [
    [{ names: ['db.example.com'] }, /another host \(.*db\.example\.com/],
    [{ names, to: new Date(Date.now() - 1000) }, /has expired/],
    [{ names, from: new Date(Date.now() + 3_600_000) }, /not valid yet/],
  ] as const;
  for (const [options, message] of cases) {
    const alone = await makeCertificate('alone', { ...options, isCa: true });
    await using terminator = await startTerminator(await getServer(), alone);
    const error = await t.throwsAsync(ask(terminator.port, { caCert: alone.cert }), { code: 'ERR_TLS_CERTIFICATE' });
    t.regex(error?.message ?? '', message);
  }
});

const unbelieved: Record<string, { make: () => Promise<Pair>; tells: string[] }> = {
  'an unknown issuer': {
    make: async () => makeCertificate('x', { names: ['127.0.0.1'], ca: await makeAuthority('Nobody') }),
    tells: ['nobody who is trusted', 'tls.caCert'],
  },
  'another name': {
    make: () => makeCertificate('x', { names: ['db.example.com', 'localhost'], ca: authority }),
    tells: ['another host', 'db.example.com', 'tls.serverHostName'],
  },
  'an end that is over': {
    make: () =>
      makeCertificate('x', {
        names: ['127.0.0.1'],
        ca: authority,
        from: new Date(Date.now() - 2 * DAY),
        to: new Date(Date.now() - DAY),
      }),
    tells: ['has expired'],
  },
  'a beginning to come': {
    make: () =>
      makeCertificate('x', {
        names: ['127.0.0.1'],
        ca: authority,
        from: new Date(Date.now() + DAY),
        to: new Date(Date.now() + 2 * DAY),
      }),
    tells: ['not valid yet'],
  },
};

for (const [what, { make, tells }] of Object.entries(unbelieved)) {
  test(`a certificate with ${what} is refused, but not with verify: false`, async (t) => {
    await using terminator = await startTerminator(await getServer(), await make());
    const { port } = terminator;
    const error = await refused(t, () => ask(port, { caCert }), {
      type: OperationalError,
      code: 'ERR_TLS_CERTIFICATE',
      tells,
    });
    t.false(error.retryable);
    t.is(await ask(port, { verify: false }), 1);
    // The option is of no use there and need not be readable.
    t.is(await ask(port, { verify: false, caCert: '/nonexistent' }), 1);
  });
}

for (const trusted of ['system', 'bundled'] as const) {
  test(`the ${trusted} roots do not vouch for the certificates of a test`, async (t) => {
    await using terminator = await startTerminator(await getServer(), pair);
    const call = () => ask(terminator.port, { caCert: trusted });
    await refused(t, call, { type: OperationalError, code: 'ERR_TLS_CERTIFICATE', tells: ['127.0.0.1'] });
  });
}

test('the name in the certificate may be another than the one in the address', async (t) => {
  const named = await makeCertificate('x', { names: ['db.example.com'], ca: authority });
  await using terminator = await startTerminator(await getServer(), named);
  for (const host of ['127.0.0.1', 'localhost']) {
    t.is(await ask(terminator.port, { caCert, serverHostName: 'db.example.com' }, { host }), 1);
  }
  t.deepEqual(
    terminator.seen.map(({ serverName }) => serverName),
    ['db.example.com', 'db.example.com'],
  );
  const error = await t.throwsAsync(ask(terminator.port, { caCert, serverHostName: 'other.example.com' }), {
    code: 'ERR_TLS_CERTIFICATE',
  });
  t.is((error as OperationalError).host, `127.0.0.1:${terminator.port}`);
  const lost = ask(terminator.port, { caCert, serverHostName: 'db.example.com' }, { host: 'nowhere.invalid' });
  t.regex((await t.throwsAsync(lost))?.message ?? '', /nowhere\.invalid/);
});

test('several hosts bear one name, and each is reached', async (t) => {
  const named = await makeCertificate('x', { names: ['db.example.com'], ca: authority });
  await using one = await startTerminator(await getServer(), named);
  await using other = await startTerminator(await getServer(), named);
  await using client = createClient({
    hosts: [one, other].map(({ port }) => ({ host: '127.0.0.1', port, secure: true })),
    hostPolicy: 'roundRobin',
    tls: { caCert, serverHostName: 'db.example.com' },
  });
  for (let i = 0; i < 4; i++) t.is(await client.command(`SELECT ${i}`), i);
  t.deepEqual(
    [one, other].map(({ seen }) => seen.length > 0),
    [true, true],
  );
});

test('clients of one pool do not share what only one of them believes', async (t) => {
  await using terminator = await startTerminator(await getServer(), pair);
  const pool = createPool();
  const address = { host: '127.0.0.1', port: terminator.port, secure: true, pool };
  await using trusting = createClient({ ...address, tls: { caCert } });
  t.is(await trusting.command('SELECT 1'), 1);
  await using careful = createClient(address);
  await t.throwsAsync(careful.command('SELECT 1'), { code: 'ERR_TLS_CERTIFICATE' });
  await using alike = createClient({ ...address, tls: { caCert } });
  const connections = terminator.seen.length;
  t.is(await alike.command('SELECT 1'), 1);
  t.is(terminator.seen.length, connections);
});

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`a proxy with ${maxVersion} that asks for a certificate gets it, and the login is another`, async (t) => {
    const asking = { ca: caCert, requestCert: true, rejectUnauthorized: true, maxVersion };
    await using terminator = await startTerminator(await getServer(), pair, asking);
    const { cert, key } = await files(t, { ...mine });
    const both = (await files(t, { both: mine.cert + mine.key })).both;
    for (const mode of ['proxy', 'strict'] as const) {
      for (const own of [
        { clientCert: mine.cert, clientCertKey: mine.key },
        { clientCert: cert, clientCertKey: key },
        { clientCert: Buffer.from(mine.cert), clientCertKey: Buffer.from(mine.key) },
        { clientCert: both },
      ]) {
        t.is(await ask(terminator.port, { caCert, mode, ...own }, reader), 1);
      }
    }
    t.deepEqual([...new Set(terminator.seen.map(({ client }) => client))], [reader.username]);
    await t.throwsAsync(ask(terminator.port, { caCert }), { instanceOf: OperationalError });
  });
}

test('a server that wants a certificate says so, and what to do', async (t) => {
  const asking = { ca: caCert, requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' } as const;
  await using terminator = await startTerminator(await getServer(), pair, asking);
  const { port } = terminator;
  const expected = { type: OperationalError, code: 'ERR_TLS', tells: ['tls.clientCert'] };
  await refused(t, () => ask(port, { caCert }), expected);
  const stranger = await makeCertificate('stranger', { ca: await makeAuthority('Nobody') });
  const shown = { clientCert: stranger.cert, clientCertKey: stranger.key, mode: 'proxy' } as const;
  await refused(t, () => ask(port, { caCert, ...shown }), expected, [stranger.key]);
});

test('a port without TLS and a server without HTTPS are told apart from each other', async (t) => {
  const { port } = await getServer();
  await refused(t, () => ask(port, { caCert }), { type: OperationalError, code: 'ERR_TLS', tells: ['speak TLS'] });
});

test('in mode mutual the certificate is the login, without a password', async (t) => {
  const passwords = { [reader.username]: reader.password };
  await using login = await startCertificateLogin(await getServer(), pair, caCert, passwords);
  const certificate = { caCert, clientCert: mine.cert, clientCertKey: mine.key };
  const address = { host: '127.0.0.1', port: login.port, secure: true };
  for (const tls of [certificate, { ...certificate, mode: 'mutual' } as const]) {
    await using client = createClient({ ...address, username: reader.username, tls });
    t.is(await client.command('SELECT currentUser()'), reader.username);
  }
  await using other = createClient({ ...address, tls: certificate });
  await t.throwsAsync(other.query('SELECT 1'), { code: 'AUTHENTICATION_FAILED' });
  for (const { headers } of login.received) {
    t.is(headers['x-clickhouse-ssl-certificate-auth'], 'on');
    t.false('x-clickhouse-key' in headers || 'authorization' in headers);
  }
});

test('the server itself understands that the certificate is the login, and misses it behind a terminator', async (t) => {
  await using terminator = await startTerminator(await getServer(), pair);
  const certificate = { caCert, clientCert: mine.cert, clientCertKey: mine.key };
  await refused(t, () => ask(terminator.port, certificate, { username: reader.username }), {
    type: OperationalError,
    code: 'AUTHENTICATION_FAILED',
    serverCode: 516,
    tells: [/SSL certificate authentication/],
  });
});

test('options that cannot work are refused at once, without a word of a key', async (t) => {
  const { missing, text, encrypted } = await files(t, {
    missing: '',
    text: 'hello secret',
    encrypted: '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n',
  });
  await rm(missing);
  const other = await makeCertificate('other', { ca: authority });
  const broken = mine.key.replace(/\n.{20}/, '\n!');
  const cases: [TlsOptions | null | string, RegExp, object?][] = [
    [{ caCert: missing }, /'caCert'.*cannot be read \(ENOENT\)/],
    [{ caCert: text }, /'tls\.caCert' holds no certificate/],
    [{ caCert: mine.key }, /'tls\.caCert' holds no certificate/],
    [{ caCert: Buffer.alloc(0) }, /'caCert' must be a path/],
    [{ clientCert: mine.cert }, /no private key, so the option 'tls\.clientCertKey'/],
    [{ clientCert: mine.cert, clientCertKey: text }, /'tls\.clientCertKey' holds no private key/],
    [{ clientCert: mine.cert, clientCertKey: encrypted }, /encrypted.*openssl pkey/],
    [{ clientCert: mine.cert, clientCertKey: other.key }, /does not belong to the certificate/],
    [{ clientCert: mine.cert, clientCertKey: broken }, /'tls\.clientCertKey' holds no private key/],
    // What somebody takes for PEM is taken for a path.
    [{ clientCert: mine.cert, clientCertKey: mine.key.split('\n')[1] ?? '' }, /its file cannot be read/],
    [{ clientCertKey: mine.key }, /needs the option 'clientCert'/],
    [{ serverHostName: '10.0.0.1' }, /'serverHostName' must be the name of a host/],
    [{ serverHostName: 'a/b' }, /'serverHostName' must be the name of a host/],
    [{ mode: 'on' as 'mutual' }, /'mode' must be one of 'mutual', 'proxy', 'strict'/],
    [{ caCerts: caCert } as TlsOptions, /unknown option 'caCerts'; did you mean 'caCert'/],
    ['verify', /'tls' must be an object/],
    [{ clientCert: mine.cert, clientCertKey: mine.key }, /'password' cannot be combined/, { password: 'secret' }],
    [{ clientCert: mine.cert, clientCertKey: mine.key }, /'accessToken' cannot/, { accessToken: 'secret' }],
    [{}, /no use without TLS/, { secure: false }],
  ];
  const lines = [mine.key, other.key, broken].flatMap((key) => key.split('\n')).filter((line) => line.length > 40);
  for (const [tls, message, more] of cases) {
    const error = t.throws(() => createClient({ host: 'db', secure: true, tls: tls as TlsOptions, ...more }), {
      instanceOf: InterfaceError,
      code: 'ERR_INVALID_ARG',
      message,
    });
    const shown = inspect(error, { depth: 9, showHidden: true });
    for (const secret of ['secret', ...lines]) t.false(shown.includes(secret), shown);
  }
});

test('neither a client nor its errors show certificates or keys', async (t) => {
  const tls = { caCert, clientCert: mine.cert, clientCertKey: mine.key, mode: 'proxy' } as const;
  await using client = await newClient({ url: 'https://127.0.0.1:1', tls });
  const error = await t.throwsAsync(client.query('SELECT 1'));
  const shown = [client, error].map((value) => inspect(value, { depth: 9, showHidden: true, getters: true })).join();
  t.false(/BEGIN|PRIVATE KEY/.test(shown), shown);
});
