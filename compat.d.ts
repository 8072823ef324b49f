import type { Readable } from 'node:stream';
import type http from 'node:http';
import type https from 'node:https';

import type { DataFormat } from './types/compat/formats.js';
import type { QueryResult } from './types/compat/results.js';
import type { ClickHouseLogLevel, ClickHouseTracer, Logger } from './types/compat/telemetry.js';

export * from './types/compat/column-types.js';
export * from './types/compat/formats.js';
export * from './types/compat/results.js';
export * from './types/compat/telemetry.js';

/**
 * The API of `@clickhouse/client` 1.23 over this package's transport: change the import, and the program runs as before.
 * `docs/from-clickhouse-js.md` lists what is different, and how to go on to the API of `clickhouse-connect`.
 *
 * ```ts
 * import { createClient } from 'clickhouse-connect/compat';
 *
 * await using client = createClient({ url: 'http://localhost:8123' });
 * const rows = await (await client.query({ query: 'SELECT 1 AS one', format: 'JSONEachRow' })).json();
 * ```
 *
 * Sends nothing.
 * @throws {Error} for a URL that is none or has unknown parameters, for two ways to log in, for an unknown compression codec, and
 * for `http_agent`.
 */
export function createClient(config?: ClickHouseClientConfigOptions): ClickHouseClient;

