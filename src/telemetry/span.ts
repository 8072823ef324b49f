import type { Tracer } from '../../index.js';
import { ClickHouseError } from '../errors.ts';
import { operationOf } from '../sql/operation.ts';
import { type Observer, spoken, type Told } from './operation.ts';

/** `SpanKind.CLIENT` and `SpanStatusCode.ERROR` of OpenTelemetry. */
const CLIENT = 2;
const ERROR = 2;

/** Follows a request with a span. */
export function trace(tracer: Tracer | undefined, told: Told): Observer | undefined {
  if (tracer === undefined) return undefined;
  const { method, sql, queryId, database, host } = told;
  const { operation, table } = operationOf(sql);
  const attributes = {
    'db.system.name': 'clickhouse',
    'db.operation.name': operation ?? method,
    ...serverOf(host),
    ...(database === undefined ? {} : { 'db.namespace': database }),
    ...(table === undefined ? {} : { 'db.collection.name': table }),
    ...(queryId === undefined ? {} : { 'clickhouse.query_id': queryId }),
  };
  const name = [operation ?? method, table ?? database].filter(Boolean).join(' ');
  const span = tracer.startSpan(name, { kind: CLIENT, attributes });
  const context = span.spanContext?.();
  return {
    headers: context === undefined ? [] : [['traceparent', traceparent(context)]],
    ended(end, { readRows, readBytes, writtenRows, resultRows }) {
      span.setAttributes({
        ...serverOf(end.host ?? host),
        'clickhouse.read_rows': readRows,
        'clickhouse.read_bytes': readBytes,
        'clickhouse.written_rows': writtenRows,
        // Of an INSERT the server counts what it took.
        ...(operation === 'INSERT' ? {} : { 'db.response.returned_rows': resultRows }),
      });
      span.end();
    },
    failed(end, reason) {
      const { code, message } = spoken(reason);
      const name = reason instanceof Error ? reason.name : 'Error';
      span.setAttributes({ ...serverOf(end.host ?? host), 'error.type': code ?? name, ...statusOf(reason) });
      span.recordException({ name, message, ...(code === undefined ? {} : { code }) });
      span.setStatus({ code: ERROR, message });
      span.end();
    },
  };
}

function serverOf(host: string): Record<string, string | number> {
  const [, address = host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(host) ?? [];
  return { 'server.address': address, ...(port === undefined ? {} : { 'server.port': Number(port) }) };
}

function statusOf(error: unknown): Record<string, string> {
  const code = error instanceof ClickHouseError ? error.serverCode : undefined;
  return code === undefined ? {} : { 'db.response.status_code': String(code) };
}

/** The header of the W3C's Trace Context. */
function traceparent({ traceId, spanId, traceFlags }: { traceId: string; spanId: string; traceFlags: number }): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
