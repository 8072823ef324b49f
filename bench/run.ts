/** The benchmark: `npm run bench -- --help`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { type Client, createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

import { buildFloor } from './floor.ts';
import { measure, type Result, summarize } from './measure.ts';
import { type BenchOptions, parseOptions, usage } from './options.ts';
import { machine, promises, report } from './report.ts';
import { createTable, createTarget, TARGET, tableOf } from './table.ts';
import type { Measurement, Task } from './task.ts';
import { tasks } from './tasks/index.ts';

const options = parseOptions(process.argv.slice(2));
if (options === undefined) console.log(usage);
else await bench(options);

async function bench({ only, runs, rows: all, smoke }: BenchOptions): Promise<void> {
  const chosen = tasks.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  if (chosen.length === 0) throw new Error(`no task has '${only.join("' or '")}' in its name`);
  const floor = await buildFloor();
  await using server = await startServer();
  await using client = createClient(server.url);
  const sizes = new Set(chosen.map((task) => task.rows(all)));
  for (const rows of sizes) await createTable(client, rows);
  await createTarget(client);

  const measurements = new Map<Task, Measurement[]>(chosen.map((task) => [task, []]));
  // Interleaved, so that what else the machine does hits all alike.
  for (let run = 1; run <= runs; run++) {
    for (const [task, list] of measurements) {
      const rows = task.rows(all);
      const measurement = await measure(task, rows, { url: server.url, floor });
      await check(client, task, rows, measurement);
      list.push(measurement);
      console.error(
        `run ${run} of ${runs}: ${task.name} ${measurement.firstMs.toFixed(0)} ms, ${measurement.ms.toFixed(0)} ms`,
      );
    }
  }

  const results = new Map<Task, Result>();
  for (const [task, list] of measurements) results.set(task, summarize(task.name, task.rows(all), list));
  const head = `${new Date().toISOString().slice(0, 10)}, ${machine()}, ClickHouse ${server.version}, median of ${runs}`;
  console.log(`\n${head}\n\n${report(results)}`);
  console.log(smoke ? '\nEverything runs; the figures mean nothing.' : `\n${promises(results)}`);
  await save({ machine: machine(), server: server.version, runs, results: [...results.values()] });
}

/** Refuses what did not read or write all values. */
async function check(client: Client, task: Task, rows: number, { outcome }: Measurement): Promise<void> {
  if (outcome === undefined) return;
  const table = task.work === 'insert of row objects' ? TARGET : tableOf(rows);
  const [count, sum] = await client.command<[bigint, bigint]>(`SELECT count(), sum(count) FROM ${table}`);
  if (Number(count) !== rows || outcome.rows !== rows) throw new Error(`${task.name}: ${outcome.rows} of ${rows} rows`);
  if (outcome.sum !== undefined && outcome.sum !== Number(sum)) throw new Error(`${task.name}: values are wrong`);
}

async function save(content: object): Promise<void> {
  const directory = new URL('results/', import.meta.url);
  await mkdir(directory, { recursive: true });
  const name = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`;
  await writeFile(new URL(name, directory), `${JSON.stringify(content, undefined, 2)}\n`);
}
