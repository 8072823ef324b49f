import type { BatchFailure, ClickHouseErrorOptions, ClientOptions, SchemaErrorOptions, SchemaIssue } from '../index.js';
import { hintOf } from './field-limits.ts';
import { serverErrorClass } from './server-codes.ts';

type ShowClickHouseErrors = NonNullable<ClientOptions['showClickHouseErrors']>;

/** What the caller of the native side knows about a request and the native side does not. */
export interface FailureContext {
  readonly sql?: string | undefined;
  readonly parameters?: unknown;
  readonly queryId?: string | undefined;
  readonly host?: string | undefined;
  readonly attempts?: number | undefined;
  readonly cause?: unknown;
  /** How much of what the server said reaches the error. Default: `true`. */
  readonly showClickHouseErrors?: ShowClickHouseErrors | undefined;
}

/** A failure as it crosses the border: plain data, because an Error made in Rust has no caller in its stack. */
export interface Failure {
  readonly failure: string;
  readonly code: string;
  readonly message: string;
  readonly serverCode?: number | undefined;
  readonly httpStatus?: number | undefined;
  readonly queryId?: string | undefined;
  readonly host?: string | undefined;
  readonly retryable: boolean;
  /** Requests that were made. */
  readonly attempts?: number | undefined;
}

/** Shared by every copy of this package in a process, so that `instanceof` holds across copies. */
const brand = Symbol.for('clickhouse-connect.error');

function isBranded(value: unknown, name: unknown): boolean {
  for (let link = value; typeof link === 'object' && link !== null; link = Object.getPrototypeOf(link)) {
    if (Object.getOwnPropertyDescriptor(link, brand)?.value === name) return true;
  }
  return false;
}

export class ClickHouseError extends Error {
  declare readonly code: string;
  declare readonly serverCode: number | undefined;
  declare readonly queryId: string | undefined;
  declare readonly httpStatus: number | undefined;
  declare readonly host: string | undefined;
  declare readonly retryable: boolean;
  declare readonly attempts: number;
  declare readonly sql: string | undefined;
  declare readonly parameters: unknown;

  constructor(message: string, options: ClickHouseErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code ?? 'ERR_CLICKHOUSE';
    // Absent rather than undefined: console.error then prints only what is known.
    if (options.serverCode !== undefined) this.serverCode = options.serverCode;
    if (options.queryId !== undefined) this.queryId = options.queryId;
    if (options.httpStatus !== undefined) this.httpStatus = options.httpStatus;
    if (options.host !== undefined) this.host = options.host;
    this.retryable = options.retryable ?? false;
    this.attempts = options.attempts ?? 0;
    // Statements and values may hold personal data: there for those who ask, out of logs and JSON.
    Object.defineProperty(this, 'sql', { value: options.sql });
    Object.defineProperty(this, 'parameters', { value: options.parameters });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    // A subclass made by a user has no brand of its own and must not answer for its parent's.
    const own = Object.getOwnPropertyDescriptor(this.prototype, brand);
    return own !== undefined && isBranded(value, own.value);
  }
}

export class InterfaceError extends ClickHouseError {}
export class DatabaseError extends ClickHouseError {}
export class DataError extends DatabaseError {}
export class OperationalError extends DatabaseError {}
export class IntegrityError extends DatabaseError {}
export class InternalError extends DatabaseError {}
export class ProgrammingError extends DatabaseError {}
export class NotSupportedError extends DatabaseError {}
export class StreamClosedError extends ClickHouseError {}
export class StreamFailureError extends ClickHouseError {}

export class InserterError<T = unknown> extends ClickHouseError {
  declare readonly failures: readonly BatchFailure<T>[];

  constructor(table: string, failures: readonly BatchFailure<T>[]) {
    const cause = failures[0]?.error;
    const known = cause instanceof ClickHouseError ? cause : { code: 'ERR_INSERTER' };
    const rows = failures.reduce((sum, failure) => sum + failure.rows.length, 0);
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`inserter: ${table}: batches of ${rows} rows failed: ${reason}`, { ...known, cause });
    // Rows may hold personal data, as values do.
    Object.defineProperty(this, 'failures', { value: failures });
  }

  get rows(): readonly T[] {
    return this.failures.flatMap(({ rows }) => rows);
  }

  get stored(): 'none' | 'unknown' {
    return this.failures.every(({ stored }) => stored === 'none') ? 'none' : 'unknown';
  }
}

/** The keys that lead to what does not fit. */
export function pathOf(issue: SchemaIssue | undefined): PropertyKey[] {
  return Array.from(issue?.path ?? [], (step) => (typeof step === 'object' ? step.key : step));
}

export class SchemaError extends DataError {
  declare readonly rowIndex: number;
  declare readonly path: readonly PropertyKey[];
  declare readonly issues: readonly SchemaIssue[];
  declare readonly row: unknown;

  constructor(message: string, options: SchemaErrorOptions) {
    super(message, { ...options, code: options.code ?? 'ERR_SCHEMA_VALIDATION' });
    this.rowIndex = options.rowIndex;
    this.path = pathOf(options.issues[0]);
    // Both may hold personal data, as values do.
    Object.defineProperty(this, 'issues', { value: options.issues });
    Object.defineProperty(this, 'row', { value: options.row });
  }
}

/** For modules that have an error of the same name. */
export function isOurs(error: unknown): error is ClickHouseError {
  return error instanceof ClickHouseError;
}

