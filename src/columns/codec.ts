import type { Arena, ParseType } from './arena.ts';
import type { ClickHouseType } from '../../index.js';
import type { BadState } from './aggregate-function.ts';
import type { InstantsOf } from './instant.ts';
import type { TextCoding } from './text-coding.ts';
import type { ParseUuids } from './uuid.ts';
import type { Vector } from './vector.ts';

/** A section of memory on its way to the core. */
export type Section = ArrayBufferView;

/** How the values of one column are read, whatever its blocks hold. */
export interface ColumnReading {
  /** The format that the user chose for a type in this column; `undefined` for its default. */
  format(type: ClickHouseType): string | undefined;
  /** The zone of a type's wall times. */
  zone(type: ClickHouseType): string;
  /** Whether NULL is `null`; otherwise it is the type's own default. */
  readonly useNull: boolean;
  /** How the bytes of `String` are text, when not as UTF-8. */
  readonly encoding: string | undefined;
}

/** What the reading of one column of one block needs. */
export interface Reading extends ColumnReading {
  readonly arena: Arena;
}

/** What the writing of values needs besides them. */
export interface Writing {
  /** Receives the sections in the order in which the type names them. */
  readonly sections: Section[];
  /** The zone of wall times without one: the server's. */
  readonly timezone: string;
  /** Parses the name of a type. */
  readonly parse: ParseType;
  /** Finds the instants of wall times. */
  readonly instants: InstantsOf;
  /** Reads the texts of UUIDs. */
  readonly parseUuids: ParseUuids;
  /** Finds bytes that are no state of an `AggregateFunction`. */
  readonly badState: BadState;
  /** The format that the user says the values of a type have; `undefined` for any that it takes. */
  format(type: ClickHouseType): string | undefined;
  /** How text becomes the bytes of `String` and `FixedString`, when not as UTF-8. */
  readonly coding?: TextCoding | undefined;
  /** Whether the values lie in a Dynamic, where the text of a JSON must be taken apart. */
  readonly told?: boolean;
}

/** How a type's values are read from a block and written into one. */
export interface Codec {
  /** The name of the default format, where it has one. */
  readonly form?: string;
  /** The formats in which values can be had, besides the default. */
  readonly formats?: readonly string[];
  /** The next column of the arena's layout. */
  read(type: ClickHouseType, rows: number, reading: Reading): Vector;
  /** Appends the sections of `values`; throws a ValueError for the first that does not fit. */
  write(type: ClickHouseType, values: ArrayLike<unknown>, writing: Writing): void;
  /** What stands in the place of a NULL. */
  zero(type: ClickHouseType): unknown;
}
