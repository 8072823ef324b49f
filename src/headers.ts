import { userInfo } from 'node:os';
import type { ClientOptions, RequestOptions } from '../index.js';
import { type Check, invalid } from './validate.ts';
import { version } from './version.ts';

/** Header names and values as they are sent; a name may come more than once. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** Headers that belong to the client, and what to use instead. */
const owned: Readonly<Record<string, string>> = {
  authorization: "the options 'username' and 'password', 'accessToken' or 'tokenProvider'",
  'x-clickhouse-user': "the option 'username'",
  'x-clickhouse-key': "the option 'password'",
  'x-clickhouse-ssl-certificate-auth': "the option 'tls'",
  'x-clickhouse-database': "the option 'database'",
  'x-clickhouse-format': 'nothing: the client chooses the format',
  'user-agent': "the option 'clientName'",
  'accept-encoding': "the option 'compress'",
  'content-encoding': "the option 'compress'",
  'content-length': 'nothing: the client sets it',
  'transfer-encoding': 'nothing: the client sets it',
  connection: 'nothing: the client sets it',
  host: "the option 'host'",
};

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What a header can carry unchanged: printable ASCII without spaces at its ends. */
const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** What may stand in the User-Agent. */
export const printable: Check = (value) =>
  typeof value === 'string' && plain.test(value) ? undefined : 'a string of printable ASCII characters';

/** Checks headers that a user gives and turns them into pairs. */
export function customHeaders(headers: Readonly<Record<string, unknown>> | undefined, where: string): HeaderPairs {
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value === undefined) continue;
    const lower = name.toLowerCase();
    const instead = Object.hasOwn(owned, lower) ? owned[lower] : undefined;
    if (instead !== undefined) throw invalid(`${where}: header '${name}' cannot be set; use ${instead}`);
    if (!token.test(name)) throw invalid(`${where}: '${name}' is not a header name`);
    if (typeof value !== 'string' || !(value === '' || plain.test(value))) {
      throw invalid(`${where}: header '${name}' must be a string of printable ASCII characters`);
    }
    pairs.push([name, value]);
  }
  return pairs;
}

type Login = Pick<ClientOptions, 'username' | 'password' | 'accessToken' | 'tokenProvider'>;

/** The header of a token that a function has given. */
export function bearer(token: unknown): HeaderPairs {
  if (typeof token !== 'string' || !plain.test(token)) {
    throw invalid("createClient: option 'tokenProvider' must give a string of printable ASCII characters");
  }
  return [['Authorization', `Bearer ${token}`]];
}

/** The headers that log in. Credentials travel here and never in a URL. */
export function loginHeaders(
  { username = 'default', password = '', accessToken, tokenProvider }: Login,
  byCertificate: boolean,
  where = 'createClient',
): HeaderPairs {
  if (tokenProvider !== undefined) return [];
  if (byCertificate) {
    if (!plain.test(username)) {
      throw invalid(`${where}: option 'username' must be printable ASCII where a certificate logs in`);
    }
    return [
      ['X-ClickHouse-User', username],
      ['X-ClickHouse-SSL-Certificate-Auth', 'on'],
    ];
  }
  if (accessToken !== undefined) {
    if (!plain.test(accessToken)) {
      throw invalid(`${where}: option 'accessToken' must consist of printable ASCII characters`);
    }
    return [['Authorization', `Bearer ${accessToken}`]];
  }
  if (plain.test(username) && (password === '' || plain.test(password))) {
    return [
      ['X-ClickHouse-User', username],
      ['X-ClickHouse-Key', password],
    ];
  }
  // Base64 carries what a header cannot; a colon ends the user name there.
  if (username.includes(':')) {
    throw invalid(`${where}: option 'username' must not hold a colon beside characters outside of ASCII`);
  }
  return [['Authorization', `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`]];
}

type OwnLogin = Pick<RequestOptions, 'username' | 'password' | 'accessToken'>;

/** Whether a call logs in otherwise than its client. */
export function logsIn({ username, password, accessToken }: OwnLogin): boolean {
  return (username ?? password ?? accessToken) !== undefined;
}

/** The headers of a call that logs in as somebody else than its client; `undefined` where it does not. */
export function ownLogin(call: OwnLogin, where: string): HeaderPairs | undefined {
  if (!logsIn(call)) return undefined;
  const { username, password, accessToken } = call;
  if (accessToken !== undefined && (username ?? password) !== undefined) {
    throw invalid(`${where}: option 'accessToken' cannot be combined with 'username' and 'password'`);
  }
  if (accessToken === undefined && username === undefined) {
    throw invalid(`${where}: option 'password' needs the option 'username'`);
  }
  return loginHeaders({ username, password, accessToken }, false, where);
}

/** The User-Agent, which the server keeps in `system.query_log`: application, product, this client, platform. */
export function userAgent({
  clientName,
  productName,
  sendOsUser,
}: Pick<ClientOptions, 'clientName' | 'productName' | 'sendOsUser'>): string {
  const platform = [`node/${process.versions.node}`, process.platform, ...(sendOsUser ? osUser() : [])];
  const client = `clickhouse-connect/${version} (${platform.join('; ')})`;
  return [clientName, productName, client].filter(Boolean).join(' ');
}

/** The user that this process runs as, if the system has a name for it. */
function osUser(): string[] {
  try {
    return [`os_user:${encodeURIComponent(userInfo().username)}`];
  } catch {
    return [];
  }
}
