import { type Client, createClient } from 'clickhouse-connect';

import { makeRows, select, TARGET } from '../table.ts';
import { type Assignment, type Measured, type Outcome, type Task, upToMillion, type Work } from '../task.ts';

interface Row {
  id: bigint;
  count: number;
  value: number;
  at: Date;
}

type Go = (client: Client, sql: string) => Promise<Outcome>;

const all = (rows: number): number => rows;
const tenth = (rows: number): number => Math.ceil(rows / 10);
const nameOf = (name: string): string => `ours: ${name}`;

export const ours: readonly Task[] = [
  reading('queryColumnBlockStream', 'columns', all, columnBlocks),
  reading('queryColumns', 'columns', all, columns),
  reading('queryRowBlockStream', 'row objects', all, rowBlocks),
  reading('queryRowsStream', 'row objects', all, rowByRow),
  reading('query().rows()', 'rows in memory', upToMillion, rowsInMemory),
  inserting(),
  growing('queryColumnBlockStream', columnBlocks),
  growing('queryRowBlockStream', rowBlocks),
  growing('queryRowsStream', rowByRow),
];

async function columnBlocks(client: Client, sql: string): Promise<Outcome> {
  let rows = 0;
  for await (const block of client.queryColumnBlockStream(sql)) {
    const lengths = block.columns().map(({ values }) => values?.length ?? 0);
    rows += Math.min(...lengths);
  }
  return { rows };
}

async function columns(client: Client, sql: string): Promise<Outcome> {
  const lengths = Object.values(await client.queryColumns(sql)).map((values) => values.length);
  return { rows: Math.min(...lengths) };
}

async function rowBlocks(client: Client, sql: string): Promise<Outcome> {
  let rows = 0;
  let sum = 0;
  for await (const block of client.queryRowBlockStream<Row>(sql)) {
    for (const row of block) sum += row.count;
    rows += block.length;
  }
  return { rows, sum };
}

async function rowByRow(client: Client, sql: string): Promise<Outcome> {
  let rows = 0;
  let sum = 0;
  for await (const row of client.queryRowsStream<Row>(sql)) {
    sum += row.count;
    rows++;
  }
  return { rows, sum };
}

async function rowsInMemory(client: Client, sql: string): Promise<Outcome> {
  const rows = (await client.query<Row>(sql)).rows();
  let sum = 0;
  for (const row of rows) sum += row.count;
  return { rows: rows.length, sum };
}

function reading(name: string, work: Work, rows: Task['rows'], go: Go): Task {
  const prepare = async ({ url, rows: count }: Assignment): Promise<Measured> => {
    const client = createClient({ url });
    return { run: () => go(client, select(count)), close: () => client.close() };
  };
  return { name: nameOf(name), work, side: 'ours', rows, prepare };
}

/** The same for a tenth of the rows: its memory is the measure. */
function growing(name: string, go: Go): Task {
  return { ...reading(`${name}, a tenth`, 'memory', tenth, go), growsTo: nameOf(name) };
}

function inserting(): Task {
  const prepare = async ({ url, rows: count }: Assignment): Promise<Measured> => {
    const client = createClient({ url, settings: { async_insert: 0 } });
    const rows = makeRows(count);
    const reset = (): Promise<unknown> => client.command(`TRUNCATE TABLE ${TARGET}`);
    const run = async (): Promise<Outcome> => {
      await client.insert(TARGET, rows);
      return { rows: count };
    };
    return { reset, run, close: () => client.close() };
  };
  return { name: nameOf('insert'), work: 'insert of row objects', side: 'ours', rows: upToMillion, prepare };
}
