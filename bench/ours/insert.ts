import type { Client, InsertData } from 'clickhouse-connect';

import { mixedRows } from '../datasets/mixed.ts';
import { numsColumns, numsRows } from '../datasets/nums.ts';
import type { NodeTasks, Prepare } from '../node.ts';
import type { Assignment } from '../task.ts';
import { connect } from './client.ts';

export const inserting: NodeTasks = {
  'insert rows': task(({ dataset, rows }) => rowsInto(dataset === 'mixed' ? mixedRows(rows) : numsRows(rows))),
  'insert columns': task(({ rows }) => rowsInto(numsColumns(rows))),
  'insert Arrow': task(({ rows }) => arrowInto(rows)),
};

/** Inserts what is there into the table of that name. */
type Insert = (client: Client, target: string) => Promise<unknown>;

function rowsInto(data: InsertData): Insert {
  return (client, target) => client.insert(target, data);
}

/** Instants are of 64 bits in Arrow. Its package is loaded for this alone: what it leaves in the heap is not ours. */
async function arrowInto(rows: number): Promise<Insert> {
  const { makeVector, Table, TimestampSecond } = await import('apache-arrow');
  const { id, count, value, at } = numsColumns(rows);
  const seconds = makeVector({ type: new TimestampSecond('UTC'), data: BigInt64Array.from(at, BigInt) } as never);
  const table = new Table({ id: makeVector(id), count: makeVector(count), value: makeVector(value), at: seconds });
  return (client, target) => client.insertArrow(target, table);
}

function task(make: (assignment: Assignment) => Insert | Promise<Insert>): Prepare {
  return async (assignment) => {
    const client = connect(assignment);
    const { rows, target } = assignment;
    const insert = await make(assignment);
    const reset = (): Promise<unknown> => client.command(`TRUNCATE TABLE ${target}`);
    const run = async (): Promise<{ rows: number }> => {
      await insert(client, target);
      return { rows };
    };
    return { reset, run, close: () => client.close() };
  };
}
