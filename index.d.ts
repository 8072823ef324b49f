/// <reference types="node" />

import type { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

// ---------------------------------------------------------------------------------------------------------------------
// Client
// ---------------------------------------------------------------------------------------------------------------------

/**
 * Makes a client. Synchronous: nothing is opened and nothing is sent before the first request.
 *
 * @param options A URL such as `https://user:password@host:8443/database?max_threads=2`, or an options
 * object. Of a URL, user info, host, port and path fill what the options leave out; its query
 * parameters are options by name, everything else in it is a server setting.
 * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option or a value of the wrong type, naming the option.
 * @throws {NotSupportedError} `ERR_NOT_SUPPORTED` for a codec that `compress` does not know yet.
 * @throws {OperationalError} `ERR_TLS_CERTIFICATE` with TLS where the system has no CA certificates.
 */
export function createClient(options?: string | URL | ClientOptions): Client;

/** Every option of {@link createClient}. Durations are in milliseconds, sizes in bytes. */
export interface ClientOptions {
  /** Address as a URL: `http(s)://` or `clickhouse(s)://`, with optional user info, database path and query parameters. Options given beside it win. */
  url?: string | URL | undefined;
  /** Alias of {@link ClientOptions.url | url}. */
  dsn?: string | URL | undefined;
  /** Scheme of the connection. @default 'https' if `secure` is true or `port` is 443 or 8443, else 'http' */
  interface?: 'http' | 'https' | undefined;
  /** Host name or IP address of the server. @default 'localhost' */
  host?: string | undefined;
  /** Port of the server's HTTP interface. @default 8123, or 8443 with TLS */
  port?: number | undefined;
  /** Whether to use TLS; wins over what `interface`, the URL's scheme and the port imply. @default inferred */
  secure?: boolean | undefined;
  /** User to log in as; sent in a header, never in the URL. @default 'default' */
  username?: string | undefined;
  /** Alias of {@link ClientOptions.username | username}. */
  user?: string | undefined;
  /** Password of the user; sent in a header, never in the URL. @default '' */
  password?: string | undefined;
  /** Token for `Authorization: Bearer`, instead of user and password. @default none */
  accessToken?: string | undefined;
  /** Database of names without one. @default the server's default for the user */
  database?: string | undefined;
  /** Settings sent with every request; those of a request are laid over them. @default {} */
  settings?: Settings | undefined;
  /** Headers sent with every request. Those that carry credentials or the transport belong to the client and are refused. @default {} */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Role or roles to act as, in place of the user's default roles. @default the user's default roles */
  role?: string | readonly string[] | undefined;
  /** Session that every request belongs to. The server runs one request of a session at a time. @default none */
  sessionId?: string | undefined;
  /** Make a session id when none is given, so that temporary tables and `SET` last. @default false */
  autogenerateSessionId?: boolean | undefined;
  /**
   * Make a query id (UUID) for each request that has none, so that errors and logs can be matched. When off, the server chooses the ids,
   * and a request without one can be stopped there only once it has begun to answer.
   * @default true
   */
  autogenerateQueryId?: boolean | undefined;
  /**
   * Compression of the traffic: `'lz4'` in both directions, `false` none, `true` LZ4 except for loopback hosts, where it only costs time.
   * @default true
   */
  compress?: boolean | 'lz4' | undefined;
  /** How long opening a connection may take, in ms; 0 = no limit. @default 10_000 */
  connectTimeout?: number | undefined;
  /** How long the server may be silent in the middle of a request, in ms; 0 = no limit. Not a limit of the total. @default 300_000 */
  requestTimeout?: number | undefined;
  /**
   * Connections kept to the host; further requests wait for one, but not pings, what stops queries, and inserts of sources that
   * have more than a block: a source may be a query of the same client, which keeps its connection as long. @default 32
   */
  maxConnections?: number | undefined;
  /**
   * Whether queries send the parameter `client_protocol_version`. Turn it off for proxies that refuse it or take it away
   * (chproxy). Without it the server leaves the zone out of columns of the type `DateTime('zone')` itself, so that their text and
   * Temporal formats need `queryTz` or `columnTzs`; the zones of other columns and of types inside of others stay, instants and
   * everything else are the same. @default true
   */
  useProtocolVersion?: boolean | undefined;
  /** Rows that a query may return (the server's `limit` setting); 0 = no limit. @default 0 */
  queryLimit?: number | undefined;
  /** Name of the application, put in front of the User-Agent; seen in `system.query_log`. @default none */
  clientName?: string | undefined;
  /** Name (and version, as `name/1.0`) of a product that is built on this client, named in the User-Agent. @default none */
  productName?: string | undefined;
  /** Characters of a server's error text that are kept; 0 = all. @default 1024 */
  maxErrorSize?: number | undefined;
  /**
   * Bytes of decoded but not yet consumed data of a stream, after which the server is slowed down. Servers give a query up that
   * they can send nothing of for 30 s (`http_send_timeout`): while a consumer pauses, some 25 MB a minute go into temporary
   * files without a name, up to 4 GiB, which are gone when they were read. @default 10_485_760
   */
  httpBufferSize?: number | undefined;
  /** What errors tell of the server: `true` everything, `'scrub'` all but hosts and version, `false` neither text nor code. @default true */
  showClickHouseErrors?: boolean | 'scrub' | undefined;
  /** Whether wall times in text and Temporal formats are those of the server's zone (or `session_timezone`) where nothing else says so; otherwise UTC. @default true */
  applyServerTimezone?: boolean | undefined;
  /** Forms of the values of all results, by type: see {@link ReadOptions.queryFormats | queryFormats}. @default {} */
  readFormats?: Formats | undefined;
  /** Forms of the values of all inserts, by type: see {@link InsertOptions.writeFormats | writeFormats}. @default {} */
  writeFormats?: Formats | undefined;
}

/** Server settings by the server's names. `null` and `undefined` are left out, booleans become 1 and 0. */
export type Settings = { readonly [name: string]: SettingValue };

/** A setting's value; arrays and objects become ClickHouse array and map literals. */
export type SettingValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly SettingValue[]
  | { readonly [key: string]: SettingValue };

/**
 * A client of one server: cheap to keep, safe to share between concurrent requests.
 *
 * Every method that sends a request rejects with a {@link ClickHouseError}, or with `signal.reason` when aborted;
 * an abort also stops the request on the server.
 */
export interface Client extends AsyncDisposable {
  /** What is known of the server; `undefined` until {@link Client.connect | connect} has asked it. */
  readonly serverInfo: ServerInfo | undefined;

  /**
   * Reaches the server, logs in and learns its version and time zone. Optional: requests do so on their own.
   * @throws {OperationalError} when the server cannot be reached or refuses the login.
   */
  connect(options?: ConnectOptions): Promise<ServerInfo>;

  /** Asks whether the server answers. Never throws and never rejects. */
  ping(options?: PingOptions): Promise<PingResult>;

  /**
   * Runs a query and reads its whole result. Values are made when they are asked for.
   * @throws {ProgrammingError} for SQL that the server refuses and for placeholders without a value (`ERR_UNBOUND_PARAMETER`).
   * @throws {DataError} for parameters that do not fit their declared type.
   * @throws {OperationalError} when the server cannot be reached or gives up.
   * @throws {StreamFailureError} when the response ends early or is not what a ClickHouse server sends.
   */
  query<T = Row>(sql: string, options?: QueryOptions): Promise<QueryResult<T>>;

  /**
   * Runs a query and gives its columns by name: typed arrays for fixed-width numbers without NULLs, arrays of values otherwise.
   * @throws {NotSupportedError} `ERR_RESULT_TOO_LARGE` when a column has more bytes than an array of Node may have (4 GiB in Node 20); otherwise as {@link Client.query | query}.
   */
  queryColumns<T extends ColumnArrays = ColumnArrays>(sql: string, options?: QueryOptions): Promise<T>;

  /** Streams rows one at a time. {@link Client.queryRowBlockStream | queryRowBlockStream} is several times faster. Errors reject the iteration. */
  queryRowsStream<T = Row>(sql: string, options?: StreamOptions): QueryStream<T>;

  /** Streams arrays of rows, at most 4096 or `blockSize` each: the fast way to row objects. Errors reject the iteration. */
  queryRowBlockStream<T = Row>(sql: string, options?: StreamOptions): QueryStream<T[]>;

  /** Streams blocks of columns as the server sends them, or of `blockSize` rows: the fastest way to data. Errors reject the iteration. */
  queryColumnBlockStream(sql: string, options?: StreamOptions): QueryStream<ColumnBlock>;

  /**
   * Streams what {@link Client.queryColumns | queryColumns} gives, piece by piece: a record of typed arrays and arrays for each block as the server sends them, or for `blockSize` rows.
   * Errors reject the iteration.
   */
  queryColumnsStream<T extends ColumnArrays = ColumnArrays>(sql: string, options?: StreamOptions): QueryStream<T>;

  /**
   * Runs a statement and gives what it answers: one cell → its value (`count()` is `2n`); one row of several → an array;
   * a result without rows → `undefined`; no result at all → a {@link QuerySummary}.
   * @throws {ProgrammingError} when the result has several rows, and as in {@link Client.query | query}.
   */
  command<T = unknown>(sql: string, options?: CommandOptions): Promise<T>;

  /**
   * Inserts rows or columns into a table, `table` or `database.table`. Data that is there is checked in full before anything is
   * sent, and no partial block is stored; sources such as generators and streams are sent while they go on ({@link InsertSource}).
   * Without rows nothing is sent and `executed` is false.
   * @throws {DataError} for a value that its column cannot hold, naming table, column, 0-based row, type and value; also for rows of unequal length.
   * @throws {InterfaceError} for a source of bytes or text.
   * @throws {ProgrammingError} for an unknown table or column.
   */
  insert<T = unknown>(table: string, data: InsertData<T>, options?: InsertOptions): Promise<InsertResult>;

  /**
   * Takes rows one by one and inserts them in batches, `table` or `database.table`. Sends nothing by itself.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option or a value of the wrong type; `ERR_CLIENT_CLOSED` after `close()`.
   */
  inserter<T = unknown>(table: string, options?: InserterOptions<T>): Inserter<T>;

  /**
   * Closes all connections and ends running requests with `ERR_CLIENT_CLOSED`, here at once and on the server before it resolves,
   * which takes at most 5 s. Inserters tell what they could not store. May be called more than once.
   */
  close(): Promise<void>;

  /** As {@link Client.close | close}: `await using client = createClient()`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a server says of itself. */
export interface ServerInfo {
  /** Version, such as `26.7.2.1`. */
  readonly version: string;
  /** Time zone of the server, such as `Etc/UTC`. */
  readonly timezone: string;
  /** Name that the server is configured to show, often its host name. */
  readonly displayName: string;
}

export interface ConnectOptions {
  /** Ends the attempt. */
  signal?: AbortSignal | undefined;
  /** Limit of the whole attempt, in ms. @default the client's `requestTimeout` */
  timeout?: number | undefined;
}

export interface PingOptions {
  /** Ends the attempt; the result then carries the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Limit of the whole attempt, in ms. @default the client's `connectTimeout` */
  timeout?: number | undefined;
}

export type PingResult = { readonly success: true } | { readonly success: false; readonly error: unknown };

// ---------------------------------------------------------------------------------------------------------------------
// Requests
// ---------------------------------------------------------------------------------------------------------------------

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
  /** Database of names without one. @default the client's */
  database?: string | undefined;
  /** Headers of this request, beside the client's. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Ends the request, here and on the server; it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Limit of the whole request, in ms; 0 = no limit. @default 0 */
  timeout?: number | undefined;
}

/** Options of requests that may hold `{name:Type}` placeholders. */
export interface ParameterizedOptions extends RequestOptions {
  /**
   * Values of the placeholders, by name. They are sent apart from the SQL, each as the text of the type that its placeholder
   * declares, and cannot change the statement. Values without a placeholder are ignored; `null` is NULL, `undefined` counts as absent.
   * Servers take 128 KiB of text for each value (`http_max_field_value_size`).
   */
  parameters?: Readonly<Record<string, unknown>> | undefined;
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

export interface QueryOptions extends ParameterizedOptions, ReadOptions {}

export interface StreamOptions extends QueryOptions {
  /** What the items of row streams are: objects by column name, or arrays in column order. @default 'object' */
  rowShape?: 'object' | 'tuple' | undefined;
  /** Rows per item of a block stream. @default 4096 for row blocks, the server's blocks for column blocks */
  blockSize?: number | undefined;
}

export interface CommandOptions extends ParameterizedOptions {
  /** Whether the database of the client goes along; `false` for statements that must not need it, such as its CREATE DATABASE. @default true */
  useDatabase?: boolean | undefined;
}

/** A row as an object. Wide integers are bigint, dates are Date; `docs/types.md` has the whole table. */
export type Row = Record<string, unknown>;

/** Counters of a finished request. A counter that the server did not send is 0. */
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
  /** Rows of the result. */
  readonly resultRows: number;
  /** Bytes of the result, uncompressed. */
  readonly resultBytes: number;
  /** Time on the server, in nanoseconds. */
  readonly elapsedNs: number;
  /** Further counters of newer servers, in camelCase. */
  readonly [counter: string]: number;
}

// ---------------------------------------------------------------------------------------------------------------------
// Results
// ---------------------------------------------------------------------------------------------------------------------

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

/** A parsed ClickHouse type. */
export interface ClickHouseType {
  /** The whole type as the server writes it, such as `Array(Nullable(Decimal(9, 2)))`. */
  readonly name: string;
  /** Its family: `UInt64`, `Decimal`, `Array`, `Nullable`, … */
  readonly kind: string;
  /** The types inside: the element of an array or QBit, key and value of a map, the elements of a tuple or Nested. Empty for others. */
  readonly args: readonly ClickHouseType[];
  /** Names of the elements of a tuple or Nested, `null` for those without one. The paths of a JSON that have a type. */
  readonly names?: readonly (string | null)[];
  /** Bytes of a FixedString; dimension of a QBit. */
  readonly length?: number;
  /** Digits of a Decimal; fractional digits of a DateTime64 or Time64. */
  readonly precision?: number;
  /** Fractional digits of a Decimal. */
  readonly scale?: number;
  /** Time zone that a DateTime or DateTime64 is declared with. */
  readonly timezone?: string;
  /** What a JSON keeps apart, and which paths it does not keep. */
  readonly json?: {
    /** How many paths have a column of their own. */
    readonly maxDynamicPaths: number;
    /** How many types a path has columns for. */
    readonly maxDynamicTypes: number;
    /** Paths that are left out, with all below them. */
    readonly skip: readonly string[];
    /** Patterns of such paths. */
    readonly skipRegexp: readonly string[];
  };
  /** Names and codes of an Enum. */
  readonly values?: readonly { readonly name: string; readonly code: number }[];
  /** As {@link ClickHouseType.name | name}. */
  toString(): string;
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
}

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
  [Symbol.asyncIterator](): AsyncIterator<T, undefined>;
  [Symbol.asyncDispose](): Promise<void>;
}

