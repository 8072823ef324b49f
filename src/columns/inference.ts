/** The ClickHouse types of JavaScript values. */
import type { ParseType } from './arena.ts';
import { isRecord } from './map.ts';
import { PreciseDate } from './precise-date.ts';
import { fromTemporal } from './temporal.ts';
import { TypedValue } from './typed-value.ts';
import type { ClickHouseType } from '../../index.js';
import { describe, ValueError } from './value-error.ts';

/** What objects inside keep apart: a JSON inside another has a part of that one's. */
export interface Limits {
  readonly paths: number;
  readonly types: number;
}

export const NO_LIMITS: Limits = { paths: 1024, types: 32 };

/** Those of the objects in the arrays of a JSON; a server's own, so that `path[]` finds them. */
export function innerLimits({ paths, types }: Limits): Limits {
  return { paths: Math.floor(paths / 4), types: Math.floor(types / 2) };
}

export function jsonName({ paths, types }: Limits): string {
  const parts: string[] = [];
  if (types !== NO_LIMITS.types) parts.push(`max_dynamic_types=${types}`);
  if (paths !== NO_LIMITS.paths) parts.push(`max_dynamic_paths=${paths}`);
  return parts.length === 0 ? 'JSON' : `JSON(${parts.join(', ')})`;
}

/** How deep a value may nest; the server has a limit of its own. */
const MAX_DEPTH = 60;

/** Refuses what has no end or no type, before anything walks it. */
export function checkTree(value: unknown, row: number, typeName: string): void {
  walk(value, [], []);

  function walk(inner: unknown, around: readonly unknown[], path: readonly string[]): void {
    const refuse = (reason: string): ValueError =>
      new ValueError(row, value, typeName, path.length === 0 ? reason : `path '${path.join('.')}': ${reason}`);
    if (typeof inner === 'function' || typeof inner === 'symbol') throw refuse(`a ${typeof inner} is no value`);
    if (typeof inner !== 'object' || inner === null || ArrayBuffer.isView(inner)) return;
    if (around.includes(inner)) throw refuse('a circular value');
    if (around.length >= MAX_DEPTH) throw refuse(`a value that nests deeper than ${MAX_DEPTH} levels`);
    const next = [...around, inner];
    if (inner instanceof TypedValue) walk(inner.value, next, path);
    else if (Array.isArray(inner))
      inner.forEach((element, index) => void walk(element, next, [...path, String(index)]));
    else if (inner instanceof Map) for (const [key, member] of inner) walk(member, next, [...path, String(key)]);
    else if (isRecord(inner)) for (const [key, member] of Object.entries(inner)) walk(member, next, [...path, key]);
  }
}

const typedArrays: Readonly<Record<string, string>> = {
  Int8Array: 'Int8',
  Uint8ClampedArray: 'UInt8',
  Int16Array: 'Int16',
  Uint16Array: 'UInt16',
  Int32Array: 'Int32',
  Uint32Array: 'UInt32',
  Float32Array: 'Float32',
  Float64Array: 'Float64',
  BigInt64Array: 'Int64',
  BigUint64Array: 'UInt64',
};

const INTEGERS: readonly (readonly [name: string, lowest: bigint, highest: bigint])[] = [64, 128, 256].flatMap(
  (bits) => {
    const half = 1n << BigInt(bits - 1);
    return [
      [`Int${bits}`, -half, half - 1n],
      [`UInt${bits}`, 0n, 2n * half - 1n],
    ] as [string, bigint, bigint][];
  },
);

const temporalTypes: Readonly<Record<string, string>> = {
  PlainDate: 'Date32',
  Instant: 'DateTime64(9)',
  ZonedDateTime: 'DateTime64(9)',
  PlainDateTime: 'DateTime64(9)',
  PlainTime: 'Time64(9)',
  Duration: 'Time64(9)',
};

/** What a value is on its own: the name of a type, or of a family that needs another look at the values. */
function category(value: unknown): string | undefined {
  switch (typeof value) {
    case 'boolean':
      return 'Bool';
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'integer' : 'Float64';
    case 'bigint':
      return 'bigint';
    case 'string':
      return 'String';
    case 'object':
      return value === null ? undefined : objectCategory(value);
    default:
      return undefined;
  }
}

