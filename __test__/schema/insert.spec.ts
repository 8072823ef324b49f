import { Readable } from 'node:stream';
import test from 'ava';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';

import type { BatchFailure, StandardSchemaV1 } from '../../index.js';
import { InserterError, InterfaceError, SchemaError } from '../../src/index.ts';
import { contents, countRows, getClient, makeTable } from '../helpers/client.ts';
import { schemaOf } from '../helpers/schemas.ts';

const text = (n: bigint): string => `row ${n}`;

/** Rows `{ n }` with a number, which become rows of a table with `n` and `s`. */
const libraries: Readonly<Record<string, StandardSchemaV1>> = {
  zod: z.object({ n: z.coerce.bigint().min(0n) }).transform(({ n }) => ({ n, s: text(n) })),
  valibot: v.pipe(
    v.object({ n: v.pipe(v.number(), v.minValue(0)) }),
    v.transform(({ n }) => ({ n: BigInt(n), s: text(BigInt(n)) })),
  ),
  arktype: type({ n: 'number >= 0' }).pipe(({ n }) => ({ n: BigInt(n), s: text(BigInt(n)) })),
};

const given = (count: number): { n: number }[] => Array.from({ length: count }, (_, n) => ({ n }));
const stored = (count: number): unknown[][] => Array.from({ length: count }, (_, n) => [BigInt(n), text(BigInt(n))]);
const makeTexts = (): Promise<string> => makeTable('n UInt64, s String');
const even = schemaOf<{ n: number }>((value) => {
  const row = value as { n: number };
  return row.n % 2 === 0 ? { value: row } : { issues: [{ message: 'odd', path: ['n'] }] };
});

for (const [name, schema] of Object.entries(libraries)) {
  test(`${name}: what comes out of the schema is inserted`, async (t) => {
    const client = await getClient();
    const table = await makeTexts();
    const { writtenRows } = await client.insert(table, given(100), { schema });
    t.is(writtenRows, 100);
    t.deepEqual(await contents(table), stored(100));
  });

  test(`${name}: nothing is sent when a row does not fit`, async (t) => {
    const client = await getClient();
    const table = await makeTexts();
    const rows = given(100).map(({ n }) => ({ n: n === 70 ? -1 : n }));
    const error = await t.throwsAsync(client.insert(table, rows, { schema }), {
      instanceOf: SchemaError,
      code: 'ERR_SCHEMA_VALIDATION',
    });
    if (!(error instanceof SchemaError)) return;
    t.is(error.rowIndex, 70);
    t.is(error.row, rows[70]);
    t.deepEqual(error.path, ['n']);
    t.true(error.message.startsWith(`insert: ${table}: row 70 does not fit the schema: n: `), error.message);
    t.is(await countRows(table), 0n);
  });

  test(`${name}: the rows of every kind of source are judged`, async (t) => {
    const client = await getClient();
    const sources = {
      set: () => new Set(given(50)),
      generator: async function* () {
        yield* given(50);
      },
      blocks: () => [given(20), given(50).slice(20)].values(),
      stream: () => Readable.from(given(50)),
      web: () => ReadableStream.from(given(50)),
    };
    for (const [kind, source] of Object.entries(sources)) {
      const table = await makeTexts();
      await client.insert(table, source() as Readable, { schema });
      t.deepEqual(await contents(table), stored(50), kind);
    }
  });
}

test('rows as arrays are judged as arrays, and may become objects', async (t) => {
  const client = await getClient();
  const table = await makeTexts();
  const pair = z.tuple([z.number(), z.string()]);
  await client.insert(table, [[0, 'row 0']], { schema: pair });
  await client.insert(table, [[1, 'row 1']], { schema: pair.transform(([n, s]) => ({ s, n })) });
  t.deepEqual(await contents(table), stored(2));
});

test('an asynchronous schema is waited for', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt8');
  const schema = schemaOf(async (value) => ({ value: { n: (value as { n: number }).n + 1 } }));
  await client.insert(table, given(2), { schema });
  t.deepEqual(await contents(table), [[1], [2]]);
});

test('a source is cut off at a row that does not fit, and the error tells what had been sent', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  let closed = false;
  async function* endless(): AsyncGenerator<{ n: number }> {
    try {
      for (let n = 0; ; n++) yield { n: n === 150_000 ? 1 : n * 2 };
    } finally {
      closed = true;
    }
  }
  const error = await t.throwsAsync(client.insert(table, endless(), { schema: even }), { instanceOf: SchemaError });
  if (!(error instanceof SchemaError)) return;
  t.is(error.rowIndex, 150_000);
  t.deepEqual(error.row, { n: 1 });
  t.deepEqual(error.path, ['n']);
  t.regex(error.message, /n: odd; the insert was cut off, but the server had been sent [1-9]\d* rows before/);
  t.true(closed);
});

test('an insert context has a schema for its inserts', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const context = await client.createInsertContext(table, { schema: even });
  await client.insert({ context, data: [{ n: 2 }] });
  await t.throwsAsync(client.insert({ context, data: [{ n: 3 }] }), { instanceOf: SchemaError });
  await client.insert({ context, data: [{ n: 5 }], schema: schemaOf<unknown>((value) => ({ value })) });
  t.deepEqual(await contents(table), [[2], [5]]);
});

test('columns have no rows to judge and are refused', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const result = await client.query('SELECT toUInt32(2) AS n');
  const blocks = client.queryColumnBlockStream('SELECT toUInt32(2) AS n');
  const refused = {
    instanceOf: InterfaceError,
    code: 'ERR_INVALID_ARG',
    message: "insert: option 'schema' is for rows, and the data are columns",
  };
  for (const data of [{ n: [2] }, result, blocks]) {
    await t.throwsAsync(client.insert(table, data as never, { schema: even }), refused);
  }
  await t.throwsAsync(client.insert(table, [[2]], { columnOriented: true, schema: even }), refused);
  t.is(await countRows(table), 0n);
});

test('an inserter tells of a batch with a row that does not fit, and stores the others', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const failures: BatchFailure[] = [];
  const inserter = client.inserter(table, { schema: even, maxRows: 3, onError: (failure) => failures.push(failure) });
  const rows = [0, 2, 4, 6, 7, 8, 10, 12, 14].map((n) => ({ n }));
  for (const row of rows) await inserter.add(row);
  await inserter.close();
  const [failure, ...others] = failures;
  t.deepEqual(others, []);
  const error = failure?.error;
  if (!(error instanceof SchemaError)) return t.fail(String(error));
  t.is(error.rowIndex, 1);
  t.is(error.row, rows[4]);
  t.is(failure?.stored, 'none');
  t.deepEqual(failure?.rows, rows.slice(3, 6));
  t.deepEqual(await contents(table), [[0], [2], [4], [10], [12], [14]]);
});

test('without onError an inserter rejects with the error of the row', async (t) => {
  const client = await getClient();
  const table = await makeTable('n UInt32');
  const inserter = client.inserter(table, { schema: even });
  inserter.add({ n: 1 });
  const error = await t.throwsAsync(inserter.close(), { instanceOf: InserterError, code: 'ERR_SCHEMA_VALIDATION' });
  t.true(error?.cause instanceof SchemaError);
});
