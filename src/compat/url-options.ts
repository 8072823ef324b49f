import { ClickHouseLogLevel, type Level } from './logger.ts';
import type { Config } from './config.ts';

type Options = Partial<Config>;

const prefixes = [
  ['clickhouse_setting_', 'clickhouse_settings'],
  ['ch_', 'clickhouse_settings'],
  ['http_header_', 'http_headers'],
] as const;

/** What each parameter of an address sets. */
const readers: Readonly<Record<string, (options: Options, value: string, name: string) => void>> = {
  application: (options, value) => Object.assign(options, { application: value }),
  pathname: (options, value) => Object.assign(options, { pathname: value }),
  session_id: (options, value) => Object.assign(options, { session_id: value }),
  access_token: (options, value) => Object.assign(options, { access_token: value }),
  request_timeout: (options, value, name) => Object.assign(options, { request_timeout: toNumber(name, value, 0) }),
  max_open_connections: (options, value, name) =>
    Object.assign(options, { max_open_connections: toNumber(name, value, 1) }),
  compression_request: (options, value, name) => join(options, 'compression', { request: toFlag(name, value) }),
  compression_response: (options, value, name) => join(options, 'compression', { response: toFlag(name, value) }),
  log_level: (options, value, name) => join(options, 'log', { level: toLevel(name, value) }),
  keep_alive_enabled: (options, value, name) => join(options, 'keep_alive', { enabled: toFlag(name, value) }),
  keep_alive_idle_socket_ttl: (options, value, name) =>
    join(options, 'keep_alive', { idle_socket_ttl: toNumber(name, value, 0) }),
};

/** The options that an address holds; its path is a database. */
export function optionsOf(url: URL): Options {
  const options: Options = {};
  if (url.username !== '') Object.assign(options, { username: decodeURIComponent(url.username) });
  if (url.password !== '') Object.assign(options, { password: decodeURIComponent(url.password) });
  if (url.pathname.length > 1) Object.assign(options, { database: decodeURIComponent(url.pathname.slice(1)) });
  const unknown: string[] = [];
  for (const [name, value] of url.searchParams) {
    const [prefix, group] = prefixes.find(([start]) => name.startsWith(start)) ?? [];
    if (prefix !== undefined && group !== undefined) join(options, group, { [name.slice(prefix.length)]: value });
    else if (Object.hasOwn(readers, name)) readers[name]?.(options, value, name);
    else unknown.push(name);
  }
  if (unknown.length > 0) throw new Error(`Unknown URL parameters: ${unknown.join(', ')}`);
  return options;
}

function join(options: Options, group: keyof Options, members: object): void {
  Object.assign(options, { [group]: { ...(options[group] as object | undefined), ...members } });
}

function toFlag(name: string, value: string): boolean {
  const text = value.trim();
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new Error(`"${name}" has invalid boolean value: ${text}. Expected one of: 0, 1, true, false.`);
}

function toNumber(name: string, value: string, least: number): number {
  const text = value.trim();
  const number = Number(text);
  if (Number.isNaN(number)) throw new Error(`"${name}" has invalid numeric value: ${text}`);
  if (number < least) throw new Error(`"${name}" value ${text} is less than min allowed ${least}`);
  return number;
}

function toLevel(name: string, value: string): Level {
  const text = value.trim();
  const names = Object.keys(ClickHouseLogLevel).filter((each) => Number.isNaN(Number(each)));
  if (!names.includes(text)) {
    throw new Error(`"${name}" has invalid value: ${text}. Expected one of: ${names.join(', ')}.`);
  }
  return ClickHouseLogLevel[text as keyof typeof ClickHouseLogLevel] as Level;
}
