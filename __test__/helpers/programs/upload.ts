/** A program that sends a file as external data, by its path and as a stream; tells what arrived, and how many MiB it took at most. */
import { createReadStream } from 'node:fs';
import { createClient, ExternalData } from '../../../src/index.ts';

const [, , url = '', filePath = ''] = process.argv;
await using client = createClient({ url });
let peak = 0;

/** How many bytes the server says that it was sent. */
async function sent(source: object): Promise<number> {
  const externalData = new ExternalData({ fileName: 't', types: 'String', ...source });
  const error = await client.query('SELECT 1', { externalData }).catch((reason: Error) => reason);
  return Number(/(\d+) bytes/.exec(String(error))?.[1]);
}

await sent({ data: 'x' });
const before = process.memoryUsage.rss();
const timer = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 10);
const sizes = [await sent({ filePath }), await sent({ data: createReadStream(filePath) })];
clearInterval(timer);
process.stdout.write(JSON.stringify({ sizes, grown: Math.round((peak - before) / 2 ** 20) }));
