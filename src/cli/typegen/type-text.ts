/** The TypeScript type of the values of a ClickHouse type, as `docs/types.md` says them. */
import type { ClickHouseType } from '../../../index.js';
import { NotSupportedError } from '../../errors.ts';
import { type FormatRules, firstFormat } from '../../formats.ts';
import { jsonText } from './json-text.ts';
import { elementsOf, literal, objectText, union } from './syntax.ts';

/** What a type needs to be written. */
export interface Writing {
  readonly formats: FormatRules;
  /** Names that the text uses of the package. */
  readonly imports: Set<string>;
  /** Whether the values are inside of a JSON, where a bigint that is safe as a number is one. */
  readonly inJson?: boolean;
}

type Write = (type: ClickHouseType, format: string | undefined, writing: Writing) => string;

/** A type for each format; the one of `native` is the default. */
function simple(native: string, formats: Readonly<Record<string, string>> = {}): Write {
  return (_, format) => (format !== undefined && Object.hasOwn(formats, format) ? (formats[format] ?? native) : native);
}

const number = simple('number', { string: 'string' });
const bigint = simple('bigint', { number: 'number', string: 'string' });
const date = simple('Date', { int: 'number', string: 'string', temporal: 'Temporal.PlainDate' });
const bytes = { bytes: 'Buffer' };
const point = '[number, number]';

const table: Readonly<Record<string, Write>> = {
  AggregateFunction: simple('Buffer'),
  Array: (type, _, writing) => `${elementsOf(inside(type, 0, writing))}[]`,
  BFloat16: number,
  Bool: simple('boolean', { int: 'number' }),
  Date: date,
  Date32: date,
  DateTime: simple('Date', { int: 'number', string: 'string', temporal: 'Temporal.ZonedDateTime' }),
  DateTime64: dateTime64,
  Decimal: simple('string', { number: 'number', bigint: 'bigint' }),
  Dynamic: (_, format, writing) => (format === 'typed' ? union([imported('TypedValue', writing), 'null']) : 'unknown'),
  Enum8: enumeration,
  Enum16: enumeration,
  FixedString: simple('Buffer', { string: 'string' }),
  Float32: number,
  Float64: number,
  Geometry: (_, format, writing) =>
    union([
      ...[point, `${point}[]`, `${point}[][]`, `${point}[][][]`].map((shape) => chosen(shape, format, writing)),
      'null',
    ]),
  Int8: number,
  Int16: number,
  Int32: number,
  Int64: bigint,
  Int128: simple('bigint', { string: 'string' }),
  Int256: simple('bigint', { string: 'string' }),
  Interval: simple('bigint', { number: 'number', temporal: 'Temporal.Duration' }),
  IPv4: simple('string', { ...bytes, int: 'number' }),
  IPv6: simple('string', bytes),
  JSON: (type, format, writing) =>
    format === 'string' ? 'string' : jsonText(type, (index) => inside(type, index, { ...writing, inJson: true })),
  LineString: simple(`${point}[]`),
  LowCardinality: (type, _, writing) => inside(type, 0, writing),
  Map: map,
  MultiLineString: simple(`${point}[][]`),
  MultiPolygon: simple(`${point}[][][]`),
  Nested: (type, _, writing) => `${objectText(members(type, writing))}[]`,
  Nothing: simple('null'),
  Nullable: (type, _, writing) => union([inside(type, 0, writing), 'null']),
  Point: simple(point),
  Polygon: simple(`${point}[][]`),
  QBit: simple('number[]'),
  Ring: simple(`${point}[]`),
  SimpleAggregateFunction: (type, _, writing) => inside(type, type.args.length - 1, writing),
  String: simple('string', bytes),
  Time: simple('string', { int: 'number', temporal: 'Temporal.Duration' }),
  Time64: simple('string', { int: 'bigint', temporal: 'Temporal.Duration' }),
  Tuple: tuple,
  UInt8: number,
  UInt16: number,
  UInt32: number,
  UInt64: simple('bigint', { number: 'number', string: 'string', signed: 'bigint' }),
  UInt128: simple('bigint', { string: 'string' }),
  UInt256: simple('bigint', { string: 'string' }),
  UUID: simple('string', bytes),
  Variant: (type, format, writing) =>
    union([...type.args.map((member) => chosen(typeText(member, writing), format, writing)), 'null']),
};

export function typeText(type: ClickHouseType, writing: Writing): string {
  const write = Object.hasOwn(table, type.kind) ? table[type.kind] : undefined;
  if (write === undefined) {
    throw new NotSupportedError(`the type ${type.name} cannot be read`, { code: 'ERR_UNSUPPORTED_TYPE' });
  }
  const text = write(type, firstFormat([writing.formats], type), writing);
  return writing.inJson === true && text === 'bigint' ? 'number | bigint' : text;
}

function inside(type: ClickHouseType, index: number, writing: Writing): string {
  const inner = type.args[index];
  return inner === undefined ? 'unknown' : typeText(inner, writing);
}

function imported(name: string, { imports }: Writing): string {
  imports.add(name);
  return name;
}

/** A value of one of several types. */
function chosen(text: string, format: string | undefined, writing: Writing): string {
  return format === 'typed' ? `${imported('TypedValue', writing)}<${text}>` : text;
}

function dateTime64(type: ClickHouseType, format: string | undefined, writing: Writing): string {
  const others = { int: 'bigint', string: 'string', temporal: 'Temporal.ZonedDateTime' };
  if (format !== undefined && Object.hasOwn(others, format)) return others[format as keyof typeof others];
  return (type.precision ?? 3) > 3 ? imported('PreciseDate', writing) : 'Date';
}

function enumeration({ values = [] }: ClickHouseType, format: string | undefined): string {
  return union(values.map(({ name, code }) => (format === 'int' ? String(code) : literal(name))));
}

/** Keys that are names by nature make an object. */
const nameKinds = new Set(['String', 'FixedString', 'Enum8', 'Enum16', 'UUID']);

function map(type: ClickHouseType, format: string | undefined, writing: Writing): string {
  const [key] = type.args;
  const value = inside(type, 1, writing);
  const bare = key?.kind === 'LowCardinality' ? key.args[0] : key;
  const asObject = format === 'object' || (format === undefined && bare !== undefined && nameKinds.has(bare.kind));
  if (!asObject) {
    const keys = inside(type, 0, writing);
    return format === 'pairs' ? `[${keys}, ${value}][]` : `Map<${keys}, ${value}>`;
  }
  // Which of its names a map has, only its values tell.
  const isEnum = bare?.kind.startsWith('Enum') === true;
  return isEnum && bare !== undefined
    ? `Partial<Record<${typeText(bare, writing)}, ${value}>>`
    : `Record<string, ${value}>`;
}

function tuple(type: ClickHouseType, format: string | undefined, writing: Writing): string {
  if (format === 'json') return 'string';
  const named = type.args.length > 0 && type.args.every((_, index) => typeof type.names?.[index] === 'string');
  if (format === 'tuple' || (format === undefined && !named)) {
    return `[${type.args.map((_, index) => inside(type, index, writing)).join(', ')}]`;
  }
  return objectText(members(type, writing));
}

/** Names and types of elements; those without a name have their number. */
function members(type: ClickHouseType, writing: Writing): [name: string, text: string][] {
  return type.args.map((_, index) => [type.names?.[index] ?? String(index + 1), inside(type, index, writing)]);
}
