import { BaseDriver } from '@cubejs-backend/base-driver';
import test from 'ava';

import { ClickHouseDriver } from '../../src/cube/index.ts';
import {
  type ClickHouseError,
  InterfaceError,
  NotSupportedError,
  OperationalError,
  ProgrammingError,
} from '../../src/index.ts';
import { makeTable, newClient } from '../helpers/client.ts';
import { getDriver, newDriver } from '../helpers/cube.ts';
import { reader } from '../helpers/server.ts';

const methodsOf = (type: { readonly prototype: object }): string[] =>
  Object.getOwnPropertyNames(type.prototype).filter((name) => name !== 'constructor');

/** What Cube's own class does well enough for ClickHouse. */
const inherited = [
  // Keys of ClickHouse are neither unique nor foreign.
  ...['primaryKeysQuery', 'primaryKeys', 'foreignKeysQuery', 'foreignKeys'],
  // They call what the driver has.
  ...['tablesSchemaV2', 'getSchemas', 'loadPreAggregationIntoTable', 'uploadTable', 'createTable', 'createTableRaw'],
  ...['informationColumnsSchemaReducer', 'informationColumnsSchemaSorter', 'wrapQueryWithLimit', 'param'],
  ...['toColumnValue', 'testConnectionTimeout', 'cancelCombinator', 'nowTimestamp'],
  ...['setLogger', 'reportQueryUsage', 'databasePoolError', 'getSslOptions'],
  // Tables are not unloaded to buckets.
  ...['parseBucketUrl', 'extractUnloadedFilesFromS3', 'extractFilesFromGCS', 'extractFilesFromAzure'],
];

test("every method of Cube's class is the driver's own, or is known to do for it", (t) => {
  const own = methodsOf(ClickHouseDriver);
  const others = methodsOf(BaseDriver).filter((name) => !own.includes(name));
  t.deepEqual(others.sort(), inherited.sort());
});

test('it is a driver to Cube', async (t) => {
  const driver = await getDriver();
  t.true(driver instanceof BaseDriver);
  t.deepEqual(driver.capabilities(), {
    unloadWithoutTempTable: true,
    streamImport: true,
    incrementalSchemaLoading: true,
  });
  t.false(driver.readOnly());
  t.is(driver.param(3), '?');
  t.is(ClickHouseDriver.getDefaultConcurrency(), 10);
});

test('a connection is tested by asking the server', async (t) => {
  await t.notThrowsAsync((await getDriver()).testConnection());
  const nowhere = new ClickHouseDriver({ url: 'http://127.0.0.1:1', testConnectionTimeout: 2000 });
  t.is(nowhere.testConnectionTimeout(), 2000);
  const error = await t.throwsAsync(nowhere.testConnection(), { instanceOf: OperationalError });
  t.is((error as ClickHouseError).code, 'ECONNREFUSED');
  await nowhere.release();
});

test('a driver that was released runs nothing', async (t) => {
  const driver = await newDriver();
  await driver.release();
  await driver.release();
  await t.throwsAsync(driver.query('SELECT 1'), { code: 'ERR_CLIENT_CLOSED' });
});

test('rows are objects, statements that write have none', async (t) => {
  const driver = await getDriver();
  const table = await makeTable('id UInt64, status Nullable(String)');
  t.deepEqual(await driver.query(`INSERT INTO ${table} VALUES (1, 'new'), (2, NULL)`, []), []);
  t.deepEqual(await driver.query(`SELECT id, status FROM ${table} ORDER BY id`, []), [
    { id: '1', status: 'new' },
    { id: '2', status: null },
  ]);
  t.deepEqual(await driver.query(`SELECT * FROM ${table} WHERE id > 2`), []);
});

test('a column may be called as a statement begins', async (t) => {
  const driver = await getDriver();
  const sql = 'WITH insert AS (SELECT 1 AS insert) SELECT insert.insert AS insert FROM insert';
  t.deepEqual(await driver.query(sql), [{ insert: '1' }]);
});

test('what outer joins do not find is NULL', async (t) => {
  const sql = 'SELECT r.id AS id FROM (SELECT 1 AS id) AS l LEFT JOIN (SELECT 2 AS id) AS r ON l.id = r.id';
  t.deepEqual(await (await getDriver()).query(sql), [{ id: null }]);
});

