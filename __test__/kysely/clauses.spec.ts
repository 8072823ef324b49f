import { sql } from 'kysely';
import test from 'ava';

import { InterfaceError } from '../../src/index.ts';
import { arrayJoin, engine, final, limitBy, prewhere, sample, settings } from '../../src/kysely/index.ts';
import { getShop, newDb } from '../helpers/kysely.ts';

interface Versions {
  states: { id: number; state: string };
  names: { id: number; name: string };
  samples: { id: number };
}

const versions = (async () => {
  const db = await newDb<Versions>();
  for (const [table, column] of [
    ['states', 'state'],
    ['names', 'name'],
  ] as const) {
    await db.schema
      .createTable(table)
      .addColumn('id', sql`UInt32`)
      .addColumn(column, sql`String`)
      .modifyEnd(engine('ReplacingMergeTree', { orderBy: 'id' }))
      .execute();
  }
  await sql`system stop merges`.execute(db);
  for (const state of ['new', 'paid', 'sent']) await db.insertInto('states').values({ id: 1, state }).execute();
  for (const name of ['old', 'young']) await db.insertInto('names').values({ id: 1, name }).execute();
  await db.schema
    .createTable('samples')
    .addColumn('id', sql`UInt32`)
    .modifyEnd(engine('MergeTree', { orderBy: sql`intHash32(id)`, sampleBy: sql`intHash32(id)` }))
    .execute();
  const ids = Array.from({ length: 10_000 }, (_, id) => ({ id }));
  await db.insertInto('samples').values(ids).execute();
  return db;
})();

test('FINAL reads the first table in its last state', async (t) => {
  const db = await versions;
  const states = db.selectFrom('states').select('state');
  t.is((await states.execute()).length, 3);
  t.deepEqual(await states.$call(final).execute(), [{ state: 'sent' }]);
});

test('FINAL is for the table that it names, by its alias in a join', async (t) => {
  const db = await versions;
  const joined = db.selectFrom('states as s').innerJoin('names as n', 'n.id', 's.id').select(['s.state', 'n.name']);
  t.is((await joined.execute()).length, 6);
  t.deepEqual(
    await joined
      .$call((query) => final(query, 'n'))
      .orderBy('state')
      .execute(),
    ['new', 'paid', 'sent'].map((state) => ({ state, name: 'young' })),
  );
  const both = joined.$call(final).$call((query) => final(query, 'n'));
  t.deepEqual(await both.execute(), [{ state: 'sent', name: 'young' }]);
  const named = db.selectFrom('states').select('state');
  t.deepEqual(await named.$call((query) => final(query, 'states')).execute(), [{ state: 'sent' }]);
});

test('FINAL for a table that is not there is an error', async (t) => {
  const db = await versions;
  const query = final(db.selectFrom('states as s').select('s.state'), 'nobody' as 's');
  t.throws(() => query.compile(), { instanceOf: InterfaceError, message: "final: no table is called 'nobody'" });
});

test('SAMPLE reads a share of the rows', async (t) => {
  const db = await versions;
  const count = db.selectFrom('samples').select((eb) => eb.fn.countAll<bigint>().as('n'));
  const { n: all } = await count.executeTakeFirstOrThrow();
  const { n: share } = await sample(count, 0.1).executeTakeFirstOrThrow();
  const { n: next } = await sample(count, 0.5, 0.5).executeTakeFirstOrThrow();
  t.is(all, 10_000n);
  t.true(share > 500n && share < 1500n);
  t.true(next > 4000n && next < 6000n);
  t.regex(sample(count, 0.5, 0.5).$call(final).compile().sql, /from `samples` final sample 0\.5 offset 0\.5$/);
});

test('PREWHERE takes what WHERE takes, and stands before it', async (t) => {
  const db = await getShop();
  const query = db
    .selectFrom('orders')
    .select('id')
    .where('note', 'is not', null)
    .$call((orders) => prewhere(orders, 'customer_id', '=', 1n))
    .$call((orders) => prewhere(orders, (eb) => eb.or([eb('id', '=', 10n), eb('id', '=', 11n)])))
    .$call((orders) => prewhere(orders, sql<boolean>`amount > ${'1'}`));
  t.deepEqual(await query.execute(), [{ id: 10n }]);
  t.regex(query.compile().sql, / prewhere .* and \(.* or .*\) and amount > .* where `note` is not null$/i);
});

