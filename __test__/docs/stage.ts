/**
 * What snippets find: a client, tables with a few rows, files in the working directory, and the names that an application
 * would have. A snippet that declares a name itself uses its own.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { Kysely } from 'kysely';

import type { Client, TypedArray } from '../../index.js';
import { createClient } from '../../src/index.ts';
import { ClickHouseDialect } from '../../src/kysely/index.ts';
import { makeCertificate } from '../helpers/certificates.ts';

export interface Visit {
  id: bigint;
  user_id: number;
  at: Date;
  page: string;
}

export interface Trade {
  symbol: string;
  price: number;
}

export interface Database {
  visits: { user_id: bigint; at: Date; page: string; day: Date; tags: string[]; note: string | null };
  trades: { id: bigint; symbol: string; price: number; at: Date };
  quotes: { symbol: string; price: number; at: Date };
}

/** The server, and a database on it that is the page's own. */
const [, , url = '', database = 'default'] = process.argv;
{
  await using first = createClient({ url, database: 'default' });
  await first.command(`CREATE DATABASE ${database}`);
}

export const password = '';
export const client: Client = createClient({ url, database });
export const db = new Kysely<Database>({ dialect: new ClickHouseDialect({ client }) });

const since2026 = new Date('2026-01-01T00:00:00Z');
export const day = since2026;
export const since = since2026;
export const ids = [1n, 2n];
export const rows: Visit[] = [{ id: 1n, user_id: 17, at: since2026, page: '/' }];
export const batches: Visit[][] = [rows, rows];
export const trades: Trade[] = [{ symbol: 'ABC', price: 12.5 }];
const csv = '3,ABC,12.5,2026-01-01 00:00:00\n';
export const bytes = Buffer.from(csv);

export const controller = new AbortController();
export const { signal } = controller;
export const request = Readable.from([gzipSync(csv)]);
export const response = new Writable({ write: (_chunk, _encoding, done) => done() });
export const bar = { update: (_share: number | undefined): void => {} };

/** Rows that come one by one. */
export const visits: AsyncIterable<Visit> = {
  async *[Symbol.asyncIterator]() {
    for (let n = 0; n < 10; n++) yield { id: BigInt(n), user_id: n, at: since2026, page: '/' };
  },
};

export const handle = (_rows: readonly unknown[]): void => {};
export const consume = (_value: unknown): void => {};
export const report = (..._values: readonly unknown[]): void => {};
export const later = (_rows: readonly unknown[]): void => {};
export const keepForLater = (_error: unknown, _rows: readonly unknown[], _stored: string): void => {};
export const sum = (values: TypedArray | undefined): number =>
  Array.from<number | bigint>(values ?? []).reduce<number>((total, value) => total + Number(value), 0);

{
  const { cert, key } = await makeCertificate('ann', {});
  await mkdir('certs');
  await writeFile('certs/ca.pem', cert);
  await writeFile('certs/ann.pem', cert);
  await writeFile('certs/ann.key', key);
}
await writeFile('trades.csv', csv);
await writeFile('trades.csv.gz', gzipSync(`id,symbol,price,at\n${csv}`));
await writeFile('movies.csv', 'The Matrix,1999,8.7,Wachowski\n');

for (const statement of [
  `CREATE TABLE visits (id UInt64 DEFAULT generateSnowflakeID(), user_id UInt32, at DateTime64(3), page String, day Date MATERIALIZED toDate(at),
     tags Array(String), note Nullable(String)) ENGINE = MergeTree ORDER BY (user_id, at)
     SETTINGS non_replicated_deduplication_window = 100`,
  `CREATE TABLE trades (id UInt64, symbol String, price Float64, at DateTime, day Date MATERIALIZED toDate(at)) ENGINE = MergeTree ORDER BY id`,
  'CREATE TABLE quotes (symbol String, price Float64, at DateTime) ENGINE = MergeTree ORDER BY (symbol, at)',
  'CREATE TABLE orders (id UInt64, day Date) ENGINE = MergeTree ORDER BY id',
  'CREATE TABLE daily (day Date, site String, visits UInt64) ENGINE = MergeTree ORDER BY day',
  'CREATE TABLE directors (name String, born UInt16) ENGINE = Memory',
  "INSERT INTO visits (user_id, at, page) VALUES (17, '2026-01-02 03:04:05', '/'), (17, '2026-01-02 03:05:06', '/a'), (18, '2026-01-03 00:00:00', '/')",
  "INSERT INTO trades SELECT number, ['ABC', 'XYZ'][number % 2 + 1], 10 + number / 10, toDateTime('2026-01-01 00:00:00', 'UTC') + number FROM numbers(1000)",
  "INSERT INTO orders VALUES (1, '2026-01-01'), (2, '2026-01-02')",
  "INSERT INTO daily VALUES ('2026-01-01', 'shop', 3)",
  "INSERT INTO directors VALUES ('Wachowski', 1965)",
]) {
  await client.command(statement);
}
