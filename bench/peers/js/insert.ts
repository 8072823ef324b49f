import { createClient } from '@clickhouse/client';

import { mixedRows } from '../../datasets/mixed.ts';
import { numsRows } from '../../datasets/nums.ts';
import type { NodeTasks } from '../../node.ts';

export const inserting: NodeTasks = {
  'insert JSONEachRow': ({ url, dataset, rows, target }) => {
    const client = createClient({ url });
    const values: readonly object[] = dataset === 'mixed' ? mixedRows(rows) : numsRows(rows);
    const reset = (): Promise<unknown> => client.command({ query: `TRUNCATE TABLE ${target}` });
    const run = async (): Promise<{ rows: number }> => {
      await client.insert({ table: target, values, format: 'JSONEachRow' });
      return { rows };
    };
    return { reset, run, close: () => client.close() };
  },
};
