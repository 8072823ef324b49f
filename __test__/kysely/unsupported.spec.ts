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

test('operators and functions of other databases are refused, and what there is instead is told', async (t) => {
  const db = await getShop();
  const query = db.selectFrom('customers').select('customers.id');
  const operators = {
    '~': /use 'regexp'/,
    '@>': /use hasAll\(\)/,
    '&&': /use hasAny\(\)/,
    '!~*': /match\(\)/,
  } as const;
  for (const [operator, instead] of Object.entries(operators)) {
    const error = t.throws(() => query.where('name', operator as '~', 'x').compile(), refusal('operator'));
    t.regex(error.message, instead);
  }
  for (const operator of ['&', '|', '#', '^', '<<', '>>'] as const) {
    t.throws(() => query.select((eb) => eb('id', operator, 1n).as('x')).compile(), refusal('operator'));
  }
  t.throws(
    () => query.where((eb) => eb.betweenSymmetric('id', 2n, 1n)).compile(),
    refusal('operator between symmetric'),
  );
  t.throws(() => query.select((eb) => eb.fn.jsonAgg('customers').as('x')).compile(), refusal('function json_agg'));
  t.throws(() => query.select((eb) => eb.fn.toJson('customers').as('x')).compile(), refusal('function to_json'));
  t.throws(
    () => query.select((eb) => eb.fn.agg('groupArray', ['name']).orderBy('id').as('x')).compile(),
    refusal('ORDER BY in aggregate functions'),
  );
  const lazy = db.with(
    (cte) => cte('c').notMaterialized(),
    () => query,
  );
  t.throws(() => lazy.selectFrom('c').selectAll().compile(), refusal('NOT MATERIALIZED'));
  const path = query.select((eb) => eb.jsonPath<'customers.tags'>().at(0).as('x'));
  t.throws(() => path.compile(), refusal('JSON paths'));
});

test('UPDATE and DELETE take one table under its own name', async (t) => {
  const db = await getShop();
  t.throws(() => db.updateTable('orders as o').set({ note: 'x' }).compile(), refusal('aliases'));
  t.throws(() => db.deleteFrom('orders as o').compile(), refusal('aliases'));
  t.throws(() => db.deleteFrom(['orders', 'customers']).compile(), refusal('aliases'));
  t.throws(() => db.schema.dropIndex('i').compile(), refusal('indexes without a table'));
  t.throws(() => db.schema.alterTable('t').dropConstraint('c').cascade().compile(), refusal('CASCADE'));
});
