import type { ClickHouseClient } from '@clickhouse/client';
import { RecordBatchReader } from 'apache-arrow';

import type { NodeTasks } from '../../node.ts';
import type { Outcome } from '../../task.ts';
import { reader } from './client.ts';

/** Columns: of the client's own formats none gives typed arrays, so apache-arrow reads what it streams. */
export const arrow: NodeTasks = { 'ArrowStream, apache-arrow': reader(batches) };

async function batches(client: ClickHouseClient, query: string): Promise<Outcome> {
  const { stream } = await client.exec({
    query: `${query} FORMAT ArrowStream`,
    // It reads no compressed batches.
    clickhouse_settings: { output_format_arrow_compression_method: 'none' },
  });
  let rows = 0;
  for await (const batch of await RecordBatchReader.from(stream)) rows += batch.numRows;
  return { rows };
}
