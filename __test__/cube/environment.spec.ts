import test, { type ExecutionContext } from 'ava';

import type { ClickHouseDriverOptions } from '../../cube.js';
import { ClickHouseDriver } from '../../src/cube/index.ts';
import { createClient, createPool, InterfaceError } from '../../src/index.ts';
import { makeAuthority, makeCertificate } from '../helpers/certificates.ts';
import { getServer, reader } from '../helpers/server.ts';
import { startTerminator } from '../helpers/tls-terminator.ts';

/** Sets variables for a test; the tests of this file run one after the other. */
function set(t: ExecutionContext, variables: Readonly<Record<string, string>>): void {
  Object.assign(process.env, variables);
  t.teardown(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
  });
}

/** Who the driver is on which database. */
async function whoami(options?: ClickHouseDriverOptions): Promise<unknown> {
  const driver = new ClickHouseDriver(options);
  try {
    const [row] = await driver.query('SELECT currentUser() AS user, currentDatabase() AS database');
    return row;
  } finally {
    await driver.release();
  }
}

test.serial("Cube's variables say where the server is and who logs in", async (t) => {
  const { host, port } = await getServer();
  set(t, {
    CUBEJS_DB_HOST: host,
    CUBEJS_DB_PORT: String(port),
    CUBEJS_DB_NAME: 'system',
    CUBEJS_DB_USER: reader.username,
    CUBEJS_DB_PASS: reader.password,
    CUBEJS_DB_CLICKHOUSE_READONLY: 'true',
    CUBEJS_DB_CLICKHOUSE_COMPRESSION: 'true',
    CUBEJS_DB_MAX_POOL: '2',
    CUBEJS_DB_QUERY_TIMEOUT: '30s',
    CUBEJS_DB_SSL: 'false',
  });
  t.deepEqual(await whoami(), { user: 'reader', database: 'system' });
  t.deepEqual(await whoami({ username: 'default', password: '', readOnly: false }), {
    user: 'default',
    database: 'system',
  });
  const driver = new ClickHouseDriver();
  t.true(driver.readOnly());
  await driver.release();
});

test.serial('options do not quarrel with variables: they win', async (t) => {
  const { host, port, url } = await getServer();
  set(t, {
    CUBEJS_DATASOURCES: '',
    CUBEJS_DB_HOST: host,
    CUBEJS_DB_PORT: String(port),
    CUBEJS_DB_USER: reader.username,
    CUBEJS_DB_PASS: 'wrong',
    CUBEJS_DB_MAX_POOL: '2',
  });
  t.deepEqual(await whoami({ user: 'default', password: '' }), { user: 'default', database: 'default' });
  const pool = createPool({ maxConnections: 1 });
  t.deepEqual(await whoami({ pool, url }), { user: 'default', database: 'default' });
  const driver = new ClickHouseDriver({ accessToken: 'a.b.c' });
  await t.throwsAsync(driver.testConnection());
  await driver.release();
});

test.serial('what a URL says is not what a variable says', async (t) => {
  const { url } = await getServer();
  set(t, { CUBEJS_DB_QUERY_TIMEOUT: '1s' });
  const slow = new ClickHouseDriver({ url: `${url}?requestTimeout=60000` });
  t.deepEqual(await slow.query('SELECT sleep(1.5) AS slept'), [{ slept: '0' }]);
  await slow.release();
});

test.serial('with a URL or hosts the variables about the server are not read', async (t) => {
  const { url, host, port } = await getServer();
  set(t, { CUBEJS_DB_HOST: 'nowhere.invalid', CUBEJS_DB_PORT: '1', CUBEJS_DB_USER: 'nobody', CUBEJS_DB_SSL: 'true' });
  t.deepEqual(await whoami({ url }), { user: 'default', database: 'default' });
  t.deepEqual(await whoami({ hosts: [`${host}:${port}`] }), { user: 'default', database: 'default' });
  t.deepEqual(await whoami({ client: createClient(url) }), { user: 'default', database: 'default' });
});

