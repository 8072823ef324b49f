import type { ClientOptions, Logger, SessionOptions, Settings, Tracer } from '../index.js';
import { type Codec, codecOf, compressionCheck } from './compression.ts';
import { FormatRules } from './formats.ts';
import type { Environment } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { globalChecks, globalOptions, PROTOCOL_VERSION } from './global-options.ts';
import type { HeaderPairs } from './headers.ts';
import { customHeaders, loginHeaders, printable, userAgent } from './headers.ts';
import { hostList, type Server, serversOf } from './hosts.ts';
import { type Limits, limit, limitsOf, Pool, pool, limitChecks } from './pool.ts';
import type { ResolvedProxies } from './proxies.ts';
import { randomId } from './random-id.ts';
import { proxyAddress, proxyPath, resolveProxies } from './proxies.ts';
import { type Renamer, renamerOf, renaming } from './rename.ts';
import type { SettingPairs } from './settings.ts';
import { mergedSettings, settingPairs } from './settings.ts';
import type { ResolvedTls } from './tls.ts';
import { logsInByCertificate, resolveTls } from './tls.ts';
import { Tokens } from './tokens.ts';
import { defined, parseUrl } from './url.ts';
import type { Check, Checks } from './validate.ts';
import {
  callable,
  flag,
  integer,
  invalid,
  milliseconds,
  name,
  names,
  oneOf,
  record,
  text,
  texts,
  validate,
  withMethods,
} from './validate.ts';

/** The options of a client, complete and checked. */
export interface ResolvedOptions extends Limits {
  /** `http://host:port` and `proxyPath`, without credentials. */
  readonly baseUrl: string;
  /** `host:port`, as errors name it. */
  readonly host: string;
  /** The base URLs of further servers that serve equally. */
  readonly furtherUrls: readonly string[];
  readonly hostPolicy: NonNullable<ClientOptions['hostPolicy']>;
  readonly pool: Pool | undefined;
  readonly queryRetries: number;
  readonly database: string | undefined;
  readonly settings: SettingPairs;
  readonly invalidSettingAction: NonNullable<ClientOptions['invalidSettingAction']>;
  readonly role: readonly string[];
  readonly sessionId: string | undefined;
  readonly autogenerateQueryId: boolean;
  /** How responses and inserts are compressed. */
  readonly compress: Codec | false;
  readonly requestTimeout: number;
  /** What queries send as `client_protocol_version`; 0 is nothing. */
  readonly protocolVersion: number;
  readonly queryLimit: number;
  readonly maxErrorSize: number;
  readonly httpBufferSize: number;
  readonly showClickHouseErrors: boolean | 'scrub';
  readonly applyServerTimezone: boolean;
  /** Whether parameters go into the body; `'auto'` those that are long. */
  readonly formEncodeQueryParams: boolean | 'auto';
  readonly readFormats: FormatRules;
  readonly writeFormats: FormatRules;
  readonly renameResponseColumn: Renamer | undefined;
  readonly dictParameterFormat: NonNullable<ClientOptions['dictParameterFormat']>;
  /** The User-Agent that names integrations as well; absent where they are not to be named. */
  readonly taggedAgent: string | undefined;
  readonly logger: Logger | undefined;
  readonly tracer: Tracer | undefined;
  /** What every request carries, credentials included. Not enumerable: logs must not show them. */
  readonly headers: HeaderPairs;
  /** Certificates and keys. Not enumerable either. */
  readonly tls: ResolvedTls | undefined;
  /** The proxies, whose addresses may hold passwords. Not enumerable either. */
  readonly proxies: ResolvedProxies;
  /** The tokens of requests, where they are not in the headers. Not enumerable either. */
  readonly tokens: Tokens | undefined;
}

/** Members that logs must not show. */
type Secrets = Pick<ResolvedOptions, 'headers' | 'tls' | 'proxies' | 'tokens'>;

const WHERE = 'createClient';

const address: Check = (value) => (value instanceof URL ? undefined : name(value) && 'a URL');

