import type { ClickHouseType, Column } from '../index.js';
import { aliasOf } from './columns/alias.ts';
import type { ColumnReading } from './columns/codec.ts';
import type { TypedArray, Vector } from './columns/vector.ts';
import type { DataType } from './datatype.ts';

/** A run of one column's values. */
export interface Piece {
  readonly vector: Vector;
  /** The vector in a form that an insert takes for what it is. */
  readonly plain: () => Vector;
  readonly from: number;
  readonly to: number;
}

/** Families whose memory users may see as a typed array, and which. */
const NUMERIC: Readonly<Record<string, new (length: number) => TypedArray>> = {
  BFloat16: Float32Array,
  Date: Uint16Array,
  Date32: Int32Array,
  DateTime: Uint32Array,
  DateTime64: BigInt64Array,
  Float32: Float32Array,
  Float64: Float64Array,
  Int8: Int8Array,
  Int16: Int16Array,
  Int32: Int32Array,
  Int64: BigInt64Array,
  Interval: BigInt64Array,
  Time: Int32Array,
  Time64: BigInt64Array,
  UInt8: Uint8Array,
  UInt16: Uint16Array,
  UInt32: Uint32Array,
  UInt64: BigUint64Array,
};

/** A column of one block or of many. */
export class VectorColumn implements Column {
  readonly name: string;
  readonly type: DataType;
  readonly length: number;
  readonly #pieces: readonly Piece[];
  readonly #reading: ColumnReading | undefined;
  #values: TypedArray | undefined;
  #nulls: Uint8Array | undefined;

  constructor(name: string, type: DataType, pieces: readonly Piece[], reading: ColumnReading | undefined) {
    this.#reading = reading;
    this.name = name;
    this.type = type;
    this.#pieces = pieces;
    this.length = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  /** The column in a form that an insert takes for what it is, whatever the user reads it as. */
  static plain(column: Column): Column {
    if (!(#pieces in column)) return column;
    const pieces = column.#pieces.map(({ plain, from, to }) => ({ vector: plain(), plain, from, to }));
    return new VectorColumn(column.name, column.type, pieces, undefined);
  }

  get(index: number): unknown {
    if (!Number.isInteger(index) || index < 0) return undefined;
    let rest = index;
    for (const { vector, from, to } of this.#pieces) {
      if (rest < to - from) return vector.get(from + rest);
      rest -= to - from;
    }
    return undefined;
  }

  toArray(): unknown[] {
    const slices = this.#pieces.map(({ vector, from, to }) => vector.slice(from, to));
    const [only = []] = slices;
    return slices.length > 1 ? slices.flat(1) : only;
  }

  *[Symbol.iterator](): Iterator<unknown> {
    const run = 1024;
    for (const { vector, from, to } of this.#pieces) {
      for (let start = from; start < to; start += run) yield* vector.slice(start, Math.min(start + run, to));
    }
  }

  /** The type of the values that are not NULL. */
  get #element(): ClickHouseType {
    const type = aliasOf(this.type);
    return type.kind === 'Nullable' ? (type.args[0] ?? type) : type;
  }

  get values(): TypedArray | undefined {
    const array = NUMERIC[this.#element.kind];
    if (array === undefined) return undefined;
    const pieces = this.#pieces.map(({ vector, from, to }) => vector.values?.subarray(from, to));
    this.#values ??= joined(array, pieces);
    return this.#values;
  }

  get nulls(): Uint8Array | undefined {
    const { kind, name } = aliasOf(this.type);
    if (kind !== 'Nullable' && !name.startsWith('LowCardinality(Nullable(')) return undefined;
    const pieces = this.#pieces.map(({ vector, from, to }) => nullsOf(vector, from, to));
    this.#nulls ??= joined(Uint8Array, pieces);
    return this.#nulls;
  }

  transferable(): { values: TypedArray | undefined; nulls: Uint8Array | undefined } {
    return { values: this.values?.slice(), nulls: this.nulls?.slice() };
  }

  /** Whether the user wants another form than the numbers of the memory. */
  #isFormatted(): boolean {
    const format = this.#reading?.format(this.#element);
    return format !== undefined && format !== 'int';
  }

  /** The column as plain data: numbers and dates as in `values`, everything else as values. */
  toPlain(): TypedArray | unknown[] {
    const { values, nulls } = this;
    if (values === undefined || this.#isFormatted()) return this.toArray();
    if (nulls === undefined) return values;
    if (this.#reading?.useNull === false && nulls.includes(1)) return this.toArray();
    return Array.from(values as ArrayLike<number | bigint>, (value, index) => (nulls[index] ? null : value));
  }
}

function nullsOf(vector: Vector, from: number, to: number): Uint8Array {
  return vector.nulls?.subarray(from, to) ?? new Uint8Array(to - from);
}

/** One array of all parts; the part itself where there is only one. */
function joined<A extends TypedArray>(array: new (length: number) => A, parts: readonly (TypedArray | undefined)[]): A {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first as A;
  const out = new array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    if (part === undefined) continue;
    (out as Uint8Array).set(part as Uint8Array, at);
    at += part.length;
  }
  return out;
}
