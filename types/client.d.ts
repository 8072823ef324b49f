import type {
  InContext,
  InsertContext,
  InsertContextOptions,
  InsertInContext,
  QueryContext,
  QueryContextOptions,
} from './contexts.js';
import type {
  ArrowData,
  ArrowIpcOptions,
  ArrowOptions,
  ArrowRecordBatch,
  ArrowStreamOptions,
  ArrowTable,
  InsertArrowOptions,
  PolarsDataFrame,
} from './arrow.js';
import type { ClickHouseError } from './errors.js';
import type { InsertFileOptions, QueryToFileOptions, QueryToFileResult } from './files.js';
import type { InsertData, InsertOptions, InsertResult, InsertSource, RawBody, RawInsertOptions } from './insert.js';
import type { Inserter, InserterOptions } from './inserter.js';
import type { ClientOptions, Settings, SettingValue } from './options.js';
import type { HostMetrics } from './pool.js';
import type {
  ColumnStreamOptions,
  CommandOptions,
  QueryOptions,
  RawQueryOptions,
  ResultOptions,
  RowStreamOptions,
  StreamOptions,
} from './requests.js';
import type { ColumnArrays, ColumnBlock, CommandSummary, QueryResult, Row } from './results.js';
import type { SchemaInput, SchemaOptions, SchemaOutput, StandardSchemaV1, WithSchema } from './schemas.js';
import type { Sql } from './sql.js';
import type { ByteStream, QueryStream } from './streams.js';

/**
 * Makes a client. Synchronous: nothing is opened and nothing is sent before the first request.
 *
 * @param options A URL such as `https://user:password@host:8443/database?max_threads=2`, or an options
 * object. Of a URL, user info, host, port and path fill what the options leave out; its query
 * parameters are options by name, everything else in it is a server setting.
 * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option or a value of the wrong type, naming the option.
 * @throws {OperationalError} `ERR_TLS_CERTIFICATE` with TLS where the system has no CA certificates.
 */
export function createClient(options?: string | URL | ClientOptions): Client;

/**
 * A client of one server, or of several that serve equally (`hosts`): cheap to keep, safe to share between concurrent requests.
 *
 * Every method that sends a request rejects with a {@link ClickHouseError}, or with `signal.reason` when aborted;
 * an abort also stops the request on the server.
 */
export interface Client extends AsyncDisposable {
  /** What is known of the server; `undefined` until {@link Client.connect | connect} or {@link Client.minVersion | minVersion} has asked it. */
  readonly serverInfo: ServerInfo | undefined;
  /** `version` of {@link Client.serverInfo | serverInfo}. */
  readonly serverVersion: string | undefined;
  /** `timezone` of {@link Client.serverInfo | serverInfo}. */
  readonly serverTimezone: string | undefined;
  /** The database of the options; `undefined` is the server's default for the user. */
  readonly database: string | undefined;

  /**
   * Reaches the server, logs in and learns its version and time zone. Optional: requests do so on their own.
   * @throws {OperationalError} when the server cannot be reached or refuses the login.
   */
  connect(options?: ConnectOptions): Promise<ServerInfo>;

  /**
   * Whether the server is of that version or a later one. Asks once, unless {@link Client.connect | connect} has; of several hosts, one.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for anything but numbers with dots between them, such as `'24.8'`.
   */
  minVersion(version: string): Promise<boolean>;

  /**
   * Lays a setting over those of later requests of this client; `null` takes one away. Requests under way, and clients that
   * {@link Client.session | session} has given, keep theirs.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for what is no setting, such as `query_id`, and for values that cannot be sent.
   */
  setClientSetting(name: string, value: SettingValue): void;

  /** A setting that goes with every request of this client, as the text that is sent; `undefined` when there is none. */
  getClientSetting(name: string): string | undefined;

  /** Asks whether the server answers; of several hosts, whether one does. Never throws and never rejects. */
  ping(options?: PingOptions): Promise<PingResult>;

