import { Kysely, sql } from 'kysely';
import test from 'ava';

import { InterfaceError } from '../../src/index.ts';
import { ClickHouseDialect, engine } from '../../src/kysely/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { record, replay, startFake } from '../helpers/fake-server.ts';
import { newDb } from '../helpers/kysely.ts';
import { getServer } from '../helpers/server.ts';

type Db = Kysely<Record<string, Record<string, unknown>>>;

let tables = 0;
const fresh = (): string => `made_${++tables}`;

async function describe(table: string): Promise<string> {
  const text = await (await getClient()).command<string>(`SHOW CREATE TABLE ${table}`);
  return text.replace(/\s+/g, ' ');
}

test('a table has an engine, keys, partitions, a TTL, settings and a comment', async (t) => {
  const db: Db = await newDb();
  const name = fresh();
  await db.schema
    .createTable(name)
    .ifNotExists()
    .addColumn('id', sql`UInt64`)
    .addColumn('at', sql`DateTime('UTC')`)
    .addColumn('version', sql`UInt32`)
    .modifyEnd(
      engine('ReplacingMergeTree(version)', {
        partitionBy: sql`toYYYYMM(at)`,
        primaryKey: 'id',
        orderBy: ['id', sql`toDate(at)`],
        ttl: [sql`at + interval 30 day`, sql`at + interval 60 day where id = 0`],
        settings: { index_granularity: 1024, min_bytes_for_wide_part: 0 },
        comment: "it's {p0:String}",
      }),
    )
    .execute();
  const text = await describe(name);
  t.regex(text, /ENGINE = ReplacingMergeTree\(version\) PARTITION BY toYYYYMM\(at\)/);
  t.regex(text, /PRIMARY KEY id ORDER BY \(id, toDate\(at\)\)/);
  t.regex(text, /TTL at \+ toIntervalDay\(30\), at \+ toIntervalDay\(60\) WHERE id = 0/);
  t.regex(text, /SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 0 COMMENT 'it\\'s \{p0:String\}'/);
});

test('columns have defaults, expressions, codecs, TTLs and comments', async (t) => {
  const db: Db = await newDb();
  const name = fresh();
  await db.schema
    .createTable(name)
    .addColumn('id', 'bigint', (column) => column.unsigned().notNull())
    .addColumn('text', sql`String`, (column) => column.defaultTo("it's \\ {p0:String}").notNull())
    .addColumn('now', sql`DateTime`, (column) =>
      column.defaultTo(sql`now()`).modifyEnd(sql`codec(Delta, ZSTD) ttl now + interval 1 day`),
    )
    .addColumn('twice', sql`UInt64`, (column) => column.generatedAlwaysAs(sql`id * 2`).stored())
    .addColumn('thrice', sql`UInt64`, (column) => column.generatedAlwaysAs(sql`id * 3`))
    .addColumn('said', sql`Nullable(String)`, (column) => column.modifyEnd(sql`comment ${sql.lit("it's")}`))
    .addPrimaryKeyConstraint('key', ['id'])
    .addCheckConstraint('small', sql`id < 100`)
    .modifyEnd(engine('MergeTree'))
    .execute();
  await db.insertInto(name).values({ id: 7n }).execute();
  const rows = await db.selectFrom(name).select(['text', 'twice', 'thrice', 'said']).execute();
  t.deepEqual(rows, [{ text: "it's \\ {p0:String}", twice: 14n, thrice: 21n, said: null }]);
  t.regex(await describe(name), /CODEC\(Delta\(4\), ZSTD\(1\)\) TTL now \+ toIntervalDay\(1\)/);
  await t.throwsAsync(db.insertInto(name).values({ id: 100n }).execute(), { code: 'VIOLATED_CONSTRAINT' });
});

test('types of Kysely become types of ClickHouse', async (t) => {
  const db: Db = await newDb();
  const name = fresh();
  const types = {
    int2: 'Int16',
    int4: 'Int32',
    int8: 'Int64',
    integer: 'Int32',
    bigint: 'Int64',
    float4: 'Float32',
    float8: 'Float64',
    'double precision': 'Float64',
    real: 'Float32',
    'decimal(10, 2)': 'Decimal(10, 2)',
    'numeric(10, 2)': 'Decimal(10, 2)',
    boolean: 'Bool',
    text: 'String',
    'varchar(20)': 'String',
    bytea: 'String',
    blob: 'String',
    uuid: 'UUID',
    json: 'JSON',
    jsonb: 'JSON',
    date: 'Date',
    timestamp: 'DateTime',
    'timestamp(3)': 'DateTime64(3)',
    'datetime(6)': 'DateTime64(6)',
    timestamptz: "DateTime('UTC')",
    'timestamptz(3)': "DateTime64(3, 'UTC')",
  } as const;
  let builder = db.schema.createTable(name).modifyEnd(engine('Memory'));
  for (const type of Object.keys(types) as (keyof typeof types)[]) builder = builder.addColumn(type, type);
  await builder.execute();
  const found = await (await getClient()).query(`DESCRIBE ${name}`);
  t.deepEqual(Object.fromEntries(found.rows().map(({ name: column, type }) => [column, type])), types);
});

test('a key of a column or none is enough for a table of today', async (t) => {
  const db: Db = await newDb();
  const [keyed, unkeyed] = [fresh(), fresh()];
  await db.schema
    .createTable(keyed)
    .addColumn('id', sql`UInt8`, (column) => column.primaryKey())
    .execute();
  t.regex(await describe(keyed), /ENGINE = MergeTree PRIMARY KEY/);
  await db.schema
    .createTable(unkeyed)
    .addColumn('id', sql`UInt8`)
    .modifyEnd(engine('MergeTree', { orderBy: [] }))
    .execute();
  t.regex(await describe(unkeyed), /ORDER BY tuple\(\)/);
});

test('a table is made of a SELECT with values, and a view of one', async (t) => {
  const db: Db = await newDb();
  const [name, view] = [fresh(), fresh()];
  const query = db
    .selectNoFrom((eb) => [eb.val("it's").as('text'), eb.val(new Date(125)).as('at')])
    .where((eb) => eb(eb.val(1), 'in', [1, 2]));
  await db.schema.createTable(name).modifyEnd(engine('Memory')).as(query).execute();
  t.deepEqual(await db.selectFrom(name).selectAll().execute(), [{ text: "it's", at: new Date(125) }]);
  await db.schema.createView(view).orReplace().as(query).execute();
  t.deepEqual(await db.selectFrom(view).selectAll().execute(), [{ text: "it's", at: new Date(125) }]);
  await db.schema.dropView(view).ifExists().execute();
  await db.schema.dropView(view).ifExists().execute();
  await db.schema.dropTable(name).execute();
  await t.throwsAsync(db.schema.dropTable(name).execute(), { code: 'UNKNOWN_TABLE' });
  await db.schema.dropTable(name).ifExists().execute();
});

test('databases are made and dropped', async (t) => {
  const db: Db = await newDb();
  const names = async () => (await db.introspection.getSchemas()).map(({ name }) => name);
  await db.schema.createSchema("odd `'name").ifNotExists().execute();
  t.true((await names()).includes("odd `'name"));
  const inside = db.withSchema("odd `'name");
  await inside.schema.createTable('t').addColumn('id', sql`UInt8`).modifyEnd(engine('Memory')).execute();
  await inside.schema.alterTable('t').renameTo('u').execute();
  t.deepEqual(await inside.selectFrom('u').selectAll().execute(), []);
  await db.schema.dropSchema("odd `'name").cascade().execute();
  await db.schema.dropSchema("odd `'name").ifExists().execute();
  t.false((await names()).includes("odd `'name"));
});

test('tables are altered', async (t) => {
  const db: Db = await newDb();
  const name = fresh();
  await db.schema
    .createTable(name)
    .addColumn('id', sql`UInt64`)
    .modifyEnd(engine('MergeTree', { orderBy: 'id' }))
    .execute();
  const alter = () => db.schema.alterTable(name);
  await alter()
    .addColumn('a', sql`String`, (column) => column.defaultTo("it's"))
    .addColumn('b', sql`UInt8`)
    .execute();
  await alter()
    .addColumn('b', sql`UInt8`, (column) => column.ifNotExists())
    .execute();
  await db.insertInto(name).values({ id: 1n, b: 2 }).execute();
  await alter().renameColumn('b', 'c').execute();
  await alter()
    .alterColumn('c', (column) => column.setDataType(sql`Nullable(UInt16)`))
    .execute();
  t.deepEqual(await db.selectFrom(name).selectAll().execute(), [{ id: 1n, a: "it's", c: 2 }]);
  await alter()
    .alterColumn('c', (column) => column.setDefault(9))
    .execute();
  await alter()
    .alterColumn('a', (column) => column.dropDefault())
    .execute();
  await db.insertInto(name).values({ id: 2n }).execute();
  t.deepEqual(await db.selectFrom(name).selectAll().where('id', '=', 2n).execute(), [{ id: 2n, a: '', c: 9 }]);
  await alter()
    .modifyColumn('a', sql`LowCardinality(String)`, (column) => column.modifyEnd(sql`comment ${sql.lit('short')}`))
    .execute();
  await alter().addCheckConstraint('some', sql`id > 0`).execute();
  await t.throwsAsync(db.insertInto(name).values({ id: 0n }).execute(), { code: 'VIOLATED_CONSTRAINT' });
  await alter().dropConstraint('some').execute();
  await alter().addIndex('by_c').column('c').using('minmax').execute();
  await alter().dropIndex('by_c').execute();
  await db.schema
    .createIndex('by_a')
    .ifNotExists()
    .on(name)
    .column('a')
    .using('bloom_filter(0.01) granularity 2')
    .execute();
  t.regex(await describe(name), /INDEX by_a a TYPE bloom_filter\(0\.01\) GRANULARITY 2/);
  await db.schema.dropIndex('by_a').on(name).execute();
  await alter().dropColumn('a').execute();
  const renamed = fresh();
  await alter().renameTo(renamed).execute();
  t.deepEqual(await db.selectFrom(renamed).select('c').where('id', '=', 2n).execute(), [{ c: 9 }]);
  await db.schema.createSchema('elsewhere').ifNotExists().execute();
  await db.schema.alterTable(renamed).setSchema('elsewhere').execute();
  t.is((await db.withSchema('elsewhere').selectFrom(renamed).select('id').execute()).length, 2);
});

test('a refreshable view is refreshed', async (t) => {
  const db: Db = await newDb();
  await db.schema.createSchema('views').execute();
  const name = sql.id('views', 'fresh');
  await sql`create materialized view ${name} refresh every 1 year engine = Memory empty as select 7 as n`.execute(db);
  await db.withSchema('views').schema.refreshMaterializedView('fresh').execute();
  await sql`system wait view ${name}`.execute(db);
  t.deepEqual(await db.withSchema('views').selectFrom('fresh').selectAll().execute(), [{ n: 7 }]);
  await db.withSchema('views').schema.dropView('fresh').materialized().execute();
});

test('statements are for a cluster, if the dialect has one', async (t) => {
  const db: Db = await newDb({ cluster: "it's" });
  const table = db.schema.createTable('t').addColumn('id', sql`UInt8`).modifyEnd(engine('Memory'));
  const statements = [
    table,
    db.schema.dropTable('t'),
    db.schema.alterTable('t').addColumn('a', sql`UInt8`),
    db.schema.alterTable('t').renameTo('u'),
    db.schema.createSchema('d'),
    db.schema.dropSchema('d'),
    db.schema.createView('v').as(db.selectNoFrom(sql`1`.as('a'))),
    db.schema.dropView('v'),
    db.schema.createIndex('i').on('t').column('a').using('minmax'),
    db.schema.dropIndex('i').on('t'),
    db.updateTable('t').set({ a: 1 }),
    db.deleteFrom('t'),
  ].map((query) => query.compile());
  const client = await getClient();
  for (const { sql: statement, parameters } of statements) {
    t.regex(statement, / on cluster 'it\\'s'/);
    const values = Object.fromEntries(parameters.map((value, index) => [`p${index}`, value]));
    const { rowCount } = await client.query(`explain ast ${statement}`, { parameters: values });
    t.true(rowCount > 0, statement);
  }
  t.notRegex(table.temporary().compile().sql, /cluster/);
});

test('what an engine cannot be is refused', (t) => {
  const wrong = [
    () => engine(''),
    () => engine('MergeTree', { orderby: 'id' } as never),
    () => engine('MergeTree', { orderBy: [''] }),
    () => engine('MergeTree', { ttl: 'at' as never }),
    () => engine('MergeTree', { settings: { 'a = 1, b': 1 } }),
  ];
  for (const make of wrong) t.throws(make, { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' });
});

test('statements for a cluster answer with a row for each host', async (t) => {
  const told = "SELECT 'h' || toString(number) AS host, 9000 AS port, 0 AS status FROM numbers(3)";
  const answer = await record((await getServer()).url, told);
  await using fake = await startFake((response) => replay(response, answer));
  await using client = await newClient({ url: fake.url });
  const db: Db = new Kysely({ dialect: new ClickHouseDialect({ client, cluster: 'c' }) });
  await db.schema.createTable('t').addColumn('id', sql`UInt8`).modifyEnd(engine('Memory')).execute();
  t.is((await db.deleteFrom('t').execute()).length, 1);
  await sql`create database d on cluster c`.execute(db);
  t.is(fake.received.length, 3);
});