const checks: Checks<ClientOptions> = {
  url: address,
  dsn: address,
  interface: oneOf('http', 'https'),
  host: name,
  port: integer(1, 65_535),
  secure: flag,
  username: name,
  user: name,
  password: text,
  accessToken: name,
  tokenProvider: callable,
  database: name,
  settings: record,
  headers: record,
  role: names,
  sessionId: name,
  ...globalChecks,
  autogenerateQueryId: flag,
  compress: compressionCheck,
  ...limitChecks,
  requestTimeout: milliseconds,
  pool,
  hosts: hostList,
  hostPolicy: oneOf('failover', 'roundRobin', 'random'),
  queryRetries: integer(0, 100),
  queryLimit: integer(0, Number.MAX_SAFE_INTEGER),
  clientName: printable,
  showClickHouseErrors: oneOf(true, false, 'scrub'),
  applyServerTimezone: flag,
  formEncodeQueryParams: oneOf('auto', true, false),
  readFormats: texts,
  writeFormats: texts,
  renameResponseColumn: renaming,
  logger: withMethods(),
  tracer: withMethods('startSpan'),
  tls: record,
  httpProxy: proxyAddress,
  httpsProxy: proxyAddress,
  proxy: flag,
  proxyPath,
};

/** Checks the argument of `createClient` and fills what it leaves out from its URL, the environment and the defaults. */
export function resolveOptions(
  input: string | URL | ClientOptions = {},
  environment: Environment = process.env,
): ResolvedOptions {
  const given = layered(typeof input === 'string' || input instanceof URL ? { url: input } : input, environment);
  const servers = serversOf(given);
  const options = given.pool instanceof Pool ? given.pool.complete(given, servers) : given;
  const [{ baseUrl, authority: host }, ...further] = servers;
  const proxies = resolveProxies(options, servers, environment);
  const otherwise = globalOptions();
  const { productName = otherwise.productName, sendOsUser = otherwise.sendOsUser } = options;
  const agent = userAgent({ clientName: options.clientName, productName, sendOsUser });
  const resolved = {
    baseUrl,
    host,
    furtherUrls: Object.freeze(further.map((server) => server.baseUrl)),
    hostPolicy: options.hostPolicy ?? 'failover',
    pool: options.pool as Pool | undefined,
    ...(options.pool instanceof Pool ? options.pool.limits : limitsOf(options)),
    queryRetries: options.queryRetries ?? 2,
    database: options.database,
    settings: Object.freeze(settingPairs(options.settings, WHERE)),
    role: Object.freeze([options.role ?? []].flat()),
    invalidSettingAction: options.invalidSettingAction ?? otherwise.invalidSettingAction,
    sessionId:
      options.sessionId ??
      ((options.autogenerateSessionId ?? otherwise.autogenerateSessionId) ? randomId() : undefined),
    autogenerateQueryId: options.autogenerateQueryId ?? true,
    compress: options.compress === true ? automatic(servers) : codecOf(options.compress, automatic(servers)),
    requestTimeout: limit(options.requestTimeout ?? 300_000),
    protocolVersion: protocolVersion(options.useProtocolVersion ?? otherwise.useProtocolVersion),
    queryLimit: options.queryLimit ?? 0,
    maxErrorSize: options.maxErrorSize ?? otherwise.maxErrorSize,
    httpBufferSize: options.httpBufferSize ?? otherwise.httpBufferSize,
    showClickHouseErrors: options.showClickHouseErrors ?? true,
    applyServerTimezone: options.applyServerTimezone ?? true,
    formEncodeQueryParams: options.formEncodeQueryParams ?? 'auto',
    readFormats: new FormatRules(options.readFormats ?? {}, `${WHERE}: option 'readFormats'`),
    writeFormats: new FormatRules(options.writeFormats ?? {}, `${WHERE}: option 'writeFormats'`),
    renameResponseColumn: renamerOf(options.renameResponseColumn),
    dictParameterFormat: options.dictParameterFormat ?? otherwise.dictParameterFormat,
    taggedAgent: (options.sendIntegrationTags ?? otherwise.sendIntegrationTags) ? agent : undefined,
    logger: options.logger,
    tracer: options.tracer,
  };
  return withSecrets(resolved, {
    headers: Object.freeze([
      ...loginHeaders(options, logsInByCertificate(options)),
      ['User-Agent', agent] as const,
      ...customHeaders(options.headers, WHERE),
    ]),
    tls: resolveTls(options, servers, proxies),
    proxies,
    tokens: options.tokenProvider && new Tokens(options.tokenProvider, limit(options.requestTimeout ?? 300_000)),
  });
}

