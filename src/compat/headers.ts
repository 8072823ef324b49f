import { customHeaders, type HeaderPairs } from '../headers.ts';

type Headers = Readonly<Record<string, string>>;

/** What `@clickhouse/client` sends as it sees fit, whatever its user gives. */
const ignored = new Set(['user-agent', 'connection']);

/** Headers that log in, which belong to the user only where the option `set_basic_auth_header` is off. */
const logins = new Set(['authorization', 'x-clickhouse-user', 'x-clickhouse-key']);

/** The headers of a user, and those of them that log in. */
export interface UserHeaders {
  readonly custom: Record<string, string>;
  readonly login: HeaderPairs;
}

/** @param ownLogin Whether the user logs in by headers. */
export function userHeaders(headers: Headers | undefined, ownLogin: boolean): UserHeaders {
  const custom: Record<string, string> = {};
  const login: [string, string][] = [];
  for (const [name, value] of Object.entries(headers ?? {})) {
    const lower = name.toLowerCase();
    if (ignored.has(lower) || value === undefined) continue;
    if (!logins.has(lower)) custom[lower] = String(value);
    else if (ownLogin) login.push([name, String(value)]);
  }
  return { custom, login };
}

/** The client's headers, without its login where the user has one. */
export function clientHeaders(own: HeaderPairs, headers: Headers | undefined, ownLogin: boolean): HeaderPairs {
  const { custom, login } = userHeaders(headers, ownLogin);
  const kept = ownLogin ? own.filter(([name]) => !logins.has(name.toLowerCase())) : own;
  return [...kept, ...login, ...customHeaders(custom, 'createClient')];
}

/** Response headers by name in lower case, as Node has them. */
export function responseHeaders(pairs: readonly (readonly string[])[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name = '', value = ''] of pairs) {
    const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (name === 'set-cookie') headers[name] = [...(before ?? []), value];
    else headers[name] = before === undefined ? value : `${String(before)}, ${value}`;
  }
  return headers;
}
