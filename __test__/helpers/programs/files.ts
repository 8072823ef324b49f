/** A program that writes a file of so many MB, or inserts one that is there, and tells the most memory that it took, in MiB. */
import { readFileSync } from 'node:fs';

import { createClient } from '../../../src/index.ts';

const [, , url = '', how = '', path = '', megabytes = ''] = process.argv;
await using client = createClient({ url });
// Lines of a hundred bytes.
const rows = Number(megabytes) * 10_000;
if (how === 'queryToFile') {
  await client.queryToFile(`SELECT leftPad(toString(number), 99, '0') AS s FROM numbers(${rows})`, path);
} else {
  await client.command('CREATE OR REPLACE TABLE from_file (s String) ENGINE = Null');
  const { writtenRows } = await client.insertFile('from_file', path);
  if (writtenRows !== rows) throw new Error(`${writtenRows} rows`);
}
const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
process.stdout.write(String(Math.round(Number(kilobytes) / 1024)));
