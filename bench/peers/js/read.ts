import type { ClickHouseClient, StreamReadable } from '@clickhouse/client';

import type { NodeTasks } from '../../node.ts';
import type { Assignment, Outcome } from '../../task.ts';
import { reader } from './client.ts';
import { sumOf, toObject } from './objects.ts';

/** Those that it reads in one piece cannot hold 10 M rows. */
export const reading: NodeTasks = {
  'JSONEachRow stream': reader(eachRow),
  'JSONCompactEachRow stream, made objects': reader(compactEachRow),
  'JSONEachRow json()': reader(eachRowJson),
  'JSONCompact json(), made objects': reader(compactJson),
};

async function eachRow(client: ClickHouseClient, query: string, { dataset }: Assignment): Promise<Outcome> {
  let count = 0;
  let sum = 0;
  const result = await client.query({ query, format: 'JSONEachRow' });
  await consume(result.stream<object>(), (rows) => {
    sum += sumOf(
      rows.map((row) => row.json()),
      dataset,
    );
    count += rows.length;
  });
  return { rows: count, sum };
}

async function compactEachRow(client: ClickHouseClient, query: string, { dataset }: Assignment): Promise<Outcome> {
  let rows = 0;
  let sum = 0;
  const make = toObject[dataset];
  const result = await client.query({ query, format: 'JSONCompactEachRow' });
  await consume(result.stream<unknown[]>(), (tuples) => {
    sum += sumOf(
      tuples.map((tuple) => make(tuple.json())),
      dataset,
    );
    rows += tuples.length;
  });
  return { rows, sum };
}

async function eachRowJson(client: ClickHouseClient, query: string, { dataset }: Assignment): Promise<Outcome> {
  const result = await client.query({ query, format: 'JSONEachRow' });
  const rows = await result.json<object>();
  return { rows: rows.length, sum: sumOf(rows, dataset) };
}

async function compactJson(client: ClickHouseClient, query: string, { dataset }: Assignment): Promise<Outcome> {
  const result = await client.query({ query, format: 'JSONCompact' });
  const { data } = await result.json<unknown[]>();
  const rows = data.map(toObject[dataset]);
  return { rows: rows.length, sum: sumOf(rows, dataset) };
}

/** By events: a loop with `for await` takes a little longer. */
function consume<R>(stream: StreamReadable<R[]>, take: (rows: R[]) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on('data', take);
    stream.on('end', resolve);
    stream.on('error', reject);
  });
}
