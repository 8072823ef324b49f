import test from 'ava';
import * as v from 'valibot';
import { z } from 'zod';

import { DataError, InterfaceError, SchemaError } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { expected, faulty, libraries, schemaOf, visits } from '../helpers/schemas.ts';

const invalid = { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' };

for (const [name, schema] of Object.entries(libraries)) {
  test(`${name}: the rows of a result are what comes out of the schema`, async (t) => {
    const client = await getClient();
    const result = await client.query(visits, { parameters: { count: 3 }, schema });
    t.deepEqual(result.rows(), expected(3));
    t.deepEqual([...result], expected(3));
    t.deepEqual(result.first(), expected(1)[0]);
    t.is(result.rowCount, 3);
    t.deepEqual(result.columnNames, ['id', 'page', 'at']);
    t.deepEqual(result.column('at').get(1), new Date(1000));
  });

  test(`${name}: a row that does not fit rejects the query, and is told`, async (t) => {
    const client = await getClient();
    const call = client.query(faulty, { parameters: { count: 9, bad: 5 }, schema });
    const error = await t.throwsAsync(call, { instanceOf: SchemaError, code: 'ERR_SCHEMA_VALIDATION' });
    if (!(error instanceof SchemaError)) return;
    t.true(error instanceof DataError);
    t.is(error.name, 'SchemaError');
    t.is(error.rowIndex, 5);
    t.deepEqual(error.path, ['page']);
    t.is(error.issues.length, 1);
    t.deepEqual(error.row, { id: 5n, page: '', at: new Date(5000) });
    t.regex(error.message, /^query: row 5 does not fit the schema: page: ./);
  });
}

test('rows() gives an array of its own each time', async (t) => {
  const client = await getClient();
  const result = await client.query(visits, { parameters: { count: 2 }, schema: libraries.zod });
  result.rows().pop();
  t.is(result.rows().length, 2);
});

test('a result without rows asks the schema nothing', async (t) => {
  const client = await getClient();
  const schema = schemaOf<never>(() => ({ issues: [{ message: 'no' }] }));
  const result = await client.query('SELECT 1 AS a WHERE 0', { schema });
  t.deepEqual(result.rows(), []);
  t.is(result.first(), undefined);
});

test('an asynchronous schema is waited for, one row after another', async (t) => {
  const client = await getClient();
  let running = 0;
  const schema = v.pipeAsync(
    v.object({ number: v.bigint() }),
    v.transformAsync(async ({ number }) => {
      t.is(++running, 1);
      await new Promise(setImmediate);
      running--;
      return Number(number);
    }),
  );
  const result = await client.query('SELECT number FROM numbers(20)', { schema });
  t.deepEqual(
    result.rows(),
    Array.from({ length: 20 }, (_, n) => n),
  );
});

test('what a schema throws is thrown as it is', async (t) => {
  const client = await getClient();
  const fault = new Error('my fault');
  for (const validate of [
    () => {
      throw fault;
    },
    () => Promise.reject(fault),
  ]) {
    const error = await t.throwsAsync(client.query('SELECT 1', { schema: schemaOf(validate) }));
    t.is(error, fault);
  }
});

test('a schema that breaks its specification is told', async (t) => {
  const client = await getClient();
  const schema = schemaOf(() => undefined as never);
  await t.throwsAsync(client.query('SELECT 1', { schema }), { ...invalid, message: /the schema gave undefined/ });
});

test('an abort ends the wait for a schema', async (t) => {
  const client = await getClient();
  for (const soon of [setImmediate, (abort: () => void) => abort()]) {
    const controller = new AbortController();
    const schema = schemaOf(() => {
      soon(() => controller.abort(new Error('enough')));
      return new Promise<never>(() => {});
    });
    await t.throwsAsync(client.query('SELECT 1', { schema, signal: controller.signal }), { message: 'enough' });
  }
});

test('the event loop turns while many rows are judged', async (t) => {
  const client = await getClient();
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  let before = -1;
  const schema = schemaOf<unknown>((value) => {
    if (before < 0) before = turns;
    return { value };
  });
  await client.query('SELECT number FROM numbers(300000)', { schema });
  clearInterval(timer);
  t.true(turns > before + 3, `${turns - before}`);
});

test('a text that a schema quotes is cut, and the row is out of logs', async (t) => {
  const client = await getClient();
  const schema = schemaOf(() => ({
    issues: [{ message: 'x'.repeat(5000), path: [{ key: 'a' }, 0] }, { message: 'y' }],
  }));
  const error = await t.throwsAsync(client.query(`SELECT 'a secret' AS a`, { schema }));
  t.true((error?.message.length ?? 0) < 400);
  t.regex(error?.message ?? '', /: a\.0: x+… \(and 1 more\)$/);
  t.false(JSON.stringify(error).includes('secret'));
  t.deepEqual(Object.keys(error ?? {}).toSorted(), ['attempts', 'code', 'path', 'retryable', 'rowIndex']);
});

test('a schema of a context is that of its calls, and one of a call wins', async (t) => {
  await using client = await newClient();
  const context = client.createQueryContext({ query: visits, parameters: { count: 2 }, schema: libraries.valibot });
  t.is(context.schema, libraries.valibot);
  t.deepEqual((await client.query({ context })).rows(), expected(2));
  t.deepEqual((await client.query('SELECT 1 AS n', { context, schema: z.object({ n: z.number() }) })).rows(), [
    { n: 1 },
  ]);
  const other = context.updatedCopy({ schema: z.object({ id: z.bigint() }) });
  t.deepEqual((await client.query({ context: other })).first(), { id: 0n });
  t.deepEqual((await client.query({ context: context.updatedCopy({ queryTz: 'UTC' }) })).rows(), expected(2));
});

test('methods that give no rows refuse a schema, their own and that of a context', async (t) => {
  const client = await getClient();
  const { zod: schema } = libraries;
  const context = client.createQueryContext({ query: 'SELECT 1', schema });
  const message = /^\w+: option 'schema' is for rows, and this method gives none$/;
  for (const options of [{ schema }, { context }] as never[]) {
    for (const call of [
      () => client.queryColumns('SELECT 1', options),
      () => client.queryColumnBlockStream('SELECT 1', options).toArray(),
      () => client.queryColumnsStream('SELECT 1', options).toArray(),
      () => client.queryArrow('SELECT 1', options),
      () => client.rawQuery('SELECT 1', options),
    ]) {
      await t.throwsAsync(call, { ...invalid, message });
    }
  }
  const columnOriented = client.query('SELECT 1', { schema, columnOriented: true });
  await t.throwsAsync(columnOriented, { ...invalid, message: /'columnOriented' asks for columns/ });
});

test('what is no schema is refused before anything is sent', async (t) => {
  const client = await getClient();
  const standard = { version: 2, vendor: 'test', validate: () => ({ value: 1 }) };
  for (const schema of [null, 7, {}, () => 7, { '~standard': undefined }, { '~standard': standard }] as never[]) {
    const message = /: option 'schema' must be a schema of version 1 of Standard Schema/;
    await t.throwsAsync(client.query('SELECT 1', { schema }), { ...invalid, message });
    await t.throwsAsync(client.queryRowsStream('SELECT 1', { schema }).toArray(), { ...invalid, message });
    await t.throwsAsync(client.insert('t', [[1]], { schema }), { ...invalid, message });
    t.throws(() => client.inserter('t', { schema }), { ...invalid, message });
    t.throws(() => client.createQueryContext({ schema }), { ...invalid, message });
  }
});
