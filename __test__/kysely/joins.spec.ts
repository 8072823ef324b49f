import test from 'ava';

import { InterfaceError } from '../../src/index.ts';
import { any, anti, arrayJoin, asof, global, leftArrayJoin, semi } from '../../src/kysely/index.ts';
import { getShop, newDb, type Shop } from '../helpers/kysely.ts';

test('an inner join gives the rows that have a partner', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom('orders as o')
    .innerJoin('customers as c', 'c.id', 'o.customer_id')
    .select(['o.id', 'c.id as customer', 'c.name'])
    .orderBy('o.id')
    .execute();
  t.deepEqual(rows, [
    { id: 10n, customer: 1n, name: 'Ada' },
    { id: 11n, customer: 1n, name: 'Ada' },
    { id: 12n, customer: 2n, name: 'Blaise' },
  ]);
});

test('columns of the same name keep their names in joins', async (t) => {
  const db = await getShop();
  const query = db.selectFrom('orders').innerJoin('customers', 'customers.id', 'orders.customer_id');
  t.deepEqual(await query.select('customers.id').orderBy('orders.id').limit(1).execute(), [{ id: 1n }]);
  t.deepEqual(await query.select('orders.id').orderBy('orders.id').limit(1).execute(), [{ id: 10n }]);
});

test('what an outer join does not find is null', async (t) => {
  const db = await getShop();
  const left = await db
    .selectFrom('orders as o')
    .leftJoin('customers as c', 'c.id', 'o.customer_id')
    .select(['o.id', 'c.name'])
    .where('o.id', '>', 11n)
    .orderBy('o.id')
    .execute();
  t.deepEqual(left, [
    { id: 12n, name: 'Blaise' },
    { id: 13n, name: null },
  ]);
  const right = await db
    .selectFrom('orders as o')
    .rightJoin('customers as c', 'c.id', 'o.customer_id')
    .select(['o.amount', 'c.name'])
    .where('o.id', 'is', null)
    .orderBy('c.name')
    .execute();
  t.deepEqual(right, [
    { amount: null, name: "O'Neil" },
    { amount: null, name: 'Zoë' },
  ]);
  const full = db.selectFrom('orders as o').fullJoin('customers as c', 'c.id', 'o.customer_id');
  t.is((await full.select(['o.id', 'c.name']).execute()).length, 6);
});

test('what an outer join in a subquery or a WITH does not find is null', async (t) => {
  const db = await getShop();
  const joined = db
    .selectFrom('orders as o')
    .leftJoin('customers as c', 'c.id', 'o.customer_id')
    .select(['o.id', 'c.name'])
    .where('o.id', '=', 13n);
  t.deepEqual(await db.selectFrom(joined.as('j')).select(['j.id', 'j.name']).execute(), [{ id: 13n, name: null }]);
  const named = db.with('j', () => joined).selectFrom('j');
  t.deepEqual(await named.select(['j.id', 'j.name']).where('j.name', 'is', null).execute(), [{ id: 13n, name: null }]);
});

test('what an outer join does not find is a default value, if the dialect leaves it at that', async (t) => {
  await getShop();
  const db = await newDb<Shop>({ joinUseNulls: false });
  const query = db.selectFrom('orders as o').leftJoin('customers as c', 'c.id', 'o.customer_id');
  t.deepEqual(await query.select('c.name').where('o.id', '=', 13n).execute(), [{ name: '' }]);
});

test('a cross join gives all pairs, a list of tables too', async (t) => {
  const db = await getShop();
  const pairs = db
    .selectFrom('orders')
    .crossJoin('customers')
    .select(({ fn }) => fn.countAll<bigint>().as('n'));
  t.deepEqual(await pairs.execute(), [{ n: 16n }]);
  const listed = db.selectFrom(['orders', 'customers']).select(({ fn }) => fn.countAll<bigint>().as('n'));
  t.deepEqual(await listed.execute(), [{ n: 16n }]);
});

test('joins have conditions with values, and subqueries for tables', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom('customers as c')
    .innerJoin(
      (eb) => eb.selectFrom('orders').select(['customer_id', 'amount']).where('note', '=', 'gift').as('o'),
      (join) => join.onRef('o.customer_id', '=', 'c.id').on('c.name', '=', 'Ada'),
    )
    .select(['c.name', 'o.amount'])
    .execute();
  t.deepEqual(rows, [{ name: 'Ada', amount: '12.50' }]);
});

test('an ANY join finds one row at most', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom('customers as c')
    .leftJoin('orders as o', (join) => any(join.onRef('o.customer_id', '=', 'c.id')))
    .select(['c.name', 'o.customer_id'])
    .orderBy('c.name')
    .execute();
  t.deepEqual(rows, [
    { name: 'Ada', customer_id: 1n },
    { name: 'Blaise', customer_id: 2n },
    { name: "O'Neil", customer_id: null },
    { name: 'Zoë', customer_id: null },
  ]);
});

test('SEMI and ANTI joins choose rows by whether they have a partner', async (t) => {
  const db = await getShop();
  const customers = db.selectFrom('customers as c');
  const having = customers.leftJoin('orders as o', (join) => semi(join.onRef('o.customer_id', '=', 'c.id')));
  t.deepEqual(await having.select('c.name').orderBy('c.name').execute(), [{ name: 'Ada' }, { name: 'Blaise' }]);
  const lacking = customers.leftJoin('orders as o', (join) => anti(join.onRef('o.customer_id', '=', 'c.id')));
  t.deepEqual(await lacking.select('c.name').orderBy('c.name').execute(), [{ name: "O'Neil" }, { name: 'Zoë' }]);
  const lost = customers.rightJoin('orders as o', (join) => anti(join.onRef('o.customer_id', '=', 'c.id')));
  t.deepEqual(await lost.select('o.id').execute(), [{ id: 13n }]);
});

