/** A program whose worker threads query at once; another one is terminated in the middle of its query. */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

import { createClient } from '../../../src/index.ts';

const endless = 'SELECT number AS n FROM system.numbers';

if (isMainThread) await main(process.argv[2] ?? '');
else await work(workerData as { url: string; number: number });

async function main(url: string): Promise<void> {
  const start = (number: number) => new Worker(new URL(import.meta.url), { workerData: { url, number } });
  const messages = await Promise.all(
    [1, 2, 3].map(async (number) => {
      const worker = start(number);
      const [[message], [code]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
      return `${String(message)}, exit ${String(code)}`;
    }),
  );
  process.stdout.write(`${messages.join('\n')}\n`);
  for (let round = 0; round < 3; round++) {
    const busy = start(0);
    await once(busy, 'message');
    await busy.terminate();
  }
  await using client = createClient({ url });
  process.stdout.write(`main ${String(await client.command('SELECT 42'))}\n`);
}

async function work({ url, number }: { url: string; number: number }): Promise<void> {
  const client = createClient({ url });
  if (number === 0) {
    void client.query(endless).catch(() => undefined);
    for await (const _ of client.queryRowBlockStream(endless)) parentPort?.postMessage('running');
  }
  let rows = 0;
  const queries = Array.from({ length: 10 }, async () => {
    for await (const block of client.queryRowBlockStream('SELECT number FROM numbers(20000)')) rows += block.length;
  });
  await Promise.all(queries);
  parentPort?.postMessage(`worker ${number}: ${rows} rows`);
}
