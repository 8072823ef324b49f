import test from 'ava';

import { createClient, quoteIdentifier } from '../src/index.ts';
// biome-ignore lint/style/noRestrictedImports: tested beside quoteIdentifier, its sibling
import { escapeString } from '../src/literal.ts';
import { getServer } from './helpers/server.ts';

const texts = [
  "it's",
  '\\',
  "\\'",
  '\0\b\t\n\f\r\v',
  '`',
  '"',
  "'; DROP TABLE t; --",
  '/*',
  '😀',
  '$$',
  '{x:UInt8}',
  ' ',
];

test('escaped texts between quotes are the texts themselves to the server', async (t) => {
  const { url } = await getServer();
  await using client = createClient({ url });
  for (const text of texts) {
    t.is(await client.command(`SELECT '${escapeString(text)}' AS v`), text);
  }
});

test('quoted identifiers are the names themselves to the server', async (t) => {
  const { url } = await getServer();
  await using client = createClient({ url });
  for (const name of texts) {
    const { columnNames } = await client.query(`SELECT 1 AS ${quoteIdentifier(name)}`);
    t.deepEqual(columnNames, [name]);
  }
});
