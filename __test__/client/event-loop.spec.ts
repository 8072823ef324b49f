import test from 'ava';

import { getClient } from '../helpers/client.ts';

const sql = 'SELECT number AS n FROM numbers(400000)';

/** How often the event loop turns while a stream's first `count` items are taken, each of which takes the consumer a while. */
async function turns(items: AsyncIterable<unknown>, count: number): Promise<number> {
  let turned = 0;
  let going = true;
  const turn = () => {
    turned++;
    if (going) setImmediate(turn);
  };
  setImmediate(turn);
  let taken = 0;
  for await (const _ of items) {
    for (const start = performance.now(); performance.now() - start < 8; );
    if (++taken === count) break;
  }
  going = false;
  return turned;
}

test('timers and sockets have their turns between items that are ready at once', async (t) => {
  const client = await getClient();
  const count = 40;
  t.true((await turns(client.queryRowBlockStream(sql), count)) > count / 2);
  t.true((await turns(client.queryColumnBlockStream(sql, { blockSize: 5000 }), count)) > count / 2);
});