test('an ASOF join finds the last row before', async (t) => {
  const db = await getShop();
  const trades = db.selectFrom('trades as t');
  const inner = trades.innerJoin('quotes as q', (join) =>
    asof(join.onRef('q.symbol', '=', 't.symbol').onRef('q.at', '<=', 't.at')),
  );
  t.deepEqual(await inner.select(['t.symbol', 'q.price']).orderBy('t.at').execute(), [
    { symbol: 'ACME', price: 40 },
    { symbol: 'ACME', price: 41 },
  ]);
  const left = trades.leftJoin('quotes as q', (join) =>
    asof(join.onRef('q.symbol', '=', 't.symbol').onRef('q.at', '<=', 't.at')),
  );
  t.deepEqual(await left.select(['t.symbol', 'q.price']).orderBy('t.at').execute(), [
    { symbol: 'INIT', price: null },
    { symbol: 'ACME', price: 40 },
    { symbol: 'ACME', price: 41 },
  ]);
});

test('a GLOBAL join is one, of every kind', async (t) => {
  const db = await getShop();
  const query = db
    .selectFrom('customers as c')
    .innerJoin('orders as o', (join) => global(any(join.onRef('o.customer_id', '=', 'c.id'))))
    .select('c.name')
    .orderBy('c.name');
  t.regex(query.compile().sql, /global any inner join `orders` as `o` on `o`\.`customer_id` = `c`\.`id` order/);
  t.deepEqual(await query.execute(), [{ name: 'Ada' }, { name: 'Blaise' }]);
});

test('kinds of joins that cannot be are refused', async (t) => {
  const db = await getShop();
  const customers = db.selectFrom('customers as c');
  const inner = customers.innerJoin('orders as o', (join) => semi(join.onRef('o.customer_id', '=', 'c.id')));
  t.throws(() => inner.select('c.id').compile(), {
    instanceOf: InterfaceError,
    message: /semi joins are left or right/,
  });
  const both = customers.leftJoin('orders as o', (join) => any(semi(join.onRef('o.customer_id', '=', 'c.id'))));
  t.throws(() => both.select('c.id').compile(), { instanceOf: InterfaceError, message: /one of semi, any|one of any/ });
});

test('ARRAY JOIN makes rows of elements', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom('customers as c')
    .$call((query) => arrayJoin(query, { tag: 'c.tags' }))
    .select(['c.name', 'tag'])
    .where('tag', '!=', 'late')
    .orderBy('c.name')
    .orderBy('tag')
    .execute();
  t.deepEqual(rows, [
    { name: 'Ada', tag: 'early' },
    { name: 'Ada', tag: 'large' },
    { name: 'Blaise', tag: 'large' },
  ]);
});

test('LEFT ARRAY JOIN keeps rows of empty arrays, and several arrays go side by side', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom('customers')
    .$call((query) =>
      leftArrayJoin(query, { tag: 'tags', place: query.$call(() => db.fn<number[]>('arrayEnumerate', ['tags'])) }),
    )
    .select(['name', 'tag', 'place'])
    .where('id', 'in', [1n, 3n])
    .orderBy('name')
    .orderBy('place')
    .execute();
  t.deepEqual(rows, [
    { name: 'Ada', tag: 'early', place: 1 },
    { name: 'Ada', tag: 'large', place: 2 },
    { name: "O'Neil", tag: '', place: 0 },
  ]);
});

test('ARRAY JOIN stands behind the joins that were there, and before later ones', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom('customers as c')
    .$call((query) => arrayJoin(query, { tag: 'c.tags' }))
    .innerJoin('orders as o', 'o.customer_id', 'c.id')
    .select(['tag', 'o.id'])
    .orderBy('tag')
    .orderBy('o.id')
    .execute();
  t.deepEqual(
    rows.map(({ tag, id }) => `${tag} ${id}`),
    ['early 10', 'early 11', 'large 10', 'large 11', 'large 12'],
  );
  const after = await db
    .selectFrom('orders as o')
    .innerJoin('customers as c', 'c.id', 'o.customer_id')
    .$call((query) => arrayJoin(query, { tag: 'c.tags' }))
    .select(['tag', 'o.id'])
    .where('o.id', '=', 12n)
    .execute();
  t.deepEqual(after, [{ tag: 'large', id: 12n }]);
});

test('all columns of one table of a join have their names', async (t) => {
  const db = await getShop();
  const query = db
    .selectFrom('orders as o')
    .innerJoin('customers as c', 'c.id', 'o.customer_id')
    .where('o.id', '=', 12n)
    .selectAll('c');
  const blaise = { id: 2n, name: 'Blaise', city: 'Paris', tags: ['large'] };
  t.deepEqual(await query.execute(), [blaise]);
  const streamed = [];
  for await (const row of query.stream()) streamed.push(row);
  t.deepEqual(streamed, [blaise]);
  t.deepEqual(await query.select('o.note').orderBy('c.id').limit(1).execute(), [{ ...blaise, note: null }]);
  const both = await query.select('o.id').execute();
  t.is(both[0]?.id, 12n);
});
