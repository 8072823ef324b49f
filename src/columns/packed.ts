import type { Writing } from './codec.ts';
import { codecOf } from './registry.ts';
import type { ClickHouseType } from '../../index.js';

/** What is known of values that lie in memory as a type stores them. */
interface Memory {
  /** About the bytes of the first `rows`. */
  readonly weight: (rows: number) => number;
  /** The first `rows` alone. */
  readonly first: (rows: number) => ArrayLike<unknown>;
  /** Appends the sections of all. */
  readonly write: (writing: Writing) => void;
  /** How many values a row of lists has. */
  readonly lengthAt?: (row: number) => number;
}

/** Values that need not be made for an insert: their memory is what a codec would write. They cannot be looked at one by one. */
export class Packed implements ArrayLike<unknown> {
  readonly [index: number]: unknown;
  readonly length: number;
  readonly memory: Memory;

  constructor(length: number, memory: Memory) {
    this.length = length;
    this.memory = memory;
  }
}

/** Appends the sections of values, packed or not; throws a ValueError for the first that does not fit. */
export function writeValues(type: ClickHouseType, values: ArrayLike<unknown>, writing: Writing): void {
  if (values instanceof Packed) values.memory.write(writing);
  else codecOf(type).write(type, values, writing);
}
