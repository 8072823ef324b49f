import type {
  ArrowData,
  ArrowIpcOptions,
  ArrowOptions,
  ArrowRecordBatch,
  ArrowStreamOptions,
  ArrowTable,
  ClientOptions,
  ColumnArrays,
  ColumnStreamOptions,
  CommandOptions,
  ConnectOptions,
  Client as Contract,
  HostMetrics,
  InContext,
  InsertContextOptions,
  InsertArrowOptions,
  Inserter,
  InserterOptions,
  InsertData,
  InsertFileOptions,
  InsertInContext,
  InsertOptions,
  InsertResult,
  KillOptions,
  PingOptions,
  PingResult,
  QueryContextOptions,
  PolarsDataFrame,
  QueryOptions,
  QueryToFileOptions,
  QueryToFileResult,
  RawBody,
  RawInsertOptions,
  RawQueryOptions,
  ResultOptions,
  Row,
  ServerInfo,
  SessionOptions,
  SettingValue,
  Sql,
  RowStreamOptions,
  SchemaOptions,
  StandardSchemaV1,
  StreamOptions,
} from '../index.js';
import { ArrowQueries } from './arrow/queries.ts';
import type { Block } from './block.ts';
import type { ByteStream } from './byte-stream.ts';
import { command } from './command.ts';
import { Connection } from './connection.ts';
import { insertCall } from './contexts/insert-call.ts';
import type { InsertContext } from './contexts/insert-context.ts';
import { QueryContext } from './contexts/query-context.ts';
import { Inserts } from './insert.ts';
import { Inserters } from './inserter/inserters.ts';
import { kill } from './kill.ts';
import { resolveOptions } from './options.ts';
import { Queries } from './queries.ts';
import { rawInsert } from './raw-insert.ts';
import { RawQueries } from './raw-queries.ts';
import { pingChecks, rawInsertChecks, sessionChecks } from './request-options.ts';
import type { QueryResult } from './result.ts';
import { Server } from './server-info.ts';
import { Statements } from './statements.ts';
import type { QueryStream } from './stream.ts';
import { validate } from './validate.ts';

