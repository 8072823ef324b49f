export const ClickHouseLogLevel: {
  readonly TRACE: 0;
  readonly DEBUG: 1;
  readonly INFO: 2;
  readonly WARN: 3;
  readonly ERROR: 4;
  readonly OFF: 127;
  readonly 0: 'TRACE';
  readonly 1: 'DEBUG';
  readonly 2: 'INFO';
  readonly 3: 'WARN';
  readonly 4: 'ERROR';
  readonly 127: 'OFF';
};
export type ClickHouseLogLevel = 0 | 1 | 2 | 3 | 4 | 127;

/** Where a client logs to. */
export interface Logger {
  trace(params: LogParams): void;
  debug(params: LogParams): void;
  info(params: LogParams): void;
  warn(params: WarnLogParams): void;
  error(params: ErrorLogParams): void;
}

export interface LogParams {
  module: string;
  message: string;
  args?: Record<string, unknown>;
}

export type WarnLogParams = LogParams & { err?: Error };
export type ErrorLogParams = LogParams & { err: Error };

/** A tracer, as OpenTelemetry declares it. */
export interface ClickHouseTracer<TSpan extends ClickHouseSpan = ClickHouseSpan> {
  startActiveSpan<T>(name: string, options: ClickHouseSpanOptions, fn: (span: TSpan) => T): T;
}

export interface ClickHouseSpan {
  setAttributes(attributes: ClickHouseSpanAttributes): void;
  setStatus(status: ClickHouseSpanStatus): void;
  recordException(error: Error): void;
  end(): void;
}

export interface ClickHouseSpanOptions {
  kind?: number;
  attributes?: ClickHouseSpanAttributes;
}

export interface ClickHouseSpanStatus {
  code: number;
  message?: string;
}

export type ClickHouseSpanAttributes = Record<string, string | number | boolean | undefined>;

export const ClickHouseSpanNames: {
  readonly query: 'clickhouse.query';
  readonly query_stream: 'clickhouse.query.stream';
  readonly command: 'clickhouse.command';
  readonly exec: 'clickhouse.exec';
  readonly insert: 'clickhouse.insert';
  readonly ping: 'clickhouse.ping';
};
export type ClickHouseSpanName = (typeof ClickHouseSpanNames)[keyof typeof ClickHouseSpanNames];
export const ClickHouseSpanStatusCode: { readonly UNSET: 0; readonly OK: 1; readonly ERROR: 2 };
export const ClickHouseSpanKind: {
  readonly INTERNAL: 0;
  readonly SERVER: 1;
  readonly CLIENT: 2;
  readonly PRODUCER: 3;
  readonly CONSUMER: 4;
};
