/** An AbortSignal ends a request here and on the server; a timeout limits it in time. */
import { createClient, OperationalError } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

await using server = await startServer();
await using client = createClient(server.url);

const endless = 'SELECT count() FROM system.numbers';

// By hand.
const controller = new AbortController();
setTimeout(() => controller.abort(new Error('nobody waits for this any more')), 100);
try {
  await client.query(endless, { signal: controller.signal, queryId: 'endless-query' });
} catch (error) {
  if (error !== controller.signal.reason) throw error;
  console.log('rejected with the reason of the signal:', controller.signal.reason.message);
}

// In the middle of a stream.
const stop = new AbortController();
let rows = 0;
try {
  for await (const block of client.queryRowBlockStream('SELECT * FROM system.numbers', { signal: stop.signal })) {
    rows += block.length;
    if (rows > 100_000) stop.abort();
  }
} catch (error) {
  if (error !== stop.signal.reason) throw error;
  console.log('stopped the stream:', stop.signal.reason.name);
}

// After a time.
try {
  await client.query(endless, { timeout: 100 });
} catch (error) {
  if (!(error instanceof OperationalError)) throw error;
  console.log('timed out:', error.code);
}

console.log('the client goes on:', await client.command("SELECT 'fine'"));