test.serial('a data source has variables of its own, and so have pre-aggregations', async (t) => {
  const { host, port } = await getServer();
  set(t, {
    CUBEJS_DATASOURCES: 'default, logs',
    CUBEJS_DB_HOST: 'nowhere.invalid',
    CUBEJS_DS_LOGS_DB_HOST: host,
    CUBEJS_DS_LOGS_DB_PORT: String(port),
    CUBEJS_DS_LOGS_DB_NAME: 'system',
    CUBEJS_PRE_AGGREGATIONS_DB_HOST: host,
    CUBEJS_PRE_AGGREGATIONS_DB_PORT: String(port),
    CUBEJS_DS_LOGS_PRE_AGGREGATIONS_DB_HOST: host,
    CUBEJS_DS_LOGS_PRE_AGGREGATIONS_DB_PORT: String(port),
    CUBEJS_DS_LOGS_PRE_AGGREGATIONS_DB_NAME: 'information_schema',
  });
  t.deepEqual(await whoami({ dataSource: 'logs' }), { user: 'default', database: 'system' });
  t.deepEqual(await whoami({ preAggregations: true }), { user: 'default', database: 'default' });
  const both = { dataSource: 'logs', preAggregations: true };
  t.deepEqual(await whoami(both), { user: 'default', database: 'information_schema' });
  t.throws(() => new ClickHouseDriver({ dataSource: 'sales' }), { instanceOf: InterfaceError, message: /'sales'/ });
});

test.serial('without a list of data sources every one has the same variables', async (t) => {
  const { host, port } = await getServer();
  set(t, { CUBEJS_DB_HOST: host, CUBEJS_DB_PORT: String(port) });
  t.deepEqual(await whoami({ dataSource: 'logs' }), { user: 'default', database: 'default' });
});

test.serial('certificates of the variables are believed, and others only when that is said', async (t) => {
  const authority = await makeAuthority('Test CA');
  const certificate = await makeCertificate('localhost', { names: ['localhost'], ca: authority });
  const { host, port } = await getServer();
  await using terminator = await startTerminator({ host, port }, certificate, {
    ca: authority.cert,
    requestCert: true,
  });
  set(t, { CUBEJS_DB_HOST: 'localhost', CUBEJS_DB_PORT: String(terminator.port), CUBEJS_DB_SSL: 'true' });
  await t.throwsAsync(whoami(), { code: 'ERR_TLS_CERTIFICATE' });
  const shown = await makeCertificate('cube', { ca: authority });
  set(t, { CUBEJS_DB_SSL_CA: authority.cert, CUBEJS_DB_SSL_CERT: shown.cert, CUBEJS_DB_SSL_KEY: shown.key });
  t.deepEqual(await whoami(), { user: 'default', database: 'default' });
  t.is(terminator.seen.at(-1)?.client, 'cube');
  delete process.env.CUBEJS_DB_SSL_CA;
  set(t, { CUBEJS_DB_SSL_REJECT_UNAUTHORIZED: 'false' });
  t.deepEqual(await whoami(), { user: 'default', database: 'default' });
});

test.serial('decimals keep their digits in Cube Store where Cube is told so', async (t) => {
  const driver = new ClickHouseDriver({ url: (await getServer()).url });
  const sql = "SELECT toNullable(toDecimal64('1.5', 4)) AS a";
  t.deepEqual(await driver.queryColumnTypes(sql, []), [{ name: 'a', type: 'decimal' }]);
  set(t, { CUBEJS_DB_PRECISE_DECIMAL_IN_CUBESTORE: 'true' });
  t.deepEqual(await driver.queryColumnTypes(sql, []), [{ name: 'a', type: 'decimal(18, 4)' }]);
  await driver.release();
});

test.serial('variables that cannot be read are refused without their values', (t) => {
  for (const [name, value] of [
    ['CUBEJS_DB_PORT', 'http'],
    ['CUBEJS_DB_MAX_POOL', '-1'],
    ['CUBEJS_DB_SSL', 'yes!'],
    ['CUBEJS_DB_CLICKHOUSE_READONLY', 'nope'],
    ['CUBEJS_DB_QUERY_TIMEOUT', '10 minutes'],
    ['CUBEJS_DB_SSL_CIPHERS', 'ciphers-of-mine'],
    ['CUBEJS_DB_SSL_PASSPHRASE', 'secret-of-mine'],
  ] as const) {
    process.env[name] = value;
    const error = t.throws(() => new ClickHouseDriver(), { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
    delete process.env[name];
    t.true(error?.message.includes(name));
    t.false(error?.message.includes(value));
  }
});

test.serial('options that are wrong are refused', async (t) => {
  const client = createClient((await getServer()).url);
  for (const [options, message] of [
    [{ hots: 'a' }, /'hots'; did you mean 'host/],
    [{ readOnly: 1 }, /'readOnly' must be a boolean/],
    [{ maxPoolSize: 0 }, /'maxPoolSize'/],
    [{ dataSource: '' }, /'dataSource'/],
    [{ client: {} }, /'client'/],
    [{ client, host: 'a' }, /either 'client' or 'host'/],
    [{ client, maxPoolSize: 2 }, /either 'client' or 'maxPoolSize'/],
    ['http://localhost', /options must be an object/],
  ] as const) {
    t.throws(() => new ClickHouseDriver(options as never), { instanceOf: InterfaceError, message });
  }
  await client.close();
});
