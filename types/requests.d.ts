import type { Client } from './client.js';
import type { QueryContext } from './contexts.js';
import type { ProgrammingError } from './errors.js';
import type { ExternalData } from './external-data.js';
import type { RawBody } from './insert.js';
import type { Settings } from './options.js';
import type { QuerySummary } from './results.js';
import type { setReadFormat } from './values.js';

/** Options of every request. */
export interface RequestOptions {
  /** Settings of this request, laid over the client's; `null` takes one of the client's away. */
  settings?: Settings | undefined;
  /** Id of the query in the server's logs and in errors. @default a fresh UUID if the client's `autogenerateQueryId` is on */
  queryId?: string | undefined;
  /** Session of this request. @default the client's */
  sessionId?: string | undefined;
  /** Role or roles of this request. @default the client's */
  role?: string | readonly string[] | undefined;
  /** User to log in as, for this request alone. @default the client's login */
  username?: string | undefined;
  /** Password of that user. @default '' */
  password?: string | undefined;
  /** Token for `Authorization: Bearer`, for this request alone. @default the client's login */
  accessToken?: string | undefined;
  /** Database of names without one. @default the client's */
  database?: string | undefined;
  /** Headers of this request, beside the client's. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Ends the request, here and on the server; it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Limit of the whole request, in ms; 0 = no limit. @default 0 */
  timeout?: number | undefined;
  /**
   * Is told how far the request is: at least once, when it has ended well, and every half a second while it runs, with what the
   * server says in `system.processes` (`memoryUsage` is there too then). What it throws ends the request, which rejects with it. A promise is not waited for; one
   * that rejects while the request runs ends it as well, and later ones are ignored.
   */
  onProgress?: ((progress: QuerySummary) => unknown) | undefined;
}

/** Options of requests that may hold placeholders. `docs/parameters.md` tells of all of them. */
export interface ParameterizedOptions extends RequestOptions {
  /**
   * Values of the placeholders; `null` is NULL, `undefined` counts as absent.
   *
   * `{name:Type}`: an object of values by name. They are sent apart from the SQL, each as the text of the type that its placeholder
   * declares, and cannot change the statement. Values without a placeholder are ignored. Servers take 128 KiB of text for each value
   * (`http_max_field_value_size`), wherever it is sent (`formEncodeQueryParams`); what is longer can go along as
   * {@link ParameterizedOptions.externalData | externalData}.
   *
   * `%(name)s` and `%s`, in statements without a `{name:Type}`: an object, or an array of values in order. The client writes them into
   * the statement as literals of SQL; `%%` is `%`. Identifiers are `sql.ident(name)`.
   */
  parameters?: Readonly<Record<string, unknown>> | readonly unknown[] | undefined;
  /** Tables that go along with the statement and are there as long as it runs. @default none */
  externalData?: ExternalData | undefined;
}

/**
 * Formats by type: names of types, in which `*` stands for anything (`'*Int64'`, `'Date*'`), and the form of their values.
 * `docs/types.md` lists the formats of each type; `'native'` is every type's default. The most exact pattern decides.
 */
export type Formats = Readonly<Record<string, string>>;

/**
 * In which form values are read. For formats, `columnFormats` come before `queryFormats`, the client's `readFormats` and those of
 * {@link setReadFormat}. For wall times, the zone is that of `columnTzs`, the column's own, `queryTz`, the session's, the server's, UTC.
 *
 * Unknown types, formats, zones, encodings and columns are a {@link ProgrammingError} that names them.
 */
export interface ReadOptions {
  /** Formats of types, wherever they are in the result: `{ '*Int64': 'string' }`. @default {} */
  queryFormats?: Formats | undefined;
  /** Formats of columns: one for all types in it that have it, or formats by type: `{ id: 'string', tags: { UUID: 'bytes' } }`. @default {} */
  columnFormats?: Readonly<Record<string, string | Formats>> | undefined;
  /** Zone of wall times, where the column has none of its own, such as `Europe/Berlin`. @default that of the session or server */
  queryTz?: string | undefined;
  /** Zones of the wall times of columns. @default {} */
  columnTzs?: Readonly<Record<string, string>> | undefined;
  /** Whether NULL is `null`; otherwise it is the default value of its type: 0, `''`, 1970-01-01, … @default true */
  useNull?: boolean | undefined;
  /** Encoding of the text of `String` and of FixedString's `'string'`, not of JSON, by the names of the Encoding Standard. @default 'utf-8' */
  encoding?: string | undefined;
}

/** Options of calls that may have a context. */
export interface ContextualOptions {
  /** Options, and perhaps the statement, that it shares with other calls; those of the call win. @default none */
  context?: QueryContext | undefined;
}

export interface QueryOptions extends ParameterizedOptions, ReadOptions, ContextualOptions {}

/** Options of {@link Client.query | query}. */
export interface ResultOptions extends QueryOptions {
  /** Whether the `resultSet` of the result holds its columns rather than its rows. @default false */
  columnOriented?: boolean | undefined;
}

/** Options of {@link Client.queryRowsStream | queryRowsStream}. */
export interface RowStreamOptions extends QueryOptions {
  /** What the rows are: objects by column name, or arrays in column order. @default 'object' */
  rowShape?: 'object' | 'tuple' | undefined;
}

/** Options of {@link Client.queryColumnBlockStream | queryColumnBlockStream} and {@link Client.queryColumnsStream | queryColumnsStream}. */
export interface ColumnStreamOptions extends QueryOptions {
  /** Rows per item. @default 4096 for row blocks, and fewer of rows with more than two columns (8192 values); the server's blocks for columns */
  blockSize?: number | undefined;
}

/** Options of {@link Client.queryRowBlockStream | queryRowBlockStream}. */
export interface StreamOptions extends RowStreamOptions, ColumnStreamOptions {}

export interface CommandOptions extends ParameterizedOptions {
  /** Whether the database of the client goes along; `false` for statements that must not need it, such as its CREATE DATABASE. @default true */
  useDatabase?: boolean | undefined;
  /**
   * The data of an `INSERT … FORMAT CSV`, which stand behind it: bytes, text, or a stream of these. They are sent as they are; of a
   * stream no more than some MiB are held. Parameters are in the URL then. Not together with `externalData`. @default none
   */
  data?: RawBody | undefined;
}

/** Options of {@link Client.rawQuery | rawQuery} and {@link Client.rawStream | rawStream}. */
export interface RawQueryOptions extends ParameterizedOptions, ContextualOptions {
  /** Whether the database of the client goes along. @default true */
  useDatabase?: boolean | undefined;
  /** Format of the answer, such as `'CSVWithNames'` or `'Parquet'`, where the statement names none with `FORMAT`. @default the server's: 'TabSeparated' */
  format?: string | undefined;
}
