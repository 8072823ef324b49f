/** The values of a column of Arrow in forms that the codec of a type takes. */
import { PreciseDate } from '../../columns/precise-date.ts';
import { typedValue } from '../../columns/typed-value.ts';
import { UnsupportedTypeError } from '../../columns/unsupported-type-error.ts';
import { ValueError } from '../../columns/value-error.ts';
import type { ClickHouseType } from '../../../index.js';
import { type ArrowData, ARROW, type ArrowType, bits, extentOf, malformed, nameOf, nullsOf } from './kinds.ts';
import { decimalText, durationText, integer, nanoseconds, timeText } from './scalars.ts';

/** The value of a row that has one. */
type Get = (row: number) => unknown;

/** The values of all rows, `null` where there is none. */
export function valuesOf(data: ArrowData, target: ClickHouseType): unknown[] {
  const nulls = nullsOf(data);
  const get = getter(data, target);
  const out = new Array<unknown>(data.length);
  for (let row = 0; row < data.length; row++) out[row] = nulls?.[row] ? null : get(row);
  return out;
}

/** The type of values inside of another, where that tells it; what holds anything holds itself. */
function inside(target: ClickHouseType, place = 0): ClickHouseType {
  return target.args[place] ?? target;
}

/** The type that values have when they are there. */
function bare(target: ClickHouseType): ClickHouseType {
  const { kind } = target;
  const isWrapped = kind === 'Nullable' || kind === 'LowCardinality' || kind === 'SimpleAggregateFunction';
  return isWrapped ? bare(target.args.at(-1) ?? target) : target;
}

function getter(data: ArrowData, wrapped: ClickHouseType): Get {
  const target = bare(wrapped);
  const get = getters[data.type.typeId];
  if (get === undefined) throw unsupported(data.type, target);
  return get(data, target);
}

function unsupported(type: ArrowType, target: ClickHouseType): UnsupportedTypeError {
  return new UnsupportedTypeError(target.name, `Arrow's type ${nameOf(type)} cannot become ${target.name}`);
}

const numbers = (data: ArrowData): Get => {
  const values = data.values as ArrayLike<number | bigint>;
  return (row) => values[row];
};

/** Halves of 32 bits are made of those of 16. */
function float(data: ArrowData): Get {
  if (data.type.precision !== 0) return numbers(data);
  const values = data.values as Uint16Array;
  return (row) => {
    const half = values[row] as number;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    const sign = half & 0x8000 ? -1 : 1;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  };
}

/** The bytes of each row. */
function bytes(data: ArrowData): (row: number) => Buffer {
  const { typeId, byteWidth = 0 } = data.type;
  const { buffer, byteOffset, byteLength } = data.values as Uint8Array;
  const all = Buffer.from(buffer, byteOffset, byteLength);
  if (typeId === ARROW.fixedSizeBinary) return (row) => all.subarray(row * byteWidth, (row + 1) * byteWidth);
  if (typeId === ARROW.binaryView || typeId === ARROW.utf8View) return (row) => viewed(data, all, row);
  const { offsets, from } = extentOf(data, byteLength);
  return (row) => all.subarray(from + (offsets[row] ?? 0), from + (offsets[row + 1] ?? 0));
}

const VIEW = 16;
/** Texts that are no longer lie in their view. */
const SHORT = 12;

/** What a view shows. */
function viewed({ type, variadicBuffers = [] }: ArrowData, views: Buffer, row: number): Buffer {
  const at = row * VIEW;
  if (at + VIEW > views.length) throw malformed(type, row);
  const length = views.readInt32LE(at);
  if (length <= SHORT) return views.subarray(at + 4, at + 4 + length);
  const shown = variadicBuffers[views.readInt32LE(at + 8)] ?? new Uint8Array();
  const start = views.readInt32LE(at + 12);
  if (start < 0 || start + length > shown.length) throw malformed(type, row);
  return Buffer.from(shown.buffer, shown.byteOffset + start, length);
}

const texts = (data: ArrowData): Get => {
  const get = bytes(data);
  return (row) => get(row).toString('utf8');
};

const WIDE = /^U?Int(?:128|256)$/;

