import { randomUUID } from 'node:crypto';
import {
  BaseDriver,
  type DatabaseStructure,
  type DownloadQueryResultsOptions,
  type DownloadTableData,
  type DriverCapabilities,
  type IndexesSQL,
  type QueryColumnsResult,
  type QueryOptions,
  type QuerySchemasResult,
  type QueryTablesResult,
  type StreamOptions,
  type TableColumn,
  type TableQueryResult,
  type TableStructure,
} from '@cubejs-backend/base-driver';
import type { Client, QueryOptions as ClientQueryOptions, QueryResult, Row, Sql } from '../../index.js';
import type { Cancellable, ClickHouseDriverOptions, RowStreamData, RowsData } from '../../cube.js';
import { NotSupportedError } from '../errors.ts';
import { qualifiedName, parseTableName, quoteIdentifier } from '../identifier.ts';
import { onlyReads } from '../sql/reading.ts';
import { withoutTail } from '../sql/tail.ts';
import { bind } from './bind.ts';
import { cancellable } from './cancellable.ts';
import { bare, fromGeneric, toGeneric, typeOf } from './generic-types.ts';
import { dialectClass } from './dialect.ts';
import { checkOptions } from './options.ts';
import { RowStream } from './row-stream.ts';
import * as schema from './schema.ts';
import { uploadRows } from './upload.ts';
import { type Columns, formats, rowConverter } from './values.ts';

/** How many queries Cube runs at once unless it is told otherwise. */
const CONCURRENCY = 10;

export class ClickHouseDriver extends BaseDriver {
  readonly #client: Client;
  readonly #readOnly: boolean;

  constructor(options: ClickHouseDriverOptions = {}) {
    const { client, readOnly } = checkOptions(options);
    const { testConnectionTimeout } = options;
    super(testConnectionTimeout === undefined ? {} : { testConnectionTimeout });
    this.#client = client;
    this.#readOnly = readOnly;
  }

  static getDefaultConcurrency(): number {
    return CONCURRENCY;
  }

  static dialectClass(): unknown {
    return dialectClass();
  }

  override async testConnection(): Promise<void> {
    await this.#client.query('SELECT 1', { timeout: this.testConnectionTimeout() });
  }

  override readOnly(): boolean {
    return this.#readOnly;
  }

  override capabilities(): DriverCapabilities {
    return { unloadWithoutTempTable: true, streamImport: true, incrementalSchemaLoading: true };
  }

  override async release(): Promise<void> {
    await this.#client.close();
  }

