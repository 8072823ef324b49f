/// <reference types="node" />

import type { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { OperationalError } from './errors.js';
import type { ColumnBlock, QueryResult, TypedArray } from './results.js';

/**
 * Tables that go along with a statement: files, bytes, streams, rows or columns. The statement names them as it names other tables,
 * may join them with these, and they are gone when it has ended.
 *
 * A file is opened, and bytes and rows are read, for each call; they may be used in several. A stream can be used in one, which is not
 * repeated after failures. See `docs/external-data.md`.
 */
export class ExternalData {
  /**
   * @param options The first file; without it there is none yet.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for bad options, naming them; see also {@link ExternalData.addFile | addFile}.
   */
  constructor(options?: ExternalFile);

  /**
   * Adds a file, which is a table of its own. Nothing is opened: what cannot be read is an {@link OperationalError} of the call that
   * should send it, `ENOENT` where there is nothing.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for bad options, and for a name that another file has.
   * @throws {DataError} for rows or columns of unequal length.
   */
  addFile(options: ExternalFile): this;
}

/** A table of {@link ExternalData}. */
export interface ExternalFile {
  /** Path, or `URL` object of the scheme `file:`, of a file, which is sent while it is read. Either this or `data`. */
  filePath?: string | URL | undefined;
  /** What the table holds, instead of a file. */
  data?: ExternalSource | undefined;
  /** Name of the table; of a file its own, without extensions, if nothing else is said. */
  fileName?: string | undefined;
  /** Format of the bytes, such as `'CSVWithNames'` or `'Parquet'`; not for rows and columns. @default 'TSV' */
  format?: string | undefined;
  /** Types of the columns, which are called `_1`, `_2`, …: a list, or a text with commas between them. Either this or `structure`. */
  types?: string | readonly string[] | undefined;
  /** Names and types of the columns, `'name Type'` each: a list, or a text with commas between them. */
  structure?: string | readonly string[] | undefined;
  /** Type of the content, for what is between client and server; ClickHouse does not look at it. @default 'application/octet-stream' */
  mimeType?: string | undefined;
}

/**
 * What a table holds: bytes or text, a stream of these, or values: rows as objects or as arrays, columns by name, a result or a block
 * of columns. Values have the columns that are declared, no more and no fewer, and may be what `insert` accepts for their types.
 * Memory must not be changed or transferred before the promise of the call has settled.
 */
export type ExternalSource =
  | string
  | NodeJS.ArrayBufferView
  | ArrayBuffer
  | Readable
  | ReadableStream<string | NodeJS.ArrayBufferView>
  | AsyncIterable<string | NodeJS.ArrayBufferView>
  | readonly object[]
  | Readonly<Record<string, TypedArray | readonly unknown[]>>
  | ColumnBlock
  | QueryResult<unknown>;
