/** A program for `@clickhouse/client`, of which only the import has changed. */
import { Readable } from 'node:stream';
import { ClickHouseError, ClickHouseLogLevel, createClient, TupleParam } from 'clickhouse-connect/compat';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient({
  url: server.url,
  application: 'shop',
  log: { level: ClickHouseLogLevel.OFF },
  clickhouse_settings: { date_time_input_format: 'best_effort' },
});

await client.command({
  query: "CREATE TABLE orders (id UInt64, at DateTime64(3, 'UTC'), tags Array(String)) ENGINE MergeTree ORDER BY id",
});
await client.insert({
  table: 'orders',
  values: [
    { id: 1, at: new Date(0), tags: ['new'] },
    { id: 2, at: new Date(86_400_000), tags: [] },
  ],
  format: 'JSONEachRow',
});
const more = Readable.from(Array.from({ length: 10_000 }, (_, index) => [index + 3, '2024-05-01 12:00:00', ['bulk']]));
const { executed, summary } = await client.insert({ table: 'orders', values: more });
console.log(executed, summary?.written_rows);

const result = await client.query({
  query: 'SELECT id, at FROM orders WHERE (id, has(tags, {tag:String})) = {wanted:Tuple(UInt64, Bool)}',
  query_params: { tag: 'new', wanted: new TupleParam([1, true]) },
  format: 'JSONEachRow',
});
console.log(await result.json<{ id: number; at: string }>());

let rows = 0;
const all = await client.query({ query: 'SELECT * FROM orders', format: 'JSONCompactEachRow' });
for await (const batch of all.stream<[number, string, string[]]>()) rows += batch.length;
console.log('rows:', rows);

try {
  await client.command({ query: 'DROP TABLE order', clickhouse_settings: { wait_end_of_query: 1 } });
} catch (error) {
  if (!(error instanceof ClickHouseError)) throw error;
  console.log(error.code, error.type);
}