  override query<R = unknown>(query: string, values?: unknown[], options?: QueryOptions): Cancellable<R[]> {
    return cancellable(async (signal) => {
      const statement = bind(query, values);
      const request = this.#request(options, signal);
      if (onlyReads(query)) return rowsOf(await this.#read(statement, request)) as R[];
      await this.#client.command(statement, request);
      return [];
    });
  }

  stream(query: string, values: unknown[], options: StreamOptions): Cancellable<RowStreamData> {
    return cancellable(async (signal) => {
      const { highWaterMark = 8192 } = options ?? {};
      const request = { ...this.#request(options, signal), queryFormats: formats, blockSize: highWaterMark };
      const blocks = this.#client.queryRowBlockStream<Row>(bind(query, values), request);
      const columns = await blocks.source;
      const rowStream = new RowStream(blocks, rowConverter(columns), highWaterMark);
      const release = async (): Promise<void> => {
        rowStream.destroy();
        await blocks.close();
      };
      return { rowStream, types: this.#structure(columns), release };
    });
  }

  override async streamQuery(sql: string, values: unknown[]): Promise<RowStream> {
    const { rowStream } = await this.stream(sql, values, { highWaterMark: 8192 });
    return rowStream as RowStream;
  }

  override downloadQueryResults(
    query: string,
    values: unknown[],
    options: DownloadQueryResultsOptions,
  ): Cancellable<RowStreamData | RowsData> {
    if (options?.streamImport === true) return this.stream(query, values, options);
    return cancellable(async (signal) => this.#download(bind(query, values), this.#request(options, signal)));
  }

  override downloadTable(table: string): Cancellable<RowsData> {
    return cancellable(async (signal) => {
      const statement = bind(`SELECT * FROM ${qualifiedName(table)}`, []);
      return await this.#download(statement, this.#request(undefined, signal));
    });
  }

  override async queryColumnTypes(sql: string, params: unknown[], options?: QueryOptions): Promise<TableStructure> {
    const columns = await this.query<TableColumn>(`DESCRIBE TABLE (${withoutTail(sql)})`, params, options);
    return columns.map(({ name, type }) => ({ name, type: this.toGenericType(type) }));
  }

  override async tablesSchema(): Promise<DatabaseStructure> {
    const structure = await super.tablesSchema();
    for (const tables of Object.values(structure)) {
      for (const column of Object.values(tables).flat()) column.type = this.toGenericType(column.type);
    }
    return structure;
  }

  override async getTablesForSpecificSchemas(schemas: QuerySchemasResult[]): Promise<QueryTablesResult[]> {
    return schemas.length === 0 ? [] : await super.getTablesForSpecificSchemas(schemas);
  }

  override async getColumnsForSpecificTables(tables: QueryTablesResult[]): Promise<QueryColumnsResult[]> {
    const columns = tables.length === 0 ? [] : await super.getColumnsForSpecificTables(tables);
    return columns.map((column) => ({ ...column, data_type: this.toGenericType(column.data_type) }));
  }

  override getTablesQuery(schemaName: string): Cancellable<TableQueryResult[]> {
    return this.query(schema.TABLES_OF_SCHEMA, [schemaName]);
  }

  override async tableColumnTypes(table: string): Promise<TableStructure> {
    const { database, table: name } = parseTableName(table);
    const columns = await this.query<TableColumn>(schema.COLUMNS_OF_TABLE, [database ?? '', name]);
    return columns.map((column) => ({ name: column.name, type: this.toGenericType(column.type) }));
  }

  override async tableColumnTypesWithPrecision(table: string): Promise<TableStructure> {
    return await this.tableColumnTypes(table);
  }

  override async createSchemaIfNotExists(schemaName: string): Promise<void> {
    await this.#client.command(`CREATE DATABASE IF NOT EXISTS ${quoteIdentifier(schemaName)}`, { useDatabase: false });
  }

  override dropTable(tableName: string, options?: QueryOptions): Cancellable<unknown[]> {
    return cancellable(async (signal) => {
      await this.#client.command(bind(`DROP TABLE ${qualifiedName(tableName)}`, []), this.#request(options, signal));
      return [];
    });
  }

  override uploadTableWithIndexes(
    table: string,
    columns: TableStructure,
    tableData: DownloadTableData,
    indexesSql: IndexesSQL,
  ): Cancellable<void> {
    return cancellable(async (signal) => {
      const rows = uploadRows(tableData, columns);
      await this.createTable(qualifiedName(table), columns);
      try {
        const columnNames = columns.map(({ name }) => name);
        await this.#client.insert(table, rows, { columnNames, signal });
        for (const { sql } of indexesSql) await this.query(...sql);
      } catch (error) {
        // The first failure is the one to tell.
        await this.dropTable(table).catch(() => undefined);
        throw error;
      }
    });
  }

  protected override informationSchemaQuery(): string {
    return schema.COLUMNS_OF_DATABASE;
  }

  protected override getSchemasQuery(): string {
    return schema.SCHEMAS;
  }

  protected override getTablesForSpecificSchemasQuery(schemas: string): string {
    return schema.tablesOf(schemas);
  }

  protected override getColumnsForSpecificTablesQuery(condition: string): string {
    return schema.columnsOf(condition);
  }

  protected override getColumnNameForSchemaName(): string {
    return 'database';
  }

  protected override getColumnNameForTableName(): string {
    return 'table';
  }

  protected override toGenericType(columnType: string, precision?: number | null, scale?: number | null): string {
    const type = typeOf(columnType);
    if (type === undefined) return super.toGenericType(columnType, precision, scale);
    const inner = bare(type);
    if (inner.kind !== 'Decimal') return toGeneric(inner);
    return super.toGenericType('numeric', inner.precision, inner.scale);
  }

  protected override fromGenericType(columnType: string): string {
    return fromGeneric(columnType);
  }

  protected override quoteIdentifier(identifier: string): string {
    return quoteIdentifier(identifier);
  }

  protected override createTableSql(quotedTableName: string, columns: TableColumn[]): string {
    return `${super.createTableSql(quotedTableName, columns)} ENGINE = MergeTree ORDER BY tuple()`;
  }

  async #download(statement: Sql, request: ClientQueryOptions): Promise<RowsData> {
    const result = await this.#read(statement, request);
    return { rows: rowsOf(result), types: this.#structure(result) };
  }

  async #read(statement: Sql, request: ClientQueryOptions): Promise<QueryResult> {
    return await this.#client.query(statement, { ...request, queryFormats: formats });
  }

  #structure({ columnNames, columnTypes }: Columns): TableStructure {
    return columnNames.map((name, index) => ({ name, type: this.toGenericType(columnTypes[index]?.name ?? '') }));
  }

  /** What a request of Cube is on the server: its id begins with that of Cube, and what joins do not find is NULL. */
  #request(options: Partial<QueryOptions> | undefined, signal: AbortSignal): ClientQueryOptions {
    const { requestId, inlineTables = [] } = options ?? {};
    if (inlineTables.length > 0) {
      throw new NotSupportedError('ClickHouse takes no inline tables', { code: 'ERR_UNSUPPORTED_SQL' });
    }
    const queryId = requestId === undefined ? {} : { queryId: `${requestId.split('-span-')[0]}-${randomUUID()}` };
    return { signal, ...queryId, ...(this.#readOnly ? {} : { settings: { join_use_nulls: 1 } }) };
  }
}

function rowsOf(result: QueryResult): Row[] {
  const rows = result.rows();
  rowConverter(result)(rows);
  return rows;
}
