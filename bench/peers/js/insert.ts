import { Readable } from 'node:stream';
import { createClient } from '@clickhouse/client';

import { mixedRows } from '../../datasets/mixed.ts';
import { numsRows } from '../../datasets/nums.ts';
import type { NodeTasks, Prepare } from '../../node.ts';

export const inserting: NodeTasks = {
  'insert JSONEachRow': inserter((rows) => rows),
  'insert JSONEachRow of a stream': inserter((rows) => Readable.from(rows)),
};

function inserter(source: (rows: readonly object[]) => readonly object[] | Readable): Prepare {
  return ({ url, dataset, rows, target }) => {
    const client = createClient({ url });
    const objects: readonly object[] = dataset === 'mixed' ? mixedRows(rows) : numsRows(rows);
    const reset = (): Promise<unknown> => client.command({ query: `TRUNCATE TABLE ${target}` });
    const run = async (): Promise<{ rows: number }> => {
      await client.insert({ table: target, values: source(objects), format: 'JSONEachRow' });
      return { rows };
    };
    return { reset, run, close: () => client.close() };
  };
}
