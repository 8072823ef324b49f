import type {
  BaseDriver,
  DatabaseStructure,
  DownloadQueryResultsOptions,
  DownloadTableData,
  DriverCapabilities,
  IndexesSQL,
  QueryColumnsResult,
  QueryOptions,
  QuerySchemasResult,
  QueryTablesResult,
  StreamOptions,
  TableQueryResult,
  TableStructure,
} from '@cubejs-backend/base-driver';
import type { Readable } from 'node:stream';
import type { Client } from './types/client.js';
import type { ClientOptions } from './types/options.js';
import type { Row } from './types/results.js';

/**
 * Options of {@link ClickHouseDriver}: those of `createClient`, over Cube's environment variables (`CUBEJS_DB_HOST`, …), over those of
 * `createClient`. Where `url`, `dsn` or `hosts` say what the server is, the variables about it are not read.
 */
export interface ClickHouseDriverOptions extends ClientOptions {
  /** The client that runs the queries, in place of options of one. `release()` closes it. @default one of the options */
  client?: Client | undefined;
  /** Whose variables are read: `CUBEJS_DS_<NAME>_DB_HOST` where `CUBEJS_DATASOURCES` names several. @default 'default' */
  dataSource?: string | undefined;
  /** Whether the variables are those of pre-aggregations: `CUBEJS_PRE_AGGREGATIONS_DB_HOST`. @default false */
  preAggregations?: boolean | undefined;
  /**
   * Whether Cube shall write nothing here, and no settings are sent, which users with `readonly = 1` may not change: what outer joins do
   * not find is then a default value in place of NULL, unless `join_use_nulls` is in the user's profile.
   * @default CUBEJS_DB_CLICKHOUSE_READONLY, else false
   */
  readOnly?: boolean | undefined;
  /** Queries at once: `maxConnections`, by the name that Cube has for it; not beside `client`. @default CUBEJS_DB_MAX_POOL, else that of `maxConnections` */
  maxPoolSize?: number | undefined;
  /** How long {@link ClickHouseDriver.testConnection | testConnection} may take, in ms. @default 10_000 */
  testConnectionTimeout?: number | undefined;
}

/** A promise that Cube can cancel. */
export interface Cancellable<T> extends Promise<T> {
  /** Ends the query, here and on the server: it rejects with an `OperationalError` (`ERR_CANCELLED`). Waits until it has. */
  cancel(): Promise<void>;
}

/** Rows and the types of Cube that their columns have. */
export interface RowsData {
  rows: Row[];
  types: TableStructure;
}

/** A stream of rows, and the types of Cube that their columns have. */
export interface RowStreamData {
  rowStream: Readable;
  types: TableStructure;
  /** Ends the query if it has not ended, and gives its connection back. */
  release(): Promise<void>;
}

/**
 * ClickHouse for Cube, whose package `@cubejs-backend/base-driver` is an optional peer dependency. `docs/cube.md` tells how it is set up,
 * and what values and types are in Cube.
 *
 * ```ts
 * import { ClickHouseDriver } from 'clickhouse-connect/cube';
 *
 * export default {
 *   driverFactory: ({ dataSource }: { dataSource: string }) => new ClickHouseDriver({ dataSource }),
 *   dialectFactory: () => ClickHouseDriver.dialectClass(),
 * };
 * ```
 *
 * Values of a query, for which Cube writes `?`, are server-side parameters.
 */
export class ClickHouseDriver extends BaseDriver {
  /**
   * Sends nothing.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option, a value of the wrong type, a variable that cannot be read.
   */
  constructor(options?: ClickHouseDriverOptions);
  /** How many queries Cube runs at once unless it is told otherwise: 10. */
  static getDefaultConcurrency(): number;
  /**
   * The class that writes SQL for ClickHouse, of Cube's own package `@cubejs-backend/schema-compiler`.
   * @throws {NotSupportedError} `ERR_PACKAGE_MISSING` where that package cannot be loaded.
   */
  static dialectClass(): unknown;
  /** Asks the server for a row. @throws {OperationalError} when it does not answer, or not in time. */
  testConnection(): Promise<void>;
  readOnly(): boolean;
  capabilities(): DriverCapabilities;
  /** Closes the client. */
  release(): Promise<void>;
  /**
   * Runs a statement. The rows of one that only reads; none of others.
   * @throws {ProgrammingError} `ERR_UNBOUND_PARAMETER` unless there is a `?` for each value.
   */
  query<R = unknown>(query: string, values?: unknown[], options?: QueryOptions): Cancellable<R[]>;
  /** As {@link ClickHouseDriver.query | query}, row by row. @param options `highWaterMark`: rows that wait. */
  stream(query: string, values: unknown[], options: StreamOptions): Cancellable<RowStreamData>;
  streamQuery(sql: string, values: unknown[]): Promise<Readable>;
  /** Rows with types, or with `streamImport` a stream of them. */
  downloadQueryResults(
    query: string,
    values: unknown[],
    options: DownloadQueryResultsOptions,
  ): Cancellable<RowStreamData | RowsData>;
  /** All rows of a table. */
  downloadTable(table: string): Cancellable<RowsData>;
  /** What the columns of a query would be, which does not run. */
  queryColumnTypes(sql: string, params: unknown[], options?: QueryOptions): Promise<TableStructure>;
  /** The tables and views of the current database, with the types of Cube that their columns have. */
  tablesSchema(): Promise<DatabaseStructure>;
  /** The current database. */
  getSchemas(): Promise<QuerySchemasResult[]>;
  getTablesForSpecificSchemas(schemas: QuerySchemasResult[]): Promise<QueryTablesResult[]>;
  getColumnsForSpecificTables(tables: QueryTablesResult[]): Promise<QueryColumnsResult[]>;
  getTablesQuery(schemaName: string): Cancellable<TableQueryResult[]>;
  /** The columns of a `table` or `database.table`; none of one that does not exist. */
  tableColumnTypes(table: string): Promise<TableStructure>;
  tableColumnTypesWithPrecision(table: string): Promise<TableStructure>;
  createSchemaIfNotExists(schemaName: string): Promise<void>;
  dropTable(tableName: string, options?: QueryOptions): Cancellable<unknown[]>;
  /**
   * Makes a table, inserts rows in the Native format, and runs `indexesSql`; a table that is not made in full is dropped.
   * @throws {NotSupportedError} `ERR_UNSUPPORTED_SQL` for files of CSV and streaming sources.
   */
  uploadTableWithIndexes(
    table: string,
    columns: TableStructure,
    tableData: DownloadTableData,
    indexesSql: IndexesSQL,
  ): Cancellable<void>;
}
