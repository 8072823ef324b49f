import type { Client, ColumnArrays } from 'clickhouse-connect';

import type { DatasetName } from '../datasets/index.ts';
import type { NodeTasks, Prepare } from '../node.ts';
import type { Outcome } from '../task.ts';
import { connect } from './client.ts';

interface Row {
  readonly count: number;
  readonly name: string;
}

export const reading: NodeTasks = {
  queryColumnBlockStream: task(columnBlocks),
  queryColumnsStream: task(columnPieces),
  queryColumns: task(columns),
  queryArrow: task(arrowTable),
  queryArrowStream: task(arrowBatches),
  queryRowBlockStream: task(rowBlocks),
  queryRowsStream: task(rowByRow),
  'query().rows()': task(rowsInMemory),
};

function task(read: (client: Client, sql: string, dataset: DatasetName) => Promise<Outcome>): Prepare {
  return (assignment) => {
    const client = connect(assignment);
    const { table, dataset } = assignment;
    return { run: () => read(client, `SELECT * FROM ${table}`, dataset), close: () => client.close() };
  };
}

/** Texts and other values that are no numbers stay what they are in the block: memory that was decoded. */
async function columnBlocks(client: Client, sql: string): Promise<Outcome> {
  let rows = 0;
  for await (const block of client.queryColumnBlockStream(sql)) {
    const lengths = block.columns().map(({ values, length }) => values?.length ?? length);
    rows += Math.min(...lengths);
  }
  return { rows };
}

async function columnPieces(client: Client, sql: string): Promise<Outcome> {
  let rows = 0;
  for await (const piece of client.queryColumnsStream(sql)) rows += rowsOf(piece);
  return { rows };
}

async function columns(client: Client, sql: string): Promise<Outcome> {
  return { rows: rowsOf(await client.queryColumns(sql)) };
}

/** Buffers of Arrow over the memory that was received; wider ones are made. */
async function arrowTable(client: Client, sql: string): Promise<Outcome> {
  return { rows: (await client.queryArrow(sql)).numRows };
}

async function arrowBatches(client: Client, sql: string): Promise<Outcome> {
  let rows = 0;
  for await (const batch of client.queryArrowStream(sql)) rows += batch.numRows;
  return { rows };
}

function rowsOf(columns: ColumnArrays): number {
  return Math.min(...Object.values(columns).map((values) => values.length));
}

async function rowBlocks(client: Client, sql: string, dataset: DatasetName): Promise<Outcome> {
  let rows = 0;
  let sum = 0;
  for await (const block of client.queryRowBlockStream<Row>(sql)) {
    sum += sumOf(block, dataset);
    rows += block.length;
  }
  return { rows, sum };
}

/** Of the dataset nums. */
async function rowByRow(client: Client, sql: string): Promise<Outcome> {
  let rows = 0;
  let sum = 0;
  for await (const row of client.queryRowsStream<Row>(sql)) {
    sum += row.count;
    rows++;
  }
  return { rows, sum };
}

async function rowsInMemory(client: Client, sql: string, dataset: DatasetName): Promise<Outcome> {
  const rows = (await client.query<Row>(sql)).rows();
  return { rows: rows.length, sum: sumOf(rows, dataset) };
}

function sumOf(rows: readonly Row[], dataset: DatasetName): number {
  let sum = 0;
  if (dataset === 'nums') for (const row of rows) sum += row.count;
  else for (const row of rows) sum += row.name.length;
  return sum;
}
