/**
 * Columns whose values tell their own types, made of random ones: what is read is what the server prints, and goes back
 * as the same. `DIFFERENTIAL_ROUNDS` and `DIFFERENTIAL_SEED` as in the round trip.
 */
import test, { type ExecutionContext } from 'ava';

import type { Client } from '../../index.js';
import { newClient } from '../helpers/client.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';

const MEMBERS = 4;

const settings = {
  allow_suspicious_low_cardinality_types: 1,
  allow_suspicious_variant_types: 1,
  allow_suspicious_types_in_order_by: 1,
  use_variant_as_common_type: 1,
};

for (const seed of seeds(12)) {
  test(`Dynamic of seed ${seed}`, (t) => same(t, seed, 'Dynamic'));
  test(`Dynamic with shared values of seed ${seed}`, (t) => same(t, seed, 'Dynamic(max_types=1)'));
  test(`Variant of seed ${seed}`, (t) => same(t, seed, 'Variant'));
  test(`JSON of seed ${seed}`, (t) => sameJson(t, seed));
}

function members(seed: number): string[] {
  const random = seeded(seed);
  const types = new Set<string>();
  while (types.size < MEMBERS) {
    const type = randomType(random, 2);
    // A Variant takes none of the first as a member, and no cast finds the others there.
    if (!/^Nullable|LowCardinality\(Nullable|Nested|SimpleAgg/.test(type)) types.add(type);
  }
  return [...types];
}

function structureOf(types: readonly string[]): string {
  return types.map((type, index) => `c${index} ${type}`).join(', ');
}

async function same(t: ExecutionContext, seed: number, kind: string): Promise<void> {
  const types = members(seed);
  const type = kind === 'Variant' ? `Variant(${types.join(', ')})` : kind;
  const structure = structureOf(types).replace(/[\\']/g, '\\$&');
  const choices = types.map((_, index) => `rand() % ${MEMBERS + 1} = ${index}, c${index}::${type}`).join(', ');
  await copies(t, {
    name: `${kind.replace(/\W/g, '_')}_${seed}`,
    type,
    rows: `SELECT multiIf(${choices}, NULL::${type}) FROM generateRandom('${structure}', ${seed}, 12, 3) LIMIT 100`,
    settings: {},
  });
}

async function sameJson(t: ExecutionContext, seed: number): Promise<void> {
  const random = seeded(seed);
  // What JSON cannot say of a type is lost before it gets here.
  const types = members(seed).filter(
    (type) => !/Map|Float|FixedString|String|Enum|128|256|Decimal|Point|Line|Ring|Polygon/.test(type),
  );
  if (types.length === 0) types.push('UInt8');
  const structure = structureOf(types).replace(/[\\']/g, '\\$&');
  const names = types.map((_, index) => `c${index}`);
  const typed = random() < 0.5 ? ', b.c UInt16' : '';
  const limit = [0, 1, 3, 1024][Math.floor(random() * 4)];
  const text = `formatRow('JSONEachRow', ${names.join(', ')}, number AS \`b.c\`, [map('k', number)] AS l)`;
  await copies(t, {
    name: `json_${seed}`,
    type: `JSON(max_dynamic_paths=${limit}${typed})`,
    rows: `SELECT ${text}::JSON(max_dynamic_paths=${limit}${typed})
      FROM (SELECT *, rowNumberInAllBlocks() AS number FROM generateRandom('${structure}', ${seed}, 12, 3) LIMIT 100)`,
    settings: { output_format_json_quote_64bit_integers: 0 },
  });
}

interface Original {
  readonly name: string;
  readonly type: string;
  /** The query that gives its rows. */
  readonly rows: string;
  readonly settings: Readonly<Record<string, number>>;
}

async function copies(t: ExecutionContext, { name, type, rows, settings: own }: Original): Promise<void> {
  const client = await newClient({ settings: { ...settings, ...own } });
  t.teardown(() => client.close());
  await client.command(`CREATE TABLE ${name} (x ${type}) ENGINE = Memory`);
  await client.command(`INSERT INTO ${name} ${rows}`);
  const sql = `SELECT x FROM ${name}`;
  const wanted = await fingerprint(client, name);
  t.is(wanted.length, 100);

  for await (const block of client.queryColumnBlockStream(sql)) {
    t.deepEqual(await copied('block', block), wanted, 'block');
  }
  const queryFormats = { JSON: 'typed', Variant: 'typed', Dynamic: 'typed', Map: 'pairs' };
  const result = await client.query(sql, { queryFormats });
  t.deepEqual(await copied('typed', result.rows()), wanted, 'typed');
  if (type.startsWith('JSON')) {
    const texts = await client.query(`SELECT x, toString(x) AS text FROM ${name}`, {
      queryFormats: { JSON: 'string' },
    });
    t.deepEqual(texts.column('x').toArray(), texts.column('text').toArray());
  }

  async function copied(way: string, data: unknown): Promise<unknown[]> {
    const copy = `${name}_${way}`;
    await client.command(`CREATE TABLE ${copy} (x ${type}) ENGINE = Memory`);
    await client.insert(copy, data as never);
    return fingerprint(client, copy);
  }
}

/** The type and the text of each value; of JSON those of each path. */
async function fingerprint(client: Client, table: string): Promise<unknown[]> {
  const type = await client.command<string>(`SELECT any(toTypeName(x)) FROM ${table}`);
  const told = type.startsWith('JSON')
    ? 'toString(JSONAllPathsWithTypes(x))'
    : type.startsWith('Dynamic')
      ? 'dynamicType(x)'
      : 'toString(variantType(x))';
  const result = await client.query(`SELECT ${told} AS type, formatRow('TSV', x) AS text FROM ${table}`);
  return result.tuples();
}
