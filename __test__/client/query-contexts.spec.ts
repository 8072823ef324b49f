import { buffer } from 'node:stream/consumers';
import test from 'ava';

import type { Client, QueryContext, QueryContextOptions, ResultOptions } from '../../index.js';
import { createClient, InterfaceError, ProgrammingError } from '../../src/index.ts';
import { getClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';

const sql = 'SELECT number AS n FROM numbers({count:UInt32}) WHERE number >= {least:UInt32}';
const own = "SELECT {count:UInt32} AS n, toUInt64(getSetting('max_block_size')) AS size";
const invalid = { instanceOf: InterfaceError, code: 'ERR_INVALID_ARG' };

type N = { n: unknown };

/** What every method that takes a context gives of a query for `n`. */
const methods: Readonly<Record<string, (client: Client, ...call: [string, ResultOptions]) => Promise<unknown[]>>> = {
  query: async (client, ...call) => (await client.query(...call)).column('n').toArray(),
  queryColumns: async (client, ...call) => Array.from((await client.queryColumns(...call)).n as Iterable<unknown>),
  queryRowsStream: async (client, ...call) => (await client.queryRowsStream<N>(...call).toArray()).map(({ n }) => n),
  queryRowBlockStream: async (client, ...call) =>
    (await client.queryRowBlockStream<N>(...call).toArray()).flat().map(({ n }) => n),
  queryColumnBlockStream: async (client, ...call) =>
    (await client.queryColumnBlockStream(...call).toArray()).flatMap((block) => block.column('n').toArray()),
  queryColumnsStream: async (client, ...call) =>
    (await client.queryColumnsStream(...call).toArray()).flatMap(({ n }) => Array.from(n as Iterable<unknown>)),
  rawQuery: async (client, ...call) => numbersOf(await client.rawQuery(...call)),
  rawStream: async (client, ...call) => numbersOf(await buffer(client.rawStream(...call))),
};

function numbersOf(json: Buffer): bigint[] {
  return JSON.parse(String(json)).data.map(([n]: [string]) => BigInt(n));
}

/** The arguments of a call whose context has the statement. */
function alone(context: QueryContext): [string, ResultOptions] {
  return [{ context }] as unknown as [string, ResultOptions];
}

for (const [name, run] of Object.entries(methods)) {
  test(`${name} takes statement, parameters and settings of a context`, async (t) => {
    const client = await getClient();
    const context = client.createQueryContext({
      query: sql,
      parameters: { count: 5, least: 3 },
      settings: { max_block_size: 1, output_format_json_quote_64bit_integers: 1 },
      format: 'JSONCompact',
    });
    t.deepEqual(await run(client, ...alone(context)), [3n, 4n]);
    t.deepEqual(await run(client, 'SELECT number AS n FROM numbers({least:UInt32})', { context }), [0n, 1n, 2n]);
    t.deepEqual(await run(client, ...alone(context.setParameter('least', 4))), [4n]);
  });
}

test('options of a call win, member by member', async (t) => {
  const client = await getClient();
  const context = client.createQueryContext({
    query: own,
    parameters: { count: 1 },
    settings: { max_block_size: 7, max_threads: 1 },
    queryFormats: { UInt32: 'string', UInt64: 'string' },
  });
  t.deepEqual((await client.query({ context })).firstTuple(), ['1', '7']);
  t.deepEqual((await client.query({ context, parameters: { count: 2 } })).firstTuple(), ['2', '7']);
  t.deepEqual((await client.query({ context, parameters: { count: undefined } })).firstTuple(), ['1', '7']);
  t.deepEqual((await client.query({ context, settings: { max_threads: 2 } })).firstTuple(), ['1', '7']);
  t.deepEqual((await client.query({ context, settings: { max_block_size: 8 } })).firstTuple(), ['1', '8']);
  t.deepEqual((await client.query({ context, queryFormats: { UInt32: 'number' } })).firstTuple(), [1, '7']);
  const answer = await client.query('SELECT {count:UInt32} + 1 AS m', { context, columnFormats: { m: 'number' } });
  t.deepEqual(answer.rows(), [{ m: 2 }]);
  t.deepEqual((await client.query({ context })).firstTuple(), ['1', '7']);
});

test('a call has what its context held when it was made', async (t) => {
  const client = await getClient();
  const context = client.createQueryContext({ query: 'SELECT {k:UInt32}, sleep(0.05)', parameters: { k: 0 } });
  const calls = Array.from({ length: 8 }, (_, k) => client.query({ context: context.setParameter('k', k) }));
  const stream = client.queryRowsStream({ context: context.setParameters({ k: 100 }), rowShape: 'tuple' });
  context.setParameters({ k: 200 });
  t.deepEqual(
    (await Promise.all(calls)).map((result) => result.value()),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
  t.deepEqual(await stream.toArray(), [[100, 0]]);
  t.is((await client.query({ context })).value(), 200);
});

test('a context keeps what it was made of', async (t) => {
  const client = await getClient();
  const parameters: Record<string, unknown> = { k: 1 };
  const columnFormats: Record<string, Record<string, string>> = { x: { UInt8: 'string' } };
  const options: QueryContextOptions = { query: 'SELECT {k:UInt8} AS x', parameters, columnFormats };
  const context = client.createQueryContext(options);
  parameters.k = 2;
  (columnFormats.x ?? {}).UInt8 = 'number';
  options.query = 'SELECT 3 AS x';
  t.deepEqual((await client.query({ context })).rows(), [{ x: '1' }]);
  t.is(context.query, 'SELECT {k:UInt8} AS x');
  t.deepEqual(context.parameters, { k: 1 });
  t.throws(() => Object.assign(context.parameters, { k: 2 }), { instanceOf: TypeError });
});

test('setParameters replaces all parameters', async (t) => {
  const client = await getClient();
  const context = client.createQueryContext({ query: 'SELECT {a:UInt8} + {b:UInt8}', parameters: { a: 1, b: 2 } });
  context.setParameters({ a: 5 });
  await t.throwsAsync(client.query({ context }), { instanceOf: ProgrammingError, code: 'ERR_UNBOUND_PARAMETER' });
  t.is((await client.query({ context: context.setParameters({ a: 5, b: 6 }) })).value(), 11);
  context.setParameter('__proto__', 1);
  t.deepEqual(Object.keys(context.parameters), ['a', 'b', '__proto__']);
});

test('a copy and its original go their own ways', async (t) => {
  const client = await getClient();
  const context = client.createQueryContext({ query: own, parameters: { count: 1 }, settings: { max_block_size: 5 } });
  const copy = context.updatedCopy({ settings: { max_block_size: 6 } });
  copy.setParameter('count', 9);
  t.deepEqual((await client.query({ context })).firstTuple(), [1, 5n]);
  t.deepEqual((await client.query({ context: copy })).firstTuple(), [9, 6n]);
  const other = copy.updatedCopy({ query: 'SELECT {count:UInt8} AS c', rowShape: 'tuple' });
  t.deepEqual(await client.queryRowsStream({ context: other }).toArray(), [[9]]);
  t.deepEqual(await client.queryRowsStream({ context: other, rowShape: 'object' }).toArray(), [{ c: 9 }]);
});

test('a context serves several clients', async (t) => {
  const client = await getClient();
  await using session = client.session();
  const context = session.createQueryContext({ query: 'SELECT 7' });
  t.is((await client.query({ context })).value(), 7);
  t.is((await session.query({ context })).value(), 7);
});

test('a signal of a context ends all of its calls', async (t) => {
  const client = await getClient();
  const controller = new AbortController();
  const context = client.createQueryContext({ query: 'SELECT sleep(3)', signal: controller.signal });
  const calls = [client.query({ context }), client.queryColumns({ context })];
  controller.abort(new Error('enough'));
  for (const call of calls) await t.throwsAsync(call, { message: 'enough' });
});

test('what cannot be is refused, and nothing is sent', async (t) => {
  await using fake = await startFake((response) => void response.end());
  await using client = createClient(fake.url);
  const context = client.createQueryContext();
  const bad: [() => unknown, RegExp][] = [
    [() => client.createQueryContext({ nope: 1 } as never), /createQueryContext: unknown option 'nope'/],
    [() => client.createQueryContext(7 as never), /createQueryContext: options must be an object/],
    [() => client.createQueryContext({ queryId: 'x' } as never), /createQueryContext: option 'queryId' is for one/],
    [() => client.createQueryContext({ query: ' ' }), /createQueryContext: the statement is empty/],
    [
      () => client.createQueryContext({ settings: { query_id: 'x' } }),
      /createQueryContext: 'query_id' is not a setting/,
    ],
    [() => client.createQueryContext({ headers: { authorization: 'x' } }), /createQueryContext: .*authorization/i],
    [() => client.createQueryContext({ context } as never), /createQueryContext: unknown option 'context'/],
    [() => context.setParameter('', 1), /setParameter: the name/],
    [() => context.setParameters('x' as never), /setParameters: the parameters/],
    [() => context.setParameters(undefined as never), /setParameters: the parameters/],
    [() => context.updatedCopy({ blockSize: 0 }), /updatedCopy: option 'blockSize'/],
    [() => context.updatedCopy(null as never), /updatedCopy: options must be an object/],
  ];
  for (const [call, message] of bad) t.throws(call, { ...invalid, message });
  t.throws(() => client.createQueryContext({ queryTz: 'Nowhere' }), { instanceOf: ProgrammingError });
  t.throws(() => client.createQueryContext({ queryFormats: { Nope: 'x' } }), { instanceOf: ProgrammingError });

  const none = { query: 'SELECT 1' } as never;
  for (const [name, run] of Object.entries(methods)) {
    await t.throwsAsync(run(client, ...alone(context)), {
      ...invalid,
      message: `${name}: the context has no statement: give one, or make it with createQueryContext({ query })`,
    });
    await t.throwsAsync(run(client, 'SELECT 1', { context: none }), {
      ...invalid,
      message: /option 'context' must be what/,
    });
    await t.throwsAsync(run(client, ...alone(undefined as never)), {
      ...invalid,
      message: /the statement must be a string/,
    });
  }
  const twice = client.query({ context } as never, { settings: {} });
  await t.throwsAsync(twice, { ...invalid, message: /query: the options stand before/ });
  t.is(fake.received.length, 0);
});
