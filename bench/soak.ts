import { type Client, createClient, ProgrammingError } from 'clickhouse-connect';

import { mixedRows } from './datasets/mixed.ts';
import { Stage } from './stage.ts';
import { median } from './statistics.ts';

/** Of ten queries and an insert each. */
const ROUNDS = 1_000;
/** The figure of a tenth of them is the median of what was seen after each round. */
const TENTH = ROUNDS / 10;
/** How much more memory the last three tenths may have than the third to the fifth; before that, caches and pools fill. */
const LIMIT = 1.1;

const ROWS = 100_000;
const insertSizes = [1, 10, 100, 1_000, 10_000];

/** Runs as a worker does for an hour, and fails when its memory grows. */
export async function soak(): Promise<void> {
  await using stage = await Stage.open();
  const [nums, mixed] = [await stage.table('nums', ROWS), await stage.table('mixed', ROWS)];
  const target = await stage.target('mixed');
  await using client = createClient(stage.server.url);
  const rows = mixedRows(Math.max(...insertSizes));
  const megabytes: number[] = [];
  for (let tenth = 1; tenth <= 10; tenth++) {
    const seen: number[] = [];
    await client.command(`TRUNCATE TABLE ${target}`);
    for (let round = 0; round < TENTH; round++) {
      await Promise.all(queries(client, nums, mixed));
      await client.insert(target, rows.slice(0, insertSizes[round % insertSizes.length]));
      seen.push(process.memoryUsage.rss() / 1e6);
    }
    megabytes.push(median(seen));
    console.log(`${tenth * TENTH * 10} queries, ${tenth * TENTH} inserts: ${median(seen).toFixed(0)} MB`);
  }
  const growth = median(megabytes.slice(-3)) / median(megabytes.slice(2, 5));
  console.log(`growth after warm-up: ${growth.toFixed(2)}, at most ${LIMIT}`);
  if (growth > LIMIT) process.exitCode = 1;
}

/** Ten of them, of all sizes and with all ends. */
function queries(client: Client, nums: string, mixed: string): Promise<unknown>[] {
  return [
    client.query('SELECT 1').then((result) => result.rows()),
    client.command('SELECT count() FROM system.one'),
    client.query(`SELECT * FROM ${mixed} WHERE id = {id:UInt64}`, { parameters: { id: 7 } }),
    client.query(`SELECT * FROM ${mixed} LIMIT 1000`).then((result) => result.rows()),
    client.query(`SELECT * FROM ${nums} LIMIT 10000`).then((result) => result.tuples()),
    client.queryColumns(`SELECT * FROM ${nums}`),
    consume(client.queryRowBlockStream(`SELECT * FROM ${mixed} LIMIT 20000`)),
    consume(client.queryColumnBlockStream(`SELECT * FROM ${nums}`)),
    leave(client.queryRowsStream(`SELECT * FROM ${nums}`)),
    fail(client),
  ];
}

async function consume(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

/** After the first item. */
async function leave(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream) break;
}

async function fail(client: Client): Promise<void> {
  try {
    await client.query('SELECT missing FROM system.one');
  } catch (error) {
    if (!(error instanceof ProgrammingError)) throw error;
  }
}
