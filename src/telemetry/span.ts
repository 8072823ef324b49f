import type { Tracer } from '../../index.js';
import { ClickHouseError } from '../errors.ts';
import { operationOf } from '../sql/operation.ts';
import type { Observer, Told } from './operation.ts';

/** `SpanKind.CLIENT` and `SpanStatusCode.ERROR` of OpenTelemetry. */
const CLIENT = 2;
const ERROR = 2;

/** Follows a request with a span. */
export function trace(tracer: Tracer | undefined, told: Told): Observer | undefined {
  if (tracer === undefined) return undefined;
  const { method, sql, queryId, database, host } = told;
  const { operation, table } = operationOf(sql);
  const [, address = host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(host) ?? [];
  const attributes = {
    'db.system.name': 'clickhouse',
    'db.operation.name': operation ?? method,
    'server.address': address,
    ...(port === undefined ? {} : { 'server.port': Number(port) }),
    ...(database === undefined ? {} : { 'db.namespace': database }),
    ...(table === undefined ? {} : { 'db.collection.name': table }),
    ...(queryId === undefined ? {} : { 'clickhouse.query_id': queryId }),
  };
  const name = [operation ?? method, table ?? database].filter(Boolean).join(' ');
  const span = tracer.startSpan(name, { kind: CLIENT, attributes });
  const context = span.spanContext?.();
  return {
    headers: context === undefined ? [] : [['traceparent', traceparent(context)]],
    ended({ readRows, readBytes, writtenRows, resultRows }) {
      span.setAttributes({
        'clickhouse.read_rows': readRows,
        'clickhouse.read_bytes': readBytes,
        'clickhouse.written_rows': writtenRows,
        'db.response.returned_rows': resultRows,
      });
      span.end();
    },
    failed(reason) {
      const error = reason instanceof Error ? reason : new Error(String(reason));
      span.setAttributes({ 'error.type': typeOf(error), ...statusOf(error) });
      span.recordException(error);
      span.setStatus({ code: ERROR, message: error.message });
      span.end();
    },
  };
}

function typeOf(error: Error): string {
  return error instanceof ClickHouseError ? error.code : error.name;
}

function statusOf(error: Error): Record<string, string> {
  const code = error instanceof ClickHouseError ? error.serverCode : undefined;
  return code === undefined ? {} : { 'db.response.status_code': String(code) };
}

/** The header of the W3C's Trace Context. */
function traceparent({ traceId, spanId, traceFlags }: { traceId: string; spanId: string; traceFlags: number }): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
