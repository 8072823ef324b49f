import type { ClickHouseSpan as Span, ClickHouseSpanAttributes as Attributes, CommandResult } from '../../compat.js';
import { ClickHouseError } from './errors.ts';

/** Spans, as OpenTelemetry has them. */

export const ClickHouseSpanStatusCode = { UNSET: 0, OK: 1, ERROR: 2 } as const;

export const ClickHouseSpanKind = { INTERNAL: 0, SERVER: 1, CLIENT: 2, PRODUCER: 3, CONSUMER: 4 } as const;

export const ClickHouseSpanNames = {
  query: 'clickhouse.query',
  query_stream: 'clickhouse.query.stream',
  command: 'clickhouse.command',
  exec: 'clickhouse.exec',
  insert: 'clickhouse.insert',
  ping: 'clickhouse.ping',
} as const;

/** Tells a span what it failed with. */
export function record(span: Span, thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const attributes: Attributes = { 'error.type': error.constructor.name };
  if (error instanceof ClickHouseError) attributes['clickhouse.error.code'] = Number(error.code);
  span.setAttributes(attributes);
  span.recordException(error);
  span.setStatus({ code: ClickHouseSpanStatusCode.ERROR, message: error.message });
}

/** What the answer to a statement told. */
export function attributesOf({ query_id, http_status_code, summary }: CommandResult): Attributes {
  const attributes: Attributes = { 'clickhouse.request.query_id': query_id };
  if (http_status_code !== undefined) attributes['db.response.status_code'] = http_status_code;
  for (const name of COUNTERS) {
    if (summary !== undefined) attributes[`clickhouse.summary.${name}`] = summary[name];
  }
  return attributes;
}

const COUNTERS = [
  'read_rows',
  'read_bytes',
  'written_rows',
  'written_bytes',
  'result_rows',
  'result_bytes',
  'elapsed_ns',
] as const;

/** The span of an answer that is being read: it ends with it, once. */
export class ReadingSpan {
  readonly #span: Span;
  #bytes = 0;
  #rows: number | undefined;
  #ended = false;

  constructor(span: Span) {
    this.#span = span;
  }

  read(bytes: number, rows?: number): void {
    this.#bytes += bytes;
    if (rows !== undefined) this.#rows = (this.#rows ?? 0) + rows;
  }

  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    const attributes: Attributes = { 'clickhouse.response.decoded_bytes': this.#bytes };
    if (this.#rows !== undefined) attributes['db.response.returned_rows'] = this.#rows;
    this.#span.setAttributes(attributes);
    if (error !== undefined) record(this.#span, error);
    this.#span.end();
  }
}
