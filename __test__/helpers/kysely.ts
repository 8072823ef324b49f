import { type KyselyConfig, Kysely, sql } from 'kysely';
import test from 'ava';

import type { DialectOptions } from '../../kysely.js';
import { ClickHouseDialect, engine } from '../../src/kysely/index.ts';
import { newClient } from './client.ts';

/** The tables of the tests. */
export interface Shop {
  customers: { id: bigint; name: string; city: string | null; tags: string[] };
  orders: { id: bigint; customer_id: bigint; amount: string; at: Date; note: string | null };
  trades: { symbol: string; at: Date; size: number };
  quotes: { symbol: string; at: Date; price: number };
}

const made: Kysely<never>[] = [];

/** A Kysely of the server of this test file, closed after its last test. */
export async function newDb<DB>(options: DialectOptions = {}, config: Partial<KyselyConfig> = {}): Promise<Kysely<DB>> {
  const db = new Kysely<DB>({ dialect: new ClickHouseDialect({ client: await newClient(), ...options }), ...config });
  made.push(db as unknown as Kysely<never>);
  return db;
}

test.after.always('the databases are closed', async () => {
  await Promise.all(made.map((db) => db.destroy()));
});

let shop: Promise<Kysely<Shop>> | undefined;

/** The tables of the tests with their rows, which no test changes. */
export function getShop(): Promise<Kysely<Shop>> {
  shop ??= newShop();
  return shop;
}

async function newShop(): Promise<Kysely<Shop>> {
  const db = await newDb<Shop>();
  await db.schema
    .createTable('customers')
    .addColumn('id', sql`UInt64`)
    .addColumn('name', sql`String`)
    .addColumn('city', sql`LowCardinality(Nullable(String))`)
    .addColumn('tags', sql`Array(String)`)
    .modifyEnd(engine('MergeTree', { orderBy: ['id'] }))
    .execute();
  await db.schema
    .createTable('orders')
    .addColumn('id', sql`UInt64`)
    .addColumn('customer_id', sql`UInt64`)
    .addColumn('amount', sql`Decimal(18, 2)`)
    .addColumn('at', sql`DateTime64(3, 'UTC')`)
    .addColumn('note', sql`Nullable(String)`)
    .modifyEnd(engine('MergeTree', { orderBy: ['customer_id', 'id'] }))
    .execute();
  for (const [table, column] of [
    ['trades', 'size'],
    ['quotes', 'price'],
  ] as const) {
    await db.schema
      .createTable(table)
      .addColumn('symbol', sql`String`)
      .addColumn('at', sql`DateTime('UTC')`)
      .addColumn(column, sql`Float64`)
      .modifyEnd(engine('MergeTree', { orderBy: ['symbol', 'at'] }))
      .execute();
  }
  await db
    .insertInto('customers')
    .values([
      { id: 1n, name: 'Ada', city: 'London', tags: ['early', 'large'] },
      { id: 2n, name: 'Blaise', city: 'Paris', tags: ['large'] },
      { id: 3n, name: "O'Neil", city: null, tags: [] },
      { id: 18446744073709551615n, name: 'Zoë', city: 'Paris', tags: ['late'] },
    ])
    .execute();
  await db
    .insertInto('orders')
    .values([
      { id: 10n, customer_id: 1n, amount: '12.50', at: new Date('2026-01-01T10:00:00.125Z'), note: 'gift' },
      { id: 11n, customer_id: 1n, amount: '7.25', at: new Date('2026-01-02T10:00:00Z'), note: null },
      { id: 12n, customer_id: 2n, amount: '1000000000000000.01', at: new Date('2026-01-03T10:00:00Z'), note: null },
      { id: 13n, customer_id: 9n, amount: '0.10', at: new Date('2026-01-04T10:00:00Z'), note: 'lost' },
    ])
    .execute();
  const time = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 12, minute));
  await db
    .insertInto('trades')
    .values([
      { symbol: 'ACME', at: time(5), size: 1 },
      { symbol: 'ACME', at: time(9), size: 2 },
      { symbol: 'INIT', at: time(1), size: 3 },
    ])
    .execute();
  await db
    .insertInto('quotes')
    .values([
      { symbol: 'ACME', at: time(4), price: 40 },
      { symbol: 'ACME', at: time(8), price: 41 },
      { symbol: 'ACME', at: time(10), price: 42 },
      { symbol: 'INIT', at: time(2), price: 7 },
    ])
    .execute();
  return db;
}
