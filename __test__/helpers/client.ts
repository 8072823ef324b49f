import test from 'ava';

import type { Client, ClientOptions } from '../../index.js';
import { createClient } from '../../src/index.ts';
import { getServer } from './server.ts';

let shared: Promise<Client> | undefined;

/** The client of this test file: made on first use, closed after the last test. */
export function getClient(): Promise<Client> {
  shared ??= newClient();
  return shared;
}

/** A client of its own, of the server of this test file. */
export async function newClient(options: ClientOptions = {}): Promise<Client> {
  const { url } = await getServer();
  return createClient({ url, ...options });
}

test.after.always('the client is closed', async () => {
  await (await shared)?.close();
});

let tables = 0;

/** Makes a table of the given columns that no other test has, and gives its name. */
export async function makeTable(columns: string, rest = 'ENGINE = MergeTree ORDER BY tuple()'): Promise<string> {
  const name = `table_${++tables}`;
  await (await getClient()).command(`CREATE TABLE ${name} (${columns}) ${rest}`);
  return name;
}

/** All rows of a table as arrays, in the given order. */
export async function contents(table: string, order = 'ALL'): Promise<unknown[][]> {
  return (await (await getClient()).query(`SELECT * FROM ${table} ORDER BY ${order}`)).tuples();
}

export async function countRows(table: string): Promise<bigint> {
  return (await getClient()).command<bigint>(`SELECT count() FROM ${table}`);
}
