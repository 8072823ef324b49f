/** `tracer` with the SDK of OpenTelemetry, as applications use it, and the names of its published conventions. */
import { context, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import * as names from '@opentelemetry/semantic-conventions';
import {
  ATTR_DB_RESPONSE_RETURNED_ROWS,
  DB_SYSTEM_NAME_VALUE_CLICKHOUSE,
} from '@opentelemetry/semantic-conventions/incubating';
import test from 'ava';

import type { Client, ClientOptions } from '../../index.js';
import { makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

/** A client whose spans are kept, and a tracer for those of its application. */
async function traced(options: ClientOptions = {}) {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const client = await newClient({ tracer: provider.getTracer('clickhouse-connect'), ...options });
  return { client, app: provider.getTracer('app'), spans: () => exporter.getFinishedSpans() };
}

function idOf(span: ReadableSpan | undefined): string | undefined {
  return span?.spanContext().spanId;
}

test('a query is a span of kind CLIENT with the attributes of the conventions', async (t) => {
  const { client, spans } = await traced({ database: 'default' });
  await using _ = client;
  await client.query('SELECT number FROM numbers(3)', { queryId: 'conventional' });
  const [span, ...others] = spans();
  t.deepEqual(others, []);
  t.is(span?.name, 'SELECT default');
  t.is(span?.kind, SpanKind.CLIENT);
  t.is(span?.status.code, SpanStatusCode.UNSET);
  t.is(span?.instrumentationScope.name, 'clickhouse-connect');
  const { [names.ATTR_SERVER_PORT]: port, ...attributes } = span?.attributes ?? {};
  t.is(typeof port, 'number');
  t.like(attributes, {
    [names.ATTR_DB_SYSTEM_NAME]: DB_SYSTEM_NAME_VALUE_CLICKHOUSE,
    [names.ATTR_DB_OPERATION_NAME]: 'SELECT',
    [names.ATTR_DB_NAMESPACE]: 'default',
    [names.ATTR_SERVER_ADDRESS]: '127.0.0.1',
    [ATTR_DB_RESPONSE_RETURNED_ROWS]: 3,
    'clickhouse.query_id': 'conventional',
  });
  const published = new Set<string>([...Object.values(names).map(String), ATTR_DB_RESPONSE_RETURNED_ROWS]);
  const invented = Object.keys(attributes).filter((name) => !name.startsWith('clickhouse.') && !published.has(name));
  t.deepEqual(invented, []);
});

test('an insert names its table, and returns no rows', async (t) => {
  const { client, spans } = await traced();
  await using _ = client;
  const table = await makeTable('n UInt8');
  await client.insert(table, [[1], [2]], { columnNames: ['n'], columnTypes: ['UInt8'] });
  const [span] = spans();
  t.is(span?.name, `INSERT ${table}`);
  t.like(span?.attributes, {
    [names.ATTR_DB_OPERATION_NAME]: 'INSERT',
    [names.ATTR_DB_COLLECTION_NAME]: table,
    'clickhouse.written_rows': 2,
  });
  t.false(ATTR_DB_RESPONSE_RETURNED_ROWS in (span?.attributes ?? {}));
});

/** Every way to ask, each with what its rows are left to. */
const calls: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  query: (client) => client.query('SELECT 1'),
  queryColumns: (client) => client.queryColumns('SELECT 1'),
  queryRowsStream: (client) => client.queryRowsStream('SELECT 1').toArray(),
  queryRowBlockStream: (client) => client.queryRowBlockStream('SELECT 1').toArray(),
  command: (client) => client.command('SELECT 1'),
  rawQuery: (client) => client.rawQuery('SELECT 1'),
  ping: (client) => client.ping(),
};

for (const [name, call] of Object.entries(calls)) {
  test(`the span of ${name} is a child of the active one`, async (t) => {
    const { client, app, spans } = await traced();
    await using _ = client;
    await Promise.all(
      ['one', 'two'].map((parent) =>
        app.startActiveSpan(parent, async (span) => {
          await new Promise(setImmediate);
          await call(client);
          span.end();
        }),
      ),
    );
    const all = spans();
    t.is(all.length, 4);
    for (const parent of ['one', 'two']) {
      const own = all.find((span) => span.name === parent);
      const children = all.filter(({ parentSpanContext }) => parentSpanContext?.spanId === idOf(own));
      t.is(children.length, 1);
      t.is(children[0]?.spanContext().traceId, own?.spanContext().traceId);
    }
  });
}

test('the span of a batch is a child of the one around flush(), which may link to those of its rows', async (t) => {
  const { client, app, spans } = await traced();
  await using _ = client;
  const table = await makeTable('n UInt8');
  const inserter = client.inserter(table, {
    columnNames: ['n'],
    columnTypes: ['UInt8'],
    maxWait: Number.POSITIVE_INFINITY,
  });
  const links = [1, 2].map((n) =>
    app.startActiveSpan(`row ${n}`, (span) => {
      inserter.add([n]);
      span.end();
      return { context: span.spanContext() };
    }),
  );
  await app.startActiveSpan('store', { links }, async (span) => {
    await inserter.close();
    span.end();
  });
  const all = spans();
  const store = all.find(({ name }) => name === 'store');
  const insert = all.find(({ name }) => name === `INSERT ${table}`);
  t.is(insert?.parentSpanContext?.spanId, idOf(store));
  const rows = all.filter(({ name }) => name.startsWith('row '));
  t.deepEqual(
    store?.links.map((link) => link.context.spanId),
    rows.map(idOf),
  );
});

test('a request that fails is a span with its code, its exception and no statement', async (t) => {
  const { client, spans } = await traced();
  await using _ = client;
  await t.throwsAsync(client.query("SELECT 'a secret' FROM nowhere"));
  const [span] = spans();
  t.is(span?.status.code, SpanStatusCode.ERROR);
  t.like(span?.attributes, {
    [names.ATTR_ERROR_TYPE]: 'UNKNOWN_TABLE',
    [names.ATTR_DB_RESPONSE_STATUS_CODE]: '60',
  });
  const [event, ...others] = span?.events ?? [];
  t.deepEqual(others, []);
  t.is(event?.name, 'exception');
  t.like(event?.attributes, {
    [names.ATTR_EXCEPTION_TYPE]: 'UNKNOWN_TABLE',
    [names.ATTR_EXCEPTION_MESSAGE]: 'the server refused it (60, UNKNOWN_TABLE)',
  });
  t.false(JSON.stringify([span?.attributes, span?.events, span?.status]).includes('secret'));
});

test('a server that does not answer is told by the code of the system', async (t) => {
  const { client, spans } = await traced({ url: 'http://127.0.0.1:1', queryRetries: 0 });
  await using _ = client;
  await t.throwsAsync(client.query('SELECT 1'), { code: 'ECONNREFUSED' });
  const { attributes = {}, status } = spans()[0] ?? {};
  t.is(status?.code, SpanStatusCode.ERROR);
  t.is(attributes[names.ATTR_ERROR_TYPE], 'ECONNREFUSED');
  t.false(names.ATTR_DB_RESPONSE_STATUS_CODE in attributes);
});

test('the span of a stream ends when the stream does, however that is', async (t) => {
  const { client, spans } = await traced();
  await using _ = client;
  const stream = client.queryRowsStream('SELECT number FROM system.numbers');
  for await (const { number } of stream) {
    t.is(spans().length, 0);
    if (number === 5n) break;
  }
  t.is(spans().length, 1);
  t.true(spans()[0]?.ended);
});

test('what is not sampled is told to the server so', async (t) => {
  await using fake = await startFake((response) => response.end());
  const tracer = new BasicTracerProvider({ sampler: new AlwaysOffSampler() }).getTracer('clickhouse-connect');
  const { client } = await traced({ url: fake.url, tracer });
  await using _ = client;
  await client.command('SET a = 1');
  t.regex(String(fake.received[0]?.headers.traceparent), /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  t.is(TraceFlags.NONE, 0);
});

test('the global tracer without an SDK disturbs nothing', async (t) => {
  await using client = await newClient({ tracer: trace.getTracer('nobody') });
  t.is(await client.command('SELECT 1'), 1);
});
