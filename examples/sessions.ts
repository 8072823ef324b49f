/** Sessions: what one has set or made in a temporary table, and what is known of the server and its connections. */
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

// Requests of a session wait for each other, and see what the earlier ones have done.
await using session = client.session();
await session.command('CREATE TEMPORARY TABLE chosen (id UInt32)');
await session.insert('chosen', { id: Uint32Array.of(3, 5, 8) });
await session.command("SET session_timezone = 'Asia/Tokyo'");
console.log(await session.command('SELECT count(), timezone() FROM chosen'));

// A setting of the client goes with each of its requests from now on.
client.setClientSetting('max_threads', 1);
console.log(
  'threads:',
  client.getClientSetting('max_threads'),
  await client.command("SELECT getSetting('max_threads')"),
);

// A statement for a database that is not there yet must not need it.
const shop = createClient({ url: server.url, database: 'shop' });
const { queryId } = await shop.command<{ queryId: string }>('CREATE DATABASE shop', { useDatabase: false });
console.log('made by a statement with an id:', queryId.length === 36);
await shop.close();

console.log('at least 24.8:', await client.minVersion('24.8'));
const [host] = Object.values(client.metrics());
console.log('requests under way:', host?.active);

// Anybody who knows the id of a query can stop it.
const endless = client.query('SELECT count() FROM system.numbers', { queryId: 'endless' });
await client.kill('endless');
await endless.catch((error: { code?: string }) => console.log('stopped:', error.code));