test('a user who may not change settings is served by a driver that only reads', async (t) => {
  const only = new ClickHouseDriver({ client: await newClient(reader), readOnly: true });
  t.true(only.readOnly());
  t.deepEqual(await only.query('SELECT currentUser() AS name, ? AS value', ['x']), [{ name: 'reader', value: 'x' }]);
  const settings = new ClickHouseDriver({ client: await newClient(reader) });
  await t.throwsAsync(settings.query('SELECT 1'), { code: 'READONLY' });
  await Promise.all([only.release(), settings.release()]);
});

test('the current database is described with types of Cube', async (t) => {
  const driver = await getDriver();
  await driver.createSchemaIfNotExists('described');
  await driver.createSchemaIfNotExists('described');
  const described = new ClickHouseDriver({ client: await newClient({ database: 'described' }) });
  await described.createTableRaw(`CREATE TABLE visits (at DateTime64(3, 'UTC'), id UInt64, tags Array(UInt8),
    kind Enum8('int' = 1), note LowCardinality(Nullable(String))) ENGINE = MergeTree ORDER BY id`);
  await described.query(
    'CREATE MATERIALIZED VIEW per_kind ENGINE = Memory AS SELECT kind, count() AS n FROM visits GROUP BY kind',
  );
  const visits = [
    ['at', 'timestamp'],
    ['id', 'bigint'],
    ['kind', 'text'],
    ['note', 'text'],
    ['tags', 'text'],
  ].map(([name, type]) => ({ name, type, attributes: [] }));
  const perKind = ['kind', 'n'].map((name) => ({ name, type: name === 'n' ? 'bigint' : 'text', attributes: [] }));
  const expected = { described: { visits, per_kind: perKind } };
  t.deepEqual(await described.tablesSchema(), expected as never);
  t.deepEqual(await described.tablesSchemaV2(), expected as never);

  const schemas = await described.getSchemas();
  t.deepEqual(schemas, [{ schema_name: 'described' }]);
  const tables = await described.getTablesForSpecificSchemas(schemas);
  t.deepEqual(tables, [
    { schema_name: 'described', table_name: 'per_kind' },
    { schema_name: 'described', table_name: 'visits' },
  ]);
  t.deepEqual(await driver.getTablesForSpecificSchemas([]), []);
  const columns = await driver.getColumnsForSpecificTables(tables);
  t.deepEqual(
    columns.map(({ table_name: table, column_name: name, data_type: type }) => `${table}.${name} ${type}`),
    ['per_kind.kind text', 'per_kind.n bigint', 'visits.at timestamp', 'visits.id bigint', 'visits.tags text'].concat([
      'visits.kind text',
      'visits.note text',
    ]),
  );
  t.deepEqual(await driver.getColumnsForSpecificTables([]), []);
  await described.release();
});

test('an empty database is described as empty', async (t) => {
  await (await getDriver()).createSchemaIfNotExists('nothing in it');
  const driver = new ClickHouseDriver({ client: await newClient({ database: 'nothing in it' }) });
  t.deepEqual(await driver.tablesSchema(), {});
  t.deepEqual(await driver.getTablesQuery('nothing in it'), []);
  await driver.release();
});

test('the columns of tables and queries are told with the types of Cube', async (t) => {
  const driver = await getDriver();
  const table = await makeTable('b Decimal(18, 4), a UInt32, c Nullable(Date)');
  const types = [
    { name: 'b', type: 'decimal' },
    { name: 'a', type: 'bigint' },
    { name: 'c', type: 'date' },
  ];
  t.deepEqual(await driver.tableColumnTypes(table), types);
  t.deepEqual(await driver.tableColumnTypes(`default.\`${table}\``), types);
  t.deepEqual(await driver.tableColumnTypesWithPrecision(`default.${table}`), types);
  t.deepEqual(await driver.tableColumnTypes('default.no_such_table'), []);
  t.deepEqual(await driver.queryColumnTypes(`SELECT * FROM ${table} WHERE a = ?; -- all of it`, ['1']), types);
  await t.throwsAsync(driver.tableColumnTypes('a.b.c'), { code: 'ERR_INVALID_ARG' });
});

