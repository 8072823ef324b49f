/** Results as tables and batches of apache-arrow, and back into a table of the server. */
import { tableFromArrays } from 'apache-arrow';
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

await client.command(`
  CREATE TABLE trades (id UInt64, symbol LowCardinality(String), price Decimal(18, 2), volume Float64, at DateTime64(3, 'UTC'))
  ENGINE = MergeTree ORDER BY id`);
await client.command(`
  INSERT INTO trades SELECT number, ['ACME', 'INIT', 'NULL'][number % 3 + 1], number % 1000 / 100, number % 7,
    toDateTime64('2024-01-01 00:00:00', 3, 'UTC') + number FROM numbers(100000)`);

// A table over the memory that was received: nothing of fixed width is copied.
const table = await client.queryArrow('SELECT id, symbol, volume, at FROM trades ORDER BY id');
console.log(`${table.numRows} rows: ${table.schema.fields.map(({ name, type }) => `${name} ${type}`).join(', ')}`);

// As many as memory does not hold, batch by batch.
let volume = 0;
for await (const batch of client.queryArrowStream('SELECT volume FROM trades')) {
  for (const value of batch.getChild('volume') ?? []) volume += value;
}
console.log(`volume ${volume}`);

// Columns go back by name; those that are not there have their defaults.
const more = tableFromArrays({
  symbol: ['ACME', 'ACME'],
  id: BigUint64Array.of(1_000_000n, 1_000_001n),
  volume: Float64Array.of(1, 2),
});
const { writtenRows } = await client.insertArrow('trades', more);
console.log(
  `${writtenRows} rows more, of ${await client.command("SELECT count() FROM trades WHERE symbol = 'ACME'")} of ACME`,
);
