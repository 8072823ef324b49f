import type { InsertData, InsertOptions, InsertResult } from '../index.js';
import type { Connection } from './connection.ts';
import { parseType } from './datatype.ts';
import { describeTable } from './describe.ts';
import { encode } from './encode.ts';
import { DataError, DatabaseError, InterfaceError } from './errors.ts';
import { qualifiedName, quoteIdentifier } from './identifier.ts';
import { type Source, sourceOf } from './rows.ts';
import { parseSummary } from './summary.ts';
import { type ColumnNames, chooseColumns, type TableColumn } from './table-schema.ts';

/** Inserts into the tables of one client; what their columns are is asked once. */
export class Inserts {
  readonly #connection: Connection;
  readonly #schemas = new Map<string, Promise<TableColumn[]>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async insert(table: string, data: InsertData, options: InsertOptions): Promise<InsertResult> {
    const name = qualifiedName(table);
    const source = sourceOf(data, options.columnOriented ?? false);
    if (source.rowCount === 0) return nothing();
    const columns = await this.#columns(name, source, options);
    if (source.names === undefined && columns.length !== source.width) {
      const wanted = columns.map((column) => column.name).join(', ');
      const message = `insert: ${table}: the data has ${source.width} columns, ${columns.length} are to be written: ${wanted}`;
      throw new DataError(message, { code: 'ERR_INVALID_ROWS' });
    }
    const compress =
      options.compression === undefined ? this.#connection.options.compress : options.compression !== false;
    const insertion = await encode(source, {
      table,
      columns,
      compress,
      timezone: await this.#timezone(columns, options),
      signal: options.signal,
    });
    const list = columns.map((column) => quoteIdentifier(column.name)).join(', ');
    const prepared = this.#connection.prepare(`INSERT INTO ${name} (${list}) FORMAT Native`, options, {
      where: 'insert',
      compress,
      // A block in the server's asynchronous queue waits for its flush and gains nothing there.
      defaults: { async_insert: '0' },
    });
    try {
      const head = await this.#connection.insert(prepared, insertion, options.signal);
      const summary = parseSummary(head.summary);
      const { writtenRows, writtenBytes } = summary;
      return { executed: true, queryId: head.queryId ?? prepared.queryId, writtenRows, writtenBytes, summary };
    } catch (error) {
      if (error instanceof DatabaseError) this.#schemas.delete(this.#key(name, options));
      throw error;
    }
  }

  async #columns(name: string, source: Source, options: InsertOptions): Promise<TableColumn[]> {
    const { columnTypes, columnNames } = options;
    if (columnTypes !== undefined) return typedColumns(columnTypes, columnNames, source);
    const known = this.#schemas.has(this.#key(name, options));
    try {
      return chooseColumns(name, await this.#schema(name, options), columnNames, source.names);
    } catch (error) {
      // The table may have changed since it was asked.
      if (!known) throw error;
      this.#schemas.delete(this.#key(name, options));
      return chooseColumns(name, await this.#schema(name, options), columnNames, source.names);
    }
  }

  #key(name: string, { database }: InsertOptions): string {
    return `${database ?? ''} ${name}`;
  }

  #schema(name: string, options: InsertOptions): Promise<TableColumn[]> {
    const key = this.#key(name, options);
    let schema = this.#schemas.get(key);
    if (schema === undefined) {
      schema = describeTable(this.#connection, name, { database: options.database, signal: options.signal });
      this.#schemas.set(key, schema);
      schema.catch(() => this.#schemas.delete(key));
    }
    return schema;
  }

  /** The zone of wall times without one; asked only where a column needs it. */
  async #timezone(columns: readonly TableColumn[], options: InsertOptions): Promise<string> {
    const known = this.#connection.timezone;
    if (known !== undefined || !columns.some(({ type }) => type.name.includes('DateTime'))) return known ?? 'UTC';
    const prepared = this.#connection.prepare('SELECT 1', {}, { where: 'insert' });
    await this.#connection.read(prepared, options.signal);
    return this.#connection.timezone ?? 'UTC';
  }
}

function typedColumns(
  types: NonNullable<InsertOptions['columnTypes']>,
  columnNames: ColumnNames,
  source: Source,
): TableColumn[] {
  const names = Array.isArray(columnNames) ? columnNames : source.names;
  if (names === undefined || names.length !== types.length) {
    const message = `insert: option 'columnTypes' has ${types.length} types for ${names?.length ?? 'no'} column names`;
    throw new InterfaceError(message, { code: 'ERR_INVALID_ARG' });
  }
  return names.map((name, index) => ({
    name,
    type: parseType(String(types[index])),
    ordinary: true,
    writable: true,
  }));
}

function nothing(): InsertResult {
  return { executed: false, queryId: undefined, writtenRows: 0, writtenBytes: 0, summary: parseSummary(undefined) };
}
