/** The text of a JSON value as the server prints it. */
import type { ParseType } from './arena.ts';
import { unpadded } from './fixed-string.ts';
import { TypedValue } from './typed-value.ts';
import type { ClickHouseType } from '../../index.js';

/** Types whose values are printed without quotes. */
const NUMBERS = /^(U?Int\d+|Float\d+|BFloat16|Bool|Decimal|Interval)$/;

/** One value, read in the forms that `printed` of json.ts asks for. */
export function printJson(type: ClickHouseType, value: unknown, parse: ParseType): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof TypedValue) return printJson(parse(value.type), value.value, parse);
  const [first, second] = type.args;
  switch (type.kind) {
    case 'Nullable':
    case 'LowCardinality':
    case 'SimpleAggregateFunction':
      return first === undefined ? 'null' : printJson(first, value, parse);
    case 'JSON':
      return String(value);
    case 'Array':
    case 'QBit':
      return list(value as ArrayLike<unknown>, () => first, parse);
    case 'Tuple':
      return tuple(type, value as ArrayLike<unknown>, parse);
    case 'Nested':
      return list(value as ArrayLike<unknown>, () => type, parse);
    case 'Map':
      return members(
        (value as [unknown, unknown][]).map(([key, member]) => [
          typeof key === 'string' ? key : Buffer.isBuffer(key) ? unpadded(key) : String(key),
          second === undefined ? 'null' : printJson(second, member, parse),
        ]),
      );
    default:
      return leaf(type, value);
  }
}

function list(
  values: ArrayLike<unknown>,
  typeAt: (index: number) => ClickHouseType | undefined,
  parse: ParseType,
): string {
  const texts = Array.from(values, (value, index) => {
    const type = typeAt(index);
    return type === undefined ? 'null' : printJson(type, value, parse);
  });
  return `[${texts.join(',')}]`;
}

function tuple(type: ClickHouseType, values: ArrayLike<unknown>, parse: ParseType): string {
  const names = type.names;
  if (names === undefined || names.length === 0 || names.includes(null))
    return list(values, (index) => type.args[index], parse);
  return members(
    names.map((name, index) => [name ?? '', printJson(type.args[index] as ClickHouseType, values[index], parse)]),
  );
}

function members(pairs: readonly (readonly [name: string, text: string])[]): string {
  return `{${pairs.map(([name, text]) => `${quoted(name)}:${text}`).join(',')}}`;
}

function leaf(type: ClickHouseType, value: unknown): string {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return '-0';
    return Number.isFinite(value) ? String(value).replace('e+', 'e') : 'null';
  }
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map((element) => leaf(type, element)).join(',')}]`;
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value);
  if (type.kind === 'Decimal') return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return NUMBERS.test(type.kind) ? text : quoted(text);
}

/** What `JSON.stringify` leaves alone or writes otherwise than the server. */
const ESCAPED = /[\u2028\u2029/]|\\u00[01][0-9a-f]/g;

export function quoted(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, (found) => {
    if (found === '/') return '\\/';
    if (found.length > 1) return `\\u${found.slice(2).toUpperCase()}`;
    return `\\u${found.charCodeAt(0).toString(16)}`;
  });
}

/** An object of paths with the texts of their values, in the order of the paths. */
export function printPaths(paths: readonly (readonly [parts: readonly string[], text: string])[], depth = 0): string {
  const groups: [string, (readonly [parts: readonly string[], text: string])[]][] = [];
  for (const path of paths) {
    const name = path[0][depth] ?? '';
    const last = groups.at(-1);
    const leafPath = path[0].length === depth + 1;
    if (last !== undefined && last[0] === name && !leafPath && (last[1][0]?.[0].length ?? 0) > depth + 1)
      last[1].push(path);
    else groups.push([name, [path]]);
  }
  return members(
    groups.map(([name, group]) => {
      const [first] = group;
      const isLeaf = first?.[0].length === depth + 1;
      return [name, isLeaf ? first[1] : printPaths(group, depth + 1)];
    }),
  );
}
