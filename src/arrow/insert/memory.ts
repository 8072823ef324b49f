/** The buffers of a column of Arrow. Foreign bytes may say more than they hold: nothing is read that is not there. */
import { ValueError } from '../../columns/value-error.ts';
import { ARROW, type ArrowData, type ArrowType, nameOf } from './kinds.ts';

/** What memory is refused with that is not what its type says. */
export function malformed(type: ArrowType, row: number): ValueError {
  return new ValueError(
    row,
    undefined,
    nameOf(type),
    'the Arrow data is malformed: its memory does not hold the values',
  );
}

/** A byte for each row, not 0 where it is NULL; nothing when no row is. */
export function nullsOf(data: ArrowData): Uint8Array | undefined {
  const { type, length, nullCount, nullBitmap } = data;
  if (type.typeId === ARROW.null) return new Uint8Array(length).fill(1);
  if (type.typeId === ARROW.union || nullCount === 0 || nullBitmap === undefined || nullBitmap.length === 0)
    return undefined;
  const out = bits(data, nullBitmap);
  for (let i = 0; i < length; i++) out[i] = (out[i] as number) ^ 1;
  return out;
}

/** A byte for the bit of each row. @throws {ValueError} when there are fewer bits. */
export function bits({ type, offset, length }: ArrowData, bitmap: Uint8Array): Uint8Array {
  if (bitmap.length * 8 < offset + length) throw malformed(type, Math.max(bitmap.length * 8 - offset, 0));
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

/** The values of all rows, `width` elements each. @throws {ValueError} when there are fewer. */
export function elementsOf<A extends { readonly length: number; subarray(from: number, to: number): A }>(
  { type, length }: ArrowData,
  values: A,
  width = 1,
): A {
  if (values.length < length * width) throw malformed(type, Math.floor(values.length / width));
  return values.subarray(0, length * width);
}

/** Makes values that lie inside of rows; a failure tells the row of the value. */
export function insideOf<T>(rowOf: (index: number) => number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ValueError) throw error.atRow(Math.max(rowOf(error.index), 0));
    throw error;
  }
}

/** The row whose values have that one among them. */
export function rowAt(offsets: Uint32Array, index: number): number {
  return offsets.findIndex((end) => end > index) - 1;
}
