import type { Client, ClientOptions } from '../../index.js';
import type { ClickHouseDriverOptions } from '../../cube.js';
import { createClient } from '../client.ts';
import {
  flag,
  integer,
  invalid,
  isRecord,
  milliseconds,
  name,
  validate,
  withMethods,
  type Checks,
} from '../validate.ts';
import { parseUrl } from '../url.ts';
import { readCube } from './environment.ts';

type OwnOptions = Omit<ClickHouseDriverOptions, keyof ClientOptions>;

const checks: Checks<OwnOptions> = {
  client: withMethods('query', 'queryRowBlockStream', 'insert', 'command', 'close'),
  dataSource: name,
  preAggregations: flag,
  readOnly: flag,
  maxPoolSize: integer(1, 65_535),
  testConnectionTimeout: milliseconds,
};

/** The options of a driver, checked and with defaults. */
export interface CheckedOptions {
  readonly client: Client;
  readonly readOnly: boolean;
}

const WHERE = 'ClickHouseDriver';

/** Options win over Cube's variables, these over those of `createClient`. */
export function checkOptions(options: ClickHouseDriverOptions): CheckedOptions {
  if (!isRecord(options)) throw invalid(`${WHERE}: options must be an object`);
  const [own, connection] = parted(options);
  validate<OwnOptions>(own, checks, WHERE);
  const environment = readCube(process.env, own);
  const readOnly = own.readOnly ?? environment.readOnly;
  if (own.client !== undefined) {
    const [surplus] = [...(own.maxPoolSize === undefined ? [] : ['maxPoolSize']), ...Object.keys(connection)];
    if (surplus !== undefined) throw invalid(`${WHERE}: give either 'client' or '${surplus}'`);
    return { client: own.client, readOnly };
  }
  return { client: createClient(clientOptions(own, connection, environment.client)), readOnly };
}

function parted(options: ClickHouseDriverOptions): [OwnOptions, ClientOptions] {
  const present = Object.entries(options).filter(([, value]) => value !== undefined);
  const isOwn = ([key]: [string, unknown]): boolean => Object.hasOwn(checks, key);
  return [Object.fromEntries(present.filter(isOwn)), Object.fromEntries(present.filter((entry) => !isOwn(entry)))];
}

/** Where options say what the server is, the variables about it are about another. */
function clientOptions(own: OwnOptions, given: ClientOptions, variables: ClientOptions): ClientOptions {
  const { host, port, secure, username, password, database, tls, ...others } = variables;
  const elsewhere = given.url !== undefined || given.dsn !== undefined || given.hosts !== undefined;
  const hasToken = given.accessToken !== undefined || given.tokenProvider !== undefined;
  const login = hasToken ? {} : { password, ...(given.user === undefined && { username }) };
  const server = { host, port, database, tls, ...login, ...(given.interface === undefined && { secure }) };
  const size = own.maxPoolSize === undefined ? {} : { maxConnections: own.maxPoolSize };
  // A pool has its own size, and a URL may hold options, which are the user's.
  if (given.pool !== undefined) delete others.maxConnections;
  const address = given.url ?? given.dsn;
  const within = address === undefined ? {} : parseUrl(address);
  return { ...(elsewhere ? {} : server), ...without(others, within), ...size, ...given };
}

function without(variables: ClientOptions, given: object): ClientOptions {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !Object.hasOwn(given, name)));
}
