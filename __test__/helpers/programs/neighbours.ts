/** A program that keeps the neighbours of long texts, and tells how much memory that takes, in MiB. */
import { setImmediate } from 'node:timers/promises';

import { createClient } from '../../../src/index.ts';

const [, , url = ''] = process.argv;
await using client = createClient({ url });
const long = "repeat(repeat('x', 1000), if(number = 30000, 20000, 0))";
const sql = `SELECT concat('a text of some length ', toString(number), ${long}) AS s FROM numbers(60000) ORDER BY number`;
const kept: unknown[] = [];

async function keep(): Promise<void> {
  const result = await client.query(sql);
  const all = result.column('s').toArray();
  kept.push(all[29_999], all[30_001]);
}

/** Bytes in use, of the heap and of what Node keeps beside it. */
async function used(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await setImmediate();
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

await keep();
const before = await used();
for (let round = 0; round < 5; round++) await keep();
process.stdout.write(String(Math.round(((await used()) - before) / 2 ** 20)));
if (kept.some((text) => typeof text !== 'string')) process.exitCode = 1;
