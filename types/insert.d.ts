/// <reference types="node" />

import type { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Client } from './client.js';
import type { InsertContext } from './contexts.js';
import type { ClickHouseType } from './datatypes.js';
import type { DataError } from './errors.js';
import type { Inserter } from './inserter.js';
import type { Formats, RequestOptions } from './requests.js';
import type { StandardSchemaV1 } from './schemas.js';
import type { ColumnBlock, QueryResult, QuerySummary, TypedArray } from './results.js';

/**
 * Data to insert: there, or still to come.
 *
 * There: rows as objects, rows as arrays, columns by name (arrays or typed arrays), or a block of columns or a whole
 * result as it was read. Typed arrays whose elements are what the column stores are sent from where they lie. They must not be
 * changed before the promise of the insert has settled, or what is stored is anybody's guess; and their memory must not be
 * transferred (`postMessage` or `structuredClone` with `transfer`, `ArrayBuffer.transfer()`) or resized: that frees what is
 * being read and may crash the process.
 *
 * Still to come, for as long as it likes: see {@link InsertSource}.
 */
export type InsertData<T = unknown> =
  | readonly T[]
  | readonly (readonly unknown[])[]
  | Readonly<Record<string, TypedArray | readonly unknown[]>>
  | ColumnBlock
  | QueryResult<T>
  | InsertSource<T>;

/**
 * What a source gives: a row, an array of rows, or a block of columns. An array whose elements are all arrays, or all objects,
 * is an array of rows. A row whose values are nothing else, such as `[[1, 2]]` for a column Array or Dynamic, is therefore
 * given in an array: `[[[1, 2]]]`.
 */
export type InsertItem<T = unknown> =
  | T
  | readonly unknown[]
  | readonly T[]
  | readonly (readonly unknown[])[]
  | ColumnBlock;

/**
 * A source of rows: a generator, a `Set` or another iterable, an async iterable, a Node stream in object mode, a web stream. Its
 * items ({@link InsertItem}) are rows as objects or as arrays, arrays of rows, or blocks of columns, the same kind throughout;
 * the first item decides. Items of an iterable that are promises are waited for.
 *
 * The rows of a source are sent in one request while further ones are asked for, so that an endless one takes no more
 * memory than a short one. The request begins with the first block. Without `columnNames` the keys of its rows are the
 * columns; a later row with another key is an error.
 *
 * A source is not all or nothing. When a row does not fit, the source throws, or the insert is aborted, the request is
 * cut off and the source closed (`return()`, `destroy()`, `cancel()`). The server then drops what it has not written
 * yet, but it writes whenever it has some million rows (`min_insert_block_size_rows`, `min_insert_block_size_bytes`), and
 * those stay. The error of a row that does not fit counts rows from the start of the source, and tells how many had
 * been sent before. What a source throws is thrown as it is.
 *
 * Rows wait for their block to fill: a source must not change a row that it has given.
 *
 * A source may pause: `requestTimeout` only counts while the server is the one to act. But the server itself
 * gives up when nothing comes for its `http_receive_timeout`, 30 s by default, which only its profiles can change: the
 * error is `SOCKET_TIMEOUT`. A slow source is sent a block at least every five seconds as long as rows come.
 */
export type InsertSource<T = unknown> =
  | Iterable<InsertItem<T>>
  | AsyncIterable<InsertItem<T>>
  | Readable
  | ReadableStream<InsertItem<T>>;

