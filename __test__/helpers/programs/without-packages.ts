/** A program whose tree lacks the optional packages; it prints what the methods that need them say. */
import Module from 'node:module';

import { createClient } from '../../../src/index.ts';

const [, , url = ''] = process.argv;

type Resolve = (request: string, ...rest: unknown[]) => string;
const internals = Module as unknown as { _resolveFilename: Resolve };
const resolve = internals._resolveFilename;
internals._resolveFilename = (request, ...rest) => {
  if (request !== 'apache-arrow' && request !== 'nodejs-polars') return resolve.call(Module, request, ...rest);
  throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
};

const client = createClient({ url });
const result = await client.query('SELECT 1 AS a');
const calls: readonly (() => unknown)[] = [
  () => client.queryArrow('SELECT 1'),
  () => client.queryArrowStream('SELECT 1').toArray(),
  () => result.toArrow(),
  () => client.insertArrow('t', new Uint8Array(8)),
  () => client.queryDf('SELECT 1'),
  () => client.queryDfStream('SELECT 1').toArray(),
];
for (const call of calls) {
  try {
    await call();
  } catch (error) {
    const { name, code, message } = error as { name: string; code: string; message: string };
    process.stdout.write(`${name} ${code} ${message}\n`);
  }
}
const ipc = await client.queryArrowIpc('SELECT 1 AS a');
process.stdout.write(`${result.rowCount} row, ${ipc.length > 0 ? 'and IPC' : 'no IPC'}\n`);
await client.close();
