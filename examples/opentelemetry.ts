/** Traces with the SDK of OpenTelemetry: requests as spans below those of the application, and the server's below these. */
import { context, type Link, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createClient } from 'clickhouse-connect';
import { startServer } from 'clickhouse-connect/embedded';

// In production: an OTLP exporter behind a BatchSpanProcessor, or @opentelemetry/sdk-node, which does all of this.
const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
trace.setGlobalTracerProvider(provider);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const app = trace.getTracer('shop');

await using server = await startServer({ config: { opentelemetry_span_log: { database: 'system', table: 'spans' } } });
await using client = createClient({ url: server.url, tracer: trace.getTracer('clickhouse-connect') });
await client.command('CREATE TABLE visits (page String) ENGINE = Memory');
await using inserter = client.inserter<{ page: string }>('visits', {
  columnTypes: ['String'],
  columnNames: ['page'],
  maxWait: Number.POSITIVE_INFINITY,
});

const visitors: Link[] = [];

/** One request of a user: what it does with ClickHouse belongs to its span. */
async function visit(page: string): Promise<void> {
  await app.startActiveSpan(`GET ${page}`, async (span) => {
    inserter.add({ page });
    await client.query('SELECT count() FROM visits WHERE page = {page:String}', { parameters: { page } });
    visitors.push({ context: span.spanContext() });
    span.end();
  });
}
await visit('/');
await visit('/new');

// A batch holds rows of several requests: its span has links to them.
await app.startActiveSpan('store visits', { links: visitors }, async (span) => {
  await inserter.flush();
  span.end();
});

// What fails is an error of the request's span; that of the application is the application's.
await app.startActiveSpan('report', async (span) => {
  await client.query('SELECT * FROM nowhere').catch(() => span.setStatus({ code: SpanStatusCode.ERROR }));
  span.end();
});

const spans = exporter.getFinishedSpans();
for (const { name, kind, status, attributes, links, events, parentSpanContext } of spans) {
  const parent = spans.find((other) => other.spanContext().spanId === parentSpanContext?.spanId);
  console.log(`${name} (${['internal', 'server', 'client'][kind]}) below ${parent?.name ?? 'nothing'}`);
  for (const link of links) {
    console.log(`  linked to ${spans.find((other) => other.spanContext().spanId === link.context.spanId)?.name}`);
  }
  if (status.code === SpanStatusCode.ERROR)
    console.log(`  failed: ${events[0]?.attributes?.['exception.message'] ?? name}`);
  for (const [key, value] of Object.entries(attributes)) console.log(`  ${key} = ${value}`);
}

// The header traceparent has told the server: its own spans belong to the same trace.
const [stored] = spans.filter(({ name }) => name === 'INSERT visits');
await client.command('SYSTEM FLUSH LOGS');
const inServer = await client.query<{ operation_name: string }>(
  `SELECT operation_name FROM system.spans WHERE replaceAll(toString(trace_id), '-', '') = {id:String} ORDER BY start_time_us`,
  { parameters: { id: stored?.spanContext().traceId } },
);
console.log(`${inServer.rowCount} spans of the server belong to the trace of ${stored?.name}`);
