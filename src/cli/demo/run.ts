import { once } from 'node:events';
import type { Client } from '../../../index.js';
import { createClient } from '../../client.ts';
import { startServer } from '../../embedded/index.ts';
import { interruptible } from '../interruption.ts';
import { Output } from '../output.ts';
import { Bar } from '../progress/bar.ts';
import { printResult } from '../query/print.ts';
import { bytes, count, duration, perSecond, rows } from '../units.ts';
import type { DemoFlags } from './command.ts';
import { createTable, questions, type Visit, visits } from './visits.ts';

/** Rows that are inserted together. */
const BATCH = 50_000;

/** Shows a server of its own, and what can be done with it. */
export async function runDemo({ rows: wanted, serve }: DemoFlags): Promise<void> {
  const output = new Output(process.stdout);
  await interruptible(async (signal) => {
    const begin = performance.now();
    await using server = await startServer({ signal });
    await using client = createClient(server.url);
    const time = duration(performance.now() - begin);
    await output.write(`ClickHouse ${server.version} started in ${time}, in a process of its own.\n\n`);
    await client.command(createTable, { signal });
    await output.write(`${await fill(client, wanted, signal)}\n`);
    for (const { title, sql } of questions) {
      await output.write(`\n${title}\n${sql}\n`);
      await printResult(client, {
        sql,
        flags: { table: 'box', maxWidth: 40, overwrite: true, progress: true },
        signal,
      });
    }
    await output.write(`\n${await readBack(client, signal)}\n`);
    if (serve !== true) return;
    await output.write(
      `\nThe server is at ${server.url} until Ctrl-C. In another terminal:\n` +
        `  npx clickhouse-connect query --url ${server.url} "SELECT * FROM visits LIMIT 10"\n`,
    );
    await once(signal, 'abort');
    signal.throwIfAborted();
  });
}

/** Inserts row objects; gives a line about it. */
async function fill(client: Client, wanted: number, signal: AbortSignal): Promise<string> {
  const bar = new Bar({ progress: true });
  let written = 0;
  let size = 0;
  try {
    for (const piece of visits(wanted, BATCH)) {
      const result = await client.insert('visits', piece, { signal });
      written += result.writtenRows;
      size += result.writtenBytes;
      bar.show({ done: written, total: wanted, text: `${count(written)} of ${count(wanted)} rows` });
    }
  } finally {
    bar.end();
  }
  return `Inserted ${rates(written, size, bar.elapsed)}.`;
}

/** Streams the whole table as row objects; gives a line about it. */
async function readBack(client: Client, signal: AbortSignal): Promise<string> {
  const begin = performance.now();
  let read = 0;
  const stream = client.queryRowBlockStream<Visit>('SELECT * FROM visits', { signal });
  for await (const block of stream) read += block.length;
  const { readBytes } = await stream.summary;
  return `Read all of it back as objects: ${rates(read, readBytes, performance.now() - begin)}.`;
}

function rates(amount: number, size: number, elapsed: number): string {
  const speed = `${count(perSecond(amount, elapsed))} rows/s, ${bytes(perSecond(size, elapsed))}/s`;
  return `${rows(amount)} in ${duration(elapsed)} (${speed})`;
}