// ---------------------------------------------------------------------------------------------------------------------
// Inserting
// ---------------------------------------------------------------------------------------------------------------------

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
  /** Columns that the data is for: `'*'` all that can be written (of objects: those that are keys), a list, or all but some. @default '*' */
  columnNames?: '*' | readonly string[] | { readonly except: readonly string[] } | undefined;
  /** Types of `columnNames`, in the same order; saves asking the server. @default asked of the server, once per table if the data or `columnNames` name the columns */
  columnTypes?: readonly (string | ClickHouseType)[] | undefined;
  /** Whether an array of arrays holds columns rather than rows. @default false */
  columnOriented?: boolean | undefined;
  /**
   * Token by which the server knows an insert again and drops its repetition, or `'auto'` for a fresh one. It needs a Replicated
   * table, or one with `non_replicated_deduplication_window`. Sent as the setting `insert_deduplication_token`. @default none
   * @throws {InterfaceError} for an {@link InsertSource}, except `'auto'`: the server knows the blocks of an insert again, and it
   * depends on the pace of a source which rows it joins to one. Insert an array, or use an {@link Inserter} with `deduplicate`.
   */
  deduplicationToken?: string | undefined;
  /** Compression of the request body. @default as the client's `compress` */
  compression?: boolean | 'lz4' | undefined;
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
}

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
 * Options of an {@link Inserter}: when a batch is full, how many there may be, and those of each insert (`timeout` is that of each
 * attempt). Rows as objects whose keys differ need `columnNames`, lest it depends on the batch which columns take their DEFAULT.
 */
