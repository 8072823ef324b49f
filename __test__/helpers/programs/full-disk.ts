/** A program that writes an endless answer where there is no space for it, and tells what came of it. */
import { basename } from 'node:path';

import { createClient, OperationalError } from '../../../src/index.ts';

// The system ends programs that go beyond their limit unless they listen.
process.on('SIGXFSZ', () => undefined);
const [, , url = '', path = ''] = process.argv;
await using client = createClient({ url });
try {
  await client.queryToFile('SELECT number, rand() FROM system.numbers', path, { queryId: basename(path) });
} catch (error) {
  if (!(error instanceof OperationalError)) throw error;
  process.stdout.write(`${error.name} ${error.code} ${error.message.includes(path)}`);
}
