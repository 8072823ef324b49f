import { type ClickHouseClient, createClient, type StreamReadable } from '@clickhouse/client';

import { makeRows, select, TARGET } from '../table.ts';
import { type Assignment, type Measured, type Outcome, type Task, upToMillion, type Work } from '../task.ts';

/** As JSON has it: numbers and text. */
interface Row {
  id: number;
  count: number;
  value: number;
  at: string;
}

type Tuple = [id: number, count: number, value: number, at: string];

type Go = (client: ClickHouseClient, query: string) => Promise<Outcome>;

const all = (rows: number): number => rows;

/** `@clickhouse/client`, with the formats that give rows the fastest; those that it reads in one piece cannot hold 10 M rows. */
export const peer: readonly Task[] = [
  reading('JSONEachRow stream', 'row objects', all, eachRow),
  reading('JSONCompactEachRow stream, made objects', 'row objects', all, compactEachRow),
  reading('JSONEachRow json()', 'rows in memory', upToMillion, eachRowJson),
  reading('JSONCompact json(), made objects', 'rows in memory', upToMillion, compactJson),
  inserting(),
];

async function eachRow(client: ClickHouseClient, query: string): Promise<Outcome> {
  let count = 0;
  let sum = 0;
  const result = await client.query({ query, format: 'JSONEachRow' });
  await consume(result.stream<Row>(), (rows) => {
    for (const row of rows) sum += row.json().count;
    count += rows.length;
  });
  return { rows: count, sum };
}

async function compactEachRow(client: ClickHouseClient, query: string): Promise<Outcome> {
  let rows = 0;
  let sum = 0;
  const result = await client.query({ query, format: 'JSONCompactEachRow' });
  await consume(result.stream<Tuple>(), (tuples) => {
    const objects = tuples.map((tuple) => toObject(tuple.json()));
    for (const object of objects) sum += object.count;
    rows += objects.length;
  });
  return { rows, sum };
}

function toObject([id, count, value, at]: Tuple): Row {
  return { id, count, value, at };
}

async function eachRowJson(client: ClickHouseClient, query: string): Promise<Outcome> {
  const result = await client.query({ query, format: 'JSONEachRow' });
  return sumUp(await result.json<Row>());
}

async function compactJson(client: ClickHouseClient, query: string): Promise<Outcome> {
  const result = await client.query({ query, format: 'JSONCompact' });
  const { data } = await result.json<Tuple>();
  return sumUp(data.map(toObject));
}

function sumUp(rows: readonly Row[]): Outcome {
  let sum = 0;
  for (const row of rows) sum += row.count;
  return { rows: rows.length, sum };
}

/** By events: a loop with `for await` takes a little longer. */
function consume<R>(stream: StreamReadable<R[]>, take: (rows: R[]) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on('data', take);
    stream.on('end', resolve);
    stream.on('error', reject);
  });
}

function reading(name: string, work: Work, rows: Task['rows'], go: Go): Task {
  const prepare = async ({ url, rows: count }: Assignment): Promise<Measured> => {
    const client = createClient({ url });
    return { run: () => go(client, select(count)), close: () => client.close() };
  };
  return { name: `peer: ${name}`, work, side: 'peer', rows, prepare };
}

function inserting(): Task {
  const prepare = async ({ url, rows: count }: Assignment): Promise<Measured> => {
    const client = createClient({ url, clickhouse_settings: { async_insert: 0 } });
    const values = makeRows(count);
    const reset = (): Promise<unknown> => client.command({ query: `TRUNCATE TABLE ${TARGET}` });
    const run = async (): Promise<Outcome> => {
      await client.insert({ table: TARGET, values, format: 'JSONEachRow' });
      return { rows: count };
    };
    return { reset, run, close: () => client.close() };
  };
  return { name: 'peer: insert JSONEachRow', work: 'insert of row objects', side: 'peer', rows: upToMillion, prepare };
}
