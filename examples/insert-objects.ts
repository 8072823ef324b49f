/** Rows as objects: keys are columns, in any order; what is left out takes the table's DEFAULT. */
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

await client.command(`
  CREATE TABLE visits (
    id UInt64,
    at DateTime64(3, 'UTC'),
    page LowCardinality(String),
    price Decimal(9, 2),
    tags Array(String),
    labels Map(String, String),
    referrer Nullable(String),
    source String DEFAULT 'web'
  ) ENGINE = MergeTree ORDER BY id`);

const inserted = await client.insert('visits', [
  {
    id: 1n,
    at: new Date('2026-05-04T12:30:00.250Z'),
    page: '/home',
    price: '19.90',
    tags: ['new', 'mobile'],
    labels: { campaign: 'spring' },
    referrer: null,
  },
  { id: 2, at: '2026-05-04 12:31:00', page: '/cart', price: 5, tags: [], labels: {}, referrer: 'example.org' },
]);
console.log(`${inserted.writtenRows} rows, ${inserted.writtenBytes} bytes written`);

// Rows as arrays need the names of their columns.
await client.insert('visits', [[3, '/help']], { columnNames: ['id', 'page'] });

console.log((await client.query('SELECT * FROM visits ORDER BY id')).rows());
