/** Results of any size as row objects: in blocks, which is fast, or one by one. Memory stays flat either way. */
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

interface Order {
  id: bigint;
  amount: number;
  at: Date;
}

const sql = `
  SELECT number AS id, (number % 1000) / 4 AS amount, toDateTime(1700000000 + number, 'UTC') AS at
  FROM numbers({rows:UInt64})`;

// Arrays of at most 4096 rows: the advice for speed.
let count = 0;
let total = 0;
for await (const orders of client.queryRowBlockStream<Order>(sql, { parameters: { rows: 2_000_000 } })) {
  for (const order of orders) total += order.amount;
  count += orders.length;
}
console.log(`in blocks: ${count} orders, total ${total}`);

// Leaving the loop frees the connection and stops the query on the server.
const rows = client.queryRowsStream<Order>(sql, { parameters: { rows: 1e12 } });
for await (const order of rows) {
  if (order.amount < 249) continue;
  console.log('one by one: the first large order is', order);
  break;
}

// Streams fit into Node's and the web's pipelines.
const tuples = client.queryRowsStream<[bigint, number, Date]>(sql, { parameters: { rows: 3 }, rowShape: 'tuple' });
for await (const tuple of tuples.toNodeStream()) console.log('as tuple:', tuple);
