/** Results as data frames of Polars, and back into a table. */
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';
import pl from 'nodejs-polars';

const server = await startServer();
const client = createClient(server.url);

await client.command(`
  CREATE TABLE readings (sensor LowCardinality(String), celsius Nullable(Float64), at DateTime('UTC'))
  ENGINE = MergeTree ORDER BY at`);
await client.command(`
  INSERT INTO readings SELECT if(number % 2 = 0, 'roof', 'cellar'), if(number % 10 = 0, NULL, number % 40 / 2),
    toDateTime(1700000000 + number, 'UTC') FROM numbers(10000)`);

const frame = await client.queryDf('SELECT * FROM readings');
const means = frame.dropNulls().groupBy('sensor').agg(pl.col('celsius').mean()).sort('sensor');
console.log(`${frame.height} readings; means: ${JSON.stringify(means.toRecords())}`);

await client.command('CREATE TABLE means (sensor String, celsius Float64) ENGINE = MergeTree ORDER BY sensor');
await client.insertDf('means', means);
console.table((await client.query('SELECT * FROM means')).rows());

await client.close();
await server.close();
