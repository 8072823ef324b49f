import test from 'ava';
import { sql } from 'kysely';

import { NotSupportedError } from '../../src/index.ts';
import { getShop, newDb } from '../helpers/kysely.ts';

const refusal = (what: string) => ({
  instanceOf: NotSupportedError,
  code: 'ERR_UNSUPPORTED_SQL',
  message: new RegExp(`^ClickHouse has no ${what}`),
});

test('transactions are refused, and nothing in them runs', async (t) => {
  const db = await getShop();
  await t.throwsAsync(
    db.transaction().execute(async () => t.fail('it ran')),
    refusal('transactions'),
  );
  await t.throwsAsync(db.startTransaction().execute(), refusal('transactions'));
});

test('clauses of an insert that ClickHouse has not are refused', async (t) => {
  const db = await getShop();
  const insert = db.insertInto('trades').values({ symbol: 'x', at: new Date(0), size: 1 });
  t.throws(() => insert.onConflict((conflict) => conflict.doNothing()).compile(), refusal('ON CONFLICT'));
  t.throws(() => insert.onDuplicateKeyUpdate({ size: 1 }).compile(), refusal('ON CONFLICT'));
  t.throws(() => insert.returningAll().compile(), refusal('RETURNING'));
  t.throws(() => insert.ignore().compile(), refusal('REPLACE'));
  t.throws(() => insert.orReplace().compile(), refusal('REPLACE'));
  t.throws(() => db.insertInto('trades').defaultValues().compile(), refusal('DEFAULT VALUES'));
  const replace = db.replaceInto('trades').values({ symbol: 'x', at: new Date(0), size: 1 });
  t.throws(() => replace.compile(), refusal('REPLACE'));
});

test('MERGE, locks, lateral joins and TOP are refused', async (t) => {
  const db = await getShop();
  const query = db.selectFrom('customers').select('customers.id');
  t.throws(() => query.forUpdate().compile(), refusal('locks'));
  t.throws(() => query.forShare().skipLocked().compile(), refusal('locks'));
  t.throws(() => query.top(1).compile(), refusal('TOP'));
  const lateral = query.innerJoinLateral(
    (eb) => eb.selectFrom('orders').select('orders.id').as('o'),
    (join) => join.onTrue(),
  );
  t.throws(() => lateral.compile(), refusal('lateral joins'));
  const merge = db
    .mergeInto('customers')
    .using('orders', 'orders.customer_id', 'customers.id')
    .whenMatched()
    .thenDelete();
  t.throws(() => merge.compile(), refusal('MERGE'));
  const writing = db
    .with('x', (q) => q.deleteFrom('orders') as never)
    .selectFrom('customers')
    .select('customers.id');
  t.throws(() => writing.compile(), refusal('writes in WITH'));
  const document = query.select((eb) =>
    eb
      .ref('customers.name' as never, '->')
      .at(0 as never)
      .as('first'),
  );
  t.throws(() => document.compile(), refusal('positions'));
  await t.throwsAsync(query.explain('xml'), refusal('EXPLAIN as xml'));
});

test('a statement that was refused leaves nothing behind', async (t) => {
  const db = await getShop();
  const query = db.selectFrom('customers').select('id').where('id', '=', 1n);
  const before = query.compile().sql;
  t.throws(() => db.selectFrom(query.forUpdate().as('x')).selectAll().compile(), refusal('locks'));
  t.is(query.compile().sql, before);
  t.deepEqual(await query.execute(), [{ id: 1n }]);
});

test('what the server refuses is the error of the client', async (t) => {
  const db = await getShop();
  const error = await t.throwsAsync(sql`select nothing from ${sql.table('customers')}`.execute(db), {
    code: 'UNKNOWN_IDENTIFIER',
  });
  t.is((error as { serverCode?: number }).serverCode, 47);
});

test('parts of tables that ClickHouse has not are refused', async (t) => {
  const db = await newDb<Record<string, Record<string, unknown>>>();
  const table = db.schema.createTable('t');
  const alter = db.schema.alterTable('t');
  const refused = {
    'unique columns': [
      table.addColumn('a', 'text', (column) => column.unique()),
      table.addUniqueConstraint('u', ['a'] as never),
      alter.addUniqueConstraint('u', ['a']),
    ],
    'foreign keys': [
      table.addColumn('a', 'text', (column) => column.references('x.id')),
      table.addForeignKeyConstraint('f', ['a'] as never, 'x', ['id']),
      alter.addForeignKeyConstraint('f', ['a'], 'x', ['id']),
    ],
    'counting columns': [
      table.addColumn('a', 'integer', (column) => column.autoIncrement()),
      table.addColumn('a', 'integer', (column) => column.generatedAlwaysAsIdentity()),
    ],
    'type serial': [table.addColumn('a', 'serial')],
    'CHECK of a column': [table.addColumn('a', 'integer', (column) => column.check(sql`a > 0`))],
    'ON COMMIT': [table.temporary().onCommit('drop')],
    CASCADE: [
      db.schema.dropTable('t').cascade(),
      db.schema.dropView('v').cascade(),
      db.schema.dropIndex('i').cascade(),
    ],
    'SET NOT NULL': [alter.alterColumn('a', (column) => column.setNotNull())],
    'RENAME CONSTRAINT': [alter.renameConstraint('a', 'b')],
    'indexes without a type': [db.schema.createIndex('i').on('t').column('a'), alter.addIndex('i').column('a')],
    'unique indexes': [db.schema.createIndex('i').unique().on('t').column('a').using('minmax')],
    'indexes of a part': [db.schema.createIndex('i').on('t').column('a').using('minmax').where('a', '=', 1)],
    'materialized views without a table': [
      db.schema
        .createView('v')
        .materialized()
        .as(db.selectNoFrom(sql`1`.as('a'))),
    ],
    'types of its own': [db.schema.createType('x').asEnum(['a']), db.schema.dropType('x')],
  };
  for (const [what, statements] of Object.entries(refused)) {
    for (const statement of statements) {
      t.throws(() => statement.compile(), {
        instanceOf: NotSupportedError,
        code: 'ERR_UNSUPPORTED_SQL',
        message: new RegExp(what),
      });
    }
  }
});