/** The options of a client in a session of its own. */
export function sessionOptions(client: ResolvedOptions, session: SessionOptions, where: string): ResolvedOptions {
  const { sessionId = randomId(), sessionTimeout, settings, database = client.database, role } = session;
  const seconds = sessionTimeout === undefined ? {} : { session_timeout: Math.ceil(sessionTimeout / 1000) };
  const resolved = {
    ...client,
    sessionId,
    database,
    role: role === undefined ? client.role : Object.freeze([role].flat()),
  };
  return changedSettings(withSecrets(resolved, secretsOf(client)), { ...seconds, ...settings }, where);
}

/** The options of a client with further settings. */
export function changedSettings(client: ResolvedOptions, settings: Settings, where: string): ResolvedOptions {
  const merged = Object.freeze(mergedSettings(client.settings, settings, where));
  return withSecrets({ ...client, settings: merged }, secretsOf(client));
}

/** The options of a client that sends these headers with every request. */
export function withHeaders(client: ResolvedOptions, headers: HeaderPairs): ResolvedOptions {
  return withSecrets({ ...client }, { ...secretsOf(client), headers });
}

function secretsOf({ headers, tls, proxies, tokens }: ResolvedOptions): Secrets {
  return { headers, tls, proxies, tokens };
}

function withSecrets(resolved: Omit<ResolvedOptions, keyof Secrets>, secrets: Secrets): ResolvedOptions {
  const members = Object.entries(secrets).map(([name, value]) => [name, { value, enumerable: false }]);
  return Object.freeze(Object.defineProperties({ ...resolved } as ResolvedOptions, Object.fromEntries(members)));
}

/** What the caller gave, laid over the URL, laid over the environment. */
function layered(given: ClientOptions, environment: Environment): ClientOptions {
  const explicit = checked(given);
  const variables = readEnvironment(environment);
  const url = explicit.url ?? ((explicit.host ?? explicit.hosts) === undefined ? variables.url : undefined);
  const fromUrl = url === undefined ? {} : checked(parseUrl(url));
  const beside = { ...fromUrl, ...explicit };
  const { username, password, database } = variables.options;
  const token = (['accessToken', 'tokenProvider'] as const).filter((option) => beside[option] !== undefined);
  if (token.length > 1) throw invalid(`${WHERE}: give either 'accessToken' or 'tokenProvider', not both`);
  if (token.length > 0 && (beside.username ?? beside.password) !== undefined) {
    throw invalid(`${WHERE}: option '${token[0]}' cannot be combined with 'username' and 'password'`);
  }
  const limits = Object.keys(limitChecks).find((option) => option in beside);
  if (beside.pool !== undefined && limits !== undefined) {
    throw invalid(`${WHERE}: option '${limits}' is the pool's: give it to createPool()`);
  }
  if (explicit.host !== undefined && explicit.hosts !== undefined) {
    throw invalid(`${WHERE}: give either 'host' or 'hosts', not both`);
  }
  const poolTls = beside.pool instanceof Pool ? beside.pool.tls : undefined;
  // A token is a whole login: a user of the environment must not join it; nor a password a certificate.
  const login =
    token.length === 0 ? { username, ...(!logsInByCertificate({ tls: beside.tls ?? poolTls }) && { password }) } : {};
  return { ...defined({ ...login, database }), ...beside, settings: { ...fromUrl.settings, ...explicit.settings } };
}

/** Checks options and replaces aliases. */
function checked(options: ClientOptions): ClientOptions {
  validate<ClientOptions>(options, checks, WHERE);
  const { dsn, user, ...rest } = options;
  if (rest.url !== undefined && dsn !== undefined)
    throw invalid(`${WHERE}: give either 'url' or its alias 'dsn', not both`);
  if (rest.username !== undefined && user !== undefined) {
    throw invalid(`${WHERE}: give either 'username' or its alias 'user', not both`);
  }
  return defined({ ...rest, url: rest.url ?? dsn, username: rest.username ?? user });
}

function protocolVersion(use: boolean | number): number {
  return typeof use === 'number' ? use : use ? PROTOCOL_VERSION : 0;
}

/** What `compress: true` means: on this machine compression costs time and saves none. */
function automatic(servers: readonly Server[]): Codec | false {
  return servers.every(({ local }) => local) ? false : 'lz4';
}
