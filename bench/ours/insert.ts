import type { InsertData } from 'clickhouse-connect';

import { mixedRows } from '../datasets/mixed.ts';
import { numsColumns, numsRows } from '../datasets/nums.ts';
import type { NodeTasks, Prepare } from '../node.ts';
import type { Assignment } from '../task.ts';
import { connect } from './client.ts';

export const inserting: NodeTasks = {
  'insert rows': task(({ dataset, rows }) => (dataset === 'mixed' ? mixedRows(rows) : numsRows(rows))),
  'insert columns': task(({ rows }) => numsColumns(rows)),
};

function task(make: (assignment: Assignment) => InsertData): Prepare {
  return (assignment) => {
    const client = connect(assignment);
    const { rows, target } = assignment;
    const data = make(assignment);
    const reset = (): Promise<unknown> => client.command(`TRUNCATE TABLE ${target}`);
    const run = async (): Promise<{ rows: number }> => {
      await client.insert(target, data);
      return { rows };
    };
    return { reset, run, close: () => client.close() };
  };
}
