/// <reference types="node" />

import type { createClient } from './client.js';
import type { InterfaceError, ProgrammingError } from './errors.js';
import type { InsertOptions } from './insert.js';
import type { createPool, Pool, PoolOptions } from './pool.js';
import type { Formats, ReadOptions } from './requests.js';
import type { Logger, Tracer } from './telemetry.js';

/** Every option of {@link createClient}. Durations are in milliseconds, sizes in bytes. */
export interface ClientOptions {
  /** Address as a URL: `http(s)://` or `clickhouse(s)://`, with optional user info, database path and query parameters. Options given beside it win. */
  url?: string | URL | undefined;
  /** Alias of {@link ClientOptions.url | url}. */
  dsn?: string | URL | undefined;
  /** Scheme of the connection. @default 'https' if `secure` is true or `port` is 443 or 8443, else 'http' */
  interface?: 'http' | 'https' | undefined;
  /** Host name or IP address of the server. @default 'localhost' */
  host?: string | undefined;
  /** Port of the server's HTTP interface. @default 8123, or 8443 with TLS */
  port?: number | undefined;
  /**
   * Servers that serve equally, such as the replicas of a cluster, in place of `host`: `'host'`, `'host:port'`, `'https://host:port'` or
   * `{ host, port, secure }`. What an entry leaves out is as for a single host. A host that cannot be reached, breaks a connection or
   * answers with status 429, 502, 503 or 504 is left alone for 1 s, and for twice as long each time that it fails again, up to 30 s.
   * Requests that found no connection go to the next host, whatever they are; reads also after other failures, see `queryRetries`. All
   * requests of a session go to one host. See `docs/clusters.md`. @default the one of `url` or `host`
   */
  hosts?: readonly (string | HostAddress)[] | undefined;
  /** Which of the `hosts` a request goes to: the first that is well, one after the other, or any. @default 'failover' */
  hostPolicy?: 'failover' | 'roundRobin' | 'random' | undefined;
  /** Whether to use TLS; wins over what `interface`, the URL's scheme and the port imply. @default inferred */
  secure?: boolean | undefined;
  /** User to log in as; sent in a header, never in the URL. @default 'default' */
  username?: string | undefined;
  /** Alias of {@link ClientOptions.username | username}. */
  user?: string | undefined;
  /** Password of the user; sent in a header, never in the URL. @default '' */
  password?: string | undefined;
  /** Token for `Authorization: Bearer`, instead of user and password. @default none */
  accessToken?: string | undefined;
  /**
   * Gives such a token, when the first request needs one; it is kept and shared by all requests. When the server does not accept it
   * (it has expired), the function is called once more, however many requests that concerns, and each of them is sent once more.
   * An insert of a source that goes on cannot be sent again, so it asks for a token of its own before it begins. @default none
   */
  tokenProvider?: TokenProvider | undefined;
  /** Database of names without one. @default the server's default for the user */
  database?: string | undefined;
  /** Settings sent with every request; those of a request are laid over them. @default {} */
  settings?: Settings | undefined;
  /**
   * What becomes of settings that the server does not have or that its user may not change. `'send'`: the server decides, and
   * refuses the request. `'drop'`: they are left out, which `logger` is told once for each. `'error'`: the request is refused here, with
   * `ERR_INVALID_SETTING`. The last two ask the server once for its settings; one that does not answer gets all of them. @default 'send'
   */
  invalidSettingAction?: 'send' | 'drop' | 'error' | undefined;
  /** Headers sent with every request. Those that carry credentials or the transport belong to the client and are refused. @default {} */
  headers?: Readonly<Record<string, string>> | undefined;
  /** How servers prove who they are, and the client to them. For `https:` servers only. @default the system's CA certificates are trusted */
  tls?: TlsOptions | undefined;
  /**
   * Proxy on the way to an `http:` server: an `http://`, `https://`, `socks5://` or `socks5h://` address, with user and password if
   * it wants them. (`socks5h` has the proxy look up the server's name.) Used for every host, loopback ones too.
   * @default the environment's `HTTP_PROXY`, but never for loopback hosts and those of `NO_PROXY`
   */
  httpProxy?: string | undefined;
  /** The same for an `https:` server, to which the proxy opens a tunnel. @default the environment's `HTTPS_PROXY`, as above */
  httpsProxy?: string | undefined;
  /** `false`: no proxy, whatever the environment says. @default true */
  proxy?: boolean | undefined;
  /** Path in front of every request's, for a reverse proxy that chooses the server by it. @default none */
  proxyPath?: string | undefined;
  /** Role or roles to act as, in place of the user's default roles. @default the user's default roles */
  role?: string | readonly string[] | undefined;
  /** Session that every request belongs to. The server runs one request of a session at a time. @default none */
  sessionId?: string | undefined;
  /** Make a session id when none is given, so that temporary tables and `SET` last. @default false */
  autogenerateSessionId?: boolean | undefined;
  /**
   * Make a query id (UUID) for each request that has none, so that errors and logs can be matched. When off, the server chooses the ids,
   * and a request without one can be stopped there only once it has begun to answer.
   * @default true
   */
  autogenerateQueryId?: boolean | undefined;
  /**
   * Compression of the traffic, both ways: `'lz4'` in ClickHouse's own frames, cheap and with checksums; `'zstd'` for slow or paid
   * networks, half as large and twice the work for the server; `'gzip'`, `'br'` and `'deflate'` where something in between wants
   * them; `false` none; `true` is `'lz4'` except for loopback hosts, where compression only costs time. `docs/compression.md` has
   * figures. Answers that come without are accepted, and users who may not change settings (`readonly`) can have every one of them.
   * @default true
   */
  compress?: boolean | 'lz4' | 'zstd' | 'gzip' | 'br' | 'deflate' | undefined;
  /** How long opening a connection may take, in ms; 0 = no limit. @default 10_000 */
  connectTimeout?: number | undefined;
  /** How long the server may be silent in the middle of a request, in ms; 0 = no limit. Not a limit of the total. @default 300_000 */
  requestTimeout?: number | undefined;
  /**
   * Connections kept to each host; further requests wait in line for one, but not pings, what stops queries, and inserts of sources
   * that have more than a block: a source may be a query of the same client, which keeps its connection as long. What waits for
   * `requestTimeout` fails with `ERR_POOL_TIMEOUT`, which tells what holds the connections; after `connectTimeout` already when these
   * are all held by results that nobody reads. @default 32
   */
  maxConnections?: number | undefined;
  /**
   * How old a connection may become before it is replaced, in ms, so that load balancers and DNS can move clients; 0 = no limit.
   * Requests under way are not cut off. @default 600_000
   */
  maxConnectionAge?: number | undefined;
  /** Connections that several clients share, from {@link createPool}; with the limits of {@link PoolOptions} instead of the client's own. @default a pool of its own */
  pool?: Pool | undefined;
  /**
   * How often a read is sent again, before the first of its result has come, after a failed or broken connection or status 429, 502, 503
   * or 504; after a pause of up to 200 ms that doubles each time, or at once to another of the `hosts`. Reads are `query*` with a
   * statement that only reads (`SELECT`, `SHOW`, …); inserts count as such with a deduplication token and data that is not a source, and
   * stay with their host. Beside that, a kept connection that the server had closed costs one repetition at once. Commands and other
   * inserts are never repeated. While most requests fail, few are. @default 2
   */
  queryRetries?: number | undefined;
  /**
   * Whether queries send the parameter `client_protocol_version`. Turn it off for proxies that refuse it; answers through those
   * that take it away (chproxy) are noticed and read. Without it the server leaves the zone out of columns of the type
   * `DateTime('zone')` itself, so that their text and Temporal formats need `queryTz` or `columnTzs`; the zones of other columns and
   * of types inside of others stay, instants and everything else are the same.
   *
   * `true` is 54405, of which every server gives the same bytes. 54492 is for servers of version 26.8 and newer only, all of
   * `hosts` and behind load balancers too: their strings come in a form that is read somewhat faster, and what an older server
   * sends is an error. @default true
   */
  useProtocolVersion?: boolean | 54405 | 54492 | undefined;
  /**
   * Rows that a query may return; 0 = no limit. It is the server's setting `limit`; of UNION, INTERSECT and EXCEPT, where that would
   * bound each SELECT, it bounds the whole, as they are put into a subquery. @default 0
   */
  queryLimit?: number | undefined;
  /** Name of the application, put in front of the User-Agent; seen in `system.query_log`. @default none */
  clientName?: string | undefined;
  /** Name (and version, as `name/1.0`) of a product that is built on this client, named in the User-Agent. @default none */
  productName?: string | undefined;
  /** Whether the User-Agent tells the user of the operating system that the process runs as. @default false */
  sendOsUser?: boolean | undefined;
  /** Whether the User-Agent names the packages that results and inserts have gone to or come from in this process, as `apache-arrow/21.2.0`. @default true */
  sendIntegrationTags?: boolean | undefined;
  /** Characters of a server's error text that are kept; 0 = all. @default 1024 */
  maxErrorSize?: number | undefined;
  /**
   * Bytes of decoded data that wait for the iteration of a stream, after which the server is slowed down; up to as many again were taken
   * from there and not yet given out. Servers give a query up that they can send nothing of for 30 s (`http_send_timeout`): while a consumer pauses, some 25 MB a minute go into temporary
   * files without a name, up to 4 GiB, which are gone when they were read. @default 10_485_760
   */
  httpBufferSize?: number | undefined;
  /** What errors tell of the server: `true` everything, `'scrub'` all but hosts and version, `false` neither text nor code. @default true */
  showClickHouseErrors?: boolean | 'scrub' | undefined;
  /**
   * Whether the values of placeholders go into the body of the request (`multipart/form-data`) rather than into its URL, of which servers
   * and proxies take some KiB only: `'auto'` those of a request that have more than 4 KiB together. @default 'auto'
   */
  formEncodeQueryParams?: boolean | 'auto' | undefined;
  /** Whether wall times in text and Temporal formats are those of the server's zone (or `session_timezone`) where nothing else says so; otherwise UTC. @default true */
  applyServerTimezone?: boolean | undefined;
  /** Forms of the values of all results, by type: see {@link ReadOptions.queryFormats | queryFormats}. @default {} */
  readFormats?: Formats | undefined;
  /** Forms of the values of all inserts, by type: see {@link InsertOptions.writeFormats | writeFormats}. @default {} */
  writeFormats?: Formats | undefined;
  /**
   * Other names for the columns of results: a scheme of the Python driver, or a function. `'removePrefix'`: what follows the last dot;
   * `'toCamelcase'`: `user_id` and `user id` become `userId`; `'toUnderscore'`: `userId` and `user Id` become `user_id`;
   * `'toCamelcaseWithoutPrefix'`, `'toUnderscoreWithoutPrefix'`: both. All that a result gives has the new names, also when it
   * is empty. `columnFormats` and `columnTzs` name columns as the statement does, and so do read blocks and results as data of an insert.
   * Two columns that would get one name are a {@link ProgrammingError} (`ERR_DUPLICATE_COLUMN`), anything but a name is an
   * {@link InterfaceError}, and what the function throws is what the query rejects with. @default the names of the server
   */
  renameResponseColumn?:
    | 'removePrefix'
    | 'toCamelcase'
    | 'toCamelcaseWithoutPrefix'
    | 'toUnderscore'
    | 'toUnderscoreWithoutPrefix'
    | ((name: string) => string)
    | undefined;
  /** What objects become as parameters where no placeholder says their type, and for `{name:String}`: the text of JSON, or a Map. @default 'json' */
  dictParameterFormat?: 'json' | 'map' | undefined;
  /** Where the client says what it does. `NODE_DEBUG=clickhouse` says it on standard error. @default nowhere */
  logger?: Logger | undefined;
  /** Makes a span for each request, as OpenTelemetry does. @default none */
  tracer?: Tracer | undefined;
}