test('pre-aggregations become tables and are dropped, also those with names that need quotes', async (t) => {
  const driver = await getDriver();
  await driver.createSchemaIfNotExists('pre-aggregations of `x`');
  const name = '`pre-aggregations of \\`x\\``.orders';
  const load = `CREATE TABLE ${name} ENGINE = MergeTree ORDER BY id AS SELECT number AS id FROM numbers(10) WHERE number < toFloat64(?)`;
  await driver.loadPreAggregationIntoTable(name, load, ['7'], {});
  t.deepEqual(await driver.getTablesQuery('pre-aggregations of `x`'), [{ table_name: 'orders' }]);
  t.deepEqual(await driver.query(`SELECT count() AS n FROM ${name}`), [{ n: '7' }]);
  const { rows, types } = await driver.downloadTable(name);
  t.is(rows.length, 7);
  t.deepEqual(types, [{ name: 'id', type: 'bigint' }]);
  await driver.dropTable(name);
  t.deepEqual(await driver.getTablesQuery('pre-aggregations of `x`'), []);
});

test('results are downloaded with their types, also when they are empty', async (t) => {
  const driver = await getDriver();
  const sql = "SELECT number AS n, toDate('2026-01-02') AS day, 1.5 AS x FROM numbers(toUInt8(?))";
  const types = [
    { name: 'n', type: 'bigint' },
    { name: 'day', type: 'date' },
    { name: 'x', type: 'double' },
  ];
  const options = { highWaterMark: 10 };
  const row = { n: '0', day: '2026-01-02T00:00:00.000', x: '1.5' };
  t.deepEqual(await driver.downloadQueryResults(sql, ['1'], options), { rows: [row], types });
  t.deepEqual(await driver.downloadQueryResults(sql, ['0'], options), { rows: [], types });
  const data = await driver.downloadQueryResults(sql, ['1'], { ...options, streamImport: true });
  if (!('rowStream' in data)) return t.fail('no stream');
  t.deepEqual(await data.rowStream.toArray(), [row]);
  t.deepEqual(data.types, types);
  await data.release();
});

test("a failure is the client's error with the server's code", async (t) => {
  const driver = await getDriver();
  const options = { highWaterMark: 10 };
  for (const call of [
    () => driver.query('SELECT * FROM no_such_table'),
    () => driver.stream('SELECT * FROM no_such_table', [], options),
    () => driver.downloadQueryResults('SELECT * FROM no_such_table', [], options),
    () => driver.downloadTable('no_such_table'),
    () => driver.dropTable('no_such_table'),
    () => driver.queryColumnTypes('SELECT * FROM no_such_table', []),
  ]) {
    await t.throwsAsync(call, { instanceOf: ProgrammingError, code: 'UNKNOWN_TABLE' });
  }
});

test('arguments that are wrong reject, as all failures do', async (t) => {
  const driver = await getDriver();
  await t.throwsAsync(driver.downloadTable(''), { instanceOf: InterfaceError });
  await t.throwsAsync(driver.dropTable(''), { instanceOf: InterfaceError });
  await t.throwsAsync(driver.downloadQueryResults(1 as never, [], { highWaterMark: 1 }), {
    instanceOf: InterfaceError,
  });
});

test("tables of Cube's own, which only Cube Store takes, are refused", async (t) => {
  const inlineTables = [{ name: 'a', columns: [], csvRows: '' }];
  const query = (await getDriver()).query('SELECT 1', [], { inlineTables });
  await t.throwsAsync(query, { instanceOf: NotSupportedError, code: 'ERR_UNSUPPORTED_SQL' });
});

test('the id of a query on the server begins with that of the request in Cube', async (t) => {
  const driver = await getDriver();
  const options = { requestId: '6c5a-span-2' };
  const [row] = await driver.query<{ id: string }>('SELECT queryID() AS id', [], options);
  t.regex(row?.id ?? '', /^6c5a-[\da-f-]{36}$/);
  const { rowStream } = await driver.stream('SELECT queryID() AS id', [], { highWaterMark: 1, requestId: '7d-span-1' });
  const [streamed] = await rowStream.toArray();
  t.regex(streamed.id, /^7d-[\da-f-]{36}$/);
});

test('the dialect is that of the compiler of Cube, which must be there', (t) => {
  t.throws(() => ClickHouseDriver.dialectClass(), { instanceOf: NotSupportedError, code: 'ERR_PACKAGE_MISSING' });
});