  /**
   * Keeps options, and a statement if it is given, for several calls: `client.query({ context })`, `client.query(sql, { context })`,
   * and so with `queryColumns`, all streams, `rawQuery` and `rawStream`. Sends nothing; usable with every client.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for options that cannot be, naming them; among them `queryId`, the id of one query.
   */
  createQueryContext<S extends StandardSchemaV1>(options: QueryContextOptions & SchemaOptions<S>): QueryContext<S>;
  /** The same without a schema. */
  createQueryContext(options?: QueryContextOptions): QueryContext<undefined>;

  /**
   * With a schema, all rows are judged before the result is there: `rows()`, `first()` and the iteration give what came out of the
   * schema, everything else of the result what the server has sent.
   * @throws {SchemaError} for the first row that does not fit.
   */
  query<S extends StandardSchemaV1>(
    sql: string | Sql,
    options: WithSchema<ResultOptions, S>,
  ): Promise<QueryResult<SchemaOutput<S>>>;
  /** The same with the statement of a context. */
  query<S extends StandardSchemaV1>(
    options: WithSchema<InContext<ResultOptions>, S>,
  ): Promise<QueryResult<SchemaOutput<S>>>;
  /**
   * Runs a query and reads its whole result. Values are made when they are asked for.
   * @throws {ProgrammingError} for SQL that the server refuses, for placeholders without a value (`ERR_UNBOUND_PARAMETER`) and values without a `%s` (`ERR_SURPLUS_PARAMETER`).
   * @throws {DataError} for parameters that do not fit their declared type.
   * @throws {OperationalError} when the server cannot be reached or gives up.
   * @throws {StreamFailureError} when the response ends early or is not what a ClickHouse server sends.
   */
  query<T = Row>(sql: string | Sql, options?: ResultOptions): Promise<QueryResult<T>>;
  /** Runs the statement of a context; so do the other methods that take one. */
  query<T = Row>(options: InContext<ResultOptions>): Promise<QueryResult<T>>;

  /**
   * Runs a query and gives its columns by name: typed arrays for fixed-width numbers without NULLs, arrays of values otherwise.
   * @throws {NotSupportedError} `ERR_RESULT_TOO_LARGE` when a column has more bytes than an array of Node may have (4 GiB in Node 20); otherwise as {@link Client.query | query}.
   */
  queryColumns<T extends ColumnArrays = ColumnArrays>(sql: string | Sql, options?: QueryOptions): Promise<T>;
  /** The same with the statement of a context. */
  queryColumns<T extends ColumnArrays = ColumnArrays>(options: InContext<QueryOptions>): Promise<T>;

  /** With a schema, each row is judged when its turn comes; one that does not fit ends the stream and its query. */
  queryRowsStream<S extends StandardSchemaV1>(
    sql: string | Sql,
    options: WithSchema<RowStreamOptions, S>,
  ): QueryStream<SchemaOutput<S>>;
  /** The same with the statement of a context. */
  queryRowsStream<S extends StandardSchemaV1>(
    options: WithSchema<InContext<RowStreamOptions>, S>,
  ): QueryStream<SchemaOutput<S>>;
  /** Streams rows one at a time. {@link Client.queryRowBlockStream | queryRowBlockStream} is several times faster. Errors reject the iteration. */
  queryRowsStream<T = Row>(sql: string | Sql, options?: RowStreamOptions): QueryStream<T>;
  /** The same with the statement of a context. */
  queryRowsStream<T = Row>(options: InContext<RowStreamOptions>): QueryStream<T>;

  /** With a schema, the rows of each block are judged when its turn comes; one that does not fit ends the stream and its query. */
  queryRowBlockStream<S extends StandardSchemaV1>(
    sql: string | Sql,
    options: WithSchema<StreamOptions, S>,
  ): QueryStream<SchemaOutput<S>[]>;
  /** The same with the statement of a context. */
  queryRowBlockStream<S extends StandardSchemaV1>(
    options: WithSchema<InContext<StreamOptions>, S>,
  ): QueryStream<SchemaOutput<S>[]>;
  /** Streams arrays of rows, at most 4096, of wide rows fewer, or `blockSize` each: the fast way to row objects. Errors reject the iteration. */
  queryRowBlockStream<T = Row>(sql: string | Sql, options?: StreamOptions): QueryStream<T[]>;
  /** The same with the statement of a context. */
  queryRowBlockStream<T = Row>(options: InContext<StreamOptions>): QueryStream<T[]>;

