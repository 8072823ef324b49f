import type { ArrowTable, ToArrowOptions } from './arrow.js';
import type { ClickHouseType } from './datatypes.js';

/** A row as an object. Wide integers are bigint, dates are Date; `docs/types.md` has the whole table. */
export type Row = Record<string, unknown>;

/**
 * Counters of a request. A counter that the server did not send is 0. The server tells them ahead of the result: where that is more
 * than it holds back (1 MiB), `readRows`, `readBytes`, `resultBytes` and `elapsedNs` are those of the moment at which the first bytes
 * left. With `settings: { wait_end_of_query: 1 }` it holds back all of the result, and they are those of the end.
 */
export interface QuerySummary {
  /** Rows read from tables. */
  readonly readRows: number;
  /** Bytes read from tables, uncompressed. */
  readonly readBytes: number;
  /** Rows written by an insert. */
  readonly writtenRows: number;
  /** Bytes written by an insert, uncompressed. */
  readonly writtenBytes: number;
  /** Rows that the server expected to read. */
  readonly totalRowsToRead: number;
  /** Rows of the result: as many as have come where it is decoded. */
  readonly resultRows: number;
  /** Bytes of the result, uncompressed. */
  readonly resultBytes: number;
  /** Time on the server, in nanoseconds. */
  readonly elapsedNs: number;
  /** Further counters of newer servers, in camelCase. */
  readonly [counter: string]: number;
}

/** What a statement without a result answers: its counters, those of newer servers among them, and its id. */
export interface CommandSummary
  extends Pick<
    QuerySummary,
    | 'readRows'
    | 'readBytes'
    | 'writtenRows'
    | 'writtenBytes'
    | 'totalRowsToRead'
    | 'resultRows'
    | 'resultBytes'
    | 'elapsedNs'
  > {
  /** Id of the statement in the server's logs. */
  readonly queryId: string;
}

/** The buffered result of a query. Nothing becomes a JavaScript value before it is asked for. */
export interface QueryResult<T = Row> extends Iterable<T> {
  /** Names of the columns, there for empty results too. */
  readonly columnNames: readonly string[];
  /** Types of the columns, there for empty results too. */
  readonly columnTypes: readonly ClickHouseType[];
  /** Number of rows. */
  readonly rowCount: number;
  /** Id of the query in the server's logs. */
  readonly queryId: string;
  /** Counters of the query. */
  readonly summary: QuerySummary;
  /** All rows as objects. */
  rows(): T[];
  /** All rows as arrays of values. */
  tuples(): unknown[][];
  /** All columns as arrays of values. */
  columns(): unknown[][];
  /** The {@link QueryResult.tuples | tuples}, or of a query with `columnOriented` the {@link QueryResult.columns | columns}. */
  readonly resultSet: unknown[][];
  /**
   * One column, by name or position.
   * @throws {ProgrammingError} `ERR_UNKNOWN_COLUMN` when there is none.
   */
  column(nameOrIndex: string | number): Column;
  /** The first row, `undefined` when there is none. */
  first(): T | undefined;
  /** The first row as an array of values, `undefined` when there is none. */
  firstTuple(): unknown[] | undefined;
  /** The first cell, `undefined` when there is none. */
  value<V = unknown>(): V | undefined;
  /**
   * The result as a table of the package `apache-arrow`, over the same memory. Formats and `useNull` are about JavaScript's values and
   * do not count here.
   * @throws {NotSupportedError} `ERR_PACKAGE_MISSING` without that package.
   */
  toArrow(options?: ToArrowOptions): ArrowTable;
  /** The rows as objects, made in runs. */
  [Symbol.iterator](): Iterator<T>;
}

/** One column of a result or of a block; a view of received memory. */
export interface Column<V = unknown> extends Iterable<V> {
  readonly name: string;
  readonly type: ClickHouseType;
  /** Number of values. */
  readonly length: number;
  /** The numbers of a fixed-width column as received, dates as the server's integers; `undefined` for other types. Valid for as long as it is held. */
  readonly values: TypedArray | undefined;
  /** One byte per value, 1 = NULL; `undefined` when the type is not Nullable. */
  readonly nulls: Uint8Array | undefined;
  /** The value at a position; `undefined` outside of the column. */
  get(index: number): V | undefined;
  /** All values. */
  toArray(): V[];
  /** Copies of `values` and `nulls` that `postMessage` can move; `undefined` where those are. */
  transferable(): { values: TypedArray | undefined; nulls: Uint8Array | undefined };
  /** The values, one by one. */
  [Symbol.iterator](): Iterator<V>;
}

/** A run of rows, kept as columns. */
export interface ColumnBlock {
  readonly columnNames: readonly string[];
  readonly columnTypes: readonly ClickHouseType[];
  /** Number of rows. */
  readonly rowCount: number;
  /**
   * One column, by name or position.
   * @throws {ProgrammingError} `ERR_UNKNOWN_COLUMN` when there is none.
   */
  column(nameOrIndex: string | number): Column;
  /** All columns. */
  columns(): Column[];
  /** The rows as objects. */
  rows<T = Row>(): T[];
  /** The rows as arrays of values. */
  tuples(): unknown[][];
  /** The block as a table of the package `apache-arrow`; as {@link QueryResult.toArrow}. */
  toArrow(options?: ToArrowOptions): ArrowTable;
}

/** Arrays whose elements are fixed-width numbers. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** Columns by name, as plain data. */
export type ColumnArrays = Record<string, TypedArray | unknown[]>;
