import type { ClickHouseType } from '../../index.js';
import { DataError } from '../errors.ts';

/** Data of an insert that is there, seen as columns. */
export interface Source {
  readonly rowCount: number;
  /** How many rows make a good block. */
  readonly blockRows: number;
  /** Where a block that begins at a row must end, when data lies in pieces. */
  blockEnd?(from: number): number;
  /** The names that the data itself has; absent when it goes by position. */
  readonly names: readonly string[] | undefined;
  /** How many columns data that goes by position has. */
  readonly width: number;
  /** Whether the values are in forms that mean what they are, whatever forms the user writes. */
  readonly plain: boolean;
  /** Values for a column: by the column's name, or by its place where the data has no names. */
  column(target: Target, place: number, from: number, to: number): ArrayLike<unknown>;
}

/** The column that values are for. */
export interface Target {
  readonly name: string;
  readonly type: ClickHouseType;
}

export type List = ArrayLike<unknown> & object;

/** Rows or columns that do not go together. */
export function ragged(message: string): DataError {
  return new DataError(`insert: ${message}`, { code: 'ERR_INVALID_ROWS' });
}
