/** Cube: the driver of its semantic layer, called as Cube calls it. `docs/cube.md` tells how `cube.js` names it. */
import { pipeline } from 'node:stream/promises';
import { ClickHouseDriver } from 'clickhouse-connect/cube';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
// In an application of Cube the options come from CUBEJS_DB_HOST and so on.
const driver = new ClickHouseDriver({ url: server.url });
await driver.testConnection();

await driver.createTable('orders', [
  { name: 'status', type: 'text' },
  { name: 'amount', type: 'decimal(18, 2)' },
  { name: 'at', type: 'timestamp' },
]);
await driver.query(
  "INSERT INTO orders SELECT ['new', 'paid'][number % 2 + 1], number, '2026-01-01' FROM numbers(1000)",
);
console.log(JSON.stringify(await driver.tablesSchema()));

// What Cube's compiler makes of a filter: values apart from the statement.
const sql =
  'SELECT status AS orders__status, sum(amount) AS orders__total FROM orders WHERE status IN (?, ?) GROUP BY 1';
console.log(await driver.query(sql, ['paid', "it's late"]));

const { rowStream, types, release } = await driver.stream('SELECT * FROM orders', [], { highWaterMark: 100 });
console.log(types);
let count = 0;
await pipeline(rowStream, async (rows) => {
  for await (const _ of rows) count++;
});
await release();
console.log(`${count} rows streamed`);

const slow = driver.query('SELECT sum(number) FROM numbers(1000000000000)');
slow.catch((error) => console.log(error.code));
await slow.cancel();

await driver.release();
