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
  /**
   * 0 to 3 for seconds to nanoseconds; of a date 0 for days and 1 for milliseconds; of an interval 0 for months, 1 for days and
   * milliseconds, 2 for months, days and nanoseconds.
   */
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

/** A type as Arrow's users know it, for an error's text. */
export function nameOf(type: ArrowType): string {
  return String(type);
}
