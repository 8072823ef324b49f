/**
 * A schema that lets everything through changes nothing: random types, read and written with and without one.
 * `DIFFERENTIAL_ROUNDS=500` makes it longer, `DIFFERENTIAL_SEED` another one.
 */
import test from 'ava';

import type { RowStreamOptions, StandardSchemaV1 } from '../../index.js';
import { newClient } from '../helpers/client.ts';
import { randomType, seeded } from '../helpers/random-types.ts';
import { seeds } from '../helpers/rounds.ts';
import { schemaOf } from '../helpers/schemas.ts';

const schemas: readonly StandardSchemaV1[] = [
  schemaOf<unknown>((value) => ({ value })),
  schemaOf<unknown>(async (value) => ({ value })),
];

const settings = {
  allow_suspicious_low_cardinality_types: 1,
  allow_suspicious_types_in_order_by: 1,
  enable_time_time64_type: 1,
  flatten_nested: 0,
};
const ROWS = 40;

for (const seed of seeds(12)) {
  test(`seed ${seed}`, async (t) => {
    await using client = await newClient({ settings });
    const random = seeded(seed);
    const columns = Array.from({ length: 4 }, (_, index) => {
      return `c${index} ${randomType(random).replace(/^Nested.*$/s, 'Tuple($&)')}`;
    }).join(', ');
    const source = `identity_${seed}`;
    const structure = columns.replace(/[\\']/g, '\\$&');
    await client.command(
      `CREATE TABLE ${source} ENGINE = Memory AS SELECT * FROM generateRandom('${structure}', ${seed}, 12, 3) LIMIT ${ROWS}`,
    );
    const sql = `SELECT * FROM ${source}`;
    const plain = await client.query(sql);
    const exact = { queryFormats: { Map: 'pairs' } };
    for (const [index, schema] of schemas.entries()) {
      t.deepEqual((await client.query(sql, { schema })).rows(), plain.rows());
      const tuples: RowStreamOptions = { rowShape: 'tuple' };
      t.deepEqual(await client.queryRowsStream(sql, { ...tuples, schema }).toArray(), plain.tuples());
      t.deepEqual((await client.queryRowBlockStream(sql, { schema, blockSize: 7 }).toArray()).flat(), plain.rows());
      const copies = [`${source}_rows_${index}`, `${source}_stream_${index}`] as const;
      for (const copy of copies) await client.command(`CREATE TABLE ${copy} AS ${source} ENGINE = Memory`);
      await client.insert(copies[0], (await client.query(sql, exact)).rows(), { schema });
      await client.insert(copies[1], client.queryRowsStream(sql, exact), { schema });
      for (const copy of copies) t.deepEqual(await fingerprint(copy), await fingerprint(source));
    }
    async function fingerprint(table: string): Promise<unknown> {
      return (await client.query(`SELECT cityHash64(*) FROM ${table} ORDER BY 1`)).columns();
    }
  });
}
