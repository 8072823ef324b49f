import test from 'ava';

import { contents, getClient, makeTable } from '../helpers/client.ts';
import { seeds } from '../helpers/rounds.ts';

/** Whole numbers by chance, the same for the same seed. */
function chance(seed: number): (below: number) => number {
  let state = seed * 7919 + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

for (const seed of seeds(12)) {
  test(`any sequence of calls stores each row once: seed ${seed}`, async (t) => {
    const below = chance(seed);
    const client = await getClient();
    const table = await makeTable('n UInt32, s String');
    const options = {
      maxRows: 1 + below(200),
      maxBytes: 1 + below(20_000),
      maxWait: [0, 1, 20, 1000, Infinity][below(5)],
      concurrency: 1 + below(4),
      maxPending: 1 + below(6),
      deduplicate: below(2) === 0,
    };
    const inserter = client.inserter<{ n: number; s: string }>(table, options);
    let n = 0;
    const row = () => ({ n: n++, s: 'x'.repeat(below(300)) });
    const waits: (Promise<void> | undefined)[] = [];
    for (let step = 0; step < 300; step++) {
      const call = below(20);
      if (call < 15) waits.push(inserter.add(row()));
      else if (call < 18) waits.push(inserter.addBatch(Array.from({ length: below(50) }, row)));
      else if (call < 19) waits.push(inserter.flush());
      else await Promise.all(waits.splice(0));
    }
    await Promise.all([...waits, inserter.close()]);
    const { rowsQueued, rowsSent, rowsWritten, failed } = inserter.stats;
    t.deepEqual([rowsQueued, rowsSent, rowsWritten, failed], [0, n, n, 0], JSON.stringify(options));
    t.deepEqual(
      (await contents(table)).map(([stored]) => stored),
      Array.from({ length: n }, (_, index) => index),
    );
  });
}
