/**
 * Random values of random types, made by the server and sent back to it as parameters: it must have each again, to the last digit.
 * `DIFFERENTIAL_ROUNDS=500` makes it longer, `DIFFERENTIAL_SEED` another one.
 */
import test from 'ava';

import type { Client } from '../../index.js';
import { DataError, escapeString, formatParameter } from '../../src/index.ts';
import { newClient } from '../helpers/client.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';

const COLUMNS = 5;
const ROWS = 8;

const settings = { allow_suspicious_low_cardinality_types: 1, flatten_nested: 0 };

for (const seed of seeds(30)) {
  test(`seed ${seed}`, async (t) => {
    const random = seeded(seed);
    // generateRandom makes several columns of a Nested that stands alone.
    const types = Array.from({ length: COLUMNS }, () => randomType(random).replace(/^Nested.*$/s, 'Tuple($&)'));
    const structure = types.map((type, index) => `c${index} ${type}`).join(', ');
    await using client = await newClient({ settings });
    await client.command(
      `CREATE TABLE seed_${seed} ENGINE = Memory AS SELECT * FROM generateRandom(%(structure)s, %(seed)s, 12, 3) LIMIT ${ROWS}`,
      { parameters: { structure, seed } },
    );
    const texts = await client.queryColumns(`SELECT formatRow('TSV', *) AS text FROM seed_${seed}`);
    const rows = (await client.query(`SELECT * FROM seed_${seed}`, { queryFormats: { Map: 'pairs' } })).tuples();
    for (const [index, row] of rows.entries()) {
      t.is(await echo(client, types, row), texts.text?.[index], structure);
    }
  });
}

/** What the server makes of values of these types. */
async function echo(client: Client, types: readonly string[], row: readonly unknown[]): Promise<unknown> {
  const placeholders = types.map((type, column) => `{c${column}:${type}}`);
  const parameters = Object.fromEntries(row.map((value, column) => [`c${column}`, value]));
  try {
    return await client.command(`SELECT formatRow('TSV', ${placeholders.join(', ')})`, { parameters });
  } catch (error) {
    if (!(error instanceof DataError && /same-dimensional array/.test(error.message))) throw error;
    // Servers find no dimensions in [[]]: the same text has to be a String there that is cast.
    const texts = row.map((value, column) => formatParameter(value, types[column] ?? ''));
    const isCast = types.map((type, column) => texts[column]?.includes('[]') && !type.startsWith('Map('));
    const casts = types.map((type, column) =>
      isCast[column] ? `CAST({c${column}:String}, '${escapeString(type)}')` : placeholders[column],
    );
    const given = row.map((value, column) => [`c${column}`, isCast[column] ? texts[column] : value]);
    return await client.command(`SELECT formatRow('TSV', ${casts.join(', ')})`, {
      parameters: Object.fromEntries(given),
    });
  }
}
