import { ValueError } from '../../columns/value-error.ts';

/** The types of Arrow by number, which is the same in every copy of the library. */
export const ARROW = {
  dictionary: -1,
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  union: 14,
  fixedSizeBinary: 15,
  fixedSizeList: 16,
  map: 17,
  duration: 18,
  largeBinary: 19,
  largeUtf8: 20,
  largeList: 21,
  binaryView: 23,
  utf8View: 24,
} as const;

/** What is asked of the types of Arrow. */
export interface ArrowType {
  readonly typeId: number;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  /** Of a float, 0 to 2 for 16, 32 and 64 bits; the digits of a decimal. */
  readonly precision?: number;
  readonly scale?: number;
  /** 0 to 3 for seconds to nanoseconds; of a date 0 for days and 1 for milliseconds. */
  readonly unit?: number;
  readonly byteWidth?: number;
  readonly listSize?: number;
  /** Of a union, 0 for a sparse one and 1 for a dense one. */
  readonly mode?: number;
  readonly typeIdToChildIndex?: Readonly<Record<number, number>>;
  readonly children?: readonly { readonly name: string; readonly type: ArrowType }[] | null;
}

/** The memory of a column of Arrow, of any copy of the library. */
export interface ArrowData {
  readonly type: ArrowType;
  readonly length: number;
  readonly offset: number;
  readonly nullCount: number;
  readonly nullBitmap?: Uint8Array | undefined;
  readonly values: unknown;
  readonly valueOffsets: Int32Array | BigInt64Array;
  readonly typeIds: Int8Array;
  readonly children: readonly ArrowData[];
  readonly dictionary?: { readonly data: readonly ArrowData[] } | undefined;
  readonly variadicBuffers?: readonly Uint8Array[];
  slice(from: number, length: number): ArrowData;
}

/** A byte for each row, not 0 where it is NULL; nothing when no row is. */
export function nullsOf({ type, length, offset, nullCount, nullBitmap }: ArrowData): Uint8Array | undefined {
  if (type.typeId === ARROW.null) return new Uint8Array(length).fill(1);
  if (type.typeId === ARROW.union || nullCount === 0 || nullBitmap === undefined || nullBitmap.length === 0)
    return undefined;
  const out = bits(nullBitmap, offset, length);
  for (let i = 0; i < length; i++) out[i] = (out[i] as number) ^ 1;
  return out;
}

/** A byte for each bit. */
export function bits(bitmap: Uint8Array, offset: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const at = offset + i;
    out[i] = ((bitmap[at >> 3] as number) >> (at & 7)) & 1;
  }
  return out;
}

/** Which of the values of lists or texts are those of the rows. */
export interface Extent {
  /** Where the values of each row begin and end, from 0. */
  readonly offsets: Uint32Array;
  readonly from: number;
  readonly to: number;
}

/** @throws {ValueError} for offsets that are not in order, or beyond the `count` values that there are. */
export function extentOf({ type, valueOffsets, length }: ArrowData, count: number): Extent {
  // Those of nothing may be left out.
  if (length === 0) return { offsets: new Uint32Array(1), from: 0, to: 0 };
  const used = valueOffsets.subarray(0, length + 1);
  const [from, to] = [Number(used[0] ?? 0), Number(used[length] ?? 0)];
  const offsets =
    from === 0 && used instanceof Int32Array
      ? new Uint32Array(used.buffer, used.byteOffset, used.length)
      : Uint32Array.from(used as ArrayLike<number | bigint>, (offset) => Number(offset) - from);
  let last = 0;
  for (let row = 0; row <= length; row++) {
    const end = offsets[row] ?? -1;
    if (end < last || from < 0 || end > count - from) throw malformed(type, Math.max(row - 1, 0));
    last = end;
  }
  return { offsets, from, to };
}

/** What memory is refused with that is not what its type says. */
export function malformed(type: ArrowType, row: number): ValueError {
  return new ValueError(
    row,
    undefined,
    nameOf(type),
    'the Arrow data is malformed: its memory does not hold the values',
  );
}

/** The values of all rows, `width` elements each. @throws {ValueError} when there are fewer. */
export function elementsOf<A extends { readonly length: number; subarray(from: number, to: number): A }>(
  { type, length }: ArrowData,
  values: A,
  width = 1,
): A {
  if (values.length < length * width) throw malformed(type, Math.floor(values.length / width));
  return values.subarray(0, length * width);
}

/** A type as Arrow's users know it, for an error's text. */
export function nameOf(type: ArrowType): string {
  return String(type);
}