  /** Streams blocks of columns as the server sends them, or of `blockSize` rows: the fastest way to data. Errors reject the iteration. */
  queryColumnBlockStream(sql: string | Sql, options?: ColumnStreamOptions): QueryStream<ColumnBlock>;
  /** The same with the statement of a context. */
  queryColumnBlockStream(options: InContext<ColumnStreamOptions>): QueryStream<ColumnBlock>;

  /**
   * Streams what {@link Client.queryColumns | queryColumns} gives, piece by piece: a record of typed arrays and arrays for each block as the server sends them, or for `blockSize` rows.
   * Errors reject the iteration.
   */
  queryColumnsStream<T extends ColumnArrays = ColumnArrays>(
    sql: string | Sql,
    options?: ColumnStreamOptions,
  ): QueryStream<T>;
  /** The same with the statement of a context. */
  queryColumnsStream<T extends ColumnArrays = ColumnArrays>(options: InContext<ColumnStreamOptions>): QueryStream<T>;

  /**
   * Runs a query and gives its result as a table of the package `apache-arrow`, over the memory that was received. `docs/arrow.md` tells
   * what each type becomes.
   * @throws {NotSupportedError} `ERR_PACKAGE_MISSING` without that package; otherwise as {@link Client.query | query}.
   */
  queryArrow(sql: string | Sql, options?: ArrowOptions): Promise<ArrowTable>;
  /** The same with the statement of a context. */
  queryArrow(options: InContext<ArrowOptions>): Promise<ArrowTable>;

  /** Streams record batches of the package `apache-arrow`, as {@link Client.queryArrow | queryArrow} makes them. Errors reject the iteration. */
  queryArrowStream(sql: string | Sql, options?: ArrowStreamOptions): QueryStream<ArrowRecordBatch>;
  /** The same with the statement of a context. */
  queryArrowStream(options: InContext<ArrowStreamOptions>): QueryStream<ArrowRecordBatch>;

  /**
   * Runs a query and gives its result as a data frame of the package `nodejs-polars`, by way of Arrow. What Polars has no type for is
   * text: UUID, FixedString, Variant and decimals of more than 38 digits.
   * @throws {NotSupportedError} `ERR_PACKAGE_MISSING` without that package or `apache-arrow`; otherwise as {@link Client.query | query}.
   */
  queryDf<F extends PolarsDataFrame = PolarsDataFrame>(sql: string | Sql, options?: ArrowOptions): Promise<F>;
  /** The same with the statement of a context. */
  queryDf<F extends PolarsDataFrame = PolarsDataFrame>(options: InContext<ArrowOptions>): Promise<F>;

  /** Streams data frames of the package `nodejs-polars`: one for each batch of {@link Client.queryArrowStream | queryArrowStream}. */
  queryDfStream<F extends PolarsDataFrame = PolarsDataFrame>(
    sql: string | Sql,
    options?: ArrowStreamOptions,
  ): QueryStream<F>;
  /** The same with the statement of a context. */
  queryDfStream<F extends PolarsDataFrame = PolarsDataFrame>(options: InContext<ArrowStreamOptions>): QueryStream<F>;

  /**
   * Runs a query and gives its result as an IPC stream, written by the server: it needs no package, and the types are those that the
   * server's format `ArrowStream` has. The statement must name no `FORMAT`.
   */
  queryArrowIpc(sql: string | Sql, options?: ArrowIpcOptions): Promise<Buffer>;

  /**
   * Runs a query and gives its whole answer as bytes, in the format that `FORMAT` or the option names. Parameters, errors and
   * compression are those of {@link Client.query | query}; nothing is decoded.
   * @throws {NotSupportedError} `ERR_RESULT_TOO_LARGE` for more bytes than a Buffer of Node may have; otherwise as {@link Client.query | query}.
   */
  rawQuery(sql: string | Sql, options?: RawQueryOptions): Promise<Buffer>;
  /** The same with the statement of a context. */
  rawQuery(options: InContext<RawQueryOptions>): Promise<Buffer>;

