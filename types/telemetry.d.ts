import type { QuerySummary } from './results.js';

/**
 * Where a client says what it does, such as `console` or a pino logger. Finished requests come as `debug`, failed ones as
 * `error` (`warn` when they were cancelled). They hold no SQL, values or credentials; of what a server refuses they tell the code, because its text may quote the statement.
 */
export interface Logger {
  /** A request has ended well. */
  debug?(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** A request was cancelled, or a setting left out. */
  warn?(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** A request has failed. */
  error?(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/**
 * Makes a span for each request; an OpenTelemetry `Tracer` fits. The attributes have the names of OpenTelemetry's conventions
 * for databases (`db.system.name`, `db.operation.name`, `db.namespace`, `db.collection.name`, `server.address`, …), those of
 * ClickHouse begin with `clickhouse.`. They hold no SQL. The server's own spans join the trace (header `traceparent`).
 */
export interface Tracer {
  /** Begins the span of a request. */
  startSpan(name: string, options: SpanOptions): Span;
}

/** What a span begins with. */
export interface SpanOptions {
  /** OpenTelemetry's `SpanKind.CLIENT`. */
  readonly kind: 2;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** What the client uses of a span of OpenTelemetry. */
export interface Span {
  /** Told what the answer says. */
  setAttributes(attributes: Readonly<Record<string, string | number>>): unknown;
  /** Told what a request failed with. */
  recordException(exception: { readonly name: string; readonly message: string; readonly code?: string }): void;
  /** Told that a request failed; 2 is OpenTelemetry's `SpanStatusCode.ERROR`. */
  setStatus(status: { readonly code: 2; readonly message?: string }): unknown;
  /** The request has ended. */
  end(): void;
  /** What the header `traceparent` is made of; without it the server's spans stay apart. */
  spanContext?(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
}

/**
 * What the tracing channels `clickhouse:query`, `clickhouse:insert` and `clickhouse:connection` of `node:diagnostics_channel` carry:
 * one object for each request, from its start to its end. `clickhouse:connection` is about `ping()`.
 */
export interface RequestEvent {
  /** The method of the client, such as `queryRowsStream`. */
  readonly method: string;
  readonly sql: string;
  readonly queryId: string | undefined;
  readonly database: string | undefined;
  /** `host:port` of the server. */
  readonly host: string;
  /** What the server told, once the request has ended. */
  summary?: QuerySummary;
  /** What the request failed with. */
  error?: unknown;
}
