/** A program that prints how many MB of a large result, read in each way, lie in memory of V8's own. */
import { createClient } from '../../../src/index.ts';

const [, , url = ''] = process.argv;

const client = createClient({ url });
const sql = 'SELECT number FROM numbers(5000000)';
const own = (): number => process.memoryUsage().arrayBuffers / 1e6;
const kept: unknown[] = [];

async function grown(read: () => Promise<unknown>): Promise<number> {
  const before = own();
  kept.push(await read());
  return own() - before;
}

const blocks = await grown(() => client.query(sql));
const columns = await grown(() => client.queryColumns(sql));
const raw = await grown(() => client.rawQuery(sql, { format: 'RowBinary' }));
process.stdout.write(JSON.stringify({ blocks, columns, raw }));
await client.close();
