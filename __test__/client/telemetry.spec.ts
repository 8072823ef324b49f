import { tracingChannel } from 'node:diagnostics_channel';
import test from 'ava';

import type { Logger, RequestEvent, Span, Tracer } from '../../index.js';
import { createClient } from '../../src/index.ts';
import { makeTable, newClient } from '../helpers/client.ts';
import { startFake } from '../helpers/fake-server.ts';
import { runProgram } from '../helpers/program.ts';
import { getServer } from '../helpers/server.ts';

const secret = 'a-secret-word';

test.serial('channels carry each request from its start to its end', async (t) => {
  const steps: string[] = [];
  const events: RequestEvent[] = [];
  const subscribers = (kind: string) => {
    const step = (name: string) => (event: unknown) => {
      steps.push(`${kind} ${name}`);
      if (name === 'asyncEnd') events.push(event as RequestEvent);
    };
    return {
      start: step('start'),
      end: step('end'),
      asyncStart: step('asyncStart'),
      asyncEnd: step('asyncEnd'),
      error: step('error'),
    };
  };
  const kinds = ['query', 'insert', 'connection'] as const;
  const subscribed = kinds.map((kind) => ({
    channel: tracingChannel<RequestEvent>(`clickhouse:${kind}`),
    subscriber: subscribers(kind),
  }));
  const table = await makeTable('n UInt64');
  await using client = await newClient({ database: 'default' });
  for (const { channel, subscriber } of subscribed) channel.subscribe(subscriber);
  try {
    await client.query('SELECT number FROM numbers(3)', { queryId: 'traced' });
    t.deepEqual(steps.splice(0), ['query start', 'query end', 'query asyncStart', 'query asyncEnd']);
    const [event] = events.splice(0);
    const { host, ...rest } = event ?? {};
    t.regex(host ?? '', /^127\.0\.0\.1:\d+$/);
    t.like(rest, {
      method: 'query',
      sql: 'SELECT number FROM numbers(3)',
      queryId: 'traced',
      database: 'default',
      summary: { readRows: 3 },
    });
    await t.throwsAsync(client.query('SELECT nothing'));
    t.deepEqual(steps.splice(0), ['query start', 'query end', 'query error', 'query asyncStart', 'query asyncEnd']);
    t.like(events.splice(0)[0]?.error, { code: 'UNKNOWN_IDENTIFIER' });
    await client.insert(table, [{ n: 1n }]);
    t.deepEqual(
      steps.splice(0).filter((step) => step.endsWith(' asyncEnd')),
      ['query asyncEnd', 'insert asyncEnd'],
    );
    t.like(events.splice(0)[1], { method: 'insert', summary: { writtenRows: 1 } });
    await client.ping();
    t.deepEqual(
      steps.splice(0).filter((step) => step.endsWith('start')),
      ['connection start'],
    );
    for await (const _ of client.queryRowsStream('SELECT number FROM system.numbers')) break;
    t.is(steps.splice(0).filter((step) => step.startsWith('query ')).length, 4);
  } finally {
    for (const { channel, subscriber } of subscribed) channel.unsubscribe(subscriber);
  }
  await client.query('SELECT 1');
  t.deepEqual(steps, []);
});

interface Recorded {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  readonly kind: number;
  exception?: Error;
  status?: unknown;
  ended: number;
}

function recorder(): { tracer: Tracer; spans: Recorded[] } {
  const spans: Recorded[] = [];
  const tracer: Tracer = {
    startSpan(name, { kind, attributes }): Span {
      const span: Recorded = { name, kind, attributes: { ...attributes }, ended: 0 };
      spans.push(span);
      return {
        setAttributes: (more) => Object.assign(span.attributes, more),
        recordException: (exception) => void Object.assign(span, { exception }),
        setStatus: (status) => Object.assign(span, { status }),
        end: () => void span.ended++,
        spanContext: () => ({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 }),
      };
    },
  };
  return { tracer, spans };
}

