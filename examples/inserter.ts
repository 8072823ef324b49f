/** Rows that come one by one, inserted in batches, with back-pressure and a place for those that fail. */
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

interface Measurement {
  sensor: number;
  at: Date;
  celsius: number;
}

/** Stands for a queue, a socket, a file: whatever rows come from. */
async function* measurements(): AsyncGenerator<Measurement> {
  const start = Date.UTC(2026, 0, 1);
  for (let n = 0; n < 300_000; n++) {
    // One sensor is broken: its number does not fit the column.
    const sensor = n === 123_456 ? -1 : n % 1000;
    yield { sensor, at: new Date(start + n * 1000), celsius: 20 + 5 * Math.sin(n / 5000) };
  }
}

await using server = await startServer();
await using client = createClient(server.url);
await client.command(
  'CREATE TABLE measurements (sensor UInt16, at DateTime, celsius Float32) ENGINE = MergeTree ORDER BY at',
);

{
  await using inserter = client.inserter<Measurement>('measurements', {
    maxRows: 20_000,
    maxWait: 500,
    onError: ({ error, rows, stored }) => {
      console.log(`a batch of ${rows.length} rows failed, stored: ${stored}: ${(error as Error).message}`);
      // Rows that surely are not in the table may be added again; others need a table that deduplicates.
      if (stored === 'none') inserter.addBatch(rows.filter(({ sensor }) => sensor >= 0));
    },
  });
  for await (const measurement of measurements()) {
    const full = inserter.add(measurement);
    if (full) await full;
  }
  await inserter.flush();
  console.log(inserter.stats);
}

console.log('rows in the table:', await client.command('SELECT count() FROM measurements'));
