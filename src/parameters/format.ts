/**
 * The text that the server expects for a value of a declared type. It reads the text of a parameter as one
 * field of TabSeparated: `\N` is NULL and a text is escaped but not quoted. Inside of arrays, tuples and maps it
 * reads literals: NULL, and texts between single quotes (`deserializeTextEscaped`, `deserializeTextQuoted`).
 */
import type { ClickHouseType } from '../../index.js';
import { shortName } from '../columns/value-error.ts';
import { escapeString, quoteString } from '../literal.ts';
import { arrayText, mapText, nestedText, tupleText, vectorText } from './containers.ts';
import { type DictFormat, dictText, isDict, jsonParameter } from './dict.ts';
import { DT64Param } from './dt64-param.ts';
import { withoutGeo } from './geo.ts';
import { dateText, dateTimeText } from './instant.ts';
import { boolText, decimalText, floatText, integerText } from './number.ts';
import { Refusal, refuse } from './refusal.ts';
import { enumText, fixedStringText, ipv4Text, ipv6Text, stringText, uuidText } from './text.ts';
import { intervalText, timeText } from './time.ts';
import { memberOf } from './variant.ts';

/** How a value is written; `inside` writes the values in it. */
type Format = (value: unknown, type: ClickHouseType, inside: Inside) => string;

export interface Inside {
  /** The text of a value inside of an array, tuple or map. */
  literal(value: unknown, type: ClickHouseType): string;
  /** What objects become that are to be texts. */
  readonly dict: DictFormat;
}

/** Types that are written alike at the top and inside. */
const bare: Readonly<Record<string, Format>> = {
  Bool: boolText,
  Decimal: decimalText,
  Float32: floatText,
  Float64: floatText,
  BFloat16: floatText,
  Interval: intervalText,
  Array: arrayText,
  QBit: vectorText,
  Nested: nestedText,
  Tuple: tupleText,
  Map: mapText,
};

/** Types that stand between quotes inside. */
const quoted: Readonly<Record<string, Format>> = {
  String: (value, type, { dict }) => stringText(isDict(value) ? dictText(value, type, dict) : value, type),
  FixedString: fixedStringText,
  AggregateFunction: stringText,
  Enum8: enumText,
  Enum16: enumText,
  Date: dateText,
  Date32: dateText,
  DateTime: dateTimeText,
  DateTime64: dateTimeText,
  Time: timeText,
  Time64: timeText,
  UUID: uuidText,
  IPv4: ipv4Text,
  IPv6: ipv6Text,
  JSON: jsonParameter,
};

const integerKind = /^U?Int(?:8|16|32|64|128|256)$/;
/** Types that only say how a value is stored; its text is that of the last type inside. */
const wrappers = new Set(['Nullable', 'LowCardinality', 'SimpleAggregateFunction']);

/** The text of a whole parameter. */
export function parameterText(given: unknown, type: ClickHouseType, dict: DictFormat = 'json'): string {
  const { value, inner, nullable } = unwrapped(given, type);
  if (value === null) {
    if (nullable && inner.kind !== 'JSON' && inner.kind !== 'Dynamic') return '\\N';
    throw nullRefused(given, type, nullable);
  }
  const inside = insideOf(dict);
  const member = memberOf(value, inner, inside, true);
  // The server unescapes it as a text of any type, and then as a text of the type that it takes it for.
  if (member !== undefined) return escapeString(parameterText(member.value, member.type, dict));
  const format = formatOf(inner);
  if (format !== undefined) return format(value, inner, inside);
  // What a text means for a type that is not known here is for the server to judge.
  if (typeof value === 'string') return stringText(value, inner);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  throw refuse(value, type, 'a text, as this version has no other form for the type');
}

/** The same as an expression that a CAST to the type understands. */
export function castable(given: unknown, type: ClickHouseType, dict: DictFormat): string {
  const { value, inner, nullable } = unwrapped(given, type);
  if (value === null && nullable) return 'NULL';
  // A CAST to Dynamic keeps the type.
  const member = memberOf(value, inner, insideOf(dict), inner.kind !== 'Dynamic');
  if (member !== undefined) {
    return `CAST(${castable(member.value, member.type, dict)}, ${quoteString(member.type.name)})`;
  }
  const text = parameterText(given, type, dict);
  const isEscaped = isQuoted(inner) || formatOf(inner) === undefined;
  return isEscaped ? `'${text}'` : quoteString(text);
}

function insideOf(dict: DictFormat): Inside {
  const inside: Inside = {
    dict,
    literal(given, type) {
      const { value, inner, nullable } = unwrapped(given, type);
      if (value === null) {
        if (nullable) return 'NULL';
        throw nullRefused(given, type, nullable);
      }
      const member = memberOf(value, inner, inside, false);
      if (member !== undefined) return inside.literal(member.value, member.type);
      const format = formatOf(inner);
      if (format === undefined)
        throw new Refusal(`${shortName(inner)} is not supported inside of other types in parameters`);
      const text = format(value, inner, inside);
      return isQuoted(inner) ? `'${text}'` : text;
    },
  };
  return inside;
}

function isQuoted(type: ClickHouseType): boolean {
  return Object.hasOwn(quoted, type.kind);
}

function formatOf({ kind }: ClickHouseType): Format | undefined {
  if (integerKind.test(kind)) return integerText;
  if (Object.hasOwn(bare, kind)) return bare[kind];
  return Object.hasOwn(quoted, kind) ? quoted[kind] : undefined;
}

interface Unwrapped {
  readonly value: unknown;
  readonly inner: ClickHouseType;
  readonly nullable: boolean;
}

/** The type whose text a value has, and whether it may be NULL. */
export function innermost(type: ClickHouseType): { inner: ClickHouseType; nullable: boolean } {
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

function unwrapped(given: unknown, type: ClickHouseType): Unwrapped {
  const { inner, nullable: wrapped } = innermost(type);
  const nullable = wrapped || inner.kind === 'Variant' || inner.kind === 'Geometry' || inner.kind === 'Dynamic';
  const value = given instanceof DT64Param ? given.value : (given ?? null);
  return { value, inner: withoutGeo(inner), nullable };
}

function nullRefused(value: unknown, type: ClickHouseType, nullable: boolean): Refusal {
  // The server makes a text of it, which it then reads as JSON or keeps as a String.
  if (nullable) return new Refusal(`servers do not take NULL for a parameter of the type ${shortName(type)}`);
  return new Refusal(`${String(value)} does not fit ${shortName(type)}, which is not Nullable`);
}
