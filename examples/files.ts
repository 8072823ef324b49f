/** Files: in as they are, out in full or not at all; the name tells format and compression. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createClient, OperationalError } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);
const directory = await mkdtemp(join(tmpdir(), 'files-'));

await client.command(
  'CREATE TABLE trades (symbol String, price Decimal(9, 2), volume UInt32 DEFAULT 1) ENGINE = Memory',
);

// The server unpacks the file and reads the names of the columns in its first line.
const trades = join(directory, 'trades.csv.gz');
await writeFile(trades, gzipSync('symbol,price\nABC,12.50\nXYZ,7.25\n'));
const { writtenRows } = await client.insertFile('trades', trades, {
  onFileProgress: ({ bytes, totalBytes }) => console.log(`${bytes} of ${totalBytes} bytes read`),
});
console.log(`${writtenRows} rows inserted`);

const json = join(directory, 'trades.json');
const { bytes } = await client.queryToFile('SELECT symbol, price FROM trades ORDER BY symbol', json);
console.log(`${bytes} bytes written:`, JSON.parse(await readFile(json, 'utf8')));

try {
  await client.insertFile('trades', join(directory, 'missing.parquet'));
} catch (error) {
  if (!(error instanceof OperationalError)) throw error;
  console.log('nothing was sent:', error.code);
}

await rm(directory, { recursive: true });
