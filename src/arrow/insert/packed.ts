/** Columns of Arrow whose memory is, or nearly is, what ClickHouse stores. */
import { writeJoined } from '../../columns/array.ts';
import { Packed, writeValues } from '../../columns/packed.ts';
import type { Section } from '../../columns/codec.ts';
import type { TypedArray } from '../../columns/vector.ts';
import type { ClickHouseType } from '../../../index.js';
import { type ArrowData, ARROW, bits, elementsOf, extentOf, nullsOf } from './kinds.ts';
import { listOf } from './list.ts';
import { seconds, ticks } from './ticks.ts';

type List = ArrayLike<unknown>;
type Pack = (data: ArrowData, target: ClickHouseType) => List | undefined;

/** The values in a form that need not be made one by one; nothing where there is none, or where something does not fit. */
export function packed(data: ArrowData, target: ClickHouseType): List | undefined {
  if (target.kind === 'Nullable') return packedNullable(data, target);
  if (target.kind === 'LowCardinality') return packedLowCardinality(data, target);
  return nullsOf(data) === undefined ? packs[target.kind]?.(data, target) : undefined;
}

function packedNullable(data: ArrowData, target: ClickHouseType): List | undefined {
  const [inner] = target.args;
  const list = inner && packs[inner.kind]?.(data, inner);
  if (inner === undefined || list === undefined) return undefined;
  const nulls = nullsOf(data);
  if (nulls === undefined && ArrayBuffer.isView(list)) return list;
  return new Packed(data.length, {
    weight: (rows) => rows + weightOf(list, rows),
    first: (rows) => listOf(data.slice(0, rows), target),
    write(writing) {
      writing.sections.push(nulls ?? new Uint8Array());
      writeValues(inner, list, writing);
    },
  });
}

/** Few values for many rows, or texts of which the core makes a dictionary. */
function packedLowCardinality(data: ArrowData, target: ClickHouseType): List | undefined {
  const [inner] = target.args;
  const nullable = inner?.kind === 'Nullable';
  const element = nullable ? inner.args[0] : inner;
  const nulls = nullsOf(data);
  if (element?.kind !== 'String' || (nulls !== undefined && !nullable)) return undefined;
  const texts = packs.String?.(data, element);
  if (texts === undefined || weightOf(texts, data.length) > SHORT * data.length) return undefined;
  return new Packed(data.length, {
    weight: (rows) => weightOf(texts, rows),
    first: (rows) => listOf(data.slice(0, rows), target),
    write(writing) {
      writing.sections.push(nulls ?? new Uint8Array(nullable ? data.length : 0), new Uint8Array());
      writeValues(element, texts, writing);
    },
  });
}

/** Longer texts, with their offsets, are not to be sent for each row. */
const SHORT = 36;

function weightOf(list: List, rows: number): number {
  if (list instanceof Packed) return list.memory.weight(rows);
  return ((list as TypedArray).byteLength / Math.max(list.length, 1)) * rows;
}

/** Sections of so many bytes a row. */
function fixed(data: ArrowData, target: ClickHouseType, section: Section): Packed {
  return new Packed(data.length, {
    weight: (rows) => (section.byteLength / Math.max(data.length, 1)) * rows,
    first: (rows) => listOf(data.slice(0, rows), target),
    write: ({ sections }) => void sections.push(section),
  });
}

/** Numbers go in as they are; what does not fit, the column refuses. */
const numbers: Pack = (data) => {
  const { type } = data;
  if (type.typeId === ARROW.int || (type.typeId === ARROW.float && type.precision !== 0)) {
    return elementsOf(data, data.values as Uint8Array);
  }
  return undefined;
};

const bool: Pack = (data, target) => {
  if (data.type.typeId !== ARROW.bool) return undefined;
  return fixed(data, target, bits(data.values as Uint8Array, data.offset, data.length));
};

const string: Pack = (data, target) => {
  const { typeId } = data.type;
  if (typeId !== ARROW.utf8 && typeId !== ARROW.binary && typeId !== ARROW.largeUtf8 && typeId !== ARROW.largeBinary) {
    return undefined;
  }
  const { offsets, from, to } = extentOf(data, (data.values as Uint8Array).length);
  const bytes = (data.values as Uint8Array).subarray(from, to);
  return new Packed(data.length, {
    weight: (rows) => (offsets[rows] ?? 0) + rows * Uint32Array.BYTES_PER_ELEMENT,
    first: (rows) => listOf(data.slice(0, rows), target),
    write: ({ sections }) => void sections.push(offsets, bytes),
  });
};

/** Bytes of one width. */
function bytes(width: (target: ClickHouseType) => number, form: (bytes: Uint8Array) => Uint8Array = same): Pack {
  return (data, target) => {
    const { typeId, byteWidth } = data.type;
    if (typeId !== ARROW.fixedSizeBinary || byteWidth !== width(target)) return undefined;
    return fixed(data, target, form(elementsOf(data, data.values as Uint8Array, byteWidth)));
  };
}

const same = (value: Uint8Array): Uint8Array => value;