const databaseErrors = {
  DatabaseError,
  DataError,
  OperationalError,
  IntegrityError,
  InternalError,
  ProgrammingError,
  NotSupportedError,
};

const everyError = {
  ClickHouseError,
  InterfaceError,
  ...databaseErrors,
  SchemaError,
  StreamClosedError,
  StreamFailureError,
  InserterError,
};

for (const [name, type] of Object.entries(everyError)) {
  Object.defineProperty(type.prototype, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(type.prototype, brand, { value: name });
}

function classOf(failure: Failure): typeof ClickHouseError {
  switch (failure.failure) {
    case 'server':
      return failure.serverCode === undefined ? OperationalError : databaseErrors[serverErrorClass(failure.serverCode)];
    case 'transport':
    case 'protocol':
      return unreadable(failure);
    case 'closed':
      return failure.code === 'ERR_STREAM_CLOSED' ? StreamClosedError : InterfaceError;
    case 'settings':
      return ProgrammingError;
    case 'unsupported':
      return failure.code === 'ERR_INVALID_ARG' ? InterfaceError : NotSupportedError;
    case 'file':
    case 'connect':
    case 'timeout':
    case 'cancelled':
      return OperationalError;
    default:
      return InternalError;
  }
}

/** What was wrong: the way to the server, the server (a proxy, another program), or the data behind a good status. */
function unreadable({ failure, code, httpStatus }: Failure): typeof ClickHouseError {
  if (code === 'ERR_INTERNAL') return InternalError;
  const begun = httpStatus === undefined ? failure === 'protocol' : httpStatus < 300;
  return begun ? StreamFailureError : OperationalError;
}

/** The server's version at the end, and the address of the node of a cluster that failed. */
const revealing = /\s*\(version [^()]*(?:\([^()]*\))?\)|Received from \S+:\d+\.\s+/g;

/** The proxy on the way to the server. */
const passing = /through the proxy \S+:\d+/g;

/** What somebody else than ClickHouse, such as a proxy, has answered. */
const foreignText = /(and not as ClickHouse does|and with this): .*$/s;

/** What `showClickHouseErrors` leaves of a failure. */
function shown(failure: Failure, { host: called, showClickHouseErrors: show = true }: FailureContext): Failure {
  if (show === true) return failure;
  const { host, serverCode, ...rest } = failure;
  const told = failure.message.replace(revealing, '').replace(passing, 'through a proxy');
  const message = withoutHosts(told, [host, called]);
  if (failure.failure !== 'server')
    return { ...rest, message: show === false ? message.replace(foreignText, '$1') : message };
  if (show === 'scrub') return { ...rest, serverCode, message };
  return { ...rest, code: 'ERR_SERVER', message: 'the ClickHouse server refused the request' };
}

/** A text without `host:port`, nor the host alone as certificates name it. */
function withoutHosts(text: string, authorities: readonly (string | undefined)[]): string {
  const names = authorities.flatMap((authority = '') => [authority, authority.replace(/:\d+$/, '')]);
  const quoted = names.filter((name) => name !== '').map((name) => name.replace(/[^\w]/g, '\\$&'));
  if (quoted.length === 0) return text;
  return text.replace(new RegExp(`(?<![\\w.-])(?:${quoted.join('|')})(?![\\w-]|\\.\\w)`, 'gi'), 'the server');
}

/**
 * Turns a failure from the native side into the error of the public tree. Call it after the `await`
 * that received the failure, in the function that throws: the stack then leads to the user's line.
 */
export function fromFailure(failure: Failure, context: FailureContext = {}): ClickHouseError {
  const hint = hintOf(failure);
  const type = hint === undefined ? classOf(failure) : DataError;
  const show = context.showClickHouseErrors ?? true;
  const { message: told, ...known } = shown(failure, context);
  const message = hint === undefined || show === false ? told : `${told} (${hint})`;
  const error = withLongStack(
    () =>
      new type(message, {
        code: known.code,
        serverCode: known.serverCode,
        queryId: known.queryId ?? context.queryId,
        httpStatus: known.httpStatus,
        host: show === true ? (known.host ?? context.host) : undefined,
        retryable: known.retryable,
        attempts: context.attempts ?? 1,
        cause: context.cause,
        sql: context.sql,
        parameters: context.parameters,
      }),
  );
  if (failure.host !== undefined) origins.set(error, failure.host);
  if (failure.failure === 'connect') unconnected.add(error);
  return error;
}

/** Errors of requests for which no connection came about. */
const unconnected = new WeakSet<object>();

/** Whether nothing of a request can have left, because no connection came about. */
export function isUnconnected(error: ClickHouseError): boolean {
  return unconnected.has(error) || error.code === 'ERR_CONNECT_TIMEOUT';
}

/** Which host each error came from, also where `showClickHouseErrors` hides it. */
const origins = new WeakMap<object, string>();

/** `host:port` of the server that an error came from. */
export function originOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null ? origins.get(error) : undefined;
}

/** The way from a failure back to the user's line; V8 keeps ten frames by default. */
const FRAMES = 30;

/** Makes an error whose stack reaches the user's line. */
export function withLongStack<T>(make: () => T): T {
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  // Whoever wants no stacks gets none, and frozen intrinsics stay as they are.
  if (limit?.writable !== true || !(limit.value > 0 && limit.value < FRAMES)) return make();
  Error.stackTraceLimit = FRAMES;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit.value;
  }
}
