import { type ClickHouseClient, createClient } from '@clickhouse/client';

import type { Prepare } from '../../node.ts';
import type { Assignment, Outcome } from '../../task.ts';

/** A task that reads the table. */
export function reader(
  read: (client: ClickHouseClient, query: string, assignment: Assignment) => Promise<Outcome>,
): Prepare {
  return (assignment) => {
    const client = createClient({ url: assignment.url });
    return { run: () => read(client, `SELECT * FROM ${assignment.table}`, assignment), close: () => client.close() };
  };
}
