/**
 * Random types, filled by the server, read as Arrow and written back in every way: the copies must be the same to the last digit.
 * `DIFFERENTIAL_ROUNDS=500` makes it longer, `DIFFERENTIAL_SEED` another one.
 */
import { tableToIPC } from 'apache-arrow';
import test, { type ExecutionContext } from 'ava';

import type { ArrowData, Client } from '../../index.js';
import { getClient, newClient } from '../helpers/client.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';

const COLUMNS = 5;
const ROWS = 60;

const settings = {
  allow_suspicious_low_cardinality_types: 1,
  allow_suspicious_types_in_order_by: 1,
  allow_suspicious_variant_types: 1,
  allow_experimental_nullable_tuple_type: 1,
  allow_experimental_qbit_type: 1,
  enable_time_time64_type: 1,
  flatten_nested: 0,
};

for (const seed of seeds(25)) {
  test(`seed ${seed}`, async (t) => {
    const random = seeded(seed);
    const types = Array.from({ length: COLUMNS }, () => randomType(random));
    // generateRandom makes several columns of a Nested that stands alone.
    const columns = types.map((type, index) => `c${index} ${type.replace(/^Nested.*$/s, 'Tuple($&)')}`).join(', ');
    await roundTrip(t, `random_${seed}`, columns, seed);
  });
}

/** Types that the server does not fill by chance, or only some versions do. */
const filled: readonly (readonly [type: string, value: string])[] = [
  ['Time', "CAST(number * 1000 - 100, 'Time')"],
  ['Time64(4)', "CAST('-999:59:59.1234', 'Time64(4)')"],
  ['IntervalMillisecond', 'toIntervalMillisecond(number)'],
  ['IntervalMonth', 'toIntervalMonth(number)'],
  ['BFloat16', 'toBFloat16(number)'],
  [
    'Variant(String, UInt64, Array(Date), Tuple(a Int8, b UUID))',
    'multiIf(number % 4 = 0, NULL, number % 4 = 1, toString(number)::Variant(String, UInt64, Array(Date), Tuple(a Int8, b UUID)), number % 4 = 2, [toDate(number)]::Variant(String, UInt64, Array(Date), Tuple(a Int8, b UUID)), number::Variant(String, UInt64, Array(Date), Tuple(a Int8, b UUID)))',
  ],
  ['Geometry', 'if(number % 2 = 0, ((1., number)::Point)::Geometry, [(1., 2.), (3., number)]::Ring::Geometry)'],
  ['JSON', 'concat(\'{"a": \', toString(number), \', "b": ["x", null], "c": {"d": 1.5}}\')'],
  ['Dynamic', "concat('text ', toString(number))"],
  ['QBit(Float32, 3)', '[number, 2, 3]'],
  ['Tuple()', 'tuple()'],
  ['Nullable(Tuple(Int8, String))', "if(number % 2 = 0, NULL, (number, 'x'))"],
];

test('types that are not filled by chance', async (t) => {
  const client = await newClient({ settings });
  t.teardown(() => client.close());
  const columns = filled.map(([type], index) => `c${index} ${type}`).join(', ');
  await client.command(`CREATE TABLE filled (${columns}) ENGINE = Memory`);
  await client.command(
    `INSERT INTO filled SELECT ${filled.map(([, value]) => value).join(', ')} FROM numbers(${ROWS})`,
  );
  await copied(t, client, 'filled', columns);
});

test('states of aggregate functions', async (t) => {
  const client = await getClient();
  await client.command('CREATE TABLE states (n UInt8, s AggregateFunction(sum, UInt64)) ENGINE = Memory');
  await client.command('INSERT INTO states SELECT number % 7 AS n, sumState(number) FROM numbers(100) GROUP BY n');
  await client.insertArrow('states', await client.queryArrow('SELECT * FROM states'));
  t.deepEqual(await client.command('SELECT sumMerge(s), count() FROM states'), [9900n, 14n]);
});

async function roundTrip(t: ExecutionContext, name: string, columns: string, seed: number): Promise<void> {
  const client = await newClient({ settings });
  t.teardown(() => client.close());
  const structure = columns.replace(/[\\']/g, '\\$&');
  await client.command(
    `CREATE TABLE ${name} ENGINE = Memory AS SELECT * FROM generateRandom('${structure}', ${seed}, 12, 3) LIMIT ${ROWS}`,
  );
  await copied(t, client, name, columns);
}

/** Copies a table in every way. */
async function copied(t: ExecutionContext, client: Client, name: string, columns: string): Promise<void> {
  const sql = `SELECT * FROM ${name}`;
  const wanted = await fingerprint(client, name);
  t.is(wanted.length, ROWS);
  const table = await client.queryArrow(sql, { useStrings: false });
  const ways: readonly (readonly [string, ArrowData])[] = [
    ['table', table],
    ['result', (await client.query(sql)).toArrow({ useStrings: false })],
    ['slice', table.slice(0, 7).concat(table.slice(7, 41), table.slice(41))],
    ['ipc', tableToIPC(table)],
    ['file', tableToIPC(table, 'file')],
    ['stream', client.queryArrowStream(sql, { blockSize: 9, useStrings: false })],
    ['bytes', cut(tableToIPC(table))],
  ];
  for (const [way, data] of ways) {
    const copy = `${name}_${way}`;
    await client.command(`CREATE TABLE ${copy} AS ${name}`);
    await client.insertArrow(copy, data);
    t.deepEqual(await fingerprint(client, copy), wanted, `${way} ${columns}`);
  }
}

/** Bytes in pieces that part anywhere. */
async function* cut(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

/** A hash of each row as text: Arrow keeps NaNs apart, the server's text does not. */
async function fingerprint(client: Client, table: string): Promise<unknown[]> {
  const result = await client.query(`SELECT cityHash64(formatRow('TSV', *)) AS hash FROM ${table}`);
  return result.column('hash').toArray();
}