  /** Streams what {@link Client.rawQuery | rawQuery} gives, however large it is. Errors reject the iteration. */
  rawStream(sql: string | Sql, options?: RawQueryOptions): ByteStream;
  /** The same with the statement of a context. */
  rawStream(options: InContext<RawQueryOptions>): ByteStream;

  /**
   * Writes what {@link Client.rawStream | rawStream} gives into a file, whose name tells format and compression: `trades.csv.gz`. The
   * file is there in full or not at all: until then it has another name in the same directory, and one that it replaces stays.
   * @throws {OperationalError} with the system's code for a file that cannot be written: `ENOENT`, `EEXIST`, `ENOSPC`, …
   * @throws {InterfaceError} `ERR_INVALID_ARG` for a name that tells no format without the option.
   * @throws {NotSupportedError} `ERR_UNSUPPORTED_COMPRESSION` for a compression that Node does not have.
   */
  queryToFile(sql: string | Sql, path: string | URL, options?: QueryToFileOptions): Promise<QueryToFileResult>;

  /**
   * Runs a statement and gives what it answers: one cell → its value (`count()` is `2n`); one row of several → an array;
   * a result without rows → `undefined`; no result at all → a {@link CommandSummary}.
   * @throws {ProgrammingError} when the result has several rows, and as in {@link Client.query | query}.
   */
  command<T = unknown>(sql: string | Sql, options?: CommandOptions): Promise<T>;

  /**
   * Inserts rows or columns into a table, `table` or `database.table`. Data that is there is checked in full before anything is
   * sent, and no partial block is stored; sources such as generators and streams are sent while they go on ({@link InsertSource}).
   * Without rows nothing is sent and `executed` is false.
   * @throws {DataError} for a value that its column cannot hold, naming table, column, 0-based row, type and value; also for rows of unequal length.
   * @throws {InterfaceError} for a source of bytes or text.
   * @throws {ProgrammingError} for an unknown table or column.
   */
  insert<T = unknown>(table: string, data: InsertData<NoInfer<T>>, options?: InsertOptions): Promise<InsertResult>;
  /** Inserts the `data` of the options, or else of the context, into the table of the context. */
  insert<T = unknown>(options: InsertInContext<T>): Promise<InsertResult>;

  /**
   * Asks once for the columns of a table, `table` or `database.table`, so that inserts with the context need not; not even that when
   * the options have `columnTypes`.
   * @throws {ProgrammingError} for an unknown table or column.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for options that cannot be, naming them.
   */
  createInsertContext<T = unknown>(table: string, options?: InsertContextOptions): Promise<InsertContext<T>>;

  /**
   * Inserts columns of Arrow into those of a table that have their names. What the columns store is sent from where it lies; all else
   * becomes what {@link Client.insert | insert} takes. `docs/arrow.md` tells what goes where.
   * @throws {DataError} for values that do not fit, naming table, column and row, and `ERR_INVALID_ARROW` for IPC that is not whole or
   * cannot be read.
   * @throws {NotSupportedError} `ERR_UNSUPPORTED_TYPE` for types of Arrow that a column cannot have; `ERR_PACKAGE_MISSING` for IPC without
   * the package `apache-arrow`.
   */
  insertArrow(table: string, data: ArrowData, options?: InsertArrowOptions): Promise<InsertResult>;

  /** Inserts the columns of a data frame of the package `nodejs-polars` by their names, as {@link Client.insertArrow | insertArrow} does. */
  insertDf(table: string, frame: PolarsDataFrame, options?: InsertArrowOptions): Promise<InsertResult>;

  /**
   * Inserts bytes that are in a format of ClickHouse already, such as CSV or Parquet, into `table` or `database.table`; the server parses
   * them. A source is sent while it goes on, so that what came before a failure may be stored. Without a byte nothing is sent and
   * `executed` is false.
   * @throws {InterfaceError} for items of a source that are neither bytes nor text.
   * @throws {DataError} for data that the server cannot parse.
   * @throws {ProgrammingError} for an unknown table, column or format.
   */
  rawInsert(table: string, body: RawBody, options?: RawInsertOptions): Promise<InsertResult>;

