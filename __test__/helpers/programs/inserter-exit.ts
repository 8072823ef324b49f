/** A program that adds rows for the table that its argument names, and has then nothing more to do. */
import { createClient } from '../../../src/index.ts';

const [, , url = '', table = ''] = process.argv;
const client = createClient({ url });
const inserter = client.inserter<[number]>(table, { maxWait: table.includes('endless') ? Infinity : 100 });
if (table !== 'idle') inserter.addBatch([[1], [2], [3]]);
