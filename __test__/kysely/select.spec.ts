import { type ExpressionBuilder, sql } from 'kysely';
import test from 'ava';

import { getShop, type Shop } from '../helpers/kysely.ts';

test('columns, aliases and expressions are selected', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom('customers as c')
    .select(['c.id', 'c.name as who'])
    .select((eb) => [
      eb.fn<string>('upper', ['c.city']).as('city'),
      eb(eb.ref('c.id'), '+', 1n).as('next'),
      eb.val("it's").as('text'),
      eb.lit(7).as('seven'),
      sql<number>`length(${sql.ref('c.tags')})`.as('tags'),
    ])
    .where('c.id', '=', 1n)
    .execute();
  t.deepEqual(rows, [{ id: 1n, who: 'Ada', city: 'LONDON', next: 2n, text: "it's", seven: 7, tags: 2n as never }]);
});

test('selectAll gives all columns, of one table too', async (t) => {
  const db = await getShop();
  const all = await db.selectFrom('customers').selectAll().where('id', '=', 2n).executeTakeFirstOrThrow();
  t.deepEqual(all, { id: 2n, name: 'Blaise', city: 'Paris', tags: ['large'] });
  t.deepEqual(await db.selectFrom('customers as c').selectAll('c').where('c.id', '=', 2n).execute(), [all]);
});

test('a result without rows is undefined, or the error of Kysely', async (t) => {
  const db = await getShop();
  const query = db.selectFrom('customers').select('id').where('name', '=', 'nobody');
  t.is(await query.executeTakeFirst(), undefined);
  await t.throwsAsync(query.executeTakeFirstOrThrow(), { message: 'no result' });
});

const conditions = {
  'an operator': { expected: [2n, 3n], where: ['id', 'in', [2n, 3n]] },
  '!=': { expected: [2n, 3n, 18446744073709551615n], where: ['id', '!=', 1n] },
  'not in': { expected: [3n, 18446744073709551615n], where: ['id', 'not in', [1n, 2n]] },
  'in without values': { expected: [], where: ['id', 'in', []] },
  'not in without values': { expected: [1n, 2n, 3n, 18446744073709551615n], where: ['id', 'not in', []] },
  like: { expected: [1n], where: ['name', 'like', 'A%'] },
  'not ilike': { expected: [2n, 3n, 18446744073709551615n], where: ['name', 'not ilike', 'a%'] },
  'is null': { expected: [3n], where: ['city', 'is', null] },
  'is not null': { expected: [1n, 2n, 18446744073709551615n], where: ['city', 'is not', null] },
  'an array column': { expected: [1n], where: ['tags', '=', ['early', 'large']] },
  'a list with null': { expected: [1n], where: ['city', 'in', ['London', null]] },
} as const;

for (const [name, { where, expected }] of Object.entries(conditions)) {
  test(`WHERE with ${name}`, async (t) => {
    const db = await getShop();
    const [column, operator, value] = where;
    const query = db.selectFrom('customers').select('id').orderBy('id');
    const rows = await query.where(column, operator, value as never).execute();
    t.deepEqual(
      rows.map(({ id }) => id),
      [...expected],
    );
  });
}

test('IS and IS NOT take booleans, and NULL is neither', async (t) => {
  const db = await getShop();
  const inParis = sql<boolean>`(city = 'Paris')`;
  const ids = async (operator: 'is' | 'is not', value: boolean): Promise<bigint[]> => {
    const query = db.selectFrom('customers').select('id').orderBy('id');
    return (await query.where(inParis, operator, value).execute()).map(({ id }) => id);
  };
  t.deepEqual(await ids('is', true), [2n, 18446744073709551615n]);
  t.deepEqual(await ids('is not', true), [1n, 3n]);
  t.deepEqual(await ids('is', false), [1n]);
});

test('conditions are joined, nested and negated', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom('customers')
    .select('name')
    .where((eb) =>
      eb.and([
        eb.or([eb('city', '=', 'Paris'), eb('city', 'is', null)]),
        eb.not(eb('name', '=', 'Zoë')),
        eb.between('id', 1n, 3n),
        eb.exists(eb.selectFrom('orders').select('orders.id').where('orders.amount', '>', '1')),
      ]),
    )
    .orderBy('name')
    .execute();
  t.deepEqual(
    rows.map(({ name }) => name),
    ['Blaise', "O'Neil"],
  );
});

test('tuples are compared with lists of tuples', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom('customers')
    .select('id')
    .where((eb) => eb(eb.refTuple('name', 'city'), 'in', [eb.tuple('Ada', 'London'), eb.tuple('Ada', 'Paris')]))
    .execute();
  t.deepEqual(rows, [{ id: 1n }]);
});

test('subqueries stand in conditions, columns and FROM', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom((eb) => eb.selectFrom('orders').select(['customer_id', 'amount']).where('note', 'is', null).as('o'))
    .select((eb) => [
      'o.amount',
      eb
        .selectFrom('customers')
        .select((inner) => inner.fn.countAll<bigint>().as('n'))
        .as('n'),
    ])
    .where('o.customer_id', 'in', (eb) => eb.selectFrom('customers').select('customers.id').where('city', '=', 'Paris'))
    .execute();
  t.deepEqual(rows, [{ amount: '1000000000000000.01', n: 4n }]);
});

test('rows are grouped, and groups chosen', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom('orders')
    .select((eb) => [
      'customer_id',
      eb.fn.countAll<bigint>().as('orders'),
      eb.fn.sum<string>('amount').as('total'),
      eb.fn.max('at').as('last'),
      eb.fn.count<bigint>('id').filterWhere('note', 'is not', null).as('noted'),
      eb.fn.count<bigint>('note').distinct().as('notes'),
    ])
    .groupBy('customer_id')
    .having((eb) => eb.fn.countAll(), '>', 1)
    .execute();
  t.deepEqual(rows, [
    { customer_id: 1n, orders: 2n, total: '19.75', last: new Date('2026-01-02T10:00:00Z'), noted: 1n, notes: 1n },
  ]);
});