  /**
   * Inserts a file into `table` or `database.table`, as {@link Client.rawInsert | rawInsert} inserts its bytes. Its name tells format and
   * compression: `trades.csv.gz`; the server unpacks and parses it. Fields of the file that the table lacks are an error.
   * @throws {OperationalError} with the system's code for a file that cannot be read: `ENOENT`, `EISDIR`, `EACCES`, …;
   * `ERR_FILE_CHANGED` when it has been written to meanwhile. What had been sent before may be stored.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for a name that tells no format without the option.
   */
  insertFile(table: string, path: string | URL, options?: InsertFileOptions): Promise<InsertResult>;

  /**
   * Takes rows one by one and inserts them in batches, `table` or `database.table`. Sends nothing by itself.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option or a value of the wrong type; `ERR_CLIENT_CLOSED` after `close()`.
   */
  inserter<S extends StandardSchemaV1>(
    table: string,
    options: InserterOptions<SchemaInput<S>> & SchemaOptions<S>,
  ): Inserter<SchemaInput<S>>;
  /** The same without a schema, or with one and rows of another type. */
  inserter<T = unknown>(table: string, options?: InserterOptions<T>): Inserter<T>;

  /** What goes on, by `host:port` of the client's servers; with a shared `pool`, all that goes on between that and them. */
  metrics(): Readonly<Record<string, HostMetrics>>;

  /**
   * A client of the same server in a session of its own: temporary tables, `SET` and what else a server keeps for a session live
   * there. A server runs one request of a session at a time; further calls wait in line. A call that waits for a stream of the
   * session which nobody reads fails with `ERR_SESSION_BUSY` after the client's `connectTimeout`. So do the calls of every client with a `sessionId`.
   * Clients that use one session side by side fail with `SESSION_IS_LOCKED`.
   *
   * It shares the connections of this client. An insert asks for its table first, in a turn of its own: wait for it before you send
   * what depends on it. Close it as any other client; closing this one does not. The server forgets the session some time after its
   * last request (`sessionTimeout`).
   */
  session(options?: SessionOptions): Client;

  /**
   * Stops a query on the server, whoever runs it, as far as the user may. `true` when it stops, with `QUERY_WAS_CANCELLED` for
   * whoever waits for it, or has just ended by itself. `false` when the server knows no such query or cannot stop it now.
   */
  kill(queryId: string, options?: KillOptions): Promise<boolean>;

  /**
   * Closes all connections, except those of a shared `pool`, and ends running requests with `ERR_CLIENT_CLOSED`, here at once and on the server before it resolves,
   * which takes at most 5 s: a server that has not answered by then is asked on for a minute. Inserters tell what they could not store. May be called more than once.
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

/** Options of {@link Client.connect | connect}. */
export interface ConnectOptions {
  /** Ends the attempt. */
  signal?: AbortSignal | undefined;
  /** Limit of the whole attempt, in ms. @default the client's `requestTimeout` */
  timeout?: number | undefined;
}

/** Options of {@link Client.session}; the others are the client's. */
export interface SessionOptions {
  /** Id of the session, to go on with one. @default a fresh UUID */
  sessionId?: string | undefined;
  /** How long the server keeps the session after its last request, in ms, rounded up to seconds. @default 60 s (the server's `default_session_timeout`) */
  sessionTimeout?: number | undefined;
  /** Settings of all its requests, laid over the client's. @default {} */
  settings?: Settings | undefined;
  /** @default the client's */
  database?: string | undefined;
  /** @default the client's */
  role?: string | readonly string[] | undefined;
}

/** Options of {@link Client.kill | kill}. */
export interface KillOptions {
  /** Ends the attempt. */
  signal?: AbortSignal | undefined;
  /** Limit of the whole attempt, in ms; 0 = no limit. @default 0 */
  timeout?: number | undefined;
}

/** Options of {@link Client.ping | ping}. */
export interface PingOptions {
  /** Ends the attempt; the result then carries the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Limit of the whole attempt, in ms. @default the client's `connectTimeout` */
  timeout?: number | undefined;
}

/** Whether a server answered, or why not. */
export type PingResult = { readonly success: true } | { readonly success: false; readonly error: unknown };