function objectCategory(value: object): string | undefined {
  if (value instanceof TypedValue) return value.type;
  if (value instanceof Date) return value instanceof PreciseDate ? 'DateTime64(9)' : 'DateTime64(3)';
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return 'String';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'map';
  if (ArrayBuffer.isView(value)) {
    const element = typedArrays[value.constructor.name];
    return element === undefined ? undefined : `Array(${element})`;
  }
  if (fromTemporal(value) !== undefined) {
    const tag = Object.prototype.toString.call(value);
    return temporalTypes[tag.slice('[object Temporal.'.length, -1)];
  }
  return isRecord(value) ? 'object' : undefined;
}

const isAbsent = (value: unknown): boolean => value === null || value === undefined;

/** The common type of values that are not NULL; `undefined` when they have none but `Dynamic`, or none at all. */
export function inferred(values: readonly unknown[], place: Place, parse: ParseType): ClickHouseType | undefined {
  const name = commonName(values, place);
  return name === undefined ? undefined : parse(name);
}

/** Where values lie. */
export interface Place {
  readonly row: number;
  readonly typeName: string;
  readonly limits: Limits;
}

function commonName(values: readonly unknown[], place: Place): string | undefined {
  const found = new Set<string>();
  for (const value of values) {
    const one = category(value);
    if (one === undefined) {
      throw new ValueError(place.row, value, place.typeName, `${describe(value)} has no type in ClickHouse`);
    }
    found.add(one);
  }
  const only = found.size === 1 ? [...found][0] : joined(found);
  switch (only) {
    case 'integer':
      return 'Int64';
    case 'bigint':
      return integerName(values as (bigint | number)[], place);
    case 'array':
      return `Array(${elementName(
        (values as unknown[][]).flatMap((value) => Array.from(value)),
        place,
      )})`;
    case 'map':
      return mapName(values as Map<unknown, unknown>[], place);
    case 'object':
      return jsonName(place.limits);
    default:
      return only;
  }
}

/** What values of several categories are together. */
function joined(found: ReadonlySet<string>): string | undefined {
  const among = (...names: string[]): boolean => [...found].every((one) => names.includes(one));
  if (among('integer', 'bigint')) return 'bigint';
  if (among('integer', 'Float64')) return 'Float64';
  return among('DateTime64(3)', 'DateTime64(9)') ? 'DateTime64(9)' : undefined;
}

function integerName(values: readonly (bigint | number)[], { row, typeName }: Place): string {
  const fits = ([, lowest, highest]: (typeof INTEGERS)[number]): boolean =>
    values.every((value) => value >= lowest && value <= highest);
  const [name] = INTEGERS.find(fits) ?? [];
  if (name !== undefined) return name;
  throw new ValueError(row, values[0], typeName, `${describe(values[0])} has more than 256 bits`);
}

/** Types that `Nullable` cannot hold on every server. */
const NEVER_NULL = /^(Array|Map|Tuple|JSON|Nested|Variant|Dynamic|LowCardinality)\b/;

/** The type of the elements of an array, or of the values of a map. */
function elementName(values: readonly unknown[], place: Place): string {
  const present = values.filter((value) => !isAbsent(value));
  const nullable = present.length < values.length;
  if (present.length === 0) return nullable ? 'Nullable(Nothing)' : 'Nothing';
  const name = commonName(present, place);
  // What a typed value says need not be what an array of them can hold.
  if (name === undefined || present.some((value) => value instanceof TypedValue)) return 'Dynamic';
  if (!nullable) return name;
  return NEVER_NULL.test(name) ? 'Dynamic' : `Nullable(${name})`;
}

function mapName(values: readonly Map<unknown, unknown>[], place: Place): string {
  const keys = values.flatMap((value) => [...value.keys()]);
  const members = values.flatMap((value) => [...value.values()]);
  const key = keys.length === 0 ? 'String' : commonName(keys, place);
  if (key === undefined || NEVER_NULL.test(key)) {
    throw new ValueError(place.row, values[0], place.typeName, 'a Map with keys that have no common type');
  }
  return `Map(${key}, ${elementName(members, place)})`;
}