export interface InsertOptions extends RequestOptions {
  /** What is known of the table, and options that the insert shares with others; those of the call win. @default none */
  context?: InsertContext | undefined;
  /** Columns that the data is for: `'*'` all that can be written (of objects: those that are keys), a list, or all but some. @default '*' */
  columnNames?: '*' | readonly string[] | { readonly except: readonly string[] } | undefined;
  /** Types of `columnNames`, in the same order; saves asking the server. @default asked of the server, once per table if the data or `columnNames` name the columns */
  columnTypes?: readonly (string | ClickHouseType)[] | undefined;
  /** Whether an array of arrays holds columns rather than rows. @default false */
  columnOriented?: boolean | undefined;
  /**
   * Token by which the server knows an insert again and drops its repetition, or `'auto'` for a fresh one. It needs a Replicated
   * table, or one with `non_replicated_deduplication_window`. Sent as the setting `insert_deduplication_token`. An insert with a token is
   * sent again as reads are (`queryRetries`); `writtenRows` also counts rows that the server had already. @default none
   * @throws {InterfaceError} for an {@link InsertSource}, except `'auto'`: the server knows the blocks of an insert again, and it
   * depends on the pace of a source which rows it joins to one. Insert an array, or use an {@link Inserter} with `deduplicate`.
   */
  deduplicationToken?: string | undefined;
  /** Compression of the request body; `true` is `'lz4'`. @default as the client's `compress` */
  compression?: boolean | 'lz4' | 'zstd' | 'gzip' | 'br' | 'deflate' | undefined;
  /**
   * What values mean that could mean two things, by type: `'bigint'` of a Decimal is its unscaled integer, `'signed'` of a UInt64 the
   * bits of an Int64. All other formats that a type has may be named as well; their values say themselves what they are. @default {}
   */
  writeFormats?: Formats | undefined;
  /**
   * Encoding in which text is written to String and FixedString columns, by its label of the Encoding Standard, such as
   * `'windows-1252'` or `'gbk'`; not for JSON. Text with characters that it lacks is a {@link DataError}. @default 'utf-8'
   */
  encoding?: string | undefined;
  /**
   * Judges each row before it is written, and may change it; asynchronous ones are waited for, one row after another. It is for rows,
   * not for columns. Of rows that are there, none is sent when one does not fit; a source is cut off as at any other bad row.
   * @throws {SchemaError} for the first row that does not fit.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for columns, blocks and results. @default none
   */
  schema?: StandardSchemaV1 | undefined;
}

/** What an insert has done. */
export interface InsertResult {
  /** Whether a request was sent: false for no rows. */
  readonly executed: boolean;
  /** Id of the insert in the server's logs; `undefined` when nothing was sent. */
  readonly queryId: string | undefined;
  /** Rows written, materialized views included. */
  readonly writtenRows: number;
  /** Bytes written, uncompressed. */
  readonly writtenBytes: number;
  /** Counters of the insert. */
  readonly summary: QuerySummary;
}

/**
 * What {@link Client.rawInsert | rawInsert} sends: bytes, text (as UTF-8), or a source of these, for as long as it likes: a Node
 * stream, a web stream, an iterable or async iterable. Of a source no more than some MiB are held. Bytes that are there must not be
 * changed or transferred before the promise of the insert has settled.
 */
export type RawBody =
  | string
  | NodeJS.ArrayBufferView
  | ArrayBuffer
  | Readable
  | ReadableStream<string | NodeJS.ArrayBufferView>
  | Iterable<string | NodeJS.ArrayBufferView>
  | AsyncIterable<string | NodeJS.ArrayBufferView>;

/** Options of {@link Client.rawInsert | rawInsert}. Fields that the table lacks are an error, unless `settings` say `input_format_skip_unknown_fields: true`. */
export interface RawInsertOptions extends RequestOptions {
  /** Columns that the data has, in its order. @default all columns of the table, or those that the data itself names */
  columnNames?: readonly string[] | undefined;
  /** Format of the data, such as `'CSV'`, `'JSONEachRow'` or `'Parquet'`. @default 'Native' */
  format?: string | undefined;
  /**
   * Compression that the data is in already: it is sent as it is, and the server unpacks it. `false`: it is in none, and sent as it
   * is. Left out, it is in none, and compressed on the way as the client's `compress` says. `'lz4'` means the frame format of LZ4
   * (`.lz4` files), `'deflate'` that of zlib. @default none, compressed as the client's `compress`
   */
  compression?: false | 'lz4' | 'zstd' | 'gzip' | 'br' | 'deflate' | 'bz2' | 'xz' | undefined;
}
