import { sql } from 'kysely';
import test from 'ava';

import type { DialectOptions } from '../../kysely.js';
import { NotSupportedError } from '../../src/index.ts';
import { engine, settings } from '../../src/kysely/index.ts';
import { newDb } from '../helpers/kysely.ts';

interface Item {
  id: number;
  count: number;
  name: string;
  at: Date;
  price: string;
  note: string | null;
}

let tables = 0;

async function withItems(options: DialectOptions = {}, tableSettings: Record<string, number> = {}) {
  const name = `items_${++tables}`;
  const db = await newDb<Record<string, Item>>(options);
  await db.schema
    .createTable(name)
    .addColumn('id', sql`UInt32`)
    .addColumn('count', sql`UInt32`)
    .addColumn('name', sql`String`)
    .addColumn('at', sql`DateTime('UTC')`)
    .addColumn('price', sql`Decimal(18, 2)`)
    .addColumn('note', sql`Nullable(String)`)
    .modifyEnd(engine('MergeTree', { orderBy: 'id', settings: { index_granularity: 512, ...tableSettings } }))
    .execute();
  const item = (id: number) => ({
    id,
    count: id,
    name: `n${id}`,
    at: new Date(id * 1000),
    price: `${id}.50`,
    note: 'x',
  });
  await db
    .insertInto(name)
    .values([item(1), item(2), item(3)])
    .execute();
  return { db, name, rows: () => db.selectFrom(name).selectAll().orderBy('id').execute(), item };
}

const lightweight = { enable_block_number_column: 1, enable_block_offset_column: 1 };

for (const updates of ['mutation', 'lightweight'] as const) {
  test(`rows are updated at once, by ${updates}`, async (t) => {
    const { db, name, rows, item } = await withItems({ updates }, updates === 'lightweight' ? lightweight : {});
    const result = await db
      .updateTable(name)
      .set((eb) => ({
        count: eb('count', '+', 10),
        name: "it's {p0:String}",
        at: new Date(5000),
        price: '7.25',
        note: null,
      }))
      .where('id', 'in', [1, 2])
      .where(`${name}.name`, '!=', 'n2')
      .executeTakeFirstOrThrow();
    t.is(result.numUpdatedRows, 0n, 'the server does not count');
    t.deepEqual(await rows(), [
      { id: 1, count: 11, name: "it's {p0:String}", at: new Date(5000), price: '7.25', note: null },
      item(2),
      item(3),
    ]);
  });

  test(`all rows are updated without a condition, by ${updates}`, async (t) => {
    const { db, name, rows } = await withItems({ updates }, updates === 'lightweight' ? lightweight : {});
    await db.updateTable(name).set('count', 0).execute();
    t.deepEqual(
      (await rows()).map(({ count }) => count),
      [0, 0, 0],
    );
  });
}

test('times of before 2001 are written and found in mutations', async (t) => {
  interface Moments {
    moments: { id: number; at: Date; past: Date | null; list: (Date | null)[] };
  }
  const db = await newDb<Moments>();
  await db.schema
    .createTable('moments')
    .addColumn('id', sql`UInt8`)
    .addColumn('at', sql`DateTime`)
    .addColumn('past', sql`Nullable(DateTime64(6, 'Asia/Kolkata'))`)
    .addColumn('list', sql`Array(Nullable(DateTime64(3)))`)
    .modifyEnd(engine('MergeTree', { orderBy: 'id' }))
    .execute();
  const [first, second] = [new Date(5000), new Date(-31_535_999_998)] as const;
  await db
    .insertInto('moments')
    .values([1, 2, 3].map((id) => ({ id, at: new Date(id * 1000), past: null, list: [] })))
    .execute();
  await db
    .updateTable('moments')
    .set({ at: first, past: second, list: [first, null, second] })
    .where('at', '=', new Date(1000))
    .execute();
  await db
    .deleteFrom('moments')
    .where('at', 'in', [new Date(2000)])
    .execute();
  await db.deleteFrom('moments').where('at', '=', new Date(3000)).execute();
  const rows = await db.selectFrom('moments').selectAll().execute();
  t.deepEqual(
    rows.map(({ past, ...row }) => ({ ...row, past: past?.getTime() })),
    [{ id: 1, at: first, past: second.getTime(), list: [first, null, second] }],
  );
});

test('an update has conditions with subqueries, and settings', async (t) => {
  const { db, name, rows } = await withItems();
  const query = db
    .updateTable(name)
    .set({ note: null })
    .where('id', '=', (eb) => eb.selectFrom(name).select((inner) => inner.fn.max('id').as('id')))
    .$call((update) => settings(update, { mutations_sync: 2, allow_nondeterministic_mutations: 1 }));
  t.regex(query.compile().sql, / settings mutations_sync = 2, allow_nondeterministic_mutations = 1$/);
  await query.execute();
  t.deepEqual(
    (await rows()).map(({ note }) => note),
    ['x', 'x', null],
  );
});

test('rows are deleted', async (t) => {
  const { db, name, rows, item } = await withItems();
  const result = await db.deleteFrom(name).where('name', 'in', ['n1', "n'2"]).executeTakeFirstOrThrow();
  t.is(result.numDeletedRows, 0n, 'the server does not count');
  t.deepEqual(await rows(), [item(2), item(3)]);
  await db
    .deleteFrom(name)
    .where('id', 'in', (eb) => eb.selectFrom(name).select('id').where('price', '>', '3'))
    .execute();
  t.deepEqual(await rows(), [item(2)]);
  await settings(db.deleteFrom(name), { lightweight_deletes_sync: 2 }).execute();
  t.deepEqual(await rows(), []);
});

test('clauses that a write cannot have are refused', async (t) => {
  const { db, name } = await withItems();
  const deletion = db.deleteFrom(name).where('id', '=', 1);
  const update = db.updateTable(name).set({ count: 1 });
  const refused = {
    'LIMIT in DELETE': deletion.limit(1),
    'ORDER BY in DELETE': deletion.orderBy('id'),
    'USING in DELETE': db.deleteFrom(name).using(name),
    'JOINS in DELETE': deletion.innerJoin('x', 'x.id', `${name}.id`),
    'WITH in DELETE': db.with('x', (q) => q.selectFrom(name).select('id')).deleteFrom(name),
    RETURNING: deletion.returningAll(),
    'FROM in UPDATE': update.from('x'),
    'LIMIT in UPDATE': update.limit(1),
    'WITH in UPDATE': db
      .with('x', (q) => q.selectFrom(name).select('id'))
      .updateTable(name)
      .set({ count: 1 }),
  };
  for (const [what, query] of Object.entries(refused)) {
    t.throws(() => query.compile(), {
      instanceOf: NotSupportedError,
      code: 'ERR_UNSUPPORTED_SQL',
      message: new RegExp(what),
    });
  }
});

for (const updates of ['mutation', 'lightweight'] as const) {
  test(`names of columns may have that of their table in front, updates: ${updates}`, async (t) => {
    const { db, name, rows, item } = await withItems({ updates }, lightweight);
    await db.updateTable(name).set(`${name}.name`, 'new').where(`${name}.id`, '=', 2).execute();
    await db.deleteFrom(name).where(`${name}.id`, '=', 3).execute();
    t.deepEqual(await rows(), [item(1), { ...item(2), name: 'new' }]);
  });
}
