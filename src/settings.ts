import type { SettingValue, Settings } from '../index.js';
import { quoteString } from './literal.ts';
import { invalid, isRecord } from './validate.ts';

/** Settings as URL parameters. */
export type SettingPairs = readonly (readonly [name: string, value: string])[];

/** Parameters of the HTTP interface that are no settings: given as one they would change the request itself. */
const reserved: Readonly<Record<string, string>> = {
  query: 'the statement is an argument of the method',
  database: "use the option 'database'",
  query_id: "use the option 'queryId'",
  session_id: "use the option 'sessionId'",
  role: "use the option 'role'",
  user: "use the option 'username'",
  password: "use the option 'password'",
  compress: "use the option 'compress'",
  decompress: "use the option 'compress'",
  default_format: 'the client chooses the format',
  client_protocol_version: 'the client chooses the protocol',
};

/** Settings under which the server writes and reads the types of columns as bytes, where this client has them as text. */
const binaryTypes = new Set([
  'output_format_native_encode_types_in_binary_format',
  'input_format_native_decode_types_in_binary_format',
]);

/** Turns settings into URL parameters; what the names and values mean is for the server to judge. */
export function settingPairs(settings: Settings | undefined, where: string): SettingPairs {
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(settings ?? {})) {
    if (value === undefined || value === null) continue;
    checkName(name, where);
    const text = settingText(value, name, where);
    if (binaryTypes.has(name) && text !== '0' && text !== 'false') {
      throw invalid(`${where}: setting '${name}' must be 0: the client reads and writes types as text`);
    }
    pairs.push([name, text]);
  }
  return pairs;
}

/** The client's settings under those of a request; a `null` of the request takes one away. */
export function mergedSettings(client: SettingPairs, request: Settings | undefined, where: string): SettingPairs {
  if (request === undefined) return client;
  const overridden = new Set(Object.keys(request).filter((name) => request[name] !== undefined));
  return [...client.filter(([name]) => !overridden.has(name)), ...settingPairs(request, where)];
}

function checkName(name: string, where: string): void {
  const instead = Object.hasOwn(reserved, name) ? reserved[name] : undefined;
  if (instead !== undefined) throw invalid(`${where}: '${name}' is not a setting; ${instead}`);
  if (name.startsWith('param_')) throw invalid(`${where}: '${name}' is not a setting; use the option 'parameters'`);
  if (name === '') throw invalid(`${where}: a setting has an empty name`);
}

export function settingText(value: SettingValue, name: string, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  // As servers take what is a list; no setting of theirs is an array.
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return value.map((item) => settingText(item, name, where)).join(',');
  }
  if (Array.isArray(value) || isRecord(value)) return nestedText(value, name, where);
  throw invalid(`${where}: setting '${name}' must be a string, number, bigint, boolean, array or object`);
}

/** A value inside of an array or map literal, where texts are quoted. */
function nestedText(value: unknown, name: string, where: string): string {
  if (typeof value === 'string') return quoteString(value);
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return `[${value.map((item) => nestedText(item, name, where)).join(',')}]`;
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${entries.map(([key, item]) => `${quoteString(key)}:${nestedText(item, name, where)}`).join(',')}}`;
  }
  return settingText(value as SettingValue, name, where);
}
