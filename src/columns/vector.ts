/** The typed arrays that a column's memory can be seen through. */
export type TypedArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** The constructor of a typed array. */
export interface ArrayType<A> {
  new (length: number): A;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
}

/** The values of one column of one block; they become JavaScript values when they are asked for. */
export interface Vector<T = unknown> {
  readonly length: number;
  /** Value number `index`; the caller has checked the range. */
  get(index: number): T;
  /** The values from `from` up to, without, `to`. */
  slice(from: number, to: number): T[];
  /** The memory, where each value has one fixed width; NULL rows hold anything. */
  readonly values?: TypedArray | undefined;
  /** Not 0 where a row is NULL; absent when no row is. */
  readonly nulls?: Uint8Array | undefined;
  /** How compiled code makes a value out of an element, for vectors where that is one expression. */
  readonly inline?: Inline | undefined;
}

/** One element, one value. */
export interface Inline {
  readonly elements: TypedArray;
  /** The source of the value, given the source of the element. */
  readonly expression: (element: string) => string;
}