test('LIMIT BY gives some rows of each group', async (t) => {
  const db = await getShop();
  const orders = db.selectFrom('orders').select(['customer_id', 'id']).orderBy('customer_id').orderBy('id');
  const ids = async (query: typeof orders): Promise<bigint[]> => (await query.execute()).map(({ id }) => id);
  t.deepEqual(await ids(limitBy(orders, 1, 'customer_id')), [10n, 12n, 13n]);
  t.deepEqual(await ids(limitBy(orders, 1, ['customer_id', 'note'])), [10n, 11n, 12n, 13n]);
  t.deepEqual(await ids(limitBy(orders, 1, 'customer_id', 1)), [11n]);
  t.deepEqual(await ids(limitBy(orders, 1, 'customer_id').limit(1).offset(1)), [12n]);
});

test('SETTINGS apply, texts and lists too, and later ones win', async (t) => {
  const db = await getShop();
  const names = ['max_threads', 'join_algorithm', 'log_comment', 'max_block_size'];
  const query = db
    .selectNoFrom(names.map((name) => sql<string>`toString(getSetting(${name}))`.as(name)))
    .$call((asked) =>
      settings(asked, { max_threads: 3, join_algorithm: ['hash', 'grace_hash'], log_comment: "it's {p0:String}" }),
    )
    .$call((asked) => settings(asked, { max_threads: 4, max_block_size: null }));
  t.deepEqual(await query.execute(), [
    { max_threads: '4', join_algorithm: 'hash,grace_hash', log_comment: "it's {p0:String}", max_block_size: '65409' },
  ]);
});

test('SETTINGS of a query win over those of the dialect', async (t) => {
  const db = await getShop();
  const query = db.selectFrom('orders as o').leftJoin('customers as c', 'c.id', 'o.customer_id').select('c.name');
  const lost = query.where('o.id', '=', 13n).$call((orders) => settings(orders, { join_use_nulls: 0 }));
  t.deepEqual(await lost.execute(), [{ name: '' }]);
});

test('names of settings that are none are refused', async (t) => {
  const db = await getShop();
  for (const name of ['a = 1, b', '', 'a`', '{p0:String}']) {
    t.throws(() => settings(db.selectFrom('orders').select('id'), { [name]: 1 }), { instanceOf: InterfaceError });
  }
  t.throws(() => settings(db.selectFrom('orders').select('id'), {}), { instanceOf: InterfaceError });
});

test('clauses that are written with modifyEnd stand where they belong, in any order', async (t) => {
  const db = await getShop();
  const query = db
    .selectFrom('customers')
    .select((eb) => ['tag' as never, eb.fn.countAll<bigint>().as('n')])
    .modifyEnd(sql`settings max_threads = 1`)
    .modifyEnd(sql`with totals`)
    .modifyEnd(sql`LIMIT 5 BY tag`)
    .modifyEnd(sql`prewhere id != ${2n}`)
    .modifyEnd(sql`array join tags as tag`)
    .where('id', '<', 5n)
    .groupBy('tag' as never)
    .orderBy('tag' as never)
    .limit(10);
  t.deepEqual(await query.execute(), [
    { tag: 'early', n: 1n },
    { tag: 'large', n: 1n },
  ]);
});

test('QUALIFY and WITH FILL are possible', async (t) => {
  const db = await getShop();
  const first = await db
    .selectFrom('orders')
    .select('id')
    .modifyEnd(sql`qualify row_number() over (partition by customer_id order by id) = 1`)
    .orderBy('id')
    .execute();
  t.deepEqual(first, [{ id: 10n }, { id: 12n }, { id: 13n }]);
  const filled = await db
    .selectFrom('orders')
    .select('id')
    .where('id', 'in', [10n, 13n])
    .orderBy(sql`id with fill`)
    .execute();
  t.is(filled.length, 4);
});

test('subqueries have clauses of their own', async (t) => {
  const db = await versions;
  const query = db
    .selectFrom((eb) => eb.selectFrom('states as s').select(['s.id', 's.state']).$call(final).as('last'))
    .innerJoin('names as n', 'n.id', 'last.id')
    .select(['last.state', 'n.name'])
    .where('n.id', 'in', (eb) => eb.selectFrom('states').select('states.id').$call(final))
    .orderBy('name');
  t.deepEqual(await query.execute(), [
    { state: 'sent', name: 'old' },
    { state: 'sent', name: 'young' },
  ]);
});

test('ARRAY JOIN without arrays is an error', async (t) => {
  const db = await getShop();
  t.throws(() => arrayJoin(db.selectFrom('customers'), {}), { instanceOf: InterfaceError });
});
