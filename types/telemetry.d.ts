import type { QuerySummary } from './results.js';

/**
 * Where a client says what it does, such as `console` or a pino logger. Finished requests come as `debug`, failed ones as
 * `error` (`warn` when they were cancelled). They hold no SQL, values or credentials; of what a server refuses they tell the code, because its text may quote the statement.
 */
export interface Logger {
  debug?(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn?(message: string, fields: Readonly<Record<string, unknown>>): void;
  error?(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/**
 * Makes a span for each request; an OpenTelemetry `Tracer` fits. The attributes have the names of OpenTelemetry's conventions
 * for databases (`db.system.name`, `db.operation.name`, `db.namespace`, `db.collection.name`, `server.address`, …), those of
 * ClickHouse begin with `clickhouse.`. They hold no SQL. The server's own spans join the trace (header `traceparent`).
 */
export interface Tracer {
  startSpan(name: string, options: SpanOptions): Span;
}

export interface SpanOptions {
  /** OpenTelemetry's `SpanKind.CLIENT`. */
  readonly kind: 2;
  readonly attributes: Readonly<Record<string, string | number>>;
}

export interface Span {
  setAttributes(attributes: Readonly<Record<string, string | number>>): unknown;
  recordException(exception: { readonly name: string; readonly message: string; readonly code?: string }): void;
  setStatus(status: { readonly code: 2; readonly message?: string }): unknown;
  end(): void;
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