class Client implements Contract {
  readonly #connection: Connection;
  readonly #server: Server;
  readonly #statements: Statements;
  readonly #queries: Queries;
  readonly #arrow: ArrowQueries;
  readonly #raws: RawQueries;
  readonly #inserts: Inserts;
  readonly #inserters: Inserters;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#server = new Server(connection);
    this.#statements = new Statements(connection);
    this.#queries = new Queries(connection, this.#statements);
    this.#arrow = new ArrowQueries(connection, this.#statements, this.#queries);
    this.#raws = new RawQueries(connection, this.#statements);
    this.#inserts = new Inserts(connection);
    this.#inserters = new Inserters(connection, this.#inserts);
  }

  get serverInfo(): ServerInfo | undefined {
    return this.#server.info;
  }

  get serverVersion(): string | undefined {
    return this.#server.info?.version;
  }

  get serverTimezone(): string | undefined {
    return this.#server.info?.timezone;
  }

  get database(): string | undefined {
    return this.#connection.options.database;
  }

  async connect(options: ConnectOptions = {}): Promise<ServerInfo> {
    return await this.#server.connect(options);
  }

  async minVersion(version: string): Promise<boolean> {
    return await this.#server.isAtLeast(version);
  }

  setClientSetting(name: string, value: SettingValue): void {
    this.#connection.setSetting(name, value);
  }

  getClientSetting(name: string): string | undefined {
    return this.#connection.getSetting(name);
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

  createQueryContext<S extends StandardSchemaV1>(options: QueryContextOptions & SchemaOptions<S>): QueryContext<S>;
  createQueryContext(options?: QueryContextOptions): QueryContext<undefined>;
  createQueryContext(options: QueryContextOptions = {}): QueryContext {
    return new QueryContext(options, 'createQueryContext');
  }

  async query<T = Row>(sql: string | Sql | InContext<ResultOptions>, options?: ResultOptions): Promise<QueryResult<T>> {
    return await this.#queries.result<T>(sql, options);
  }

  async queryColumns<T extends ColumnArrays = ColumnArrays>(
    sql: string | Sql | InContext<QueryOptions>,
    options?: QueryOptions,
  ): Promise<T> {
    return await this.#queries.columns<T>(sql, options);
  }

  queryRowsStream<T = Row>(
    sql: string | Sql | InContext<RowStreamOptions>,
    options?: RowStreamOptions,
  ): QueryStream<T> {
    return this.#queries.rowsStream(sql, options);
  }

  queryRowBlockStream<T = Row>(
    sql: string | Sql | InContext<StreamOptions>,
    options?: StreamOptions,
  ): QueryStream<T[]> {
    return this.#queries.rowBlockStream(sql, options);
  }

  queryColumnBlockStream(
    sql: string | Sql | InContext<ColumnStreamOptions>,
    options?: ColumnStreamOptions,
  ): QueryStream<Block> {
    return this.#queries.columnBlockStream(sql, options);
  }

  queryColumnsStream<T extends ColumnArrays = ColumnArrays>(
    sql: string | Sql | InContext<ColumnStreamOptions>,
    options?: ColumnStreamOptions,
  ): QueryStream<T> {
    return this.#queries.columnsStream(sql, options);
  }

  async queryArrow(sql: string | Sql | InContext<ArrowOptions>, options?: ArrowOptions): Promise<ArrowTable> {
    return await this.#arrow.table(sql, options);
  }

  queryArrowStream(
    sql: string | Sql | InContext<ArrowStreamOptions>,
    options?: ArrowStreamOptions,
  ): QueryStream<ArrowRecordBatch> {
    return this.#arrow.stream(sql, options);
  }

  async queryDf<F extends PolarsDataFrame = PolarsDataFrame>(
    sql: string | Sql | InContext<ArrowOptions>,
    options?: ArrowOptions,
  ): Promise<F> {
    return await this.#arrow.frame<F>(sql, options);
  }

  queryDfStream<F extends PolarsDataFrame = PolarsDataFrame>(
    sql: string | Sql | InContext<ArrowStreamOptions>,
    options?: ArrowStreamOptions,
  ): QueryStream<F> {
    return this.#arrow.frameStream<F>(sql, options);
  }

  async queryArrowIpc(sql: string | Sql, options: ArrowIpcOptions = {}): Promise<Buffer> {
    return await this.#arrow.ipc(sql, options);
  }

  async rawQuery(sql: string | Sql | InContext<RawQueryOptions>, options?: RawQueryOptions): Promise<Buffer> {
    return await this.#raws.buffer(sql, options);
  }

  rawStream(sql: string | Sql | InContext<RawQueryOptions>, options?: RawQueryOptions): ByteStream {
    return this.#raws.stream(sql, options);
  }

  async queryToFile(
    sql: string | Sql,
    path: string | URL,
    options: QueryToFileOptions = {},
  ): Promise<QueryToFileResult> {
    return await this.#raws.file(sql, path, options);
  }

  async command<T = unknown>(sql: string | Sql, options: CommandOptions = {}): Promise<T> {
    return (await command(this.#connection, this.#statements, sql, options)) as T;
  }

  async createInsertContext<T = unknown>(table: string, options: InsertContextOptions = {}): Promise<InsertContext<T>> {
    return await this.#inserts.context<T>(table, options);
  }

  async insert<T = unknown>(
    table: string | InsertInContext<T>,
    data?: InsertData<NoInfer<T>>,
    options?: InsertOptions,
  ): Promise<InsertResult> {
    return await this.#inserts.insert(insertCall(this.#inserts, [table, data, options]));
  }

  async insertArrow(table: string, data: ArrowData, options: InsertArrowOptions = {}): Promise<InsertResult> {
    const { insertArrow } = await import('./arrow/insert.ts');
    return await insertArrow(this.#inserts, table, data, options);
  }

  async insertDf(table: string, frame: PolarsDataFrame, options: InsertArrowOptions = {}): Promise<InsertResult> {
    const { insertFrame } = await import('./arrow/insert.ts');
    return await insertFrame(this.#inserts, table, frame, options);
  }

  async rawInsert(table: string, body: RawBody, options: RawInsertOptions = {}): Promise<InsertResult> {
    validate(options, rawInsertChecks, 'rawInsert');
    return await rawInsert(this.#connection, table, body, options);
  }

  async insertFile(table: string, path: string | URL, options: InsertFileOptions = {}): Promise<InsertResult> {
    const { insertFile } = await import('./files/insert-file.ts');
    return await insertFile(this.#connection, table, path, options);
  }

  inserter<T = unknown>(table: string, options: InserterOptions<T> = {}): Inserter<T> {
    return this.#inserters.open(table, options);
  }

  session(options: SessionOptions = {}): Client {
    validate(options, sessionChecks, 'session');
    return new Client(this.#connection.inSession(options));
  }

  async kill(queryId: string, options: KillOptions = {}): Promise<boolean> {
    return await kill(this.#connection, queryId, options);
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
}

export function createClient(options?: string | URL | ClientOptions): Client {
  return new Client(new Connection(resolveOptions(options)));
}
