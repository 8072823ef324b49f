/**
 * The text that the server expects for a value of a declared type. It reads the text of a parameter as one
 * field of TabSeparated: `\N` is NULL and a text is escaped but not quoted. Inside of arrays, tuples and maps it
 * reads literals: NULL, and texts between single quotes (`deserializeTextEscaped`, `deserializeTextQuoted`).
 */
import type { ClickHouseType } from '../../index.js';
import { shortName } from '../columns/value-error.ts';
import { dateText, dateTimeText } from './instant.ts';
import { boolText, decimalText, floatText, integerText } from './number.ts';
import { Refusal, refuse } from './refusal.ts';
import { enumText, fixedStringText, ipv4Text, ipv6Text, stringText, uuidText } from './text.ts';

type Format = (value: unknown, type: ClickHouseType) => string;

/** Types that are written alike at the top and inside. */
const bare: Readonly<Record<string, Format>> = {
  Bool: boolText,
  Decimal: decimalText,
  Float32: floatText,
  Float64: floatText,
  BFloat16: floatText,
  Array: arrayText,
  Nested: nestedText,
  Tuple: tupleText,
  Map: mapText,
};

/** Types that stand between quotes inside. */
const quoted: Readonly<Record<string, Format>> = {
  String: stringText,
  FixedString: fixedStringText,
  Enum8: enumText,
  Enum16: enumText,
  Date: dateText,
  Date32: dateText,
  DateTime: dateTimeText,
  DateTime64: dateTimeText,
  UUID: uuidText,
  IPv4: ipv4Text,
  IPv6: ipv6Text,
};

const integerKind = /^U?Int(?:8|16|32|64|128|256)$/;
/** Types that only say how a value is stored; its text is that of the last type inside. */
const wrappers = new Set(['Nullable', 'LowCardinality', 'SimpleAggregateFunction']);

/** The text of a whole parameter. */
export function parameterText(value: unknown, type: ClickHouseType): string {
  const { inner, nullable } = unwrapped(type);
  if (value === null || value === undefined) {
    if (nullable) return '\\N';
    throw nullRefused(value, type);
  }
  const format = formatOf(inner);
  if (format !== undefined) return format(value, inner);
  // What a text means for a type that is not known here is for the server to judge.
  if (typeof value === 'string') return stringText(value, inner);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  throw refuse(value, type, 'a text, as this version has no other form for the type');
}

/** The text of a value inside of an array, tuple or map. */
function literal(value: unknown, type: ClickHouseType): string {
  const { inner, nullable } = unwrapped(type);
  if (value === null || value === undefined) {
    if (nullable) return 'NULL';
    throw nullRefused(value, type);
  }
  const format = formatOf(inner);
  if (format === undefined)
    throw new Refusal(`${shortName(inner)} is not supported inside of other types in parameters`);
  const text = format(value, inner);
  return Object.hasOwn(quoted, inner.kind) ? `'${text}'` : text;
}

function formatOf({ kind }: ClickHouseType): Format | undefined {
  if (integerKind.test(kind)) return integerText;
  if (Object.hasOwn(bare, kind)) return bare[kind];
  return Object.hasOwn(quoted, kind) ? quoted[kind] : undefined;
}

function unwrapped(type: ClickHouseType): { inner: ClickHouseType; nullable: boolean } {
  let inner = type;
  let nullable = false;
  while (wrappers.has(inner.kind)) {
    nullable ||= inner.kind === 'Nullable';
    const last = inner.args.at(-1);
    if (last === undefined) break;
    inner = last;
  }
  return { inner, nullable };
}

function nullRefused(value: unknown, type: ClickHouseType): Refusal {
  return new Refusal(`${String(value)} does not fit ${shortName(type)}, which is not Nullable`);
}

/** An argument of a type that has a fixed number of them. */
function argument(type: ClickHouseType, index: number): ClickHouseType {
  const found = type.args[index];
  if (found === undefined) throw new Refusal(`${shortName(type)} lacks the type of its elements`);
  return found;
}

function arrayText(value: unknown, type: ClickHouseType): string {
  const element = argument(type, 0);
  const items = toItems(value);
  if (items === undefined) throw refuse(value, type, 'an array');
  return `[${items.map((item) => literal(item, element)).join(',')}]`;
}

function toItems(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Set) return [...value];
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<unknown>)
    : undefined;
}

/** An array of tuples, of which each has a value for every name. */
function nestedText(value: unknown, type: ClickHouseType): string {
  const items = toItems(value);
  if (items === undefined) throw refuse(value, type, 'an array of objects');
  return `[${items.map((item) => tupleText(item, type)).join(',')}]`;
}

function tupleText(value: unknown, type: ClickHouseType): string {
  const items = Array.isArray(value) ? value : namedItems(value, type);
  if (items.length !== type.args.length) {
    throw new Refusal(
      `an array of ${items.length} does not fit the ${type.args.length} elements of ${shortName(type)}`,
    );
  }
  return `(${type.args.map((element, index) => literal(items[index], element)).join(',')})`;
}

function namedItems(value: unknown, type: ClickHouseType): unknown[] {
  const names = type.names ?? [];
  const named = type.args.length > 0 && type.args.every((_, index) => typeof names[index] === 'string');
  if (!named || typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
    throw refuse(value, type, named ? 'an object or array' : 'an array');
  }
  const unknown = Object.keys(value).find((key) => !names.includes(key));
  if (unknown !== undefined) throw new Refusal(`${shortName(type)} has no element '${unknown}'`);
  return names.map((name) => (name === null ? undefined : (value as Record<string, unknown>)[name]));
}

function mapText(value: unknown, type: ClickHouseType): string {
  const pairs = toPairs(value);
  if (pairs === undefined) throw refuse(value, type, 'an object, a Map or an array of pairs');
  const [key, item] = [argument(type, 0), argument(type, 1)];
  return `{${pairs.map((pair) => `${literal(pair[0], key)}:${literal(pair[1], item)}`).join(',')}}`;
}

function toPairs(value: unknown): (readonly unknown[])[] | undefined {
  if (value instanceof Map) return [...value];
  if (Array.isArray(value)) return value.every((pair) => Array.isArray(pair) && pair.length === 2) ? value : undefined;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Date)
    return undefined;
  return Object.entries(value);
}
