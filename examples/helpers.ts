/** What the package exports besides clients: for SQL of your own making, types, values and defaults. */
import {
  clearReadFormat,
  clearWriteFormat,
  createClient,
  createPool,
  escapeString,
  formatParameter,
  getGlobalOption,
  PreciseDate,
  parseType,
  quoteIdentifier,
  setGlobalOption,
  setReadFormat,
  setWriteFormat,
  typedValue,
} from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();

// Clients that share connections.
const pool = createPool({ maxConnections: 4 });
await using client = createClient({ url: server.url, pool });
await using other = createClient({ url: server.url, pool, database: 'system' });
console.log('one', await client.command('SELECT 1'), 'and', (await other.query('SELECT dummy FROM one')).columnNames);

// SQL of your own making, where placeholders cannot stand.
const column = quoteIdentifier('the `odd` name');
await client.command(`CREATE TABLE notes (${column} String COMMENT '${escapeString("it's odd")}') ENGINE = Memory`);
console.log(await client.command("SELECT comment FROM system.columns WHERE table = 'notes'"));
console.log('as a parameter:', formatParameter([new Date(0), null], 'Array(Nullable(DateTime64(3)))'));

// Types, taken apart.
const { kind, args } = parseType('Map(String, Array(Decimal(9, 2)))');
console.log(
  kind,
  args.map(({ name }) => name),
);

// Values that need more than JavaScript's own.
await client.command('CREATE TABLE readings (at DateTime64(9), value Variant(UInt8, String)) ENGINE = Memory');
await client.insert('readings', [
  { at: new PreciseDate(1_700_000_000_123_456_789n), value: typedValue('UInt8', 7) },
  { at: '2023-11-14 22:13:20.000000001', value: typedValue('String', '7') },
]);
for (const { at, value } of await client.query<{ at: PreciseDate; value: unknown }>('SELECT * FROM readings')) {
  console.log(at.toISOString(), at.epochNanoseconds, value);
}

// Defaults of all clients.
setReadFormat('DateTime64', 'string');
setWriteFormat('Decimal', 'bigint');
console.log(await client.command('SELECT min(at) FROM readings'));
clearReadFormat();
clearWriteFormat();

setGlobalOption('maxErrorSize', 40);
await using terse = createClient(server.url);
await terse
  .command('SELECT nothing')
  .catch((error: Error) => console.log(getGlobalOption('maxErrorSize'), error.message));
setGlobalOption('maxErrorSize', undefined);
