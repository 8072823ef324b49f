/** A program that begins streams and forgets them, more than there are connections. */
import { setImmediate } from 'node:timers/promises';

import { createClient } from '../../../src/index.ts';

const [, , url = ''] = process.argv;
await using client = createClient({ url, maxConnections: 2 });

async function forget(): Promise<void> {
  const stream = client.queryRowsStream('SELECT number AS n FROM system.numbers');
  await stream[Symbol.asyncIterator]().next();
}

for (let round = 0; round < 6; round++) {
  let begun = false;
  const next = forget().then(() => {
    begun = true;
  });
  while (!begun) {
    globalThis.gc?.();
    await setImmediate();
  }
  await next;
}
process.stdout.write('all begun');
