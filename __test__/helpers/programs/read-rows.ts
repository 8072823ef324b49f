/**
 * A program that reads a table, writes it into another and prints what it got and whether it may make code out of strings.
 * It is run by `compiled.spec.ts`.
 */
import { inspect } from 'node:util';

import { createClient } from '../../../src/index.ts';

const [, , url = '', source = '', copy = ''] = process.argv;
await using client = createClient(url);
const result = await client.query(`SELECT * FROM ${source} ORDER BY n`);
await client.insert(copy, result.rows());

function mayMakeCode(): boolean {
  try {
    return new Function('return true')();
  } catch {
    return false;
  }
}

const plain = await client.queryColumns(`SELECT * FROM ${source} ORDER BY n`);
const got = [result.rows(), result.tuples(), result.columns(), [...result], result.first(), plain];
const text = inspect(got, { depth: null, maxArrayLength: null, maxStringLength: null });
process.stdout.write(JSON.stringify({ mayMakeCode: mayMakeCode(), text }));
