/** Contexts: options that several queries share, and inserts that ask for their table once. */
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

await client.command(`
  CREATE TABLE new_table (key UInt32, value1 String, value2 String, made DateTime DEFAULT now())
  ENGINE = MergeTree ORDER BY key`);

// Rows as arrays need the columns of the table: they are asked for here, and not by the inserts.
const inserts = await client.createInsertContext('new_table', { columnNames: { except: ['made'] } });
const batches = [
  [
    [1, 'one', 'uno'],
    [2, 'two', 'due'],
  ],
  [
    [3, 'three', 'tre'],
    [4, 'four', 'quattro'],
  ],
];
for (const rows of batches) {
  inserts.data = rows;
  const { writtenRows } = await client.insert({ context: inserts });
  console.log(`${writtenRows} rows written`);
}

// One statement with several values; concurrent calls may share it.
const lookup = client.createQueryContext({
  query: 'SELECT value1, value2 FROM new_table WHERE key = {k:Int32}',
  parameters: { k: 2 },
});
console.log('k = 2', (await client.query({ context: lookup })).firstTuple());
const others = [1, 3, 4].map((k) => client.query({ context: lookup.setParameter('k', k) }));
for (const result of await Promise.all(others)) console.log(result.firstTuple());

// Options of a call win, and so does its statement.
const columns = await client.queryColumns('SELECT key FROM new_table WHERE key < {k:Int32} ORDER BY key', {
  context: lookup,
  parameters: { k: 4 },
});
console.log(columns);