/** Bytes of a wide integer are the lowest first, as the server's own Arrow has them. */
function binary(data: ArrowData, target: ClickHouseType): Get {
  const get = bytes(data);
  if (!WIDE.test(target.kind)) return get;
  return (row) => integer(get(row), target.kind.startsWith('Int'));
}

function bool({ values, offset, length }: ArrowData): Get {
  const all = bits(values as Uint8Array, offset, length);
  return (row) => all[row] === 1;
}

function decimal({ type, values }: ArrowData): Get {
  const { scale = 0, bitWidth = 128 } = type;
  const { buffer, byteOffset, byteLength } = values as Uint32Array;
  const all = Buffer.from(buffer, byteOffset, byteLength);
  const width = bitWidth / 8;
  return (row) => decimalText(integer(all.subarray(row * width, (row + 1) * width), true), scale);
}

const DAY = 86_400_000;

/** Days for a date, whose codec counts in them; for others an instant. */
function date({ type, values }: ArrowData, { kind }: ClickHouseType): Get {
  const days = type.unit === 0;
  if (days && (kind === 'Date' || kind === 'Date32')) return (row) => (values as Int32Array)[row];
  return (row) =>
    new Date(days ? ((values as Int32Array)[row] as number) * DAY : Number((values as BigInt64Array)[row]));
}

function timestamp({ type, values }: ArrowData): Get {
  return (row) => new PreciseDate(nanoseconds((values as BigInt64Array)[row] as bigint, type.unit));
}

function time({ type, values }: ArrowData): Get {
  return (row) => timeText(nanoseconds(BigInt((values as BigInt64Array)[row] as bigint | number), type.unit));
}

const INTERVALS = ['IntervalSecond', 'IntervalMillisecond', 'IntervalMicrosecond', 'IntervalNanosecond'];

/** A time of day or beyond, how many of an interval it is, or the number that it is. */
function duration(data: ArrowData, target: ClickHouseType): Get {
  const values = data.values as BigInt64Array;
  const { unit = 0 } = data.type;
  if (target.kind === 'Time' || target.kind === 'Time64') {
    return (row) => durationText(nanoseconds(values[row] as bigint, unit));
  }
  if (target.kind !== 'Interval') return (row) => values[row];
  const wanted = INTERVALS.indexOf(target.name);
  if (wanted < 0) throw unsupported(data.type, target);
  const tick = 10n ** BigInt(9 - 3 * wanted);
  return (row) => {
    const given = nanoseconds(values[row] as bigint, unit);
    if (given % tick === 0n) return given / tick;
    throw new ValueError(
      row,
      given,
      target.name,
      `${given} ns are no whole number of ${target.name.slice('Interval'.length)}s`,
    );
  };
}

/** Lists; those of fixed length have no offsets. */
function list(data: ArrowData, target: ClickHouseType): Get {
  const { typeId, listSize = 0 } = data.type;
  const isFixed = typeId === ARROW.fixedSizeList;
  const extent = isFixed ? undefined : extentOf(data, data.children[0]?.length ?? 0);
  const from = extent?.from ?? 0;
  const count = extent === undefined ? data.length * listSize : extent.to - from;
  const [child] = data.children;
  if (child === undefined) throw unsupported(data.type, target);
  const values = valuesOf(child.slice(from, count), elementOf(target));
  return (row) => {
    const [start, end] = isFixed
      ? [row * listSize, (row + 1) * listSize]
      : [extent?.offsets[row] ?? 0, extent?.offsets[row + 1] ?? 0];
    return values.slice(start, end);
  };
}

const ELEMENTS: Readonly<Record<string, string>> = {
  Point: 'Float64',
  Ring: 'Point',
  LineString: 'Point',
  Polygon: 'Ring',
  MultiLineString: 'LineString',
  MultiPolygon: 'Polygon',
};

/** The type of the values of a list. */
function elementOf(target: ClickHouseType): ClickHouseType {
  const kind = ELEMENTS[target.kind];
  if (kind !== undefined) return { kind, name: kind, args: [] };
  if (target.kind === 'Nested') return { ...target, kind: 'Tuple', name: target.name.replace('Nested', 'Tuple') };
  return inside(target);
}