/** Each half is turned round. */
function swapped(value: Uint8Array): Uint8Array {
  const out = new Uint8Array(value);
  Buffer.from(out.buffer).swap64();
  return out;
}

const date: Pack = (data) =>
  data.type.typeId === ARROW.date && data.type.unit === 0 ? elementsOf(data, data.values as Int32Array) : undefined;

const dateTime: Pack = (data) => (data.type.typeId === ARROW.timestamp ? seconds(data) : undefined);

const dateTime64: Pack = (data, { precision = 0 }) =>
  data.type.typeId === ARROW.timestamp ? ticks(data, precision, 'floor') : undefined;

const time: Pack = (data, { precision = 0 }) =>
  data.type.typeId === ARROW.duration ? ticks(data, precision, 'exact') : undefined;

/** Parts of 32 bits of a value. */
function partsOf({ precision = 0 }: ClickHouseType): number {
  if (precision <= 9) return 1;
  if (precision <= 18) return 2;
  return precision <= 38 ? 4 : 8;
}

/** Integers of the same power of ten, in fewer or more parts. */
const decimal: Pack = (data, target) => {
  const { typeId, scale, precision = 0, bitWidth = 128 } = data.type;
  if (typeId !== ARROW.decimal || scale !== target.scale || precision > (target.precision ?? 0)) return undefined;
  const [from, to] = [bitWidth / 32, partsOf(target)];
  const { buffer, byteOffset, length } = elementsOf(data, data.values as Uint32Array, from);
  const parts = new Int32Array(buffer, byteOffset, length);
  if (from === to) return fixed(data, target, parts);
  const out = new Int32Array(data.length * to);
  const kept = Math.min(from, to);
  for (let row = 0; row < data.length; row++) {
    for (let part = 0; part < kept; part++) out[row * to + part] = parts[row * from + part] as number;
    const sign = (out[row * to + kept - 1] as number) >> 31;
    for (let part = kept; part < to; part++) out[row * to + part] = sign;
    // More digits than the type says.
    for (let part = kept; part < from; part++) if (parts[row * from + part] !== sign) return undefined;
  }
  return fixed(data, target, out);
};

const array: Pack = (data, target) => {
  const { typeId } = data.type;
  const [element] = target.args;
  if ((typeId !== ARROW.list && typeId !== ARROW.largeList) || element === undefined) return undefined;
  const { offsets, from, to } = extentOf(data, data.children[0]?.length ?? 0);
  const child = data.children[0]?.slice(from, to - from);
  if (child === undefined) return undefined;
  const values = listOf(child, element);
  return new Packed(data.length, {
    weight: (rows) => rows * Uint32Array.BYTES_PER_ELEMENT + inner(values, offsets[rows] ?? 0),
    first: (rows) => listOf(data.slice(0, rows), target),
    write(writing) {
      writing.sections.push(offsets);
      writeJoined(element, { offsets, values }, writing);
    },
    lengthAt: (row) => (offsets[row + 1] ?? 0) - (offsets[row] ?? 0),
  });
};

/** What values weigh inside of lists, about, where they are not packed themselves. */
function inner(values: List, count: number): number {
  return values instanceof Packed || ArrayBuffer.isView(values) ? weightOf(values, count) : count * 32;
}

const map: Pack = (data, target) => {
  const [key, value] = target.args;
  const [entries] = data.children;
  if (data.type.typeId !== ARROW.map || key === undefined || value === undefined || entries === undefined)
    return undefined;
  const { offsets, from, to } = extentOf(data, entries.length);
  const parts = entries.slice(from, to - from).children;
  if (parts[0] === undefined || parts[1] === undefined || nullsOf(entries) !== undefined) return undefined;
  const [keys, values] = [listOf(parts[0], key), listOf(parts[1], value)];
  return new Packed(data.length, {
    weight: (rows) => inner(keys, offsets[rows] ?? 0) + inner(values, offsets[rows] ?? 0),
    first: (rows) => listOf(data.slice(0, rows), target),
    write(writing) {
      writing.sections.push(offsets);
      writeJoined(key, { offsets, values: keys }, writing);
      writeJoined(value, { offsets, values }, writing);
    },
  });
};

const packs: Readonly<Record<string, Pack | undefined>> = {
  Array: array,
  BFloat16: numbers,
  Bool: bool,
  Date: date,
  Date32: date,
  DateTime: dateTime,
  DateTime64: dateTime64,
  Decimal: decimal,
  FixedString: bytes(({ length = 0 }) => length),
  Float32: numbers,
  Float64: numbers,
  Int8: numbers,
  Int16: numbers,
  Int32: numbers,
  Int64: numbers,
  Int128: bytes(() => 16),
  Int256: bytes(() => 32),
  IPv6: bytes(() => 16),
  Map: map,
  String: string,
  Time: time,
  Time64: time,
  UInt8: numbers,
  UInt16: numbers,
  UInt32: numbers,
  UInt64: numbers,
  UInt128: bytes(() => 16),
  UInt256: bytes(() => 32),
  UUID: bytes(() => 16, swapped),
};