test('rows are ordered, cut off and made distinct', async (t) => {
  const db = await getShop();
  const cities = db.selectFrom('customers').select('city').distinct();
  t.deepEqual(await cities.orderBy('city', (order) => order.desc().nullsFirst()).execute(), [
    { city: null },
    { city: 'Paris' },
    { city: 'London' },
  ]);
  t.deepEqual(await cities.orderBy('city', 'desc').limit(1).offset(1).execute(), [{ city: 'London' }]);
  t.deepEqual(await cities.orderBy('city', 'desc').fetch(1, 'with ties').execute(), [{ city: 'Paris' }]);
  const first = db.selectFrom('customers').select(['city', 'name']).distinctOn('city').orderBy('name');
  t.deepEqual(
    (await first.execute()).map(({ name }) => name),
    ['Ada', 'Blaise', "O'Neil"],
  );
  const collated = db
    .selectFrom('customers')
    .select('name')
    .orderBy('name', (order) => order.collate('en' as never));
  t.is((await collated.execute()).length, 4);
});

test('CASE, casts and window functions', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectFrom('orders')
    .select((eb) => [
      'id',
      eb.case().when('amount', '>', '10').then('large').else('small').end().as('size'),
      eb.cast<string>('id', sql`String`).as('text'),
      eb.cast<number>(eb.val('7'), 'integer').as('number'),
      eb.fn
        .agg<bigint>('row_number')
        .over((over) => over.partitionBy('customer_id').orderBy('id'))
        .as('place'),
    ])
    .where('customer_id', '=', 1n)
    .orderBy('id')
    .execute();
  t.deepEqual(rows, [
    { id: 10n, size: 'large', text: '10', number: 7, place: 1n },
    { id: 11n, size: 'small', text: '11', number: 7, place: 2n },
  ]);
});

test('statements are explained', async (t) => {
  const db = await getShop();
  const query = db.selectFrom('customers').select('id').where('id', '=', 1n);
  const plan = (await query.explain()) as { explain: string }[];
  t.true(plan.some(({ explain }) => explain.includes('ReadFromMergeTree')));
  const [json] = (await query.explain('json')) as { explain: string }[];
  t.regex(JSON.stringify(JSON.parse(json?.explain ?? '')), /"Plan"/);
  const indexes = (await query.explain('text', sql`indexes = 1`)) as { explain: string }[];
  t.true(indexes.some(({ explain }) => /Condition: \(id in \[1, 1\]\)/.test(explain)));
});

test('statements of sql`` have parameters, names and results', async (t) => {
  const db = await getShop();
  const { rows } = await sql<{ name: string }>`
    select ${sql.ref('name')} from ${sql.table('customers')} where id = ${2n} and name = ${'Blaise'}`.execute(db);
  t.deepEqual(rows, [{ name: 'Blaise' }]);
  t.deepEqual((await sql`show tables like 'cust%'`.execute(db)).rows, [{ name: 'customers' }]);
});

test('a path into a JSON column is a subcolumn', async (t) => {
  const db = await getShop();
  const document = sql<{ a: { 'b`c': number } }>`CAST('{"a":{"b\`c":7}}', 'JSON')`;
  const rows = await db
    .selectFrom(db.selectNoFrom(document.as('document')).as('d'))
    .select((eb) => eb.ref('document', '->').key('a').key('b`c').as('found'))
    .execute();
  t.deepEqual(rows, [{ found: 7n as never }]);
});

test('FETCH gives as many rows as LIMIT, behind an offset too', async (t) => {
  const db = await getShop();
  const ids = db.selectFrom('orders').select('customer_id').orderBy('customer_id');
  t.deepEqual(await ids.offset(1).fetch(1).execute(), [{ customer_id: 1n }]);
  t.deepEqual(await ids.fetch(1, 'with ties').execute(), [{ customer_id: 1n }, { customer_id: 1n }]);
  t.deepEqual(await ids.offset(2).fetch(1, 'with ties').execute(), [{ customer_id: 2n }]);
});

test('a minus before a minus is no comment', async (t) => {
  const db = await getShop();
  const rows = await db
    .selectNoFrom((eb) => [eb.neg(eb.lit(-5)).as('a'), eb.neg(eb.neg(eb.lit(7))).as('b'), eb.lit(1).as('c')])
    .execute();
  t.deepEqual(rows, [{ a: 5, b: 7, c: 1 }]);
});

test('tuples with times are found among others', async (t) => {
  const db = await getShop();
  const at = new Date('2026-01-02T10:00:00Z');
  const found = db.selectFrom('orders').select('id').orderBy('id');
  const tuples = (eb: ExpressionBuilder<Shop, 'orders'>) => [eb.tuple(11n, at), eb.tuple(12n, at)];
  const among = await found.where((eb) => eb(eb.refTuple('id', 'at'), 'in', tuples(eb))).execute();
  t.deepEqual(among, [{ id: 11n }]);
  const others = await found.where((eb) => eb(eb.refTuple('id', 'at'), 'not in', tuples(eb))).execute();
  t.deepEqual(others, [{ id: 10n }, { id: 12n }, { id: 13n }]);
  const trades = db.selectFrom('trades').select('size');
  const time = new Date(Date.UTC(2026, 0, 1, 12, 5));
  const traded = await trades.where((eb) => eb(eb.refTuple('symbol', 'at'), 'in', [eb.tuple('ACME', time)])).execute();
  t.deepEqual(traded, [{ size: 1 }]);
});
