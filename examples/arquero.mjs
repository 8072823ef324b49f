/** Results in other libraries of data, which take the bytes of Arrow's IPC: Arquero and Flechette. */
import { tableFromIPC } from '@uwdata/flechette';
import { tableToIPC } from 'apache-arrow';
import * as aq from 'arquero';
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

const server = await startServer();
const client = createClient(server.url);

const sql = `
  SELECT number AS id, toLowCardinality(['ACME', 'INIT', 'NULL'][number % 3 + 1]) AS symbol, toFloat64(number % 7) AS volume
  FROM numbers(100000)`;

const table = await client.queryArrow(sql);
const bySymbol = aq
  .fromArrow(tableToIPC(table))
  .groupby('symbol')
  .rollup({ trades: aq.op.count(), volume: aq.op.sum('volume') })
  .orderby('symbol');
bySymbol.print();

// Without the package apache-arrow: the server writes the bytes itself.
const columns = tableFromIPC(await client.queryArrowIpc(sql));
console.log(`Flechette: ${columns.numRows} rows, the second is of ${columns.getChild('symbol').at(1)}`);

// What Arquero has made goes back, as IPC or as columns.
await client.command(
  'CREATE TABLE volumes (symbol String, trades UInt32, volume Float64) ENGINE = MergeTree ORDER BY symbol',
);
await client.insertArrow('volumes', bySymbol.toArrowIPC());
console.table((await client.query('SELECT * FROM volumes ORDER BY symbol')).rows());

await client.close();
await server.close();
