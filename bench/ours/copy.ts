import type { NodeTasks } from '../node.ts';
import { connect } from './client.ts';

export const copying: NodeTasks = {
  'insert of queryColumnBlockStream': (assignment) => {
    const client = connect(assignment);
    const { rows, table, target } = assignment;
    const reset = (): Promise<unknown> => client.command(`TRUNCATE TABLE ${target}`);
    const run = async (): Promise<{ rows: number }> => {
      await client.insert(target, client.queryColumnBlockStream(`SELECT * FROM ${table}`));
      return { rows };
    };
    return { reset, run, close: () => client.close() };
  },
};
