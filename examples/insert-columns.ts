/** Columns as they are: typed arrays go to the server without a JavaScript value per cell. */
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

await client.command(`
  CREATE TABLE samples (id UInt64, value Float64, sensor LowCardinality(String))
  ENGINE = MergeTree ORDER BY id`);

const rows = 500_000;
const id = BigUint64Array.from({ length: rows }, (_, row) => BigInt(row));
const value = Float64Array.from({ length: rows }, (_, row) => Math.sin(row / 1000));
const sensor = Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? 'roof' : 'cellar'));

// By name…
const { writtenRows } = await client.insert('samples', { id, value, sensor });
console.log(`${writtenRows} rows written`);

// …or by position.
await client.insert('samples', [[BigInt(rows)], [0.5], ['garden']], {
  columnNames: ['id', 'value', 'sensor'],
  columnOriented: true,
});

const result = await client.query('SELECT sensor, count() AS samples FROM samples GROUP BY sensor ORDER BY sensor');
console.table(result.rows());
