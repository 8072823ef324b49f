import type { Client } from '../../index.js';
import type { ClickHouseDialectOptions } from '../../kysely.js';
import { createClient } from '../client.ts';
import { callable, type Checks, flag, invalid, name, oneOf, validate, withMethods } from '../validate.ts';

/** What statements are made by. */
export interface CompilerOptions {
  readonly updates: 'mutation' | 'lightweight';
  readonly joinUseNulls: boolean;
  readonly cluster: string | undefined;
}

/** The options of a dialect, checked and with defaults. */
export interface CheckedOptions extends CompilerOptions {
  readonly client: () => Client | Promise<Client>;
}

const clientCheck = withMethods('query', 'insert', 'command', 'close');

const checks: Checks<ClickHouseDialectOptions> = {
  client: (value) => callable(value) && clientCheck(value) && 'a client, or a function that gives one',
  // What it may be is for createClient to say.
  url: () => undefined,
  updates: oneOf('mutation', 'lightweight'),
  joinUseNulls: flag,
  cluster: name,
};

export function checkOptions(options: ClickHouseDialectOptions): CheckedOptions {
  validate<ClickHouseDialectOptions>(options, checks, 'ClickHouseDialect');
  const { client, url, updates = 'mutation', joinUseNulls = true, cluster } = options;
  if ((client === undefined) === (url === undefined)) {
    throw invalid("ClickHouseDialect: give either 'client' or 'url'");
  }
  return { client: clientOf(client, url), updates, joinUseNulls, cluster };
}

function clientOf(
  client: ClickHouseDialectOptions['client'],
  url: ClickHouseDialectOptions['url'],
): CheckedOptions['client'] {
  if (typeof client === 'function') return client;
  const made = client ?? createClient(url);
  return () => made;
}
