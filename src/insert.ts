import type { InsertData, InsertOptions, InsertResult } from '../index.js';
import type { Connection } from './connection.ts';
import { parseType } from './datatype.ts';
import { describeTable } from './describe.ts';
import { encode } from './encode.ts';
import { FormatRules, globalWriteFormats } from './formats.ts';
import { DataError, DatabaseError, InterfaceError } from './errors.ts';
import { qualifiedName, quoteIdentifier } from './identifier.ts';
import type { Insertion } from './native.ts';
import { fitNested } from './nested.ts';
import { type Source, sourceOf } from './rows.ts';
import { parseSummary } from './summary.ts';
import { type ColumnNames, chooseColumns, type TableColumn } from './table-schema.ts';

/** What is to be inserted where. */
interface Input {
  /** The table as its caller names it, and quoted. */
  readonly table: string;
  readonly name: string;
  readonly source: Source;
  readonly compress: boolean;
}

interface Encoded {
  readonly columns: readonly TableColumn[];
  readonly insertion: Insertion;
}

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
    const compress =
      options.compression === undefined ? this.#connection.options.compress : options.compression !== false;
    const { columns, insertion } = await this.#encode({ table, name, source, compress }, options);
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
      if (error instanceof DatabaseError) this.#schemas.delete(keyOf(name, options));
      throw error;
    }
  }

  /** The data in blocks. A table may have changed since it was asked: what its old columns refuse is tried with the new. */
  async #encode(input: Input, options: InsertOptions): Promise<Encoded> {
    const key = keyOf(input.name, options);
    const known = this.#schemas.has(key);
    try {
      return await this.#encodeAs(input, options);
    } catch (error) {
      if (!known || !(error instanceof DatabaseError)) throw error;
      this.#schemas.delete(key);
      return this.#encodeAs(input, options);
    }
  }

  async #encodeAs({ table, name, source: data, compress }: Input, options: InsertOptions): Promise<Encoded> {
    const { signal } = options;
    const { columns, source } = await this.#choose(name, data, options);
    if (source.names === undefined && columns.length !== source.width) {
      const wanted = columns.map((column) => column.name).join(', ');
      const message = `insert: ${table}: the data has ${source.width} columns, ${columns.length} are to be written: ${wanted}`;
      throw new DataError(message, { code: 'ERR_INVALID_ROWS' });
    }
    if (columns.length === 0) {
      throw new DataError(`insert: ${table}: the data has no values for any column`, { code: 'ERR_INVALID_ROWS' });
    }
    const { writeFormats } = options;
    const own = writeFormats === undefined ? [] : [new FormatRules(writeFormats, "insert: option 'writeFormats'")];
    const formats = [...own, this.#connection.options.writeFormats, globalWriteFormats.rules];
    const timezone = await this.#timezone(columns, options);
    return { columns, insertion: await encode(source, { table, columns, compress, timezone, formats, signal }) };
  }

  /** The columns to be written, and the data by their names. */
  async #choose(
    name: string,
    data: Source,
    options: InsertOptions,
  ): Promise<{ columns: readonly TableColumn[]; source: Source }> {
    const { columnTypes } = options;
    if (columnTypes !== undefined) {
      return { columns: typedColumns(columnTypes, options.columnNames, data), source: data };
    }
    const schema = await this.#schema(name, options);
    const { source, columnNames } = fitNested(data, options.columnNames, schema);
    return { columns: chooseColumns(name, schema, columnNames, source.names), source };
  }

  async #schema(name: string, options: InsertOptions): Promise<TableColumn[]> {
    // Temporary tables of a session come and go, and hide others of their name.
    if (options.sessionId !== undefined) return describeTable(this.#connection, name, options);
    const key = keyOf(name, options);
    for (;;) {
      const known = this.#schemas.get(key);
      if (known === undefined) break;
      // Another call's failure, such as its abort, is not this one's.
      const schema = await known.catch(() => undefined);
      options.signal?.throwIfAborted();
      if (schema !== undefined) return schema;
    }
    const schema = this.#describe(key, name, options);
    this.#schemas.set(key, schema);
    return schema;
  }

  async #describe(key: string, name: string, options: InsertOptions): Promise<TableColumn[]> {
    try {
      return await describeTable(this.#connection, name, options);
    } catch (error) {
      this.#schemas.delete(key);
      throw error;
    }
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

function keyOf(name: string, { database }: InsertOptions): string {
  return `${database ?? ''} ${name}`;
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
