import { sql } from 'kysely';
import test from 'ava';

import { final, limitBy, settings } from '../../src/kysely/index.ts';
import { getShop } from '../helpers/kysely.ts';

const ids = (rows: readonly { id: bigint }[]): bigint[] =>
  rows.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1));

test('UNION drops what is there twice, UNION ALL keeps it', async (t) => {
  const db = await getShop();
  const some = db.selectFrom('customers').select('id').where('id', '<', 3n);
  const others = db.selectFrom('customers').select('id').where('id', 'in', [2n, 3n]);
  t.deepEqual(ids(await some.union(others).execute()), [1n, 2n, 3n]);
  t.deepEqual(ids(await some.unionAll(others).execute()), [1n, 2n, 2n, 3n]);
});

test('INTERSECT and EXCEPT are distinct unless they are of all', async (t) => {
  const db = await getShop();
  const owners = db.selectFrom('orders').select('customer_id as id');
  const first = db.selectFrom('customers').select('id').where('id', '=', 1n);
  t.deepEqual(ids(await owners.intersect(first).execute()), [1n]);
  t.deepEqual(ids(await owners.intersectAll(first.unionAll(first)).execute()), [1n, 1n]);
  t.deepEqual(ids(await owners.except(first).execute()), [2n, 9n]);
  t.deepEqual(ids(await owners.exceptAll(first).execute()), [1n, 2n, 9n]);
});

test('ORDER BY, LIMIT and OFFSET of a union are of all its rows', async (t) => {
  const db = await getShop();
  const union = db
    .selectFrom('customers')
    .select('id')
    .unionAll(db.selectFrom('orders').select('id'))
    .orderBy('id', 'desc');
  t.deepEqual(
    (await union.limit(2).offset(1).execute()).map(({ id }) => id),
    [13n, 12n],
  );
  t.deepEqual((await limitBy(union as never, 1, 'id' as never).execute()).length, 8);
});

test('clauses of a part of a union stay in that part', async (t) => {
  const db = await getShop();
  const last = db.selectFrom('orders').select('id').orderBy('id', 'desc').limit(1);
  const first = db.selectFrom('orders').select('id').orderBy('id').limit(1);
  t.deepEqual(ids(await db.selectFrom('customers').select('id').where('id', '=', 1n).unionAll(last).execute()), [
    1n,
    13n,
  ]);
  t.deepEqual(
    (await db.selectFrom(first.as('a')).selectAll().unionAll(last).orderBy('id', 'desc').execute()).map(({ id }) => id),
    [13n, 10n],
  );
});

test('unions go into unions', async (t) => {
  const db = await getShop();
  const one = (id: bigint) => db.selectNoFrom(sql<bigint>`toUInt64(${id})`.as('id'));
  t.deepEqual(
    ids(
      await one(1n)
        .unionAll(one(2n).union(one(2n)))
        .execute(),
    ),
    [1n, 2n],
  );
  t.deepEqual(
    ids(
      await one(1n)
        .unionAll([one(1n), one(3n)])
        .execute(),
    ),
    [1n, 1n, 3n],
  );
  t.deepEqual(
    ids(
      await one(5n)
        .except(one(5n).except(one(5n)))
        .execute(),
    ),
    [5n],
  );
  t.deepEqual(
    await db
      .selectFrom(one(1n).unionAll(one(2n)).as('u'))
      .select((eb) => eb.fn.sum<bigint>('u.id').as('sum'))
      .execute(),
    [{ sum: 3n }],
  );
});

test('outer joins in unions have their NULLs', async (t) => {
  const db = await getShop();
  const names = db.selectFrom('orders as o').leftJoin('customers as c', 'c.id', 'o.customer_id').select('c.name');
  const lost = names.where('o.id', '=', 13n);
  t.deepEqual(await lost.unionAll(lost).execute(), [{ name: null }, { name: null }]);
  const other = db.selectNoFrom(sql<string | null>`toNullable('x')`.as('name'));
  t.is((await other.unionAll(lost).unionAll(other).execute()).filter(({ name }) => name === null).length, 1);
});

test('SETTINGS of a union are of all of it', async (t) => {
  const db = await getShop();
  const threads = db.selectNoFrom(sql<string>`toString(getSetting('max_threads'))`.as('threads'));
  const union = settings(threads.unionAll(threads), { max_threads: 3 });
  t.deepEqual(await union.execute(), [{ threads: '3' }, { threads: '3' }]);
});

test('common table expressions are used, several times and by each other', async (t) => {
  const db = await getShop();
  const rows = await db
    .with('large', (q) => q.selectFrom('orders').select(['customer_id', 'amount']).where('amount', '>', '10'))
    .with('owners', (q) =>
      q.selectFrom('large as l').innerJoin('customers as c', 'c.id', 'l.customer_id').select(['c.id', 'c.name']),
    )
    .selectFrom('owners as o')
    .innerJoin('large', 'large.customer_id', 'o.id')
    .select(['o.name', 'large.amount'])
    .orderBy('o.name')
    .execute();
  t.deepEqual(rows, [
    { name: 'Ada', amount: '12.50' },
    { name: 'Blaise', amount: '1000000000000000.01' },
  ]);
});

test('common table expressions stand before unions with ORDER BY', async (t) => {
  const db = await getShop();
  const rows = await db
    .with('paris', (q) => q.selectFrom('customers').select('id').where('city', '=', 'Paris'))
    .selectFrom('paris')
    .select('id')
    .unionAll((eb) => eb.selectFrom('paris').select('id'))
    .orderBy('id')
    .limit(3)
    .execute();
  t.deepEqual(ids(rows), [2n, 2n, 18446744073709551615n]);
});

test('a common table expression may be recursive', async (t) => {
  const db = await getShop();
  const rows = await db
    .withRecursive('counting', (q) =>
      q.selectNoFrom(sql<bigint>`toUInt64(1)`.as('n')).unionAll(
        q
          .selectFrom('counting' as never)
          .select(sql<bigint>`counting.n + 1`.as('n'))
          .where(sql<boolean>`counting.n < ${5n}`) as never,
      ),
    )
    .selectFrom('counting')
    .select((eb) => eb.fn.sum<bigint>('n').as('sum'))
    .execute();
  t.deepEqual(rows, [{ sum: 15n }]);
});

test('a common table expression has clauses of its own', async (t) => {
  const db = await getShop();
  const rows = await db
    .with('last', (q) => q.selectFrom('orders').select('id').$call(final).orderBy('id', 'desc').limit(1))
    .selectFrom('last')
    .selectAll()
    .execute()
    .catch((error: Error) => error.message);
  // A plain MergeTree knows no FINAL.
  t.regex(String(rows), /FINAL/);
});
