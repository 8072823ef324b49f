import type { Inserter } from './inserter.js';
import type { SchemaIssue } from './schemas.js';

/** What an error of an application's own making may know; its members are those of {@link ClickHouseError}. */
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
  /** Requests that were made, retries included; 0 when nothing was sent. */
  readonly attempts: number;
  /** The statement. Not enumerable, so that logs do not show it. */
  readonly sql: string | undefined;
  /** The parameters. Not enumerable, so that logs do not show them. */
  readonly parameters: unknown;
}

/** Misuse of this package: unknown options, wrong arguments, a closed client. */
export class InterfaceError extends ClickHouseError {}

/** A failure that the server reported or that concerns it; parent of the seven below. */
export class DatabaseError extends ClickHouseError {}

/** Values that cannot be parsed, converted or stored. */
export class DataError extends DatabaseError {}

/** A row that does not fit the `schema` of its query or insert: `ERR_SCHEMA_VALIDATION`. */
export class SchemaError extends DataError {
  constructor(message: string, options: SchemaErrorOptions);
  /** Which row, from 0: of a stream counted from its start, of an {@link Inserter} within its batch. */
  readonly rowIndex: number;
  /** The way to the first thing that does not fit, from the row inwards. */
  readonly path: readonly PropertyKey[];
  /** All that does not fit, as the schema says it. Not enumerable, so that logs do not show values. */
  readonly issues: readonly SchemaIssue[];
  /** The row, as it was before. Not enumerable, so that logs do not show it. */
  readonly row: unknown;
}

/** What a {@link SchemaError} is made of. */
export interface SchemaErrorOptions extends ClickHouseErrorOptions {
  rowIndex: number;
  row: unknown;
  issues: readonly SchemaIssue[];
}

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
