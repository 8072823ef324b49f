/** What the client takes for the place of a value is what the server takes for one, whatever stands around it. */
import test from 'ava';

import { getClient } from '../helpers/client.ts';
import { hostileTexts } from '../helpers/hostile.ts';
import { seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';
import { listOf } from '../helpers/soup.ts';

const VALUES = 3;

test('marks and placeholders are found between strings, names, heredocs and comments, and nowhere in them', async (t) => {
  const client = await getClient();
  for (const seed of seeds(150)) {
    const random = seeded(seed);
    const list = listOf(random, VALUES);
    const values = Array.from({ length: VALUES }, () => hostileTexts[Math.floor(random() * hostileTexts.length)]);
    // Names that the texts around do not have: whoever finds a value there does not know it.
    const named = Object.fromEntries(values.map((value, index) => [`x${index}`, value]));
    const asked = [
      [list((index) => `{x${index}:String}`), named],
      [list((index) => `%(x${index})s`), named],
      [list(() => '%s'), values],
    ] as const;
    const results = [];
    for (const [items, parameters] of asked) {
      results.push((await client.query(`SELECT ${items}`, { parameters })).tuples());
    }
    const [wanted, ...others] = results;
    for (const other of others) t.deepEqual(other, wanted, `seed ${seed}: ${asked[0][0]}`);
    for (const value of values)
      t.true(JSON.stringify(wanted).includes(JSON.stringify(value).slice(1, -1)), `seed ${seed}`);
  }
});
