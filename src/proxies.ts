import type { ClientOptions } from '../index.js';
import type { Environment } from './environment.ts';
import type { Server } from './hosts.ts';
import type { SessionOptions } from './native.ts';
import type { Check } from './validate.ts';
import { invalid } from './validate.ts';

/** The proxy for a server without TLS and the one for a server with it. Addresses may hold passwords. */
export type ResolvedProxies = Pick<SessionOptions, 'httpProxy' | 'httpsProxy'>;

type Proxy = NonNullable<SessionOptions['httpProxy']>;

const schemes = new Set(['http:', 'https:', 'socks5:', 'socks5h:']);

/** An address of a proxy; without a scheme it is `http:`. */
function parse(value: string): URL | undefined {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return schemes.has(url.protocol) && url.hostname !== '' && /^\/?$/.test(url.pathname) ? url : undefined;
}

const EXPECTED = 'the address of a proxy, as http://, https://, socks5:// or socks5h://host:port';

export const proxyAddress: Check = (value) =>
  typeof value === 'string' && parse(value) !== undefined ? undefined : EXPECTED;

/** Chooses the proxies: those of the options, which are always used, else those of the environment. */
export function resolveProxies(
  options: ClientOptions,
  servers: readonly Pick<Server, 'secure' | 'local'>[],
  environment: Environment,
): ResolvedProxies {
  const { httpProxy, httpsProxy, proxy } = options;
  if (proxy === false) {
    if ((httpProxy ?? httpsProxy) !== undefined) {
      throw invalid("createClient: option 'proxy': false cannot be combined with 'httpProxy' and 'httpsProxy'");
    }
    return {};
  }
  const chosen: { httpProxy?: Proxy; httpsProxy?: Proxy } = {};
  for (const secure of new Set(servers.map((server) => server.secure))) {
    const [own, other] = secure ? (['httpsProxy', 'httpProxy'] as const) : (['httpProxy', 'httpsProxy'] as const);
    const given = options[own];
    if (given === undefined && options[other] !== undefined && !servers.some((server) => server.secure !== secure)) {
      const scheme = secure ? 'https' : 'http';
      throw invalid(`createClient: option '${other}' is of no use for an ${scheme}:// server; its proxy is '${own}'`);
    }
    const remote = servers.some((server) => server.secure === secure && !server.local);
    const found =
      given === undefined ? (remote ? ambient(secure, environment) : undefined) : { url: parse(given)?.href ?? given };
    if (found !== undefined) chosen[own] = found;
  }
  return chosen;
}

/** What the environment says; the lower-case variable counts where there are both. */
function ambient(secure: boolean, environment: Environment): Proxy | undefined {
  const name = secure ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = variable(name, environment);
  if (value === undefined) return undefined;
  const url = parse(value);
  // Its value may hold a password.
  if (url === undefined) throw invalid(`createClient: the environment variable ${name} must be ${EXPECTED}`);
  return { url: url.href, except: variable('NO_PROXY', environment) ?? '' };
}

function variable(name: string, environment: Environment): string | undefined {
  return environment[name.toLowerCase()] || environment[name] || undefined;
}

/** `proxyPath` as a part of a URL: with one slash in front, and one at its end where it has one. */
export function pathPrefix(path: string | undefined): string {
  const inner = path?.replace(/^\/+|\/+$/g, '') ?? '';
  if (inner === '') return '';
  return path?.endsWith('/') ? `/${inner}/` : `/${inner}`;
}

export const proxyPath: Check = (value) =>
  typeof value === 'string' && !/[?#\\\s]|(?:^|\/)\.{1,2}(?:\/|$)/.test(value) ? undefined : 'a path of a URL';
