import { type Migration, Migrator, sql } from 'kysely';
import test from 'ava';

import { engine } from '../../src/kysely/index.ts';
import { newDb } from '../helpers/kysely.ts';

test('tables and views are described, with their columns', async (t) => {
  const db = await newDb<Record<string, never>>();
  await db.schema
    .createTable('described')
    .addColumn('id', sql`UInt64`, (column) => column.modifyEnd(sql`comment ${sql.lit("it's the key")}`))
    .addColumn('maybe', sql`Nullable(String)`)
    .addColumn('low', sql`LowCardinality(Nullable(String))`)
    .addColumn('list', sql`Array(Nullable(String))`)
    .addColumn('at', sql`DateTime`, (column) => column.defaultTo(sql`now()`))
    .addColumn('day', sql`Date`, (column) => column.generatedAlwaysAs(sql`toDate(at)`).stored())
    .modifyEnd(engine('MergeTree', { orderBy: 'id' }))
    .execute();
  await db.schema
    .createView('seen')
    .as(db.selectNoFrom(sql`1`.as('one')))
    .execute();
  await sql`create materialized view kept engine = Memory as select id from described`.execute(db);
  const tables = await db.introspection.getTables();
  const column = (name: string, dataType: string, more = {}) => ({
    name,
    dataType,
    isNullable: false,
    isAutoIncrementing: false,
    hasDefaultValue: false,
    ...more,
  });
  const table = (name: string, isView: boolean, columns: unknown[]) => ({
    name,
    schema: 'default',
    isView,
    isForeign: false,
    columns,
  });
  t.deepEqual(tables as unknown[], [
    table('described', false, [
      column('id', 'UInt64', { comment: "it's the key" }),
      column('maybe', 'Nullable(String)', { isNullable: true }),
      column('low', 'LowCardinality(Nullable(String))', { isNullable: true }),
      column('list', 'Array(Nullable(String))'),
      column('at', 'DateTime', { hasDefaultValue: true }),
      column('day', 'Date', { hasDefaultValue: true }),
    ]),
    table('kept', true, [column('id', 'UInt64')]),
    table('seen', true, [column('one', 'UInt8')]),
  ]);
  const schemas = (await db.introspection.getSchemas()).map(({ name }) => name);
  t.true(schemas.includes('default') && schemas.includes('system'));
});

test('migrations go up and down', async (t) => {
  const db = await newDb<Record<string, never>>();
  const made = (name: string): Migration => ({
    up: async (inner) => {
      await inner.schema
        .createTable(name)
        .addColumn('id', sql`UInt64`)
        .modifyEnd(engine('MergeTree', { orderBy: 'id' }))
        .execute();
    },
    down: async (inner) => {
      await inner.schema.dropTable(name).execute();
    },
  });
  const provider = { getMigrations: async () => ({ '1_one': made('one'), '2_two': made('two') }) };
  const migrator = new Migrator({ db, provider });
  const up = await migrator.migrateToLatest();
  t.is(up.error, undefined);
  t.deepEqual(
    up.results?.map(({ migrationName, status }) => `${migrationName} ${status}`),
    ['1_one Success', '2_two Success'],
  );
  const names = async () => (await db.introspection.getTables()).map(({ name }) => name);
  t.true((await names()).includes('two'));
  t.false((await names()).some((name) => name.startsWith('kysely')));
  t.deepEqual((await migrator.migrateToLatest()).results, []);
  const down = await migrator.migrateDown();
  t.is(down.error, undefined);
  t.false((await names()).includes('two'));
  t.deepEqual(
    (await migrator.getMigrations()).map(({ name, executedAt }) => [name, executedAt !== undefined]),
    [
      ['1_one', true],
      ['2_two', false],
    ],
  );
});
