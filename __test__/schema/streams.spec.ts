import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import test from 'ava';
import * as v from 'valibot';
import { z } from 'zod';

import { SchemaError } from '../../src/index.ts';
import { getClient, newClient } from '../helpers/client.ts';
import { expected, faulty, libraries, schemaOf, visits } from '../helpers/schemas.ts';
import { until } from '../helpers/wait.ts';

async function buffered(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of items) all.push(item);
  return all;
}

for (const [name, schema] of Object.entries(libraries)) {
  test(`${name}: streams give what comes out of the schema`, async (t) => {
    const client = await getClient();
    const options = { parameters: { count: 10_000 }, schema };
    const rows = expected(10_000);
    t.deepEqual(await client.queryRowsStream(visits, options).toArray(), rows);
    t.deepEqual((await client.queryRowBlockStream(visits, options).toArray()).flat(), rows);
    t.deepEqual((await client.queryRowBlockStream(visits, { ...options, blockSize: 7 }).toArray()).flat(), rows);
  });

  test(`${name}: a row that does not fit ends a stream and frees its connection`, async (t) => {
    await using client = await newClient({ maxConnections: 1 });
    const options = { parameters: { count: 1_000_000, bad: 12_345 }, schema };
    for (const stream of [client.queryRowsStream(faulty, options), client.queryRowBlockStream(faulty, options)]) {
      let rows = 0;
      const error = await t.throwsAsync(
        async () => {
          for await (const item of stream) rows += Array.isArray(item) ? item.length : 1;
        },
        { instanceOf: SchemaError, code: 'ERR_SCHEMA_VALIDATION' },
      );
      if (!(error instanceof SchemaError)) return;
      t.is(error.rowIndex, 12_345);
      t.deepEqual(error.path, ['page']);
      t.true(rows <= 12_345 && rows > 12_345 - 4096, `${rows}`);
      t.is(await t.throwsAsync(stream.summary), error);
      // There is but one connection.
      t.is(await client.command('SELECT 1'), 1);
    }
  });
}

test('rows as arrays are judged as arrays', async (t) => {
  const client = await getClient();
  const schema = z.tuple([z.bigint(), z.string()]).transform(([id, page]) => ({ id, page }));
  const sql = `SELECT number, toString(number) FROM numbers(3)`;
  const rows = await client.queryRowsStream(sql, { rowShape: 'tuple', schema }).toArray();
  t.deepEqual(rows[2], { id: 2n, page: '2' });
  const blocks = await client.queryRowBlockStream(sql, { rowShape: 'tuple', schema }).toArray();
  t.deepEqual(blocks, [rows]);
});

test('Node and web streams fail with the error of the row', async (t) => {
  const client = await getClient();
  const options = { parameters: { count: 100, bad: 50 }, schema: libraries.zod };
  const sink = new Writable({ objectMode: true, write: (_, __, done) => done() });
  const node = pipeline(client.queryRowsStream(faulty, options).toNodeStream(), sink);
  await t.throwsAsync(node, { instanceOf: SchemaError });
  const web = client.queryRowsStream(faulty, options).toWebStream();
  await t.throwsAsync(buffered(web), { instanceOf: SchemaError });
});

test('calls of next() that overlap keep their order with an asynchronous schema', async (t) => {
  const client = await getClient();
  const schema = v.pipeAsync(
    v.object({ number: v.bigint() }),
    v.transformAsync(async ({ number }) => {
      if (number % 2n === 0n) await new Promise(setImmediate);
      return Number(number);
    }),
  );
  const iterator = client.queryRowsStream('SELECT number FROM numbers(6)', { schema })[Symbol.asyncIterator]();
  const steps = await Promise.all(Array.from({ length: 7 }, () => iterator.next()));
  t.deepEqual(
    steps.map(({ value }) => value),
    [0, 1, 2, 3, 4, 5, undefined],
  );
});

test('a loop that is left early ends the query', async (t) => {
  await using client = await newClient({ maxConnections: 1 });
  for await (const row of client.queryRowsStream('SELECT number FROM system.numbers', {
    schema: schemaOf<unknown>((value) => ({ value })),
  })) {
    t.deepEqual(row, { number: 0n });
    break;
  }
  t.is(await client.command('SELECT 1'), 1);
});

test('an abort ends a stream whose schema waits', async (t) => {
  await using client = await newClient({ maxConnections: 1 });
  const controller = new AbortController();
  let asked = false;
  const schema = schemaOf(() => {
    asked = true;
    return new Promise<never>(() => {});
  });
  const stream = client.queryRowsStream('SELECT number FROM system.numbers', { schema, signal: controller.signal });
  const items = stream.toArray();
  await until(() => asked);
  controller.abort(new Error('enough'));
  await t.throwsAsync(items, { message: 'enough' });
  t.is(await client.command('SELECT 1'), 1);
});

test('names and counters of a stream are there as without a schema', async (t) => {
  const client = await getClient();
  const stream = client.queryRowsStream(visits, {
    parameters: { count: 3 },
    schema: libraries.arktype,
    queryId: 'judged',
  });
  t.is(stream.queryId, 'judged');
  t.deepEqual((await stream.source).columnNames, ['id', 'page', 'at']);
  t.is((await stream.toArray()).length, 3);
  t.is((await stream.summary).resultRows, 3);
});

test('overlapping calls of next tell once of a row that does not fit', async (t) => {
  const client = await getClient();
  const options = { parameters: { count: 10, bad: 0 }, schema: libraries.zod };
  const iterator = client.queryRowsStream(faulty, options)[Symbol.asyncIterator]();
  const results = await Promise.allSettled([iterator.next(), iterator.next(), iterator.next()]);
  t.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'fulfilled', 'fulfilled'],
  );
});