/** Pairs for a map; for others what JavaScript calls one. */
function map(data: ArrowData, target: ClickHouseType): Get {
  const [entries] = data.children;
  const { offsets, from, to } = extentOf(data, entries?.length ?? 0);
  const [keyData, valueData] = entries?.slice(from, to - from).children ?? [];
  if (keyData === undefined || valueData === undefined) throw unsupported(data.type, target);
  const keys = valuesOf(keyData, inside(target));
  const values = valuesOf(valueData, inside(target, 1));
  return (row) => {
    const pairs: [unknown, unknown][] = [];
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at++) pairs.push([keys[at], values[at]]);
    return target.kind === 'Map' ? pairs : new Map(pairs);
  };
}

/** An array in the order of a tuple, by name or, where there are none, by place; for others an object. */
function struct(data: ArrowData, target: ClickHouseType): Get {
  const fields = (data.type.children ?? []).map(({ name }) => name);
  if (target.kind !== 'Tuple' && target.kind !== 'Point') {
    const columns = data.children.map((child) => valuesOf(child, inside(target, 1)));
    return (row) => Object.fromEntries(fields.map((name, at) => [name, columns[at]?.[row]]));
  }
  const types = target.kind === 'Point' ? [elementOf(target), elementOf(target)] : target.args;
  const places = placesOf(fields, types.length, target);
  const columns = types.map((type, at) => {
    const child = data.children[places[at] ?? -1];
    return child === undefined ? undefined : valuesOf(child, type);
  });
  return (row) => columns.map((column) => column?.[row]);
}

/** Which field each element of a tuple is. */
function placesOf(fields: readonly string[], count: number, target: ClickHouseType): number[] {
  const names = target.names?.every((name) => name !== null) ? (target.names as readonly string[]) : [];
  const unknown = fields.find((name) => !names.includes(name));
  if (names.length === count && unknown === undefined) return names.map((name) => fields.indexOf(name));
  const byPlace = names.length === 0 || fields.every((name, at) => name === String(at + 1));
  if (byPlace && fields.length === count) return fields.map((_, at) => at);
  const reason = byPlace
    ? `a struct of ${fields.length} fields for ${count} elements`
    : `the tuple has no element '${unknown}'`;
  throw new UnsupportedTypeError(target.name, `${target.name}: ${reason}`);
}

/** Each value of the dictionary is made once. */
function dictionary({ dictionary: vector, values: keys }: ArrowData, target: ClickHouseType): Get {
  const values = (vector?.data ?? []).flatMap((chunk) => valuesOf(chunk, target));
  return (row) => values[Number((keys as Int32Array)[row])];
}

/** A value with the type that the member is called, where a Variant has that. */
function union(data: ArrowData, target: ClickHouseType): Get {
  const { mode, typeIdToChildIndex = {}, children: fields } = data.type;
  const members = data.children.map((child, at) => {
    const type = target.args.find(({ name }) => hasMembers(target) && name === fields?.[at]?.name);
    return { type, values: valuesOf(child, type ?? target) };
  });
  return (row) => {
    const member = members[typeIdToChildIndex[data.typeIds[row] as number] ?? -1];
    const value = member?.values[mode === 1 ? Number(data.valueOffsets[row]) : row] ?? null;
    return value === null || member?.type === undefined ? value : typedValue(member.type.name, value);
  };
}

const hasMembers = ({ kind }: ClickHouseType): boolean => kind === 'Variant' || kind === 'Geometry';

const getters: Readonly<Record<number, ((data: ArrowData, target: ClickHouseType) => Get) | undefined>> = {
  [ARROW.null]: () => () => null,
  [ARROW.int]: numbers,
  [ARROW.float]: float,
  [ARROW.binary]: binary,
  [ARROW.largeBinary]: binary,
  [ARROW.binaryView]: binary,
  [ARROW.fixedSizeBinary]: binary,
  [ARROW.utf8]: texts,
  [ARROW.largeUtf8]: texts,
  [ARROW.utf8View]: texts,
  [ARROW.bool]: bool,
  [ARROW.decimal]: decimal,
  [ARROW.date]: date,
  [ARROW.time]: time,
  [ARROW.timestamp]: timestamp,
  [ARROW.duration]: duration,
  [ARROW.list]: list,
  [ARROW.largeList]: list,
  [ARROW.fixedSizeList]: list,
  [ARROW.map]: map,
  [ARROW.struct]: struct,
  [ARROW.union]: union,
  [ARROW.dictionary]: dictionary,
};
