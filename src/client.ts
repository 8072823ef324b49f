import type {
  ClientOptions,
  ColumnArrays,
  CommandOptions,
  ConnectOptions,
  Client as Contract,
  HostMetrics,
  Inserter,
  InserterOptions,
  InsertData,
  InsertOptions,
  InsertResult,
  KillOptions,
  ParameterizedOptions,
  PingOptions,
  PingResult,
  QueryOptions,
  RawBody,
  RawInsertOptions,
  RawQueryOptions,
  ReadOptions,
  Row,
  ServerInfo,
  SessionOptions,
  StreamOptions,
} from '../index.js';
import type { Block } from './block.ts';
import { bufferOf, ByteStream } from './byte-stream.ts';
import { Connection, hasResult } from './connection.ts';
import { ColumnBlockCutter, ColumnsCutter, type Cutter, RowBlockCutter, RowCutter, type Shape } from './cutter.ts';
import { ProgrammingError } from './errors.ts';
import { Inserts } from './insert.ts';
import { Inserters } from './inserter/inserters.ts';
import { resolveOptions } from './options.ts';
import { bindParameters } from './params.ts';
import { rawInsert } from './raw-insert.ts';
import { ReadPlan } from './reading.ts';
import type { Prepared } from './request.ts';
import {
  commandChecks,
  connectChecks,
  insertChecks,
  killChecks,
  pingChecks,
  queryChecks,
  rawInsertChecks,
  rawQueryChecks,
  sessionChecks,
  streamChecks,
} from './request-options.ts';
import { QueryResult } from './result.ts';
import { onlyReads } from './sql/reading.ts';
import { QueryStream } from './stream.ts';
import { parseSummary } from './summary.ts';
import { type Checks, checkStatement, invalid, validate } from './validate.ts';

