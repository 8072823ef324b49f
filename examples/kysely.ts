/** Kysely: statements that TypeScript checks, with ClickHouse's own clauses. */
import { Kysely, sql } from 'kysely';
import { ClickHouseDialect, arrayJoin, asof, engine, limitBy, prewhere, settings } from 'clickhouse-connect/kysely';
import { startServer } from 'clickhouse-connect/embedded';

interface Database {
  visits: { user_id: bigint; page: string; at: Date; tags: string[] };
  prices: { page: string; at: Date; price: string };
}

await using server = await startServer();
await using db = new Kysely<Database>({ dialect: new ClickHouseDialect({ url: server.url }) });

await db.schema
  .createTable('visits')
  .addColumn('user_id', sql`UInt64`)
  .addColumn('page', sql`LowCardinality(String)`)
  .addColumn('at', sql`DateTime64(3, 'UTC')`)
  .addColumn('tags', sql`Array(String)`)
  .modifyEnd(engine('MergeTree', { orderBy: ['user_id', 'at'], partitionBy: sql`toYYYYMM(at)` }))
  .execute();
await db.schema
  .createTable('prices')
  .addColumn('page', sql`String`)
  .addColumn('at', sql`DateTime64(3, 'UTC')`)
  .addColumn('price', sql`Decimal(9, 2)`)
  .modifyEnd(engine('MergeTree', { orderBy: ['page', 'at'] }))
  .execute();

const noon = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
const { numInsertedOrUpdatedRows } = await db
  .insertInto('visits')
  .values([
    { user_id: 17n, page: "/what's-new", at: noon(5), tags: ['new', 'mobile'] },
    { user_id: 17n, page: '/', at: noon(9), tags: [] },
    { user_id: 18446744073709551615n, page: '/', at: noon(1), tags: ['mobile'] },
  ])
  .executeTakeFirstOrThrow();
await db
  .insertInto('prices')
  .values([
    { page: '/', at: noon(0), price: '0.10' },
    { page: '/', at: noon(8), price: '0.20' },
  ])
  .execute();
console.log(`${numInsertedOrUpdatedRows} rows inserted`);

// The values are parameters of the server, each of a type that is found for it.
const visits = db
  .selectFrom('visits')
  .select(['page', 'at'])
  .where('page', '=', "/what's-new")
  .$call((query) => prewhere(query, 'user_id', 'in', [17n, 18n]))
  .$call((query) => settings(query, { max_threads: 2 }));
console.log(visits.compile().sql, visits.compile().parameters);
console.log(await visits.execute());

const tags = db
  .selectFrom('visits')
  .$call((query) => arrayJoin(query, { tag: 'tags' }))
  .select(({ fn }) => ['tag', fn.countAll<bigint>().as('visits')])
  .groupBy('tag')
  .orderBy('tag');
console.log(await tags.execute());

// The price that was in force, of the last visit of each user.
const priced = db
  .selectFrom('visits as v')
  .leftJoin('prices as p', (join) => asof(join.onRef('p.page', '=', 'v.page').onRef('p.at', '<=', 'v.at')))
  .select(['v.user_id', 'v.page', 'p.price'])
  .orderBy('v.user_id')
  .orderBy('v.at', 'desc')
  .$call((query) => limitBy(query, 1, 'v.user_id'));
console.log(await priced.execute());

let count = 0;
for await (const _ of db.selectFrom('visits').selectAll().stream()) count++;
console.log(`${count} rows streamed`);

const error = await db
  .transaction()
  .execute(async () => {})
  .catch((reason) => reason);
console.log(error.code, error.message);
