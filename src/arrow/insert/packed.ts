/** Columns of Arrow whose memory is, or nearly is, what ClickHouse stores. */
import { Packed, writeValues } from '../../columns/packed.ts';
import type { TypedArray } from '../../columns/vector.ts';
import type { ClickHouseType } from '../../../index.js';
import type { ArrowData } from './kinds.ts';
import { type List, listOf, type Pack, weightOf } from './list.ts';
import { nullsOf } from './memory.ts';
import { array, map, string } from './offsets.ts';
import { bool, bytes, date, dateTime, dateTime64, decimal, numbers, time, turned } from './sections.ts';

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
  if (list instanceof Packed) return withNulls(data, target, { inner, list, nulls });
  return nulls === undefined
    ? list
    : withNulls(data, target, { inner, list: cleared(list as TypedArray, nulls), nulls });
}

interface Values {
  readonly inner: ClickHouseType;
  readonly list: List;
  readonly nulls: Uint8Array | undefined;
}

function withNulls(data: ArrowData, target: ClickHouseType, { inner, list, nulls }: Values): Packed {
  return new Packed(data.length, {
    weight: (rows) => rows + weightOf(list, rows),
    first: (rows) => listOf(data.slice(0, rows), target),
    write(writing) {
      writing.sections.push(nulls ?? new Uint8Array());
      writeValues(inner, list, writing);
    },
  });
}

/** What lies under a NULL may be any number, also one that the column would refuse. */
function cleared(values: TypedArray, nulls: Uint8Array): TypedArray {
  const out = values.slice();
  const zero = typeof out[0] === 'bigint' ? 0n : 0;
  for (let row = 0; row < out.length; row++) if (nulls[row] !== 0) out[row] = zero as never;
  return out;
}

/** Few values for many rows, or texts of which the core makes a dictionary. */
function packedLowCardinality(data: ArrowData, target: ClickHouseType): List | undefined {
  const [inner] = target.args;
  const nullable = inner?.kind === 'Nullable';
  const element = nullable ? inner.args[0] : inner;
  const nulls = nullsOf(data);
  if (element?.kind !== 'String' || (nulls !== undefined && !nullable)) return undefined;
  const texts = string(data, element);
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

const wide = bytes(() => 32);
const half = bytes(() => 16);

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
  Int128: half,
  Int256: wide,
  IPv6: half,
  Map: map,
  String: string,
  Time: time,
  Time64: time,
  UInt8: numbers,
  UInt16: numbers,
  UInt32: numbers,
  UInt64: numbers,
  UInt128: half,
  UInt256: wide,
  UUID: bytes(() => 16, turned),
};