/** One of several servers. */
export interface HostAddress {
  /** Host name or IP address. */
  readonly host: string;
  /** Port of the server's HTTP interface. @default as for a single host */
  readonly port?: number | undefined;
  /** Whether to use TLS. @default as for a single host */
  readonly secure?: boolean | undefined;
}

/** Gives a token for `Authorization: Bearer`; what it throws is the `cause` of the request's error. */
export type TokenProvider = () => string | Promise<string>;

/** Certificates and keys: the path of a file, a string of PEM or a Buffer of it. */
export interface TlsOptions {
  /** Whether the server's certificate is checked: its issuer, its names and its dates. Without that anybody can read and change the traffic. @default true */
  verify?: boolean | undefined;
  /**
   * The issuers that are trusted, instead of those of the system; the server's own certificate if it has issued itself. `'bundled'`:
   * those that Mozilla trusts, which come with this package; `'system'`: those of the system. @default 'system'
   */
  caCert?: string | Uint8Array | undefined;
  /** Certificate that is shown to servers that ask for one, with those between it and its root. @default none */
  clientCert?: string | Uint8Array | undefined;
  /** Private key of that certificate, not encrypted. @default the key in `clientCert` */
  clientCertKey?: string | Uint8Array | undefined;
  /** Name in the server's certificate (and SNI), where it is reached by another name or by its IP address, as through a tunnel. @default the name in the address */
  serverHostName?: string | undefined;
  /**
   * What the certificate is for. `'mutual'`: it is the login of `username`, without a password (`X-ClickHouse-SSL-Certificate-Auth`).
   * `'proxy'`, `'strict'`: a proxy, or the server itself, lets only holders of certificates in; the login is another. @default 'mutual'
   */
  mode?: 'mutual' | 'proxy' | 'strict' | undefined;
}

/** Server settings by the server's names. `null` and `undefined` are left out, booleans become 1 and 0. */
export type Settings = { readonly [name: string]: SettingValue };

/** A setting's value. Arrays become lists with commas (`join_algorithm: ['grace_hash', 'hash']`), objects and arrays of those literals of ClickHouse. */
export type SettingValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly SettingValue[]
  | { readonly [key: string]: SettingValue };
