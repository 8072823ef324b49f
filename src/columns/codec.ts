import type { Arena } from './arena.ts';
import type { ClickHouseType } from '../../index.js';
import type { Vector } from './vector.ts';

/** A section of memory on its way to the core. */
export type Section = ArrayBufferView;

/** What the writing of values needs besides them. */
export interface Writing {
  /** Receives the sections in the order in which the type names them. */
  readonly sections: Section[];
  /** The zone of wall times without one: the server's. */
  readonly timezone: string;
}

/** How a type's values are read from a block and written into one. */
export interface Codec {
  /** The next column of the arena's layout. */
  read(type: ClickHouseType, rows: number, arena: Arena): Vector;
  /** Appends the sections of `values`; throws a ValueError for the first that does not fit. */
  write(type: ClickHouseType, values: ArrayLike<unknown>, writing: Writing): void;
  /** What stands in the place of a NULL. */
  zero(type: ClickHouseType): unknown;
}
