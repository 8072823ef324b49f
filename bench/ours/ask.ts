import type { Client } from 'clickhouse-connect';

import { type Ask, atOnce, sequential } from '../ask.ts';
import type { Measured, NodeTasks, Prepare } from '../node.ts';
import { connect } from './client.ts';

export const asking: NodeTasks = { 'SELECT 1': task(sequential), 'SELECT 1 at once': task(atOnce) };

function task(send: (queries: number, ask: Ask) => Measured['run']): Prepare {
  return (assignment) => {
    const client = connect(assignment);
    return { run: send(assignment.rows, () => ask(client)), close: () => client.close() };
  };
}

async function ask(client: Client): Promise<number> {
  const [row] = (await client.query<{ 1: number }>('SELECT 1')).rows();
  return row?.[1] ?? 0;
}