export interface InserterOptions<T = unknown>
  extends Omit<InsertOptions, 'queryId' | 'columnOriented' | 'deduplicationToken'> {
  /** Rows of a batch. @default 100_000 */
  maxRows?: number | undefined;
  /** Bytes of a batch, estimated from the JavaScript values; the row that reaches it is still in. @default 33_554_432 */
  maxBytes?: number | undefined;
  /**
   * How long the first row of a batch waits for others, in ms; 0 = until the event loop turns, `Infinity` = no limit.
   * @default 1000
   */
  maxWait?: number | undefined;
  /** Batches that are sent at once; they may be stored in another order than they were added in. @default 2, in a session 1 */
  concurrency?: number | undefined;
  /** Full batches, waiting or being sent, from which on `add()` returns a promise. @default 4 */
  maxPending?: number | undefined;
  /**
   * Whether each batch gets a deduplication token and is sent again, up to twice, when its failure may pass or its answer was lost.
   * Only for tables that deduplicate, see {@link InsertOptions.deduplicationToken | deduplicationToken}: others may store such a
   * batch more than once. @default false
   */
  deduplicate?: boolean | undefined;
  /**
   * Told of each batch that failed, once; the inserter goes on. What it throws counts as the failure of the batch that nobody was
   * told of. @default none: the next `add()`, `addBatch()`, `flush()` or `close()` rejects with an {@link InserterError}
   */
  onError?: ((failure: BatchFailure<T>) => void) | undefined;
  /** Closes the inserter; its rows that are not stored yet fail with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** A batch that failed. */
export interface BatchFailure<T = unknown> {
  /** Why; a row that a {@link DataError} names is that of `rows`. */
  readonly error: unknown;
  /** The rows as they were added. */
  readonly rows: readonly T[];
  /**
   * `'none'`: not one of them is in the table. `'unknown'`: all or some may be, as the connection broke, the insert was ended or
   * a view failed after it had been sent; also when the server refused more than it stores as one block, by default 1 048 449 rows,
   * and when `showClickHouseErrors` hides what it says.
   */
  readonly stored: 'none' | 'unknown';
}

/**
 * Rows that come one by one, inserted in batches: each is sent when it is full by rows or bytes, or when its first row has waited
 * long enough. A failed batch is told with its rows, the others go on.
 *
 * ```ts
 * await using inserter = client.inserter<Visit>('visits');
 * for await (const visit of visits) {
 *   const full = inserter.add(visit);
 *   if (full) await full;
 * }
 * ```
 *
 * Rows must not be changed once they are added. A waiting row keeps the process alive until its batch is sent; with `maxWait:
 * Infinity` batches are sent, and failures that nobody was told of are unhandled rejections, when there is nothing else to do.
 * `process.exit()` loses what waits.
 */
export interface Inserter<T = unknown> extends AsyncDisposable {
  /** What has become of the rows so far; a copy. */
  readonly stats: InserterStats;
  /**
   * Takes a row: an object or an array. Returns a promise only when too many batches are pending, which resolves when there is
   * room again, or to reject with failures that nobody was told of. The row is taken in any case.
   * @throws {StreamClosedError} after `close()`, an abort (its `cause`) or the `close()` of the client.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for what is neither an object nor an array.
   */
  add(row: T): Promise<void> | undefined;
  /** As {@link Inserter.add | add}, for several rows: all are taken, or none. */
  addBatch(rows: readonly T[]): Promise<void> | undefined;
  /**
   * Sends what waits; resolves when all rows that were added before are stored or told as failed.
   * @throws {InserterError} for failures that nobody was told of.
   */
  flush(): Promise<void>;
  /**
   * Takes no more rows, and otherwise as {@link Inserter.flush | flush}. May be called more than once.
   * @throws {InserterError} for failures that nobody was told of.
   */
  close(): Promise<void>;
  /** As {@link Inserter.close | close}: `await using inserter = client.inserter('visits')`. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface InserterStats {
  /** Rows that wait to be sent. */
  readonly rowsQueued: number;
  /** Rows of the batches that were sent or are being sent; a retry does not count them again. */
  readonly rowsSent: number;
  /** Rows of the batches that the server has acknowledged. */
  readonly rowsWritten: number;
  /** Batches that were sent or are being sent. */
  readonly flushes: number;
  /** Times that a batch was sent again. */
  readonly retries: number;
  /** Batches that failed, those that were never sent included. */
  readonly failed: number;
}

// ---------------------------------------------------------------------------------------------------------------------
// Values and SQL
// ---------------------------------------------------------------------------------------------------------------------

/** A Date that keeps nanoseconds; the value of a DateTime64 with more than three fractional digits. */
export class PreciseDate extends Date {
  /**
   * @param epochNanoseconds Nanoseconds since 1970-01-01 00:00 UTC.
   * @param digits Fractional digits that `toISOString()` prints, 3 to 9. @default 9
   */
  constructor(epochNanoseconds: bigint, digits?: number);
  /** Nanoseconds since 1970-01-01 00:00 UTC. */
  readonly epochNanoseconds: bigint;
  /** The time in UTC with all its fractional digits. */
  toISOString(): string;
}

/** A value together with its type: what a Variant or Dynamic holds in the format `typed`, and what chooses a type on insert. */
export class TypedValue<T = unknown> {
  /** @param type The type's name as the server writes it, such as `UInt8`. */
  constructor(type: string, value: T);
  /** The type's name. */
  readonly type: string;
  /** The value, as a column of that type has it. */
  readonly value: T;
}

/**
 * Chooses the type of a value in a Variant, Dynamic or JSON: `typedValue('UInt8', 7)`.
 * @param type A member of the Variant, or any type for the others.
 */
export function typedValue<T>(type: string, value: T): TypedValue<T>;

/**
 * Parses a type such as `Array(Nullable(String))`.
 * @throws {DataError} `ERR_INVALID_TYPE` with the position of the fault.
 */
export function parseType(name: string): ClickHouseType;

/**
 * Sets a format for the results of all clients, where nothing more exact is said: `setReadFormat('IPv*', 'bytes')`.
 * @throws {ProgrammingError} `ERR_UNKNOWN_FORMAT` for a pattern that no type has, and a format that its types have not.
 */
export function setReadFormat(pattern: string, format: string): void;
/** Takes back the format of one pattern, or all of them. */
export function clearReadFormat(pattern?: string): void;
/** Sets a format for the inserts of all clients; errors as of {@link setReadFormat}. */
export function setWriteFormat(pattern: string, format: string): void;
/** Takes back the format of one pattern, or all of them. */
export function clearWriteFormat(pattern?: string): void;

/**
 * Quotes one identifier with backticks, whatever characters it holds: `a.b` is one name, not two.
 * @throws {InterfaceError} `ERR_INVALID_ARG` for an empty name.
 */
export function quoteIdentifier(name: string): string;

/** Escapes a text for use between single quotes in SQL. The quotes are not included. */
export function escapeString(text: string): string;

/**
 * The text that is sent for a placeholder `{x:type}`.
 * @throws {DataError} `ERR_INVALID_PARAMETER` when the value does not fit the type.
 */
export function formatParameter(value: unknown, type: string | ClickHouseType): string;

// ---------------------------------------------------------------------------------------------------------------------
// Errors
// ---------------------------------------------------------------------------------------------------------------------

export interface ClickHouseErrorOptions {
  /** Symbolic code. @default 'ERR_CLICKHOUSE' */
  code?: string | undefined;
  serverCode?: number | undefined;
  queryId?: string | undefined;
  httpStatus?: number | undefined;
  host?: string | undefined;
  /** @default false */
  retryable?: boolean | undefined;
  /** @default 0 */
  attempts?: number | undefined;
  sql?: string | undefined;
  parameters?: unknown;
  cause?: unknown;
}

/** Parent of every error of this package; `instanceof` holds across copies of the package. */
export class ClickHouseError extends Error {
  constructor(message: string, options?: ClickHouseErrorOptions);
  /** Stable name to match on: the server's (`UNKNOWN_TABLE`), the system's (`ECONNREFUSED`) or the client's (`ERR_…`). */
  readonly code: string;
  /** The server's error number, when the server spoke. */
  readonly serverCode: number | undefined;
  /** Id of the failed query in the server's logs. */
  readonly queryId: string | undefined;
  /** Status of the HTTP response, when there was one. */
  readonly httpStatus: number | undefined;
  /** `host:port` that the request went to. */
  readonly host: string | undefined;
  /** Whether the same request may succeed when sent again. */
  readonly retryable: boolean;
  /** Requests that were made; 0 when nothing was sent. */
  readonly attempts: number;
  /** The statement. Not enumerable, so that logs do not show it. */
  readonly sql: string | undefined;
  /** The parameters. Not enumerable, so that logs do not show them. */
  readonly parameters: unknown;
}

/** Misuse of this package: unknown options, wrong arguments, a closed client. */
export class InterfaceError extends ClickHouseError {}

/** A failure that the server reported or that concerns it; parent of the six below. */
export class DatabaseError extends ClickHouseError {}

/** Values that cannot be parsed, converted or stored. */
export class DataError extends DatabaseError {}

/** The server cannot be reached, refuses the login, or runs out of time or memory. */
export class OperationalError extends DatabaseError {}

/** A constraint of a table is violated. */
export class IntegrityError extends DatabaseError {}

/** A fault inside the server or inside this package. */
export class InternalError extends DatabaseError {}

/** A faulty statement: syntax, unknown names, missing parameters or rights. */
export class ProgrammingError extends DatabaseError {}

/** Something that the server or this package cannot do. */
export class NotSupportedError extends DatabaseError {}

/** Use of a stream that is closed or already consumed. */
export class StreamClosedError extends ClickHouseError {}

/** A response that ended early or that no ClickHouse server sends. */
export class StreamFailureError extends ClickHouseError {}

/** Batches of an {@link Inserter} that failed. Code, server code, host and so on are those of the first one's error, which is the `cause`. */
export class InserterError<T = unknown> extends ClickHouseError {
  constructor(table: string, failures: readonly BatchFailure<T>[]);
  /** The batches. Not enumerable, so that logs do not show their rows. */
  readonly failures: readonly BatchFailure<T>[];
  /** The rows of all of them. */
  get rows(): readonly T[];
  /** `'none'` when that is so of all of them. */
  get stored(): 'none' | 'unknown';
}