class Client implements Contract {
  readonly #connection: Connection;
  readonly #inserts: Inserts;
  readonly #inserters: Inserters;
  #serverInfo: ServerInfo | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#inserts = new Inserts(this.#connection);
    this.#inserters = new Inserters(this.#connection, this.#inserts);
  }

  get serverInfo(): ServerInfo | undefined {
    return this.#serverInfo;
  }

  async connect(options: ConnectOptions = {}): Promise<ServerInfo> {
    validate(options, connectChecks, 'connect');
    const sql = 'SELECT version() AS version, serverTimezone() AS timezone, displayName() AS displayName';
    const result = await this.query<Row & ServerInfo>(sql, {
      timeout: this.#connection.options.requestTimeout,
      queryFormats: { String: 'native' },
      ...options,
    });
    const { version = '', timezone = 'UTC', displayName = '' } = result.first() ?? {};
    this.#serverInfo = Object.freeze({ version, timezone, displayName });
    return this.#serverInfo;
  }

  async ping(options: PingOptions = {}): Promise<PingResult> {
    try {
      validate(options, pingChecks, 'ping');
      await this.#connection.ping(options.timeout ?? this.#connection.options.connectTimeout, options.signal);
      return { success: true };
    } catch (error) {
      return { success: false, error };
    }
  }

  async query<T = Row>(sql: string, options: QueryOptions = {}): Promise<QueryResult<T>> {
    const prepared = this.#prepareQuery('query', sql, options, queryChecks);
    const { table, queryId, summary } = await this.#connection.read(prepared, options.signal, options.parameters);
    return new QueryResult<T>(table, queryId, summary);
  }

  async queryColumns<T extends ColumnArrays = ColumnArrays>(sql: string, options: QueryOptions = {}): Promise<T> {
    const prepared = this.#prepareQuery('queryColumns', sql, options, queryChecks);
    const columns = await this.#connection.readColumns(prepared, options.signal, options.parameters);
    return Object.fromEntries(columns.map((column) => [column.name, column.toPlain()])) as T;
  }

  queryRowsStream<T = Row>(sql: string, options: StreamOptions = {}): QueryStream<T> {
    return this.#stream('queryRowsStream', sql, options, (checked) => new RowCutter(shapeOf<T>(checked)));
  }

  queryRowBlockStream<T = Row>(sql: string, options: StreamOptions = {}): QueryStream<T[]> {
    const cutter = (checked: StreamOptions) => new RowBlockCutter(shapeOf<T>(checked), checked.blockSize);
    return this.#stream('queryRowBlockStream', sql, options, cutter);
  }

  queryColumnBlockStream(sql: string, options: StreamOptions = {}): QueryStream<Block> {
    return this.#stream('queryColumnBlockStream', sql, options, ({ blockSize }) => new ColumnBlockCutter(blockSize));
  }

  queryColumnsStream<T extends ColumnArrays = ColumnArrays>(sql: string, options: StreamOptions = {}): QueryStream<T> {
    return this.#stream('queryColumnsStream', sql, options, ({ blockSize }) => new ColumnsCutter<T>(blockSize));
  }

  async rawQuery(sql: string, options: RawQueryOptions = {}): Promise<Buffer> {
    const prepared = this.#prepareRaw('rawQuery', sql, options);
    return bufferOf(await this.#connection.readBytes(prepared, options.signal, options.parameters));
  }

  rawStream(sql: string, options: RawQueryOptions = {}): ByteStream {
    const connection = this.#connection;
    const prepared = attempt(() => this.#prepareRaw('rawStream', sql, options));
    const { signal, parameters } = prepared.value === undefined ? {} : options;
    return new ByteStream({
      queryId: prepared.value?.queryId,
      signal,
      start: async (cancellation) => connection.startBytes(prepared.get(), signal, parameters, cancellation),
      summary: ({ head }) => parseSummary(head.summary),
    });
  }

  async command<T = unknown>(sql: string, options: CommandOptions = {}): Promise<T> {
    validate(options, commandChecks, 'command');
    checkStatement(sql, 'command');
    const prepared = this.#connection.prepare(sql, options, {
      where: 'command',
      parameters: this.#bind(sql, options),
      plan: this.#plan({}, 'command'),
      useDatabase: options.useDatabase ?? true,
    });
    const answer = await this.#connection.read(prepared, options.signal, options.parameters);
    const { table, summary } = answer;
    if (table.rowCount > 1) {
      const message = `command: the result has ${table.rowCount} rows; use query() for results of several rows`;
      throw new ProgrammingError(message, { code: 'ERR_SEVERAL_ROWS', queryId: answer.queryId, sql });
    }
    if (!hasResult(answer.head)) return summary as T;
    const row = table.first(table.schema.tuples);
    return (row?.length === 1 ? row[0] : row) as T;
  }

  async insert<T = unknown>(
    table: string,
    data: InsertData<NoInfer<T>>,
    options: InsertOptions = {},
  ): Promise<InsertResult> {
    validate(options, insertChecks, 'insert');
    return await this.#inserts.insert(table, data, options);
  }

  async rawInsert(table: string, body: RawBody, options: RawInsertOptions = {}): Promise<InsertResult> {
    validate(options, rawInsertChecks, 'rawInsert');
    return await rawInsert(this.#connection, table, body, options);
  }

  inserter<T = unknown>(table: string, options: InserterOptions<T> = {}): Inserter<T> {
    return this.#inserters.open(table, options);
  }

  session(options: SessionOptions = {}): Client {
    validate(options, sessionChecks, 'session');
    return new Client(this.#connection.inSession(options));
  }

  async kill(queryId: string, options: KillOptions = {}): Promise<boolean> {
    validate(options, killChecks, 'kill');
    if (typeof queryId !== 'string' || queryId === '') throw invalid('kill: the query id must be a string');
    const sql = 'KILL QUERY WHERE query_id = {id:String} ASYNC';
    const prepared = () => this.#connection.prepareApart(sql, options, queryId);
    const { rowCount } = await this.#connection.readEverywhere(prepared, options.signal);
    return rowCount > 0;
  }

  metrics(): Record<string, HostMetrics> {
    return this.#connection.metrics();
  }

  async close(): Promise<void> {
    await Promise.all([this.#inserters.close(), this.#connection.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #prepareRaw(where: string, sql: string, options: RawQueryOptions): Prepared {
    validate(options, rawQueryChecks, where);
    checkStatement(sql, where);
    const { format, useDatabase = true } = options;
    const defaults = { ...this.#limit(), ...(format === undefined ? {} : { default_format: format }) };
    return this.#connection.prepare(sql, options, {
      where,
      parameters: this.#bind(sql, options),
      repeats: onlyReads(sql),
      defaults,
      useDatabase,
    });
  }

  /** The setting that keeps results small. */
  #limit(): Record<string, string> {
    const { queryLimit } = this.#connection.options;
    return queryLimit > 0 ? { limit: String(queryLimit) } : {};
  }

  #prepareQuery<O extends QueryOptions>(where: string, sql: string, options: O, checks: Checks<O>): Prepared {
    validate(options, checks, where);
    checkStatement(sql, where);
    return this.#connection.prepare(sql, options, {
      where,
      parameters: this.#bind(sql, options),
      plan: this.#plan(options, where),
      repeats: onlyReads(sql),
      defaults: this.#limit(),
    });
  }

  #plan(options: ReadOptions, where: string): ReadPlan {
    return new ReadPlan(options, this.#connection.options, where);
  }

  /** In a session the server may know a parameter's value from `SET param_x`. */
  #bind(sql: string, { parameters, sessionId }: ParameterizedOptions): ReturnType<typeof bindParameters> {
    const leaveUnbound = (sessionId ?? this.#connection.options.sessionId) !== undefined;
    return bindParameters(sql, parameters, { leaveUnbound });
  }

  /** Faults of the arguments reject the iteration, as all others do. */
  #stream<T>(
    where: string,
    sql: string,
    options: StreamOptions,
    cutter: (checked: StreamOptions) => Cutter<T>,
  ): QueryStream<T> {
    const connection = this.#connection;
    const prepared = attempt(() => this.#prepareQuery(where, sql, options, streamChecks));
    const checked = prepared.value === undefined ? {} : options;
    const { signal, parameters } = checked;
    return new QueryStream(
      {
        queryId: prepared.value?.queryId,
        signal,
        start: async (cancellation) => connection.start(prepared.get(), signal, parameters, cancellation),
        emptySchema: (execution) => connection.emptySchema(execution, prepared.get(), signal),
        summary: (execution) => parseSummary(execution.head.summary),
      },
      cutter(checked),
    );
  }
}

export function createClient(options?: string | URL | ClientOptions): Client {
  return new Client(new Connection(resolveOptions(options)));
}

function shapeOf<T>({ rowShape }: StreamOptions): Shape<T> {
  return (schema) => (rowShape === 'tuple' ? schema.tuples : schema.objects) as ReturnType<Shape<T>>;
}

/** What `make` gives, or throws each time that it is asked for. */
function attempt<T>(make: () => T): { readonly value: T | undefined; get(): T } {
  try {
    const value = make();
    return { value, get: () => value };
  } catch (error) {
    return {
      value: undefined,
      get: () => {
        throw error;
      },
    };
  }
}
