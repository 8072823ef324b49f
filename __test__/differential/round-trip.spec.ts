/**
 * Random types, our own and the server's, filled by it, read in every way and written back: the copies must be the same to the last digit.
 * `DIFFERENTIAL_ROUNDS=500` makes it longer, `DIFFERENTIAL_SEED` another one.
 */
import test, { type ExecutionContext } from 'ava';

import { parseType } from '../../src/index.ts';
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
  test(`seed ${seed}`, (t) => roundTrip(t, `own_${seed}`, ownTypes(seed), seed));
}
for (const seed of seeds(10)) {
  test(`seed ${seed} of the server's types`, async (t) => {
    await roundTrip(t, `server_${seed}`, await serverTypes(seed), seed);
  });
}

function ownTypes(seed: number): string[] {
  const random = seeded(seed);
  return Array.from({ length: COLUMNS }, () => randomType(random));
}

async function serverTypes(seed: number): Promise<string[]> {
  const structure = await (await getClient()).command(`SELECT generateRandomStructure(${COLUMNS}, ${seed})`);
  return parseType(`Tuple(${structure})`).args.map(String);
}

/** Copies a table of columns of those types. */
async function roundTrip(t: ExecutionContext, name: string, types: readonly string[], seed: number): Promise<void> {
  // generateRandom makes several columns of a Nested that stands alone.
  const columns = types.map((type, index) => `c${index} ${type.replace(/^Nested.*$/s, 'Tuple($&)')}`).join(', ');
  const structure = columns.replace(/[\\']/g, '\\$&');
  const client = await newClient({ settings });
  t.teardown(() => client.close());
  await client.command(
    `CREATE TABLE ${name} ENGINE = Memory AS SELECT * FROM generateRandom('${structure}', ${seed}, 12, 3) LIMIT ${ROWS}`,
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
    if ((way === 'tuples' || way === 'rows') && columns.includes('Map(')) continue;
    t.deepEqual(await copied(way, data), wanted, way);
  }
  for await (const block of client.queryColumnBlockStream(sql, { queryFormats: { Map: 'pairs' } })) {
    t.deepEqual(await copied('block', block), wanted, 'block');
  }

  async function copied(way: string, data: unknown): Promise<unknown[]> {
    const copy = `${way}_${name}`;
    await client.command(`CREATE TABLE ${copy} AS ${name}`);
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
