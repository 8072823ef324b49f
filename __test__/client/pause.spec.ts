import { setTimeout } from 'node:timers/promises';
import test from 'ava';

import { newClient } from '../helpers/client.ts';

/** Twice what servers wait for, `http_send_timeout`, and a little. */
const PAUSE = 65_000;

const ROWS = 20_000_000;

test('a consumer that pauses longer than the server waits loses nothing', async (t) => {
  t.timeout(3 * PAUSE);
  const read = async (compress: false | 'lz4') => {
    await using client = await newClient({ compress });
    const stream = client.queryColumnBlockStream(`SELECT number, toString(number) FROM numbers(${ROWS})`);
    let [rows, sum] = [0, 0n];
    for await (const block of stream) {
      if (rows === 0) await setTimeout(PAUSE);
      for (const n of block.column(0).values as BigUint64Array) sum += n;
      rows += block.rowCount;
    }
    t.deepEqual([rows, sum], [ROWS, (BigInt(ROWS) * BigInt(ROWS - 1)) / 2n], String(compress));
  };
  await Promise.all([read(false), read('lz4')]);
});
