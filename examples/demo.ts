/**
 * The tour: starts a real ClickHouse server, inserts a real data set, asks three questions about it and streams it
 * back. `npm run demo` builds the package first.
 */
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

import { createTable, type Flight, loadFlights, questions } from './demo/flights.ts';
import { showProgress } from './demo/progress.ts';
import { Stopwatch } from './demo/stopwatch.ts';
import { formatTable } from './demo/table.ts';

const BATCH_ROWS = 20_000;

/** Minutes of delay that make a flight late. */
const LATE = 15;

const starting = new Stopwatch();
await using server = await startServer();
await using client = createClient(server.url);
console.log(`ClickHouse ${server.version}, started in ${starting.time()} in a process of its own\n`);

await client.command(createTable);
const bytes = await insert(await loadFlights());
for (const { title, sql } of questions) await ask(title, sql);
await readBack(bytes);

/** Inserts row objects; resolves to the size of the data. */
async function insert(flights: readonly Flight[]): Promise<number> {
  const progress = showProgress('Insert', flights.length);
  const watch = new Stopwatch();
  let bytes = 0;
  for (let start = 0; start < flights.length; start += BATCH_ROWS) {
    const batch = flights.slice(start, start + BATCH_ROWS);
    const { writtenRows, writtenBytes } = await client.insert('flights', batch);
    bytes += writtenBytes;
    progress.advance(writtenRows);
  }
  progress.done(watch.rate(flights.length, bytes));
  return bytes;
}

/** Runs a query and prints its result. */
async function ask(title: string, sql: string): Promise<void> {
  const watch = new Stopwatch();
  const result = await client.query(sql, { parameters: { late: LATE } });
  const { readRows, readBytes } = result.summary;
  console.log(`\n${title} (${watch.rate(readRows, readBytes)})`);
  console.log(formatTable(result.columnNames, result.tuples()));
}

/** Streams the whole table as row objects. */
async function readBack(bytes: number): Promise<void> {
  const rows = await client.command<bigint>('SELECT count() FROM flights');
  console.log();
  const progress = showProgress('Stream', Number(rows));
  const watch = new Stopwatch();
  let late = 0;
  for await (const flights of client.queryRowBlockStream<Flight>('SELECT * FROM flights')) {
    for (const { delay } of flights) if (delay > LATE) late++;
    progress.advance(flights.length);
  }
  progress.done(watch.rate(Number(rows), bytes));
  console.log(`${late.toLocaleString('en-US')} of them are late`);
}
