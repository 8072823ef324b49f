/** Bytes as the server writes and reads them: any format, decoded by nobody here. */
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient({ url: server.url, renameResponseColumn: 'toCamelcase' });

await client.command('CREATE TABLE trades (id UInt32, unit_price Float64) ENGINE = MergeTree ORDER BY id');
await client.rawInsert('trades', '1,12.5\n2,13.25\n', { format: 'CSV' });

const json = await client.rawQuery('SELECT * FROM trades ORDER BY id', { format: 'JSONEachRow' });
console.log(json.toString().trimEnd());

let size = 0;
for await (const bytes of client.rawStream('SELECT number FROM numbers(1000000)', { format: 'RowBinary' })) {
  size += bytes.length;
}
console.log(size, 'bytes');

// Names of columns can be changed on their way here; raw answers keep theirs.
const result = await client.query('SELECT id, unit_price FROM trades ORDER BY id');
console.log(result.columnNames);

// Memory of their own for a worker: `postMessage(copy, [copy.values.buffer])` moves it.
const copy = result.column('unitPrice').transferable();
console.log(copy);
