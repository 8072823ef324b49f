/** Random types, filled by the server and read here, compared with the server's own text for each value. */
import test, { type ExecutionContext } from 'ava';

import { parseType } from '../../src/index.ts';
import { getClient } from '../helpers/client.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';
import { serverText } from '../helpers/server-text.ts';

for (const seed of seeds(60)) {
  // All wall times in one zone, so that the expectation needs none.
  const type = randomType(seeded(seed)).replace(/'[A-Z]\w+\/\w+'/g, "'UTC'");
  test(`seed ${seed}: ${type}`, (t) => sameText(t, type, seed));
}

async function sameText(t: ExecutionContext, type: string, seed: number): Promise<void> {
  const client = await getClient();
  const structure = `x ${type}`.replace(/[\\']/g, '\\$&');
  const sql = `SELECT x, toString(x) AS text FROM generateRandom('${structure}', ${seed}, 12, 3) LIMIT 60`;
  const settings = { allow_suspicious_low_cardinality_types: 1 };
  const queryFormats = { Map: 'pairs', '*Float*': 'string' };
  const result = await client.query(sql, { settings, queryFormats });
  const parsed = parseType(type);
  const texts = result
    .column('x')
    .toArray()
    .map((value) => (value === null ? null : serverText(value, parsed)));
  t.deepEqual(texts, result.column('text').toArray());
}
