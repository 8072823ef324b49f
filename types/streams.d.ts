/// <reference types="node" />

import type { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { ClickHouseType } from './datatypes.js';
import type { StreamClosedError, StreamFailureError } from './errors.js';
import type { QuerySummary } from './results.js';

/** What is known of a stream once its response has begun. */
export interface StreamSource {
  readonly columnNames: readonly string[];
  readonly columnTypes: readonly ClickHouseType[];
  readonly queryId: string;
}

/**
 * The items of a running query. It can be consumed once; leaving a loop early, an error or an abort frees the connection
 * and stops the query on the server. A slow consumer slows the server down.
 *
 * A second use, and use after `close()`, throws {@link StreamClosedError}. A response that ends early rejects with {@link StreamFailureError}.
 */
export interface QueryStream<T> extends AsyncIterable<T>, AsyncDisposable {
  /** Id of the query in the server's logs; `undefined` while only the server knows it. */
  readonly queryId: string | undefined;
  /** Names and types of the columns, once the server has told them. Starts the query. */
  readonly source: Promise<StreamSource>;
  /** Counters of the query, once all items have been read. Starts the query. */
  readonly summary: Promise<QuerySummary>;
  /** Reads all items. */
  toArray(): Promise<T[]>;
  /** The items as a Node stream in object mode. */
  toNodeStream(): Readable;
  /** The items as a web stream. */
  toWebStream(): ReadableStream<T>;
  /** Ends the query and frees its connection. May be called more than once. */
  close(): Promise<void>;
  /** Starts the query and gives its items. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined>;
  /** As `close()`: `await using stream = …`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * The bytes of a running query, in the format that it asks for. It can be consumed once; leaving a loop early, an error or an
 * abort frees the connection and stops the query on the server. A slow consumer slows the server down.
 *
 * The pieces part anywhere. They hold data alone: an exception of the server behind data, in whatever format, rejects as in
 * every other method, and a response that ends early rejects with {@link StreamFailureError}.
 */
export interface ByteStream extends AsyncIterable<Buffer>, AsyncDisposable {
  /** Id of the query in the server's logs; `undefined` while only the server knows it. */
  readonly queryId: string | undefined;
  /** Counters of the query, once all of it has been read. Starts the query. */
  readonly summary: Promise<QuerySummary>;
  /** The bytes as a Node stream: `pipeline(stream.toNodeStream(), createWriteStream('trades.parquet'))`. */
  toNodeStream(): Readable;
  /** The bytes as a web stream. */
  toWebStream(): ReadableStream<Uint8Array>;
  /** Ends the query and frees its connection. May be called more than once. */
  close(): Promise<void>;
  /** Starts the query and gives its bytes. */
  [Symbol.asyncIterator](): AsyncIterator<Buffer, undefined>;
  /** As `close()`: `await using stream = …`. */
  [Symbol.asyncDispose](): Promise<void>;
}
