import type { ClickHouseClientConfigOptions } from '../../compat.js';
import type { ClientOptions } from '../../index.js';
import type { Codec } from '../compression.ts';
import { Log } from './logger.ts';
import { optionsOf } from './url-options.ts';

/** The options of `createClient` as users give them. */
export type Config = ClickHouseClientConfigOptions;

type Packing = NonNullable<Config['compression']>['request' | 'response'];

/** Options whose work our transport does by itself, or has no use for. */
const unneeded = [
  'use_multipart_params_auto',
  'capture_enhanced_stack_trace',
  'max_response_headers_size',
  'dangerously_log_query_text',
];

const known = new Set([
  ...unneeded,
  'url',
  'host',
  'pathname',
  'request_timeout',
  'max_open_connections',
  'compression',
  'username',
  'password',
  'access_token',
  'application',
  'database',
  'clickhouse_settings',
  'log',
  'session_id',
  'role',
  'additional_headers',
  'http_headers',
  'keep_alive',
  'tls',
  'json',
  'tracer',
  'use_multipart_params',
  'set_basic_auth_header',
  'http_agent',
  'connection',
]);

/** The options of one client, complete. */
export type Resolved = Config & { readonly address: URL; readonly journal: Log };

/** Lays the options of the address over the others, as `@clickhouse/client` does. */
export function resolve(given: Config = {}): Resolved {
  const { additional_headers, host, ...rest } = given;
  const address = addressOf(host ?? given.url);
  const fromAddress = optionsOf(address);
  const log = new Log(merged(rest.log, fromAddress.log));
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  if (unknown.length > 0) log.write('warn', { module: 'Config', message: `unknown options: ${unknown.join(', ')}` });
  if (additional_headers !== undefined) {
    log.warnOfOption('"additional_headers" is deprecated. Use "http_headers" instead.');
  }
  if (host !== undefined) log.warnOfOption('"host" is deprecated. Use "url" instead.');
  const base: Config = additional_headers === undefined ? rest : { ...rest, http_headers: additional_headers };
  warnOfOverridden(base, fromAddress, '', log);
  const config: Config = { ...base };
  for (const [name, value] of Object.entries(fromAddress)) {
    const below = config[name as keyof Config];
    Object.assign(config, { [name]: typeof value === 'object' ? merged(below as object, value as object) : value });
  }
  check(config);
  return { ...config, address, journal: log };
}

function merged<T extends object>(below: T | undefined, above: T | undefined): T {
  return { ...below, ...above } as T;
}

function warnOfOverridden(below: object, above: object, path: string, log: Log): void {
  for (const [name, value] of Object.entries(above)) {
    const before = (below as Record<string, unknown>)[name];
    if (before === undefined) continue;
    if (typeof value === 'object') warnOfOverridden(before as object, value as object, `${path}${name}.`, log);
    else log.warnOfOption(`"${path}${name}" is overridden by a URL parameter.`);
  }
}

function addressOf(given: string | URL | undefined): URL {
  let url: URL;
  try {
    url = new URL(given ?? 'http://localhost:8123');
  } catch (cause) {
    const expected = 'http[s]://[username:password@]hostname:port[/database][?param1=value1&param2=value2]';
    throw new Error(`ClickHouse URL is malformed. Expected format: ${expected}`, { cause });
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw new Error(`ClickHouse URL protocol must be either http or https. Got: ${url.protocol}`);
}

function check({ access_token, username, password, http_agent, connection }: Config): void {
  if (access_token !== undefined && (username ?? password) !== undefined) {
    throw new Error(
      'Both access token and username/password are provided in the configuration. Please use only one authentication method.',
    );
  }
  if (http_agent !== undefined && connection === undefined) {
    throw new Error(
      "createClient: 'http_agent' has no meaning here, as requests do not go through Node's http module: leave it out, " +
        "and use the options 'tls' and 'max_open_connections', or createClient of 'clickhouse-connect' for proxies",
    );
  }
}

/** How bodies are compressed. */
export function codecOf(packing: Packing | undefined, what: 'request' | 'response'): Codec | false {
  if (!packing) return false;
  const codec = packing === true ? 'gzip' : packing.codec;
  if (codec === 'gzip' || codec === 'zstd' || codec === 'br') return codec;
  throw new Error(`Unknown ${what} compression codec "${codec}". Supported codecs: gzip, zstd, br.`);
}

/** The same for the client whose transport is used; what calls can change goes with each of them. */
export function nativeOptions({ address, ...config }: Resolved): ClientOptions {
  const { username, password, access_token: accessToken, keep_alive, pathname } = config;
  const secure = address.protocol === 'https:';
  const tls = secure ? config.tls : undefined;
  // Servers refuse two logins: a certificate beside a password is shown, and does not log in.
  const mode = (password || accessToken) && tls?.cert ? ('strict' as const) : undefined;
  return {
    host: address.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(address.port || (secure ? 443 : 80)),
    secure,
    ...(accessToken === undefined
      ? { username: username || 'default', password: tls?.cert && !password ? undefined : (password ?? '') }
      : { accessToken }),
    database: config.database === 'default' ? undefined : config.database || undefined,
    clientName: config.application || undefined,
    proxyPath: pathname === undefined ? undefined : `/${pathname.replace(/^\/+|\/+$/g, '')}`,
    requestTimeout: Math.ceil(config.request_timeout ?? 30_000),
    maxConnections: Math.min((config.max_open_connections ?? 10) || 65_535, 65_535),
    // Connections of that age are not used again.
    maxConnectionAge: keep_alive?.enabled === false ? 1 : undefined,
    compress: false,
    tls: tls && { caCert: tls.ca_cert, clientCert: tls.cert, clientCertKey: tls.key, mode },
    invalidSettingAction: 'send',
    maxErrorSize: 0,
    useProtocolVersion: false,
    autogenerateSessionId: false,
    formEncodeQueryParams: config.use_multipart_params === true ? true : 'auto',
  };
}