test('a tracer gets a span for each request, with the names of OpenTelemetry', async (t) => {
  const { tracer, spans } = recorder();
  const table = await makeTable('n UInt64');
  await using client = await newClient({ tracer, database: 'default' });
  await client.query(`/* hello */ SELECT number, '${secret}' FROM numbers(3)`, { queryId: 'spanned' });
  await client.insert(table, [[1n]], { columnTypes: ['UInt64'], columnNames: ['n'] });
  await t.throwsAsync(client.command('DROP TABLE nothing_like_it'));
  const [query, insert, drop] = spans;
  t.is(spans.length, 3);
  t.like(query, { name: 'SELECT default', kind: 2, ended: 1, status: undefined });
  t.like(query?.attributes, {
    'db.system.name': 'clickhouse',
    'db.operation.name': 'SELECT',
    'db.namespace': 'default',
    'server.address': '127.0.0.1',
    'clickhouse.query_id': 'spanned',
    'clickhouse.read_rows': 3,
  });
  t.is(typeof query?.attributes['server.port'], 'number');
  t.like(insert, { name: `INSERT ${table}`, ended: 1 });
  t.like(insert?.attributes, { 'db.collection.name': table, 'clickhouse.written_rows': 1 });
  t.like(drop, { name: 'DROP default', ended: 1, status: { code: 2 }, exception: { code: 'UNKNOWN_TABLE' } });
  t.like(drop?.attributes, { 'error.type': 'UNKNOWN_TABLE', 'db.response.status_code': '60' });
  t.false(JSON.stringify([query, insert]).includes(secret));
});

test("the server's own spans can join the trace", async (t) => {
  await using fake = await startFake((response) => response.end());
  const { tracer } = recorder();
  await using client = createClient({ url: fake.url, tracer });
  await client.command('SET a = 1');
  t.is(fake.received[0]?.headers.traceparent, '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
  await using plain = createClient({ url: fake.url });
  await plain.command('SET a = 1');
  t.is(fake.received[1]?.headers.traceparent, undefined);
});

test('a logger is told what ended and what failed, and no secrets', async (t) => {
  const lines: unknown[][] = [];
  const logger: Logger = {
    debug: (...line) => void lines.push(['debug', ...line]),
    warn: (...line) => void lines.push(['warn', ...line]),
    error: (...line) => void lines.push(['error', ...line]),
  };
  await using client = await newClient({ logger });
  await client.query(`SELECT '${secret}'`, { queryId: 'logged' });
  await t.throwsAsync(client.query('SELECT nothing'));
  const controller = new AbortController();
  const reason = Object.assign(new Error('gone'), { name: 'AbortError' });
  const aborted = t.throwsAsync(client.query('SELECT sleep(3)', { signal: controller.signal }), { is: reason });
  controller.abort(reason);
  await aborted;
  t.deepEqual(
    lines.map(([level, message]) => [level, message]),
    [
      ['debug', 'clickhouse: query ended'],
      ['error', 'clickhouse: query failed'],
      ['warn', 'clickhouse: query failed'],
    ],
  );
  t.like(lines[0]?.[2], { queryId: 'logged', readRows: 1 });
  t.like(lines[1]?.[2], { code: 'UNKNOWN_IDENTIFIER' });
  t.false(JSON.stringify(lines).includes(secret));
  t.notThrows(() => createClient({ logger: console }));
  t.throws(() => createClient({ tracer: {} as Tracer }), { code: 'ERR_INVALID_ARG', message: /'tracer'.*startSpan/ });
});

test('observers that fail disturb no request', async (t) => {
  const fault = (): never => {
    throw new Error('no observer');
  };
  const span: Span = { setAttributes: fault, recordException: fault, setStatus: fault, end: fault };
  for (const options of [
    { logger: { debug: fault, warn: fault, error: fault } },
    { tracer: { startSpan: fault } },
    { tracer: { startSpan: () => span } },
  ]) {
    await using client = await newClient({ ...options, maxConnections: 1, autogenerateSessionId: true });
    for await (const _ of client.queryRowsStream('SELECT number FROM system.numbers')) break;
    await t.throwsAsync(client.query('SELECT nothing'), { code: 'UNKNOWN_IDENTIFIER' });
    t.is(await client.command('SELECT 1'), 1);
  }
});

test('what a server refuses is told without the statement', async (t) => {
  const told: unknown[] = [];
  const { tracer, spans } = recorder();
  await using client = await newClient({ tracer, logger: { error: (...line) => void told.push(line) } });
  await t.throwsAsync(client.command(`SELEC '${secret}'`), { message: new RegExp(secret) });
  t.is(told.length, 1);
  t.false(JSON.stringify([told, spans]).includes(secret));
});

test("the requests that ask how far a query is are nobody's", async (t) => {
  const { tracer, spans } = recorder();
  await using client = await newClient({ tracer });
  let times = 0;
  await client.query('SELECT sleep(0.9)', { onProgress: () => void times++ });
  t.true(times >= 1);
  t.is(spans.length, 1);
});

test('NODE_DEBUG=clickhouse tells it on standard error', async (t) => {
  const { url } = await getServer();
  const { stderr } = await runProgram('exit', [url, 'closed'], [], { NODE_DEBUG: 'clickhouse' });
  t.regex(stderr, /CLICKHOUSE \d+: query ended .*queryId/s);
  t.is((await runProgram('exit', [url, 'closed'])).stderr, '');
});
