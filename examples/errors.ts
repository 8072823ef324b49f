/** What goes wrong has a class to catch and a code to match, and says where the fault is. */
import { ClickHouseError, createClient, DataError, OperationalError, ProgrammingError } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

// The server refuses: its name of the error is the code, its number the serverCode.
try {
  await client.query('SELECT * FROM nowhere');
} catch (error) {
  if (!(error instanceof ProgrammingError)) throw error;
  console.log(`${error.name} ${error.code} (${error.serverCode}): ${error.message}`);
}

// A value does not fit: found before anything is sent, so nothing is half inserted.
await client.command('CREATE TABLE levels (name String, level UInt8) ENGINE = Memory');
try {
  await client.insert('levels', [
    { name: 'low', level: 1 },
    { name: 'high', level: 300 },
  ]);
} catch (error) {
  if (!(error instanceof DataError)) throw error;
  console.log(`${error.name} ${error.code}: ${error.message}`);
}
console.log('rows stored:', await client.command('SELECT count() FROM levels'));

// Nobody answers.
await using lost = createClient({ url: 'http://127.0.0.1:1', connectTimeout: 1000 });
try {
  await lost.query('SELECT 1');
} catch (error) {
  if (!(error instanceof OperationalError)) throw error;
  console.log(`${error.name} ${error.code}: ${error.message}`);
}

// All of them have one parent; ping never throws.
const ping = await lost.ping();
if (!ping.success) console.log('ping:', ping.error instanceof ClickHouseError && ping.error.code);
