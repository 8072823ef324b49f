/// <reference types="node" />

/**
 * Starts a real ClickHouse server in a child process of its own, listening on loopback.
 *
 * The server comes from the optional peer dependency `chdb` (`npm install --save-dev chdb`; Linux with glibc and
 * macOS, x64 and arm64). It resolves when the server answers queries, usually within a second. The server ends with
 * `close()`, and at the latest with this process, however that ends. Until then it keeps this process alive.
 *
 * ```ts
 * import { createClient } from 'clickhouse-connect';
 * import { startServer } from 'clickhouse-connect/embedded';
 *
 * await using server = await startServer();
 * await using client = createClient({ url: server.url });
 * ```
 *
 * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option or a value of the wrong type, naming the option.
 * @throws {OperationalError} `ERR_EMBEDDED_UNAVAILABLE` when `chdb` is missing or does not support this platform;
 * `EADDRINUSE` when `port` is taken; `ERR_EMBEDDED_LOCKED` when another server uses `path`; the system's code
 * (`EACCES`, `ENOTDIR`, …) when `path` cannot be used; the server's own code and `serverCode` when it refuses its
 * configuration; `ERR_EMBEDDED_START` when it does not start for another reason.
 */
export function startServer(options?: ServerOptions): Promise<Server>;

/** Every option of {@link startServer}. */
export interface ServerOptions {
  /**
   * Data directory, made if it does not exist; it stays when the server closes. One server uses it at a time.
   * @default a temporary directory that is removed with the server
   */
  path?: string | undefined;
  /** TCP port of the HTTP interface; 0 takes a free one. @default 0 */
  port?: number | undefined;
  /**
   * Server configuration (`keep_alive_timeout`, `query_log`, `profiles`, `roles`, `quotas`, …), as ClickHouse's own
   * element names. An object is merged into the built-in configuration and wins over it; a list repeats its element;
   * `timezone` sets the server's time zone. A string is XML put as it is inside `<clickhouse>`: an element in it
   * replaces the built-in one of that name. Ports, paths and listening addresses are not taken from here.
   * @default {}
   */
  config?: string | ServerConfig | undefined;
  /**
   * Users by name, beside `default`. The user `default` has all rights and no password: the server itself runs as it.
   * @default {}
   */
  users?: Readonly<Record<string, ServerUser>> | undefined;
  /** Abandons the start: the child process is ended and the promise rejects with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

/** A tree of configuration elements. */
export interface ServerConfig {
  readonly [element: string]: ServerConfigValue;
}

/** Content of a configuration element. */
export type ServerConfigValue = string | number | bigint | boolean | ServerConfig | readonly ServerConfigValue[];

/** A user of an embedded server. */
export interface ServerUser {
  /** Its password. @default none: the user logs in without one */
  readonly password?: string | undefined;
  /** Whether it may only read and may change no settings (ClickHouse's `readonly=1`). @default false */
  readonly readonly?: boolean | undefined;
  /** Settings of its profile, for instance `{ max_result_rows: 1000 }`. @default {} */
  readonly settings?: Readonly<Record<string, string | number | bigint | boolean>> | undefined;
  /** GRANT statements, for instance `['GRANT SELECT ON default.*']`; it then has no other rights. @default all rights */
  readonly grants?: readonly string[] | undefined;
}

/** A running server. */
export interface Server {
  /** Address for `createClient`, for instance `http://127.0.0.1:34567`. */
  readonly url: string;
  /** Always `127.0.0.1`. */
  readonly host: string;
  /** TCP port of the HTTP interface. */
  readonly port: number;
  /** Version of ClickHouse, for instance `26.7.2.1`. */
  readonly version: string;
  /** Process id of the child process. */
  readonly pid: number;
  /**
   * Ends the server and waits until it is gone; temporary data is removed. Idempotent. With `path`, the server first
   * finishes its writes, for which ClickHouse waits up to 5 seconds while clients hold connections: close them first.
   */
  close(): Promise<void>;
  /** The same as {@link Server.close}. */
  [Symbol.asyncDispose](): Promise<void>;
}
