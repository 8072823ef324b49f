import type { Reading } from '../../columns/codec.ts';
import type { TypedArray } from '../../columns/vector.ts';
import type { ClickHouseType } from '../../../index.js';
import type { Data, DataType, Field, Library, Vector } from '../library.ts';

/** Which rows of a column have a value. */
export interface Validity {
  /** A bit for each row, 1 for a value. */
  readonly bitmap: Uint8Array;
  readonly nulls: number;
}

/** How the columns of one ClickHouse type become columns of Arrow. */
export interface ArrowColumn {
  readonly type: DataType;
  readonly nullable: boolean;
  /** What tells more of the type than Arrow's own types can. */
  readonly metadata?: ReadonlyMap<string, string>;
  /** The next column of the arena's layout. */
  read(rows: number, reading: Reading, validity?: Validity): Data;
}

/** What the making of columns needs besides their types. */
export interface Making {
  readonly arrow: Library;
  /** Whether `String` is text; otherwise it is bytes. */
  readonly useStrings: boolean;
  /** Whether values are as text where data frames have no type for them. */
  readonly forFrames: boolean;
  /** The zone of a type's wall times. */
  zone(type: ClickHouseType): string;
  /** The column of a type inside another. */
  column(type: ClickHouseType): ArrowColumn;
}

export type Maker = (type: ClickHouseType, making: Making) => ArrowColumn;

/** The buffers of a column. */
export interface Buffers {
  readonly data?: TypedArray;
  readonly valueOffsets?: Int32Array;
  readonly typeIds?: Int8Array;
  readonly child?: Data;
  readonly children?: readonly Data[];
  readonly dictionary?: Vector;
}

/** A column over buffers. */
export function dataOf(arrow: Library, type: DataType, length: number, buffers: Buffers, validity?: Validity): Data {
  const nulls = validity === undefined ? { nullCount: 0 } : { nullCount: validity.nulls, nullBitmap: validity.bitmap };
  const make = arrow.makeData as unknown as (properties: object) => Data;
  return make({ type, length, ...nulls, ...buffers });
}

export function fieldOf(arrow: Library, name: string, { type, nullable, metadata }: ArrowColumn): Field {
  return new arrow.Field(name, type, nullable, metadata === undefined ? undefined : new Map(metadata));
}

/** What a field says of an extension of Arrow's types. */
export function extension(name: string): ReadonlyMap<string, string> {
  return new Map([
    ['ARROW:extension:name', name],
    ['ARROW:extension:metadata', ''],
  ]);
}

/** A column whose memory is that of the block. */
export function inPlace(
  type: DataType,
  { arrow }: Making,
  view: (reading: Reading, rows: number) => TypedArray,
  metadata?: ReadonlyMap<string, string>,
): ArrowColumn {
  return {
    type,
    nullable: false,
    ...(metadata === undefined ? {} : { metadata }),
    read: (rows, reading, validity) => dataOf(arrow, type, rows, { data: view(reading, rows) }, validity),
  };
}
