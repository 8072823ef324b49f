/** What compiles and what does not: the lines behind `@ts-expect-error` are wrong, and `tsc` says so. */
import type {
  QueryContext,
  QueryContextOptions,
  ResultOptions,
  Row,
  SchemaInput,
  StandardSchemaV1,
} from '../../index.js';
import { createClient } from '../../src/index.ts';
import type * as contract from '../../index.js';
import { libraries, type Visit } from '../helpers/schemas.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(value?: T): T | undefined => value;

const client: contract.Client = createClient();
const { zod, valibot, arktype } = libraries;

export async function queries(): Promise<void> {
  const fromZod = await client.query('SELECT 1', { schema: zod });
  const fromValibot = await client.query('SELECT 1', { schema: valibot });
  const fromArktype = await client.query('SELECT 1', { schema: arktype });
  same<Same<(typeof fromZod)['rows'], () => Visit[]>>();
  same<Same<(typeof fromValibot)['rows'], () => Visit[]>>();
  same<Same<(typeof fromArktype)['rows'], () => Visit[]>>();
  const plain = await client.query('SELECT 1');
  same<Same<ReturnType<typeof plain.rows>, Row[]>>();
  const options: ResultOptions = { queryTz: 'UTC' };
  const mine = await client.query<Visit>('SELECT 1', options);
  same<Same<ReturnType<typeof mine.rows>, Visit[]>>();
  // @ts-expect-error: the type is what comes out of the schema.
  await client.query<Visit>('SELECT 1', { schema: zod });
  // @ts-expect-error: that is no schema.
  await client.query('SELECT 1', { schema: {} });
  // @ts-expect-error: the result is not the schema's.
  const options2: ResultOptions = { schema: zod };
  void options2;
}

export async function streams(): Promise<void> {
  const rows = client.queryRowsStream('SELECT 1', { schema: zod, rowShape: 'tuple' });
  same<Same<typeof rows, contract.QueryStream<Visit>>>();
  const blocks = client.queryRowBlockStream('SELECT 1', { schema: arktype, blockSize: 5 });
  same<Same<typeof blocks, contract.QueryStream<Visit[]>>>();
  // @ts-expect-error: columns have no rows.
  client.queryColumnBlockStream('SELECT 1', { schema: zod });
  // @ts-expect-error: columns have no rows.
  await client.queryColumns('SELECT 1', { schema: zod });
}

export async function contexts(given: QueryContextOptions, any: QueryContext): Promise<void> {
  const context = client.createQueryContext({ query: 'SELECT 1', schema: valibot });
  const alone = await client.query({ context });
  const named = await client.query('SELECT 1', { context, queryTz: 'UTC' });
  same<Same<ReturnType<typeof alone.rows>, Visit[]>>();
  same<Same<ReturnType<typeof named.rows>, Visit[]>>();
  const streamed = client.queryRowsStream({ context: context.setParameter('a', 1) });
  same<Same<typeof streamed, contract.QueryStream<Visit>>>();
  const kept = client.queryRowsStream({ context: context.updatedCopy({ queryTz: 'UTC' }) });
  same<Same<typeof kept, contract.QueryStream<Visit>>>();
  const without = await client.query({ context: client.createQueryContext(given) });
  same<Same<ReturnType<typeof without.rows>, Row[]>>();
  const later = client.queryRowsStream({ context: client.createQueryContext(given).updatedCopy({ schema: zod }) });
  same<Same<typeof later, contract.QueryStream<Visit>>>();
  const unknown = await client.query<Visit>({ context: any });
  same<Same<ReturnType<typeof unknown.rows>, Visit[]>>();
}

export async function inserts(schema: StandardSchemaV1<{ n: number }, { n: bigint }>, rows: unknown[]): Promise<void> {
  await client.insert('t', [{ n: 1 }], { schema });
  // What is not known yet is what a schema is for.
  await client.insert('t', rows, { schema });
  // @ts-expect-error: the type that was named is not that of the rows.
  await client.insert<SchemaInput<typeof schema>>('t', [{ n: 'one' }], { schema });
  const inserter = client.inserter('t', {
    schema,
    onError: ({ rows }) => same<Same<typeof rows, readonly { n: number }[]>>(),
  });
  inserter.add({ n: 1 });
  // @ts-expect-error: that does not go into the schema.
  inserter.add({ n: 'one' });
  const open = client.inserter<unknown>('t', { schema });
  open.add({ n: 'one' });
}
