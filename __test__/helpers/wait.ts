import { setImmediate } from 'node:timers/promises';

import type { Client } from '../../index.js';

/** Waits until something holds. The test's time limit ends it when it never does. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await setImmediate();
}

/** Whether the server works on a query. */
export async function isRunning(client: Client, queryId: string): Promise<boolean> {
  const sql = 'SELECT count() > 0 FROM system.processes WHERE query_id = {queryId:String} AND NOT is_cancelled';
  return (await client.command(sql, { parameters: { queryId } })) === 1;
}

/** Waits until the server works on a query. */
export function started(client: Client, queryId: string): Promise<void> {
  return until(() => isRunning(client, queryId));
}

/** Waits until the server has left a query. */
export function stopped(client: Client, queryId: string): Promise<void> {
  return until(async () => !(await isRunning(client, queryId)));
}
