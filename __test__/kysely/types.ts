/** What compiles and what does not: the lines behind `@ts-expect-error` are wrong, and `tsc` says so. */
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';

import {
  any,
  arrayJoin,
  asof,
  final,
  leftArrayJoin,
  limitBy,
  param,
  prewhere,
  settings,
} from '../../src/kysely/index.ts';
import type { Shop } from '../helpers/kysely.ts';

type Row<Q> = Q extends SelectQueryBuilder<infer _, infer __, infer O> ? O : never;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(value?: T): T | undefined => value;

export function typed(db: Kysely<Shop>): void {
  const orders = db.selectFrom('orders as o').select(['o.id', 'o.note']);

  const clauses = orders
    .$call(final)
    .$call((query) => prewhere(query, 'o.id', '>', 1n))
    .$call((query) => prewhere(query, ({ eb }) => eb('o.amount', '>', '1')))
    .$call((query) => limitBy(query, 1, ['o.customer_id', 'note']))
    .$call((query) => settings(query, { max_threads: 1 }));
  same<Same<Row<typeof clauses>, { id: bigint; note: string | null }>>();
  // @ts-expect-error: no table is called so.
  final(orders, 'customers');
  // @ts-expect-error: there is no such column.
  prewhere(orders, 'o.nothing', '=', 1);
  // @ts-expect-error: the column is no text.
  prewhere(orders, 'o.id', '=', 'text');
  // @ts-expect-error: there is no such column.
  limitBy(orders, 1, 'o.nothing');
  // @ts-expect-error: a setting is no function.
  settings(orders, { max_threads: () => 1 });

  const tags = db
    .selectFrom('customers as c')
    .$call((query) => arrayJoin(query, { tag: 'c.tags', place: sql<number[]>`arrayEnumerate(c.tags)` }))
    .select(['c.name', 'tag', 'place']);
  same<Same<Row<typeof tags>, { name: string; tag: string; place: number }>>();
  const left = db
    .selectFrom('customers')
    .$call((query) => leftArrayJoin(query, { tag: 'tags' }))
    .select('tag');
  same<Same<Row<typeof left>, { tag: string }>>();
  // @ts-expect-error: there is no such column.
  arrayJoin(db.selectFrom('customers'), { tag: 'nothing' });
  const some = db.selectFrom('customers').$call((query) => arrayJoin(query, { tag: 'tags' }));
  // @ts-expect-error: what was not joined is no column.
  some.select('place');

  const joined = db
    .selectFrom('trades as t')
    .leftJoin('quotes as q', (join) => asof(join.onRef('q.symbol', '=', 't.symbol').onRef('q.at', '<=', 't.at')))
    .select(['t.size', 'q.price']);
  same<Same<Row<typeof joined>, { size: number; price: number | null }>>();
  // @ts-expect-error: the table is not a part of the join.
  db.selectFrom('trades as t').innerJoin('quotes as q', (join) => any(join.onRef('x.symbol', '=', 't.symbol')));

  const chosen = db.selectFrom('orders').select('id').where('id', '=', param(1n, 'UInt64'));
  same<Same<Row<typeof chosen>, { id: bigint }>>();
  // @ts-expect-error: the value is of another type than the column.
  db.selectFrom('orders').where('id', '=', param('1', 'UInt64'));
}
