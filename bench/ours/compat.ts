import { Readable } from 'node:stream';
import { type ClickHouseClient, createClient } from 'clickhouse-connect/compat';

import { type Ask, sequential } from '../ask.ts';
import { mixedRows } from '../datasets/mixed.ts';
import type { NodeTasks, Prepare } from '../node.ts';
import { sumOf } from '../peers/js/objects.ts';
import type { Assignment, Outcome } from '../task.ts';

/** The API of `@clickhouse/client` over our transport: what its own tasks do, word for word. */
export const compat: NodeTasks = {
  'compat json()': reader(json),
  'compat stream': reader(stream),
  'compat insert': inserter((rows) => rows),
  'compat insert of a stream': inserter((rows) => Readable.from(rows)),
  'compat SELECT 1': ({ url, rows }) => {
    const client = createClient({ url });
    const ask: Ask = async () => {
      const result = await client.query({ query: 'SELECT 1', format: 'JSONEachRow' });
      const [row] = await result.json<{ 1: number }>();
      return row?.[1] ?? 0;
    };
    return { run: sequential(rows, ask), close: () => client.close() };
  },
};

function reader(read: (client: ClickHouseClient, assignment: Assignment) => Promise<Outcome>): Prepare {
  return (assignment) => {
    const client = createClient({ url: assignment.url });
    return { run: () => read(client, assignment), close: () => client.close() };
  };
}

async function json(client: ClickHouseClient, { table, dataset }: Assignment): Promise<Outcome> {
  const result = await client.query({ query: `SELECT * FROM ${table}`, format: 'JSONEachRow' });
  const rows = await result.json<object>();
  return { rows: rows.length, sum: sumOf(rows, dataset) };
}

async function stream(client: ClickHouseClient, { table, dataset }: Assignment): Promise<Outcome> {
  const result = await client.query({ query: `SELECT * FROM ${table}`, format: 'JSONEachRow' });
  let count = 0;
  let sum = 0;
  const items = result.stream<object>();
  await new Promise<void>((resolve, reject) => {
    items.on('data', (rows) => {
      sum += sumOf(
        rows.map((row) => row.json()),
        dataset,
      );
      count += rows.length;
    });
    items.on('end', resolve);
    items.on('error', reject);
  });
  return { rows: count, sum };
}

function inserter(source: (rows: object[]) => object[] | Readable): Prepare {
  return ({ url, rows, target }) => {
    const client = createClient({ url });
    const values = mixedRows(rows);
    const reset = (): Promise<unknown> => client.command({ query: `TRUNCATE TABLE ${target}` });
    const run = async (): Promise<Outcome> => {
      await client.insert({ table: target, values: source(values), format: 'JSONEachRow' });
      return { rows };
    };
    return { reset, run, close: () => client.close() };
  };
}
