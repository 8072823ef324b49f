/**
 * Random types, filled by the server, read in every way and written back: the copies must be the same to the last digit.
 * `DIFFERENTIAL_ROUNDS=500` makes it longer, `DIFFERENTIAL_SEED` another one.
 */
import test, { type ExecutionContext } from 'ava';

import { getClient, newClient } from '../helpers/client.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';

const COLUMNS = 5;
const ROWS = 60;

const settings = {
  allow_suspicious_low_cardinality_types: 1,
  allow_suspicious_types_in_order_by: 1,
  enable_time_time64_type: 1,
  flatten_nested: 0,
};

for (const seed of seeds(25)) {
  test(`seed ${seed}`, (t) => roundTrip(t, seed));
}

async function roundTrip(t: ExecutionContext, seed: number): Promise<void> {
  const random = seeded(seed);
  // generateRandom makes several columns of a Nested that stands alone.
  const types = Array.from({ length: COLUMNS }, () => randomType(random).replace(/^Nested.*$/s, 'Tuple($&)'));
  const columns = types.map((type, index) => `c${index} ${type}`).join(', ');
  const client = await newClient({ settings });
  t.teardown(() => client.close());
  const name = `original_${seed}`;
  await client.command(`CREATE TABLE ${name} (${columns}) ENGINE = Memory`);
  const structure = columns.replace(/[\\']/g, '\\$&');
  await client.command(
    `INSERT INTO ${name} SELECT * FROM generateRandom('${structure}', ${seed}, 12, 3) LIMIT ${ROWS}`,
  );

  const sql = `SELECT * FROM ${name}`;
  const ways: readonly (readonly [string, unknown])[] = [
    ['tuples', (await client.query(sql)).tuples()],
    ['rows', await client.queryRowsStream(sql).toArray()],
    ['pairs', (await client.query(sql, { queryFormats: { Map: 'pairs' } })).tuples()],
    ['columns', await client.queryColumns(sql, { queryFormats: { Map: 'pairs' } })],
  ];
  const wanted = await fingerprint(name);
  t.is(wanted.length, ROWS);
  for (const [way, data] of ways) {
    // Objects keep one value of each key and bring integer-like ones to the front.
    if ((way === 'tuples' || way === 'rows') && types.some((type) => type.includes('Map('))) continue;
    t.deepEqual(await copied(way, data), wanted, way);
  }
  for await (const block of client.queryColumnBlockStream(sql, { queryFormats: { Map: 'pairs' } })) {
    t.deepEqual(await copied('block', block), wanted, 'block');
  }

  async function copied(way: string, data: unknown): Promise<unknown[]> {
    const copy = `${way}_${seed}`;
    await client.command(`CREATE TABLE ${copy} (${columns}) ENGINE = Memory`);
    await client.insert(copy, data as never);
    return fingerprint(copy);
  }
}

/** A hash of each row as text: JavaScript has one NaN only, RowBinary would tell the server's many apart. */
async function fingerprint(table: string): Promise<unknown[]> {
  const client = await getClient();
  const result = await client.query(`SELECT cityHash64(formatRow('TSV', *)) AS hash FROM ${table}`);
  return result.column('hash').toArray();
}
