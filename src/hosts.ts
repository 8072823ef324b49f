/** Where requests go. */
import type { ClientOptions, HostAddress } from '../index.js';
import { isIP } from './columns/address.ts';
import { pathPrefix } from './proxies.ts';
import type { Check } from './validate.ts';
import { flag, integer, invalid, isRecord, name, validate } from './validate.ts';

/** A server. */
export interface Server {
  /** `http://host:port` and `proxyPath`, without credentials. */
  readonly baseUrl: string;
  /** `host:port`, as errors name it. */
  readonly authority: string;
  readonly secure: boolean;
  /** Whether it is on this machine. */
  readonly local: boolean;
}

/** What an address leaves out. */
type Defaults = Pick<ClientOptions, 'host' | 'port' | 'secure' | 'interface' | 'proxyPath'>;

const WHERE = 'createClient';
const addressChecks = { host: name, port: integer(1, 65_535), secure: flag };

export const hostList: Check = (value) => {
  const isAddress = (item: unknown): boolean => isRecord(item) || name(item) === undefined;
  return Array.isArray(value) && value.length > 0 && value.every(isAddress)
    ? undefined
    : 'an array of at least one host: a name with or without a port, or { host, port, secure }';
};

/** The servers of a client, the one that its messages name first. */
export function serversOf({ hosts, ...options }: ClientOptions): readonly [Server, ...Server[]] {
  if (hosts === undefined) return [serverAt({}, options)];
  const [first, ...further] = hosts.map((address) => serverAt(partsOf(address), options));
  const servers: [Server, ...Server[]] = [first as Server, ...further];
  const twice = servers.find(
    ({ authority }, index) => index !== servers.findIndex((one) => one.authority === authority),
  );
  if (twice !== undefined) throw invalid(`${WHERE}: option 'hosts' names ${twice.authority} twice`);
  return servers;
}

/** `host`, `host:port`, `[IPv6]:port` or a URL of no more than these, in parts. */
function partsOf(address: string | HostAddress): HostAddress {
  if (typeof address !== 'string') {
    validate<HostAddress>(address, addressChecks, `${WHERE}: option 'hosts'`);
    if (address.host === undefined) throw invalid(`${WHERE}: option 'hosts': an address needs a 'host'`);
    return address;
  }
  if (isIP(address) === 6) return { host: address };
  const parts = /^(?:(https?):\/\/)?(\[[^\]]*\]|[^:/]*)(?::(\d{1,5}))?\/?$/i.exec(address);
  const port = parts?.[3] === undefined ? undefined : Number(parts[3]);
  if (parts === null || port === 0 || (port ?? 1) > 65_535) {
    // The address is not repeated: it may carry a password.
    throw invalid(
      `${WHERE}: option 'hosts' takes 'host', 'host:port' and 'https://host:port'; the rest of a URL belongs in 'url'`,
    );
  }
  const scheme = parts[1]?.toLowerCase();
  return {
    host: (parts[2] ?? '').replace(/^\[(.*)\]$/, '$1'),
    port,
    secure: scheme === undefined ? undefined : scheme === 'https',
  };
}

function serverAt(address: Partial<HostAddress>, options: Defaults): Server {
  const port = address.port ?? options.port;
  const host = address.host ?? options.host ?? 'localhost';
  const implied = port === 443 || port === 8443;
  const chosen = options.secure ?? (options.interface === undefined ? implied : options.interface === 'https');
  const secure = address.secure ?? chosen;
  const bracketed = isIP(host) === 6 ? `[${host}]` : host;
  if (!/^\[[\da-f:.]+\]$|^[^\s/:@?#\\%[\]]+$/i.test(bracketed) || !URL.canParse(`http://${bracketed}`)) {
    throw invalid(`${WHERE}: option 'host' must be a host name or IP address; for a whole address use 'url'`);
  }
  const authority = `${bracketed}:${port ?? (secure ? 8443 : 8123)}`;
  const baseUrl = `${secure ? 'https' : 'http'}://${authority}${pathPrefix(options.proxyPath)}`;
  return { baseUrl, authority, secure, local: isLoopback(bracketed) };
}

/** Hosts on this machine, where compression costs time and saves none. */
function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[(?:0*:)*:?0*1\]|\[::ffff:127[.\d]+\])$/i.test(host);
}
