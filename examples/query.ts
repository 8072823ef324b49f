/** A query whose result fits into memory: rows, columns, single values, and what the server says of the query. */
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

interface Reading {
  station: string;
  at: Date;
  celsius: number | null;
}

const result = await client.query<Reading>(`
  SELECT
    ['Oslo', 'Quito'][1 + number % 2] AS station,
    toDateTime('2026-01-01 00:00:00', 'UTC') + INTERVAL number HOUR AS at,
    if(number = 2, NULL, round(number * 1.5 - 4, 1)) AS celsius
  FROM numbers(4)`);

for (const [index, name] of result.columnNames.entries()) console.log(`${name}: ${result.columnTypes[index]}`);
console.table(result.rows());

// Columns are views of the memory that was received: nothing is copied.
const celsius = result.column('celsius');
console.log('values', celsius.values, 'nulls', celsius.nulls);
console.log('first row', result.first());
console.log(`${result.rowCount} rows of query ${result.queryId}`);

// One cell is its value; 64-bit integers are exact, therefore bigint.
const count = await client.command<bigint>('SELECT count() FROM system.functions');
console.log(`the server has ${count > 1000n ? 'more than' : 'at most'} 1000 functions`);
