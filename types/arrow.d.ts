/// <reference types="node" />

import type { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
// Whoever lacks this package need not have its types: they are `any` then.
// @ts-ignore
import type { RecordBatch, Table } from 'apache-arrow';
import type { InsertOptions } from './insert.js';
import type { ContextualOptions, ParameterizedOptions, ReadOptions } from './requests.js';

/** A table of the package `apache-arrow`. */
export type ArrowTable = Table;

/** A record batch of the package `apache-arrow`. */
export type ArrowRecordBatch = RecordBatch;

/** What is known here of a data frame of the package `nodejs-polars`. It has a type of its own: `queryDf<DataFrame>(sql)`. */
export interface PolarsDataFrame {
  /** Number of rows. */
  readonly height: number;
  /** Names of the columns. */
  readonly columns: string[];
  /** The rows as objects. */
  toRecords(): Record<string, unknown>[];
  /** The bytes of an IPC stream. */
  writeIPCStream(options?: object): Buffer;
}

/** How columns become Arrow's. */
export interface ToArrowOptions {
  /** Whether `String` is Utf8; otherwise it is Binary. @default true */
  useStrings?: boolean | undefined;
}

/** Options of {@link Client.queryArrow | queryArrow}. Formats and `useNull` are about JavaScript's values: Arrow has types of its own. */
export interface ArrowOptions
  extends ParameterizedOptions,
    ContextualOptions,
    Omit<ReadOptions, 'queryFormats' | 'columnFormats' | 'useNull'>,
    ToArrowOptions {}

/** Options of {@link Client.queryArrowStream | queryArrowStream}. */
export interface ArrowStreamOptions extends ArrowOptions {
  /** Rows that a batch has at most; it never has those of two of the server's blocks. @default the server's blocks */
  blockSize?: number | undefined;
}

/** Options of {@link Client.queryArrowIpc | queryArrowIpc}. */
export interface ArrowIpcOptions extends ParameterizedOptions, ToArrowOptions {}

/** Bytes of Arrow's IPC, of its stream or file format. */
export type ArrowIpc = NodeJS.ArrayBufferView | ArrayBuffer;

/** What can be asked of tables and batches of any copy and version of `apache-arrow`. */
export interface ArrowColumns {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  readonly numRows: number;
}

/**
 * What {@link Client.insertArrow | insertArrow} takes: a Table or RecordBatch of any copy of `apache-arrow`, the bytes of an IPC
 * stream or file, or a source of batches or of such bytes, for as long as it likes. Their memory must not be changed or transferred
 * before the promise of the insert has settled.
 */
export type ArrowData =
  | ArrowColumns
  | ArrowIpc
  | Iterable<ArrowColumns | ArrowIpc>
  | AsyncIterable<ArrowColumns | ArrowIpc>
  | Readable
  | ReadableStream<ArrowColumns | ArrowIpc>;

/** Options of {@link Client.insertArrow | insertArrow}. */
export interface InsertArrowOptions
  extends Omit<InsertOptions, 'columnOriented' | 'context' | 'encoding' | 'schema' | 'writeFormats'> {}
