import { type ClickHouseClient, createClient } from '@clickhouse/client';

import { type Ask, atOnce, sequential } from '../../ask.ts';
import type { Measured, NodeTasks, Prepare } from '../../node.ts';
import { AT_ONCE } from '../../task.ts';

export const asking: NodeTasks = { 'SELECT 1': task(sequential), 'SELECT 1 at once': task(atOnce) };

function task(send: (queries: number, ask: Ask) => Measured['run']): Prepare {
  return ({ url, rows }) => {
    const client = createClient({ url, max_open_connections: AT_ONCE });
    return { run: send(rows, () => ask(client)), close: () => client.close() };
  };
}

async function ask(client: ClickHouseClient): Promise<number> {
  const result = await client.query({ query: 'SELECT 1', format: 'JSONEachRow' });
  const [row] = await result.json<{ 1: number }>();
  return row?.[1] ?? 0;
}
