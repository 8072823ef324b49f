import test from 'ava';

import { faultsOf } from '../helpers/typescript.ts';

/** A program that uses what types there are; what it says of `never` and literals has to hold as well. */
const program = `
import { Readable } from 'node:stream';
import {
  ClickHouseClient, ClickHouseError, ClickHouseLogLevel, ClickHouseSpanNames, createClient, defaultJSONHandling,
  drainStream, isException, isProgressRow, isRow, parseColumnType, parseError, ResultSet, SettingsMap,
  StreamableFormats, SupportedJSONFormats, TupleParam,
} from 'PACKAGE';
import type {
  BaseClickHouseClientConfigOptions, BaseQueryParams, BaseResultSet, ClickHouseAuth, ClickHouseClientConfigOptions,
  ClickHouseCredentialsAuth, ClickHouseJWTAuth, ClickHouseSettings, ClickHouseSettingsInterface, ClickHouseSpan,
  ClickHouseSpanAttributes, ClickHouseSpanName, ClickHouseSpanOptions, ClickHouseSpanStatus, ClickHouseTracer,
  CommandParams, CommandResult, DataFormat, ErrorLogParams, ExecParams, ExecResult, InputJSON,
  InputJSONObjectEachRow, InsertParams, InsertResult, InsertValues, JSONDataFormat, Logger, LogParams,
  MergeTreeSettings, ParsedColumnArray, ParsedColumnDateTime, ParsedColumnDateTime64, ParsedColumnDecimal,
  ParsedColumnEnum, ParsedColumnFixedString, ParsedColumnMap, ParsedColumnNullable, ParsedColumnSimple,
  ParsedColumnTuple, ParsedColumnType, PingResult, ProgressRow, QueryParams, QueryResult, RawDataFormat, ResponseHeaders,
  ResponseJSON, Row, RowOrProgress, SimpleColumnType, SingleDocumentJSONFormat, StreamableDataFormat,
  StreamableJSONDataFormat, StreamReadable, WarnLogParams,
} from 'PACKAGE';

class Quiet implements Logger {
  trace(_: LogParams): void {}
  debug(_: LogParams): void {}
  info({ module, message, args }: LogParams): void { console.log(module, message, args); }
  warn({ err }: WarnLogParams): void { console.log(err); }
  error({ err }: ErrorLogParams): void { console.log(err.message); }
}

const settings: ClickHouseSettings = {
  max_threads: 4,
  async_insert: 1,
  date_time_input_format: 'best_effort',
  additional_table_filters: SettingsMap.from({ t: 'a = 1' }),
};
const options: ClickHouseClientConfigOptions = {
  url: new URL('http://localhost:8123'), pathname: '/a', username: 'u', password: 'p', database: 'd', application: 'app',
  request_timeout: 1, max_open_connections: 2, compression: { request: { codec: 'gzip', level: 3 }, response: true },
  clickhouse_settings: settings, log: { LoggerClass: Quiet, level: ClickHouseLogLevel.DEBUG }, session_id: 's',
  role: ['a'], http_headers: { a: 'b' }, keep_alive: { enabled: true, idle_socket_ttl: 1 },
  tls: { ca_cert: Buffer.from(''), cert: Buffer.from(''), key: Buffer.from('') },
  json: { parse: JSON.parse }, set_basic_auth_header: false, capture_enhanced_stack_trace: true,
};
const client: ClickHouseClient = createClient(options);

interface Visit { id: number; page: string }

export async function run(format: DataFormat, controller: AbortController): Promise<void> {
  const each = await client.query({ query: 'q', format: 'JSONEachRow', query_params: { a: new TupleParam([1]) } });
  const visits: Visit[] = await each.json<Visit>();
  const document: ResponseJSON<Visit> = await (await client.query({ query: 'q' })).json<Visit>();
  const total: number | undefined = document.rows;
  const records: Record<string, Visit> = await (await client.query({ query: 'q', format: 'JSONObjectEachRow' })).json<Visit>();
  const progress = await (await client.query({ query: 'q', format: 'JSONEachRowWithProgress' })).json<Visit>();
  for (const row of progress) {
    if (isProgressRow(row)) console.log(row.progress.read_rows);
    else if (isRow<Visit>(row)) console.log(row.row.page);
    else if (isException(row)) console.log(row.exception);
  }
  const csv = await client.query({ query: 'q', format: 'CSV', abort_signal: controller.signal });
  const text: string = await csv.text();
  const never: never = await csv.json();
  const stream: StreamReadable<Row<Visit, 'JSONEachRow'>[]> = each.stream<Visit>();
  for await (const rows of stream) for (const row of rows) console.log(row.json().page, row.text);
  stream.on('data', (rows) => rows.forEach((row) => console.log(row.json<Visit>().id)));
  const none: never = (await client.query({ query: 'q', format: 'JSON' })).stream();
  const any = await client.query({ query: 'q', format });
  const unknown: Visit[] | Record<string, Visit> | ResponseJSON<Visit> = await any.json<Visit>();
  using disposed = await client.query({ query: 'q', format: 'TabSeparated' });
  const headers: ResponseHeaders = disposed.response_headers;

  const inserted: InsertResult = await client.insert<Visit>({
    table: 't', values: visits, format: 'JSONEachRow', columns: ['id', 'page'], clickhouse_settings: { async_insert: 1 },
  });
  await client.insert({ table: 't', values: Readable.from([[1]]), columns: { except: ['id'] } });
  const input: InputJSON<Visit> = { meta: [], data: visits };
  await client.insert({ table: 't', values: input, format: 'JSON' });
  await client.insert({ table: 't', values: records satisfies InputJSONObjectEachRow<Visit>, format: 'JSONObjectEachRow' });
  const done: CommandResult = await client.command({ query: 'q', auth: { access_token: 'x' }, role: 'r' });
  console.log(done.summary?.written_rows, inserted.executed, inserted.summary?.elapsed_ns);
  const { stream: bytes, query_id }: ExecResult<Readable> = await client.exec({ query: 'q', values: Readable.from('x') });
  await drainStream(bytes);
  const pong: PingResult = await client.ping({ select: true, query_id });
  if (!pong.success) console.log(pong.error.message);
  const error = parseError('x');
  if (error instanceof ClickHouseError) console.log(error.code.length, error.type?.length);
  const type: ParsedColumnType = parseColumnType('Array(String)');
  if (type.type === 'Array') console.log(type.dimensions, type.value.type);
  const json: SingleDocumentJSONFormat = 'JSON';
  const name: ClickHouseSpanName = ClickHouseSpanNames.query;
  console.log(StreamableFormats.length, SupportedJSONFormats[0], defaultJSONHandling.stringify({}), ResultSet.name, none,
    total, text, never, unknown, headers, json, name, isRow(1));
  await client.close();
}

const tracer: ClickHouseTracer = {
  startActiveSpan<T>(_: string, options: ClickHouseSpanOptions, fn: (span: ClickHouseSpan) => T): T {
    const span: ClickHouseSpan = {
      setAttributes: (attributes: ClickHouseSpanAttributes) => console.log(attributes, options.kind),
      setStatus: (status: ClickHouseSpanStatus) => console.log(status.code),
      recordException: (error: Error) => console.log(error),
      end: () => undefined,
    };
    return fn(span);
  },
};

export async function main(): Promise<void> {
  await using other = createClient({ tracer });
  await other.query({ query: 'q', clickhouse_settings: {} } satisfies QueryParams);
  const set: QueryResult<'CSV'> = await other.query({ query: 'q', format: 'CSV' });
  const base: BaseResultSet<Readable, 'CSV'> = set as never;
  console.log(base.query_id);
}

export type Used = [
  BaseClickHouseClientConfigOptions, BaseQueryParams, ClickHouseAuth, ClickHouseCredentialsAuth, ClickHouseJWTAuth,
  ClickHouseSettingsInterface, CommandParams, ExecParams, InsertParams<Readable, Visit>, InsertValues<Readable, Visit>,
  JSONDataFormat, MergeTreeSettings, ParsedColumnArray, ParsedColumnDateTime, ParsedColumnDateTime64,
  ParsedColumnDecimal, ParsedColumnEnum, ParsedColumnFixedString, ParsedColumnMap, ParsedColumnNullable,
  ParsedColumnSimple, ParsedColumnTuple, ProgressRow, RawDataFormat, RowOrProgress<Visit>, SimpleColumnType,
  StreamableDataFormat, StreamableJSONDataFormat,
];
`;

test('a program that compiles with @clickhouse/client compiles with another import', (t) => {
  for (const name of ['@clickhouse/client', 'clickhouse-connect/compat']) {
    t.deepEqual(faultsOf({ 'migrated.ts': program.replaceAll('PACKAGE', name) }), [], name);
  }
});

test('what is wrong with @clickhouse/client is wrong with another import', (t) => {
  const wrong = [
    'await client.query({ query: 1 });',
    "await client.query({ query: 'q', format: 'NoFormat' });",
    "await client.insert({ table: 't' });",
    "(await client.query({ query: 'q', format: 'CSV' })).json().then((rows) => rows.length);",
    "(await client.query({ query: 'q', format: 'JSONEachRow' })).json<{ a: number }>().then((rows) => rows[0]?.b);",
    'createClient({ max_open_connections: true });',
  ];
  for (const line of wrong) {
    for (const name of ['@clickhouse/client', 'clickhouse-connect/compat']) {
      const text = `import { createClient } from '${name}';\nconst client = createClient();\n${line}\n`;
      t.true(faultsOf({ 'wrong.ts': text }).length > 0, `${name}: ${line}`);
    }
  }
});
