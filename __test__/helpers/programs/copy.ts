/** A program that copies a table through the client and tells the most memory that it took, in MiB. */
import { readFileSync } from 'node:fs';

import { createClient } from '../../../src/index.ts';

const [, , url = '', rows = ''] = process.argv;
await using client = createClient({ url });
const columns = '(n UInt64, count Int32, value Float64, s String) ENGINE = MergeTree ORDER BY n';
await client.command(`CREATE TABLE copied_from ${columns}`);
await client.command(`CREATE TABLE copied_to ${columns}`);
await client.command(
  `INSERT INTO copied_from SELECT number, number, number / 7, 'text ' || number FROM numbers(${rows})`,
);
await client.insert('copied_to', client.queryColumnBlockStream('SELECT * FROM copied_from'));
const hash = (table: string) => client.command<unknown>(`SELECT sum(cityHash64(*)) FROM ${table}`);
const same = (await hash('copied_from')) === (await hash('copied_to'));
const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
process.stdout.write(JSON.stringify({ same, peak: Math.round(Number(kilobytes) / 1024) }));
