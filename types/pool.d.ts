import type { ClientOptions } from './options.js';

/**
 * Makes a pool of connections for several clients: `createClient({ pool })`. Synchronous, opens nothing. Clients of the same host
 * then share its connections and its `maxConnections`; closing one of them leaves the connections to the others. Unused
 * connections close by themselves after some seconds.
 * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option or a value of the wrong type.
 */
export function createPool(options?: PoolOptions): Pool;

/** Options of {@link createPool}; durations are in milliseconds. They are those of a client with a pool of its own. */
export interface PoolOptions {
  /** Connections kept to each host; further requests wait in line, see {@link ClientOptions.maxConnections | maxConnections}. @default 32 */
  maxConnections?: number | undefined;
  /** How old a connection may become; 0 = no limit. @default 600_000 */
  maxConnectionAge?: number | undefined;
  /** How long opening a connection may take; 0 = no limit. @default 10_000 */
  connectTimeout?: number | undefined;
  /** For clients that say nothing of TLS; the connections of those that do are not shared with others. @default none */
  tls?: ClientOptions['tls'];
  /** Proxies, for clients that name none. @default those of the environment */
  httpProxy?: string | undefined;
  httpsProxy?: string | undefined;
  /** `false` switches proxies off, for clients that say nothing of them. @default true */
  proxy?: boolean | undefined;
}

/** Connections that clients share. */
export interface Pool {
  /** What goes on, by `host:port`. */
  metrics(): Readonly<Record<string, HostMetrics>>;
}

/** What goes on between a client or a pool and a host. */
export interface HostMetrics {
  /** Connections: `idle` and `active` ones. */
  readonly total: number;
  /** Connections kept for later requests. One that the server has closed counts until a request finds none to use. */
  readonly idle: number;
  /** Requests under way, each with a connection of its own; pings and what stops queries are among them. */
  readonly active: number;
  /** Requests that wait for a connection. */
  readonly queued: number;
}
