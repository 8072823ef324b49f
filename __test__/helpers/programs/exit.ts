/** A program that leaves its client in the state that its argument names, and has then nothing more to do. */
import { createClient } from '../../../src/index.ts';

const [, , url = '', state = ''] = process.argv;
const endless = 'SELECT number AS n FROM system.numbers';
const client = createClient({ url });

process.on('beforeExit', () => process.stdout.write('nothing more to do\n'));

switch (state) {
  case 'unused':
    break;
  case 'idle':
    await client.query('SELECT 1');
    break;
  case 'closed':
    await client.query('SELECT 1');
    await client.close();
    break;
  case 'left stream':
    for await (const _ of client.queryRowsStream(endless)) break;
    break;
  case 'forgotten stream':
    await client.queryRowsStream(endless)[Symbol.asyncIterator]().next();
    break;
  case 'aborted': {
    const controller = new AbortController();
    const running = client.query(endless, { signal: controller.signal });
    controller.abort();
    await running.catch(() => undefined);
    break;
  }
  case 'failed':
    await client.query('SELECT * FROM no_such_table').catch(() => undefined);
    break;
  case 'exit in the middle':
    void client.query(endless).catch(() => undefined);
    await client.queryRowsStream(endless)[Symbol.asyncIterator]().next();
    process.exit(7);
    break;
  default:
    throw new Error(`unknown state: ${state}`);
}