export class ClickHouseClient {
  constructor(config?: ClickHouseClientConfigOptions);
  /**
   * Sends a statement, with `FORMAT` behind it, and waits for its answer to begin.
   * @throws {ClickHouseError} when the server refuses it.
   */
  query<Format extends DataFormat = 'JSON'>(params: QueryParamsWithFormat<Format>): Promise<QueryResult<Format>>;
  /** Runs a statement whose result nobody wants. */
  command(params: CommandParams): Promise<CommandResult>;
  /** Runs a statement that names its format itself, if it has a result; the stream has to be read or destroyed. */
  exec(params: ExecParams | ExecParamsWithValues<Readable>): Promise<ExecResult<Readable>>;
  /** Inserts rows, or bytes in a format. An empty array sends nothing. */
  insert<T>(params: InsertParams<Readable, T>): Promise<InsertResult>;
  /** Whether the server answers; with `select: true` also whether it lets the user in. Never rejects. */
  ping(params?: PingParams): Promise<PingResult>;
  /** Ends what is under way, and refuses what comes after. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options of {@link createClient}. What stands in the URL wins over them. */
export interface BaseClickHouseClientConfigOptions {
  /** @deprecated Use `url`. */
  host?: string | undefined;
  /**
   * `http[s]://[username:password@]host[:port][/database][?option=value]`, with ports as in any URL: without one it is 80 or 443.
   * @default 'http://localhost:8123'
   */
  url?: string | URL | undefined;
  /** A path in front of all requests, of a gateway. @default none */
  pathname?: string | undefined;
  /** How long the server may be silent in the middle of a request, in ms; 0 = no limit. @default 30_000 */
  request_timeout?: number | undefined;
  /** @default 10 */
  max_open_connections?: number | undefined;
  compression?:
    | {
        /** `true` is gzip. @default false */
        response?: boolean | { codec: CompressionMethod } | undefined;
        /** Of inserts; `true` is gzip. The level is the transport's own. @default false */
        request?: boolean | RequestCompression | undefined;
      }
    | undefined;
  /** @default 'default' */
  username?: string | undefined;
  /** @default empty */
  password?: string | undefined;
  /** In place of user and password. */
  access_token?: string | undefined;
  /** Put in front of the User-Agent, which the server keeps in `system.query_log`. */
  application?: string | undefined;
  /** @default the user's own */
  database?: string | undefined;
  clickhouse_settings?: ClickHouseSettings | undefined;
  log?:
    | {
        /** @default the console */
        LoggerClass?: (new () => Logger) | undefined;
        /** @default ClickHouseLogLevel.WARN */
        level?: ClickHouseLogLevel | undefined;
      }
    | undefined;
  session_id?: string | undefined;
  role?: string | string[] | undefined;
  /** @deprecated Use `http_headers`. */
  additional_headers?: Record<string, string> | undefined;
  http_headers?: Record<string, string> | undefined;
  keep_alive?: { enabled?: boolean | undefined } | undefined;
  /** Other functions than those of the global `JSON`; `parse` gets each row by itself. */
  json?: Partial<JSONHandling> | undefined;
  /** A tracer of OpenTelemetry, or what looks like one. */
  tracer?: ClickHouseTracer | undefined;
  /** Whether all `query_params` go into the body. @default those that are long */
  use_multipart_params?: boolean | undefined;
  /** Is always on. */
  use_multipart_params_auto?: boolean | undefined;
}

export type ClickHouseClientConfigOptions = BaseClickHouseClientConfigOptions & {
  tls?:
    | { ca_cert: Buffer; cert?: undefined; key?: undefined }
    | { ca_cert: Buffer; cert: Buffer; key: Buffer }
    | undefined;
  keep_alive?:
    | {
        /** @default true */
        enabled?: boolean | undefined;
        /** Has no effect: the transport heeds what the server says. */
        idle_socket_ttl?: number | undefined;
        /** Has no effect. */
        eagerly_destroy_stale_sockets?: boolean | undefined;
      }
    | undefined;
  /** Is refused: requests do not go through Node's http module. */
  http_agent?: http.Agent | https.Agent | undefined;
  /** Off: `http_headers` may log in, and nothing else does. @default true */
  set_basic_auth_header?: boolean | undefined;
  /** Is always on. */
  capture_enhanced_stack_trace?: boolean | undefined;
  /** Has no effect. */
  max_response_headers_size?: number | undefined;
  /** In the place of the transport, as that of chDB. */
  connection?: Connection<Readable> | undefined;
};

type CompressionMethod = 'gzip' | 'zstd' | 'br';

type RequestCompression =
  | { codec: 'gzip' | 'zstd'; level?: number | undefined }
  | { codec: 'br'; quality?: number | undefined };

/** What all calls can have, above the options of the client. */
export interface BaseQueryParams {
  /** `undefined` takes a setting of the client away. */
  clickhouse_settings?: ClickHouseSettings | undefined;
  /** Values of `{name:Type}`; `undefined` is NULL. */
  query_params?: Record<string, unknown> | undefined;
  /** Also stops the query on the server. */
  abort_signal?: AbortSignal | undefined;
  /** @default a random UUID */
  query_id?: string | undefined;
  session_id?: string | undefined;
  role?: string | string[] | undefined;
  auth?: { username: string; password: string } | { access_token: string } | undefined;
  http_headers?: Record<string, string> | undefined;
  use_multipart_params?: boolean | undefined;
  use_multipart_params_auto?: boolean | undefined;
}

export interface QueryParams extends BaseQueryParams {
  /** Without `FORMAT`. */
  query: string;
  /** @default 'JSON' */
  format?: DataFormat | undefined;
}

export type QueryParamsWithFormat<Format extends DataFormat> = Omit<QueryParams, 'format'> & {
  format?: Format | undefined;
};

export type ExecParams = BaseQueryParams & {
  query: string;
  /** `false` gives a packed answer as packed bytes. @default true */
  decompress_response_stream?: boolean | undefined;
  /** Whether a refusal is given as an answer. @default false */
  ignore_error_response?: boolean | undefined;
};

export type ExecParamsWithValues<Stream> = ExecParams & {
  /** Data of an INSERT, in the format that it names. */
  values: Stream;
};

export type CommandParams = ExecParams;

export interface InsertParams<Stream = unknown, T = unknown> extends BaseQueryParams {
  /** A name as it is written in SQL: nothing is quoted. */
  table: string;
  values: InsertValues<Stream, T>;
  /** @default 'JSONCompactEachRow' */
  format?: DataFormat | undefined;
  /** Names as they are written in SQL. @default all */
  columns?: [string, ...string[]] | { except: [string, ...string[]] } | undefined;
}

export type InsertValues<Stream, T = unknown> = ReadonlyArray<T> | Stream | InputJSON<T> | InputJSONObjectEachRow<T>;

export interface InputJSON<T = unknown> {
  meta: { name: string; type: string }[];
  data: T[];
}

export type InputJSONObjectEachRow<T = unknown> = Record<string, T>;

export type CommandResult = { query_id: string } & Told;

export type ExecResult<Stream> = CommandResult & { stream: Stream };

export type InsertResult = {
  /** `false` when there was nothing to insert. */
  executed: boolean;
  /** Empty when there was nothing to insert. */
  query_id: string;
} & Told;

interface Told {
  summary?: ClickHouseSummary | undefined;
  response_headers: ResponseHeaders;
  http_status_code?: number | undefined;
}

/** Counters of `X-ClickHouse-Summary`. */
interface ClickHouseSummary {
  read_rows: string;
  read_bytes: string;
  written_rows: string;
  written_bytes: string;
  total_rows_to_read: string;
  result_rows: string;
  result_bytes: string;
  elapsed_ns: string;
  real_time_microseconds?: string;
}

/** By names in lower case. */
export type ResponseHeaders = Record<string, string | string[] | undefined>;

export type PingParams =
  | ({ select: false } & Pick<BaseQueryParams, 'abort_signal' | 'http_headers'>)
  | ({ select: true } & Omit<BaseQueryParams, 'query_params'>);

export type PingResult = { success: true } | { success: false; error: Error };

export interface ClickHouseCredentialsAuth {
  username?: string;
  password?: string;
}

export interface ClickHouseJWTAuth {
  access_token: string;
}

export type ClickHouseAuth = ClickHouseCredentialsAuth | ClickHouseJWTAuth;

/** What the server refused. Its `cause` is the error of `clickhouse-connect`, which knows the query's id. */
export class ClickHouseError extends Error {
  constructor(parts: { message: string; code: string; type?: string | undefined }, cause?: unknown);
  /** The server's number, such as `'60'`. */
  readonly code: string;
  /** Its name, such as `'UNKNOWN_TABLE'`. */
  readonly type: string | undefined;
}

/** The error that a text of the server stands for; an `Error` of that text when it is none. */
export function parseError(input: string | Error): ClickHouseError | Error;

/** Names and values of settings; what they mean is for the server to judge. */
export type ClickHouseSettings = Record<string, number | string | boolean | SettingsMap | undefined>;

export type ClickHouseSettingsInterface = Record<string, number | string | boolean | undefined>;

export type MergeTreeSettings = Record<string, number | string | boolean | undefined>;

/** The value of a setting that is a map, such as `additional_table_filters`. */
export class SettingsMap {
  constructor(record: Record<string, string>);
  static from(record: Record<string, string>): SettingsMap;
  toString(): string;
}

/** A query parameter that is a tuple. */
export class TupleParam {
  constructor(values: readonly unknown[]);
  readonly values: readonly unknown[];
}

export interface JSONHandling {
  parse: <T>(input: string) => T;
  // biome-ignore lint/suspicious/noExplicitAny: as `JSON.stringify` takes it.
  stringify: <T = any>(input: T) => string;
}

export const defaultJSONHandling: JSONHandling;

/** What carries out the calls of a client. */
interface Connection<Stream> {
  ping(params: ConnectionCall & { select: boolean }): Promise<PingResult>;
  query(params: ConnectionCall & { query: string }): Promise<ExecResult<Stream>>;
  insert(params: ConnectionCall & { query: string; values: string | Stream }): Promise<CommandResult>;
  command(params: ConnectionCall & ExecOptions): Promise<CommandResult>;
  exec(params: ConnectionCall & ExecOptions & { values?: Stream }): Promise<ExecResult<Stream>>;
  close(): Promise<void>;
}

type ConnectionCall = BaseQueryParams;
type ExecOptions = Omit<ExecParams, keyof BaseQueryParams>;

/** Reads a stream to its end and forgets what comes. @deprecated Use `command()`. */
export function drainStream(stream: Readable): Promise<void>;

/** The header that tells what marks an exception in the middle of a response. */
export const EXCEPTION_TAG_HEADER_NAME: 'x-clickhouse-exception-tag';

/** The exception at the end of a response. */
export function extractErrorAtTheEndOfChunk(chunk: Uint8Array, exceptionTag: string): Error;
