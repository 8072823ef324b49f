/** `Variant(…)`: values of some types. */
import { ChosenVector, type Member, Sorted } from './chosen.ts';
import type { Codec, Reading, Writing } from './codec.ts';
import { codecOf } from './registry.ts';
import { TypedValue } from './typed-value.ts';
import type { ClickHouseType } from '../../index.js';
import { describe, ValueError } from './value-error.ts';

/** The next `count` members of the layout. */
export function readMembers(types: readonly ClickHouseType[], reading: Reading): Member[] {
  return types.map((type) => {
    const count = reading.arena.next();
    return { type, values: codecOf(type).read(type, count, reading) };
  });
}

const INTEGERS = ['Int64', 'UInt64', 'Int128', 'UInt128', 'Int256', 'UInt256'];
const SMALL_INTEGERS = ['UInt8', 'Int8', 'UInt16', 'Int16', 'UInt32', 'Int32'];
const FLOATS = ['Float64', 'Float32', 'BFloat16'];
const LISTS = ['Array', 'Ring', 'LineString', 'Polygon', 'MultiLineString', 'MultiPolygon', 'Point', 'QBit', 'Nested'];

/** The families that a JavaScript value is read from: the likeliest first. */
const natural: Readonly<Record<string, readonly string[]>> = {
  boolean: ['Bool'],
  integer: [...SMALL_INTEGERS, ...INTEGERS, ...FLOATS, 'Decimal'],
  number: [...FLOATS, 'Decimal'],
  bigint: [...INTEGERS, 'Interval', 'Decimal', ...SMALL_INTEGERS],
  string: ['String', 'Enum8', 'Enum16', 'UUID', 'IPv4', 'IPv6', 'Time', 'Time64', 'Decimal', 'FixedString'],
  date: ['DateTime64', 'DateTime', 'Date32', 'Date'],
  bytes: ['FixedString', 'String'],
  list: [...LISTS, 'Tuple', 'Map'],
  map: ['Map', 'JSON', 'Tuple'],
  object: ['Tuple', 'Map', 'JSON', 'Nested'],
};

/** Kinds of values that are no dates, though the column of a date takes the number of days or seconds. */
const numbers = new Set(['integer', 'number', 'bigint']);
const calendar = new Set(natural.date);

function kindOf(value: unknown): string {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'integer' : 'number';
  if (typeof value !== 'object' || value === null) return typeof value;
  if (value instanceof Date) return 'date';
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return 'bytes';
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'list';
  return value instanceof Map ? 'map' : 'object';
}

/** The family of a type without what is only around it. */
function familyOf(type: ClickHouseType): string {
  const [inner] = type.args;
  const around = type.kind === 'LowCardinality' || type.kind === 'Nullable' || type.kind === 'SimpleAggregateFunction';
  return around && inner !== undefined ? familyOf(inner) : type.kind;
}

/** The members in the order in which they are tried for values of a kind. */
function ranked(members: readonly ClickHouseType[], kind: string): ClickHouseType[] {
  const families = natural[kind] ?? [];
  const rank = (type: ClickHouseType): number => {
    const place = families.indexOf(familyOf(type));
    return place < 0 ? families.length : place;
  };
  const possible = numbers.has(kind) ? members.filter((type) => !calendar.has(familyOf(type))) : [...members];
  return possible.sort((a, b) => rank(a) - rank(b));
}

/** The members that a value is likely to be of, the likeliest first. */
export function candidates(members: readonly ClickHouseType[], value: unknown): ClickHouseType[] {
  return ranked(members, kindOf(value));
}

/** Whether a type takes a value. */
function takes(type: ClickHouseType, value: unknown, writing: Writing): boolean {
  try {
    codecOf(type).write(type, [value], { ...writing, sections: [] });
    return true;
  } catch (error) {
    if (error instanceof ValueError) return false;
    throw error;
  }
}

function writeVariant(type: ClickHouseType, values: ArrayLike<unknown>, writing: Writing): void {
  const sorted = new Sorted(values.length, type.args);
  const candidates = new Map<string, ClickHouseType[]>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined) continue;
    if (value instanceof TypedValue) {
      const named = namedMember(type, value, i);
      if (value.value !== null && value.value !== undefined) sorted.push(i, named, value.value);
      continue;
    }
    const kind = kindOf(value);
    let order = candidates.get(kind);
    if (order === undefined) {
      order = ranked(type.args, kind);
      candidates.set(kind, order);
    }
    const member = order.find((candidate) => takes(candidate, value, writing));
    if (member === undefined) {
      const names = type.args.map(({ name }) => name).join(', ');
      throw new ValueError(i, value, type.name, `${describe(value)} fits none of ${names}`);
    }
    sorted.push(i, member, value);
  }
  sorted.write(writing);
}

function namedMember(type: ClickHouseType, value: TypedValue, index: number): ClickHouseType {
  const member = type.args.find(({ name }) => name === value.type);
  if (member !== undefined) return member;
  const names = type.args.map(({ name }) => name).join(', ');
  throw new ValueError(index, value, type.name, `a value of the type ${value.type}, which is none of ${names}`);
}

export const variant: Codec = {
  formats: ['typed'],
  read(type, rows, reading) {
    const numbers = reading.arena.bytes(reading.arena.next(), rows);
    const places = reading.arena.view(Uint32Array, reading.arena.next(), rows);
    return new ChosenVector(numbers, places, readMembers(type.args, reading), reading.format(type) === 'typed');
  },
  zero: () => null,
  write: writeVariant,
};
