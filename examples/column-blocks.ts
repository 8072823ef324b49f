/** Columns as typed arrays: the fastest way to numbers, because no JavaScript value is made that is not asked for. */
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

const sql = `
  SELECT
    sin(number / 1000) AS price,
    toUInt32(number % 500) AS quantity,
    ['buy', 'sell'][1 + number % 2]::LowCardinality(String) AS side
  FROM numbers({rows:UInt64})`;

// A stream: one block after the other, each as the server sent it.
let blocks = 0;
let volume = 0;
for await (const block of client.queryColumnBlockStream(sql, { parameters: { rows: 1_000_000 } })) {
  const price = block.column('price').values as Float64Array;
  const quantity = block.column('quantity').values as Uint32Array;
  for (let row = 0; row < block.rowCount; row++) volume += (price[row] ?? 0) * (quantity[row] ?? 0);
  blocks++;
}
console.log(`volume ${volume.toFixed(2)} in ${blocks > 1 ? 'several blocks' : 'one block'}`);

// The whole result at once, as plain data.
const { price, quantity, side } = await client.queryColumns<{
  price: Float64Array;
  quantity: Uint32Array;
  side: string[];
}>(sql, { parameters: { rows: 5 } });
console.log(price, quantity, side);
