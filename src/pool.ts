import type { ClientOptions, Pool as Contract, HostMetrics, PoolOptions } from '../index.js';
import { globalOptions } from './global-options.ts';
import type { Server } from './hosts.ts';
import * as native from './native.ts';
import { proxyAddress } from './proxies.ts';
import { defined } from './url.ts';
import { type Check, type Checks, flag, integer, milliseconds, record, validate } from './validate.ts';

/** No limit is the longest time that can be told to the native side: 49 days. */
const NO_LIMIT = 0xffff_ffff;

/** How a client or a pool connects. */
export interface Limits {
  readonly maxConnections: number;
  /** Milliseconds; 0 is no limit. */
  readonly maxConnectionAge: number;
  /** Milliseconds. */
  readonly connectTimeout: number;
}

/** What a pool says of the way to a host, for clients that say nothing of it. */
type Way = Pick<PoolOptions, 'tls' | 'httpProxy' | 'httpsProxy' | 'proxy'>;

/** What is the same for all clients of a pool. */
export const limitChecks: Checks<Pick<PoolOptions, keyof Limits>> = {
  maxConnections: integer(1, 65_535),
  maxConnectionAge: milliseconds,
  connectTimeout: milliseconds,
};

const poolChecks: Checks<PoolOptions> = {
  ...limitChecks,
  tls: record,
  httpProxy: proxyAddress,
  httpsProxy: proxyAddress,
  proxy: flag,
};

/** Fills what is left out. */
export function limitsOf(options: PoolOptions): Limits {
  return {
    maxConnections: options.maxConnections ?? 32,
    maxConnectionAge: options.maxConnectionAge ?? globalOptions().maxConnectionAge,
    connectTimeout: limit(options.connectTimeout ?? 10_000),
  };
}

/** A time as the native side takes it; 0 is no limit. */
export function limit(milliseconds: number): number {
  return milliseconds === 0 ? NO_LIMIT : milliseconds;
}

/** Connections that clients share. */
export class Pool implements Contract {
  readonly limits: Limits;
  readonly native: native.NativePool;
  readonly #way: Way;

  constructor(options: PoolOptions) {
    validate<PoolOptions>(options, poolChecks, 'createPool');
    const { tls, httpProxy, httpsProxy, proxy } = options;
    this.#way = { tls, httpProxy, httpsProxy, proxy };
    this.limits = limitsOf(options);
    this.native = new native.NativePool(this.limits);
    for (const name of ['limits', 'native']) Object.defineProperty(this, name, { enumerable: false, writable: false });
  }

  metrics(): Record<string, HostMetrics> {
    return metricsOf(this.native.metrics());
  }

  /** What it says of TLS. */
  get tls(): Way['tls'] {
    return this.#way.tls;
  }

  /** The options of a client of such servers, completed by those of the pool. */
  complete(options: ClientOptions, servers: readonly Pick<Server, 'secure'>[]): ClientOptions {
    const { tls, httpProxy, httpsProxy, proxy } = this.#way;
    const secure = servers.some((server) => server.secure);
    const plain = servers.some((server) => !server.secure);
    const own = (options.httpProxy ?? options.httpsProxy ?? options.proxy) !== undefined;
    const proxies = own
      ? {}
      : { httpProxy: plain ? httpProxy : undefined, httpsProxy: secure ? httpsProxy : undefined, proxy };
    return { ...defined({ tls: secure ? tls : undefined, ...proxies }), ...options };
  }
}

export const pool: Check = (value) => (value instanceof Pool ? undefined : 'a pool from createPool()');

export function createPool(options: PoolOptions = {}): Pool {
  return new Pool(options);
}

export function metricsOf(hosts: readonly native.HostMetrics[]): Record<string, HostMetrics> {
  const metrics: Record<string, HostMetrics> = {};
  // There may be several ways to one host.
  for (const { host, ...counts } of hosts) {
    const before = metrics[host] ?? { idle: 0, active: 0, queued: 0 };
    const [idle, active] = [before.idle + counts.idle, before.active + counts.active];
    metrics[host] = { total: idle + active, idle, active, queued: before.queued + counts.queued };
  }
  return metrics;
}
