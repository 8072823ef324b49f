import type { ClientOptions } from '../index.js';
import { invalid } from './validate.ts';

/** The schemes of a server's address and what each says of TLS; `clickhouse:` leaves that to the port. */
const schemes: Readonly<Record<string, ClientOptions['interface']>> = {
  'http:': 'http',
  'https:': 'https',
  'clickhouse:': undefined,
  'clickhouses:': 'https',
};

const flags = new Set([
  'secure',
  'autogenerateSessionId',
  'autogenerateQueryId',
  'sendOsUser',
  'sendIntegrationTags',
  'compress',
  'showClickHouseErrors',
  'formEncodeQueryParams',
  'proxy',
]);
const numbers = new Set([
  'port',
  'connectTimeout',
  'requestTimeout',
  'maxConnections',
  'maxConnectionAge',
  'queryRetries',
  'queryLimit',
  'maxErrorSize',
  'httpBufferSize',
]);
const texts = new Set([
  'interface',
  'host',
  'hostPolicy',
  'invalidSettingAction',
  'username',
  'user',
  'password',
  'accessToken',
  'database',
  'sessionId',
  'clientName',
  'productName',
  'renameResponseColumn',
  'httpProxy',
  'httpsProxy',
  'proxyPath',
  'dictParameterFormat',
]);
const withoutText = new Set(['url', 'dsn', 'settings', 'headers', 'hosts', 'pool', 'tls', 'tokenProvider']);

/** The options that an address holds. Messages never repeat it: it may carry a password. */
export function parseUrl(address: string | URL): ClientOptions {
  const url = toUrl(address);
  if (!Object.hasOwn(schemes, url.protocol)) {
    throw invalid(
      `createClient: the URL must start with http://, https://, clickhouse:// or clickhouses://, not '${url.protocol}'`,
    );
  }
  if (url.hostname === '') throw invalid('createClient: the URL has no host');
  return defined({
    interface: schemes[url.protocol],
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: portOf(address, url),
    username: decoded(url.username, 'user name'),
    password: decoded(url.password, 'password'),
    database: databaseOf(url),
    ...parametersOf(url.searchParams),
  });
}

function toUrl(address: string | URL): URL {
  try {
    return new URL(address);
  } catch {
    throw invalid("createClient: the URL cannot be parsed; it should look like 'http://localhost:8123'");
  }
}

/** URL drops a scheme's default port, which for this server is not the default: it is looked up in the text. */
function portOf(address: string | URL, url: URL): number | undefined {
  if (url.port !== '') return Number(url.port);
  const authority = /^\s*[a-z]+:\/\/([^/?#]*)/i.exec(String(address))?.[1];
  const port = /:(\d+)$/.exec(authority?.split('@').at(-1) ?? '')?.[1];
  return port === undefined ? undefined : Number(port);
}

function decoded(part: string, what: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid(`createClient: the ${what} in the URL is not percent-encoded correctly`);
  }
}

function databaseOf(url: URL): string | undefined {
  const path = url.pathname.replace(/^\//, '').replace(/\/$/, '');
  if (path.includes('/')) {
    throw invalid('createClient: the path of the URL must be the name of a database; it has more than one segment');
  }
  return decoded(path, 'database');
}

/** Parameters named like options are those; all others are settings, for the server to judge. */
function parametersOf(parameters: URLSearchParams): ClientOptions {
  const options: Record<string, unknown> = {};
  const settings: Record<string, string> = {};
  for (const [name, value] of parameters) {
    if (withoutText.has(name)) throw invalid(`createClient: option '${name}' cannot stand in the URL`);
    if (name === 'role') options[name] = parameters.getAll(name);
    else if (flags.has(name)) options[name] = toFlag(value);
    else if (name === 'useProtocolVersion') options[name] = /^\d{2,}$/.test(value) ? Number(value) : toFlag(value);
    else if (numbers.has(name)) options[name] = /^\d+$/.test(value) ? Number(value) : value;
    else if (texts.has(name)) options[name] = value;
    else settings[name] = value;
  }
  return Object.keys(settings).length === 0 ? options : { ...options, settings };
}

function toFlag(value: string): boolean | string {
  if (value === 'true' || value === '1') return true;
  return value === 'false' || value === '0' ? false : value;
}

/** Without the members that are undefined: they would hide those of a weaker layer. */
export function defined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
