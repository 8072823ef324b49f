/** A program that streams a large result twice and tells the most memory that each half took, in MiB. */
import { createClient } from '../../../src/index.ts';

const [, , url = '', how = ''] = process.argv;
await using client = createClient({ url });
const sql = "SELECT number AS n, concat('a text of some length ', toString(number)) AS s FROM numbers(3000000)";

async function most(): Promise<number> {
  let peak = 0;
  let items = 0;
  const stream = how === 'rows' ? client.queryRowBlockStream(sql) : client.queryColumnBlockStream(sql);
  for await (const _ of stream as AsyncIterable<unknown>) {
    if (items++ % 50 === 0) peak = Math.max(peak, process.memoryUsage.rss());
  }
  return Math.round(peak / 2 ** 20);
}

const first = await most();
globalThis.gc?.();
const second = await most();
process.stdout.write(JSON.stringify({ first, second }));
