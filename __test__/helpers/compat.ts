import * as theirs from '@clickhouse/client';
import type { ExecutionContext } from 'ava';
import test from 'ava';

import * as ours from '../../src/compat/index.ts';
import { getServer } from './server.ts';

/** What `@clickhouse/client` is; ours must be usable in its place. */
export type Api = Pick<
  typeof theirs,
  Exclude<keyof typeof theirs, 'ClickHouseClient' | 'ResultSet' | 'default' | 'module.exports'>
>;
export type Client = theirs.ClickHouseClient;
export type Options = theirs.ClickHouseClientConfigOptions;

/** By who has written them. */
export const apis: Readonly<Record<'theirs' | 'ours', Api>> = { theirs, ours: ours as unknown as Api };

const open: Client[] = [];

test.after.always('the clients are closed', async () => {
  await Promise.all(open.map((client) => client.close()));
});

/** A client of the server of this test file. */
export async function connect(api: Api, options: Options = {}): Promise<Client> {
  const { url } = await getServer();
  const client = api.createClient({ url, log: { level: api.ClickHouseLogLevel.OFF }, ...options });
  open.push(client);
  return client;
}

/** What a program has to work with. */
export interface Stage {
  readonly api: Api;
  readonly client: Client;
  /** The name of a table that no other program has. */
  readonly table: string;
}

export type Outcome = { readonly value: unknown } | { readonly error: object };

let tables = 0;

/** What comes of a program with each of both clients. */
export async function outcomes(
  program: (stage: Stage) => Promise<unknown>,
  options: Options = {},
): Promise<{ theirs: Outcome; ours: Outcome }> {
  const table = `compat_${++tables}`;
  const run = async (who: keyof typeof apis): Promise<Outcome> => {
    const api = apis[who];
    const client = await connect(api, options);
    return await program({ api, client, table: `${table}_${who}` }).then(
      (value) => ({ value }),
      (error: unknown) => ({ error: told(error, api, `${table}_${who}`) }),
    );
  };
  return { theirs: await run('theirs'), ours: await run('ours') };
}

/** What of an error is the same whoever throws it. */
export function told(error: unknown, api: Api, table = ''): object {
  const { name, message, code, type } = error as theirs.ClickHouseError;
  const isServers = error instanceof api.ClickHouseError;
  return { isServers, name, code, type, message: message.replaceAll(table, 'table') };
}

/** Runs a program with both clients and compares what comes of it, which is given. */
export async function same(
  t: ExecutionContext,
  program: (stage: Stage) => Promise<unknown>,
  options?: Options,
): Promise<Outcome> {
  const both = await outcomes(program, options);
  t.deepEqual(both.ours, both.theirs);
  return both.ours;
}

/** How many rows a stream has. */
export async function countOf(stream: AsyncIterable<readonly unknown[]>): Promise<number> {
  let rows = 0;
  for await (const items of stream) rows += items.length;
  return rows;
}
