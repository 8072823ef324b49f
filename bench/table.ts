import type { Client } from 'clickhouse-connect';

/** Where inserts go. */
export const TARGET = 'inserted';

const columns = "(id UInt64, count Int32, value Float64, at DateTime('UTC'))";

/** A table for each number of rows: which rows `LIMIT` takes is open. */
export function tableOf(rows: number): string {
  return `rows_${rows}`;
}

/** The same for every task. */
export function select(rows: number): string {
  return `SELECT * FROM ${tableOf(rows)}`;
}

/**
 * Fills a table. It lies in memory, in blocks of the size that MergeTree gives, so that the server has as little to do
 * as possible. Decimals are short, which favours JSON.
 */
export async function createTable(client: Client, rows: number): Promise<void> {
  await client.command(`CREATE TABLE ${tableOf(rows)} ${columns} ENGINE = Memory`);
  await client.command(
    `INSERT INTO ${tableOf(rows)}
    SELECT number, number % 1000003, (number % 100000) / 100, 1700000000 + number % 31536000
    FROM numbers({rows:UInt64})`,
    {
      parameters: { rows },
      settings: { max_block_size: 65_536, min_insert_block_size_rows: 65_536, min_insert_block_size_bytes: 0 },
    },
  );
}

export async function createTarget(client: Client): Promise<void> {
  await client.command(`CREATE TABLE ${TARGET} ${columns} ENGINE = Memory`);
}

export interface Row {
  id: number;
  count: number;
  value: number;
  /** Seconds, which is what JSON.stringify leaves alone. */
  at: number;
}

/** Rows to insert. */
export function makeRows(rows: number): Row[] {
  return Array.from({ length: rows }, (_, number) => ({
    id: number,
    count: number % 1_000_003,
    value: (number % 100_000) / 100,
    at: 1_700_000_000 + (number % 31_536_000),
  }));
}
