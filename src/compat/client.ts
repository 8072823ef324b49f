import type { Readable } from 'node:stream';
import type {
  ClickHouseSpan,
  ClickHouseSpanAttributes,
  CommandParams,
  CommandResult,
  ClickHouseClient as Contract,
  DataFormat,
  ExecParams,
  ExecParamsWithValues,
  ExecResult,
  InsertParams,
  InsertResult,
  PingParams,
  PingResult,
  QueryParamsWithFormat,
  QueryResult,
} from '../../compat.js';
import { type Backend, backendOf, type Call } from './backend.ts';
import { type Config, type Resolved, resolve } from './config.ts';
import { defaultJSONHandling, type Json } from './json.ts';
import { ResultSet } from './result-set.ts';
import { insertStatement, withFormat, withoutSemicolons } from './statements.ts';
import { attributesOf, ClickHouseSpanKind, ClickHouseSpanNames, record } from './tracing.ts';
import { Transport } from './transport.ts';
import { checkValues, encoded } from './values.ts';

/** The methods of `@clickhouse/client`. */
export class ClickHouseClient implements Contract {
  readonly #config: Resolved;
  readonly #backend: Backend;
  readonly #json: Json;

  constructor(config?: Config) {
    this.#config = resolve(config);
    this.#json = { ...defaultJSONHandling, ...this.#config.json };
    const { connection } = this.#config;
    this.#backend = connection === undefined ? new Transport(this.#config) : backendOf(connection);
  }

  async query<Format extends DataFormat = 'JSON'>(call: QueryParamsWithFormat<Format>): Promise<QueryResult<Format>> {
    const { format = 'JSON', query } = call;
    const all = this.#complete(call);
    const statement = { ...all, query: withFormat(query, format) };
    const answer = await this.#traced('query', all, { 'clickhouse.response.format': format }, () =>
      this.#backend.query(statement),
    );
    const set = (span?: ClickHouseSpan): QueryResult<Format> =>
      ResultSet.instance<DataFormat>({
        stream: answer.stream,
        format,
        query_id: answer.query_id,
        log_error: (err) => this.#log(err, answer.query_id, all),
        response_headers: answer.response_headers,
        jsonHandling: this.#json,
        span,
      }) as unknown as QueryResult<Format>;
    const { tracer } = this.#config;
    if (tracer === undefined) return set();
    return tracer.startActiveSpan(ClickHouseSpanNames.query_stream, { kind: ClickHouseSpanKind.CLIENT }, set);
  }

  async command(call: CommandParams): Promise<CommandResult> {
    const all = { ...this.#complete(call), ...execOptions(call), query: withoutSemicolons(call.query) };
    return await this.#traced('command', all, {}, () => this.#backend.command(all));
  }

  async exec(call: ExecParams | ExecParamsWithValues<Readable>): Promise<ExecResult<Readable>> {
    const values = 'values' in call ? call.values : undefined;
    const all = { ...this.#complete(call), ...execOptions(call), query: withoutSemicolons(call.query), values };
    return await this.#traced('exec', all, {}, () => this.#backend.exec(all));
  }

  async insert<T>(call: InsertParams<Readable, T>): Promise<InsertResult> {
    const { values, table } = call;
    const rows = Array.isArray(values) ? values.length : undefined;
    if (rows === 0) return { executed: false, query_id: '', response_headers: {} };
    const format = call.format || 'JSONCompactEachRow';
    checkValues(values, format);
    const all = { ...this.#complete(call), query: insertStatement(call, format) };
    const attributes = {
      'db.operation.name': 'INSERT',
      'db.collection.name': table,
      'clickhouse.request.format': format,
      ...(rows !== undefined && { 'clickhouse.request.sent_rows': rows }),
    };
    const reply = await this.#traced('insert', all, attributes, () =>
      this.#backend.insert({ ...all, values: encoded(values, this.#json) }),
    );
    return { ...reply, executed: true };
  }

  async ping(call: PingParams = { select: false }): Promise<PingResult> {
    const attributes = { 'clickhouse.ping.select': call.select };
    return await this.#traced('ping', call, attributes, () => this.#backend.ping(call));
  }

  async close(): Promise<void> {
    await this.#backend.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The options of a call over those of the client. */
  #complete(call: Call): Call {
    const { clickhouse_settings, session_id, role } = this.#config;
    return {
      clickhouse_settings: { ...clickhouse_settings, ...call.clickhouse_settings },
      query_params: call.query_params,
      abort_signal: call.abort_signal,
      query_id: call.query_id,
      session_id: call.session_id ?? session_id,
      role: call.role ?? role,
      auth: call.auth,
      http_headers: call.http_headers,
      use_multipart_params: call.use_multipart_params,
    };
  }

  #log(err: Error, query_id: string, { session_id, role }: Call): void {
    const message = 'Error while processing the ResultSet.';
    this.#config.journal.write('error', { module: 'Client', message, err, args: { session_id, role, query_id } });
  }

  /** Carries out a call inside of a span, if there are any. */
  async #traced<T extends CommandResult | PingResult>(
    name: keyof typeof ClickHouseSpanNames,
    call: Call,
    attributes: ClickHouseSpanAttributes,
    run: () => Promise<T>,
  ): Promise<T> {
    const { tracer } = this.#config;
    if (tracer === undefined) return await run();
    const options = { kind: ClickHouseSpanKind.CLIENT, attributes: { ...this.#attributes(call), ...attributes } };
    return await tracer.startActiveSpan(ClickHouseSpanNames[name], options, async (span) => {
      try {
        const reply = await run();
        if ('query_id' in reply) span.setAttributes(attributesOf(reply));
        return reply;
      } catch (error) {
        record(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }

  #attributes({ query_id, session_id }: Call): ClickHouseSpanAttributes {
    const { address, application, database = 'default' } = this.#config;
    return {
      'db.system.name': 'clickhouse',
      'server.address': address.hostname,
      'server.port': Number(address.port || (address.protocol === 'https:' ? 443 : 80)),
      'db.namespace': database,
      ...(application !== undefined && { 'clickhouse.application': application }),
      ...(query_id !== undefined && { 'clickhouse.request.query_id': query_id }),
      ...(session_id !== undefined && { 'clickhouse.request.session_id': session_id }),
    };
  }
}

function execOptions({ decompress_response_stream, ignore_error_response }: ExecParams): Omit<ExecParams, 'query'> {
  return { decompress_response_stream, ignore_error_response };
}

export function createClient(config?: Config): ClickHouseClient {
  return new ClickHouseClient(config);
}
