import type { ClientOptions } from '../../index.js';
import type { ClickHouseDriverOptions } from '../../cube.js';
import type { Environment } from '../environment.ts';
import { defined } from '../url.ts';
import { invalid } from '../validate.ts';

type Source = Pick<ClickHouseDriverOptions, 'dataSource' | 'preAggregations'>;

/** What Cube's variables say. */
export interface CubeEnvironment {
  readonly client: ClientOptions;
  readonly readOnly: boolean;
}

/** Variables of the TLS of other drivers, which this one cannot follow. */
const unsupported = ['SSL_CIPHERS', 'SSL_PASSPHRASE'] as const;

/** Reads the variables of a data source; an empty one counts as unset. */
export function readCube(environment: Environment, source: Source): CubeEnvironment {
  const prefix = prefixOf(environment, source);
  const variable = (name: string): string => `${prefix}DB_${name}`;
  const read = (name: string): string | undefined => environment[variable(name)] || undefined;
  const flag = (name: string): boolean | undefined => flagOf(variable(name), read(name));
  for (const name of unsupported) {
    if (read(name) !== undefined) throw invalid(`${variable(name)} is not supported`);
  }
  const port = read('PORT');
  const pool = read('MAX_POOL');
  const tls = defined({
    verify: flag('SSL_REJECT_UNAUTHORIZED'),
    caCert: read('SSL_CA'),
    clientCert: read('SSL_CERT'),
    clientCertKey: read('SSL_KEY'),
    serverHostName: read('SSL_SERVERNAME'),
  });
  const client: ClientOptions = {
    host: read('HOST'),
    port: port === undefined ? undefined : numberOf(variable('PORT'), port),
    secure: flag('SSL'),
    username: read('USER'),
    password: read('PASS'),
    database: read('NAME'),
    compress: flag('CLICKHOUSE_COMPRESSION'),
    maxConnections: pool === undefined ? undefined : numberOf(variable('MAX_POOL'), pool),
    requestTimeout: millisecondsOf(variable('QUERY_TIMEOUT'), read('QUERY_TIMEOUT') ?? '10m'),
    tls: Object.keys(tls).length === 0 || flag('SSL') !== true ? undefined : { mode: 'strict', ...tls },
  };
  return { client: defined(client), readOnly: flag('CLICKHOUSE_READONLY') ?? false };
}

/** What the names of a data source's variables begin with, as Cube has it. */
function prefixOf(environment: Environment, { dataSource = 'default', preAggregations }: Source): string {
  const sources = (environment.CUBEJS_DATASOURCES || undefined)?.split(',').map((name) => name.trim()) ?? [];
  if (sources.length > 0 && !sources.includes(dataSource)) {
    throw invalid(`CUBEJS_DATASOURCES does not name the data source '${dataSource}'`);
  }
  const isDefault = sources.length === 0 || dataSource === 'default';
  const prefix = isDefault ? 'CUBEJS_' : `CUBEJS_DS_${dataSource.toUpperCase()}_`;
  return preAggregations === true ? `${prefix}PRE_AGGREGATIONS_` : prefix;
}

function flagOf(name: string, value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  const flags = new Map([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
  ]);
  const flag = flags.get(value.toLowerCase());
  if (flag === undefined) throw invalid(`${name} must be true or false`);
  return flag;
}

function numberOf(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw invalid(`${name} must be a number`);
  return Number(value);
}

/** Seconds, or a text such as `10m`. */
function millisecondsOf(name: string, value: string): number {
  const [, digits, unit = ''] = /^(\d+)([smh]?)$/i.exec(value) ?? [];
  if (digits === undefined) throw invalid(`${name} must be a number of seconds, or a duration such as 30s, 10m or 1h`);
  const seconds = { '': 1, s: 1, m: 60, h: 3600 }[unit.toLowerCase()] ?? 1;
  return Number(digits) * seconds * 1000;
}
