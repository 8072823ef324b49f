import type { Readable } from 'node:stream';

import type { JSONHandling, ResponseHeaders } from '../../compat.js';
import type {
  DataFormat,
  RawDataFormat,
  RecordsJSONFormat,
  SingleDocumentJSONFormat,
  StreamableDataFormat,
  StreamableJSONDataFormat,
} from './formats.js';
import type { ClickHouseSpan } from './telemetry.js';

/** An answer, which can be read once. */
export class ResultSet<Format extends DataFormat | unknown> implements BaseResultSet<Readable, Format> {
  constructor(
    stream: Readable,
    format: Format,
    query_id: string,
    log_error?: (error: Error) => void,
    response_headers?: ResponseHeaders,
    jsonHandling?: JSONHandling,
    span?: ClickHouseSpan,
  );
  static instance<Format extends DataFormat>(options: ResultSetOptions<Format>): ResultSet<Format>;
  readonly query_id: string;
  readonly response_headers: ResponseHeaders;
  /** All of it as a text. */
  text(): Promise<string>;
  /**
   * All of it as values of JSON.
   * @throws {Error} for formats that are no JSON.
   * @throws {ClickHouseError} also when the server fails in the middle.
   */
  json<T>(): Promise<ResultJSONType<T, Format>>;
  /**
   * Arrays of rows, as they come.
   * @throws {Error} at once for formats whose rows are not lines.
   */
  stream<T>(): ResultStream<Format, StreamReadable<Row<T, Format>[]>>;
  /** Leaves the answer, and stops its query on the server. */
  close(): void;
  [Symbol.dispose](): void;
}

export interface BaseResultSet<Stream, Format extends DataFormat | unknown> {
  text(): Promise<string>;
  json<T = unknown>(): Promise<ResultJSONType<T, Format>>;
  stream(): ResultStream<Format, Stream>;
  close(): void;
  query_id: string;
  response_headers: ResponseHeaders;
}

interface ResultSetOptions<Format extends DataFormat> {
  stream: Readable;
  format: Format;
  query_id: string;
  log_error: (error: Error) => void;
  response_headers: ResponseHeaders;
  jsonHandling?: JSONHandling | undefined;
  span?: ClickHouseSpan | undefined;
}

/** That of a format which is not known when it is compiled gives every shape. */
export type QueryResult<Format extends DataFormat> =
  IsSame<Format, DataFormat> extends true ? ResultSet<unknown> : ResultSet<Format>;

type IsSame<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** A stream of Node whose items have a type. */
export type StreamReadable<T> = Omit<Readable, 'on'> & {
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<T>;
  on(event: 'data', listener: (chunk: T) => void): Readable;
  on(
    event: 'close' | 'drain' | 'end' | 'finish' | 'pause' | 'readable' | 'resume' | 'unpipe',
    listener: () => void,
  ): Readable;
  on(event: 'error', listener: (error: Error) => void): Readable;
  on(event: 'pipe', listener: (source: Readable) => void): Readable;
  // biome-ignore lint/suspicious/noExplicitAny: as Node declares it.
  on(event: string | symbol, listener: (...args: any[]) => void): Readable;
};

type ResultStream<Format extends DataFormat | unknown, Stream> = Format extends StreamableDataFormat
  ? Stream
  : Format extends SingleDocumentJSONFormat | RecordsJSONFormat
    ? never
    : Stream;

type ResultJSONType<T, F extends DataFormat | unknown> = F extends 'JSONEachRowWithProgress'
  ? RowOrProgress<T>[]
  : F extends StreamableJSONDataFormat
    ? T[]
    : F extends SingleDocumentJSONFormat
      ? ResponseJSON<T>
      : F extends RecordsJSONFormat
        ? Record<string, T>
        : F extends RawDataFormat
          ? never
          : T[] | Record<string, T> | ResponseJSON<T>;

type RowJSONType<T, F extends DataFormat | unknown> = F extends 'JSONEachRowWithProgress'
  ? RowOrProgress<T>
  : F extends StreamableJSONDataFormat
    ? T
    : F extends RawDataFormat | SingleDocumentJSONFormat | RecordsJSONFormat
      ? never
      : T;

/** A line of an answer. */
export interface Row<JSONType = unknown, Format extends DataFormat | unknown = unknown> {
  text: string;
  /** Its value, a new one each time. @throws {SyntaxError} when the line is no JSON. */
  json<T = JSONType>(): RowJSONType<T, Format>;
}

export interface ResponseJSON<T = unknown> {
  data: T[];
  query_id?: string;
  totals?: T;
  // biome-ignore lint/suspicious/noExplicitAny: as `@clickhouse/client` declares it.
  extremes?: Record<string, any>;
  meta?: { name: string; type: string }[];
  statistics?: { elapsed: number; rows_read: number; bytes_read: number };
  rows?: number;
  rows_before_limit_at_least?: number;
}

/** A line of `JSONEachRowWithProgress`. */
export type RowOrProgress<T> = { row: T } | ProgressRow | SpecialEventRow<T>;

export interface ProgressRow {
  progress: { read_rows: string; read_bytes: string; elapsed_ns: string; total_rows_to_read?: string };
}

type SpecialEventRow<T> =
  | { meta: { name: string; type: string }[] }
  | { totals: T }
  | { min: T }
  | { max: T }
  | { rows_before_limit_at_least: number | string }
  | { rows_before_aggregation: number | string }
  | { exception: string };

export function isProgressRow(row: unknown): row is ProgressRow;
export function isRow<T>(row: unknown): row is { row: T };
export function isException(row: unknown): row is { exception: string };
