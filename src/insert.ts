import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { InsertData, InsertOptions, InsertResult } from '../index.js';
import type { Connection } from './connection.ts';
import { parseType } from './datatype.ts';
import { Deadline } from './deadline.ts';
import { encode } from './encode.ts';
import { FormatRules, globalWriteFormats } from './formats.ts';
import { DataError, DatabaseError, InterfaceError } from './errors.ts';
import { qualifiedName, quoteIdentifier } from './identifier.ts';
import type { Insertion } from './native.ts';
import { fitNested } from './nested.ts';
import { type Source, sourceOf } from './rows.ts';
import { parseSummary } from './summary.ts';
import { type ColumnNames, chooseColumns, type TableColumn } from './table-schema.ts';
import { type Known, Tables } from './tables.ts';

/** The options of a call, and the time that it has. */
export interface InsertCall extends InsertOptions {
  readonly deadline: Deadline | undefined;
}

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

/** Inserts into the tables of one client. */
export class Inserts {
  readonly #connection: Connection;
  readonly #tables: Tables;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#tables = new Tables(connection);
  }

  /** `onSend` is called when the insert itself is handed to the network. */
  async insert(table: string, data: InsertData, options: InsertOptions, onSend?: () => void): Promise<InsertResult> {
    const name = qualifiedName(table);
    const source = sourceOf(data, options.columnOriented ?? false);
    if (source.rowCount === 0) return nothing();
    const call = { ...options, ...deduplication(options), deadline: Deadline.of(options.timeout) };
    call.deadline?.start();
    const compress =
      options.compression === undefined ? this.#connection.options.compress : options.compression !== false;
    const { columns, insertion } = await this.#encode({ table, name, source, compress }, call);
    const list = columns.map((column) => quoteIdentifier(column.name)).join(', ');
    const prepared = this.#connection.prepare(`INSERT INTO ${name} (${list}) FORMAT Native`, call, {
      where: 'insert',
      compress,
      // A block in the server's asynchronous queue waits for its flush and gains nothing there.
      defaults: { async_insert: '0' },
    });
    try {
      onSend?.();
      const head = await this.#connection.insert(prepared, insertion, options.signal);
      const summary = parseSummary(head.summary);
      const { writtenRows, writtenBytes } = summary;
      return { executed: true, queryId: head.queryId ?? prepared.queryId, writtenRows, writtenBytes, summary };
    } catch (error) {
      if (error instanceof DatabaseError) this.#tables.forget(name, call);
      throw error;
    }
  }

  /** The data in blocks. A table may have changed since it was asked: what its old columns refuse is tried with the new. */
  async #encode(input: Input, call: InsertCall): Promise<Encoded> {
    const { name, source } = input;
    if (call.columnTypes !== undefined) return await this.#encodeAs(input, call, undefined);
    const byPlace = source.names === undefined && !Array.isArray(call.columnNames);
    // Values that go by place would go to wrong columns without anybody noticing.
    if (byPlace) return await this.#encodeAs(input, call, { ...(await this.#tables.ask(name, call)), cached: false });
    const known = await this.#tables.find(name, call);
    try {
      return await this.#encodeAs(input, call, known);
    } catch (error) {
      if (!known.cached || !(error instanceof DatabaseError)) throw error;
      const fresh = await this.#tables.ask(name, call);
      if (isDeepStrictEqual(fresh.columns, known.columns)) throw error;
      return await this.#encodeAs(input, call, { ...fresh, cached: false });
    }
  }

  async #encodeAs(
    { table, name, source: data, compress }: Input,
    call: InsertCall,
    known: Known | undefined,
  ): Promise<Encoded> {
    const { signal, writeFormats } = call;
    const { columns, source } = choose(name, data, call, known);
    if (source.names === undefined && columns.length !== source.width) {
      const wanted = columns.map((column) => column.name).join(', ');
      const message = `insert: ${table}: the data has ${source.width} columns, ${columns.length} are to be written: ${wanted}`;
      throw new DataError(message, { code: 'ERR_INVALID_ROWS' });
    }
    if (columns.length === 0) {
      throw new DataError(`insert: ${table}: the data has no values for any column`, { code: 'ERR_INVALID_ROWS' });
    }
    const own = writeFormats === undefined ? [] : [new FormatRules(writeFormats, "insert: option 'writeFormats'")];
    const formats = source.plain ? [] : [...own, this.#connection.options.writeFormats, globalWriteFormats.rules];
    const timezone = await this.#tables.timezone(columns, call, known);
    return { columns, insertion: await encode(source, { table, columns, compress, timezone, formats, signal }) };
  }
}

/** The settings with the token, if there is one. */
function deduplication({ deduplicationToken: token, settings }: InsertOptions): Pick<InsertOptions, 'settings'> {
  if (token === undefined) return {};
  return { settings: { ...settings, insert_deduplication_token: token === 'auto' ? randomUUID() : token } };
}

/** The columns to be written, and the data by their names. */
function choose(
  name: string,
  data: Source,
  { columnTypes = [], columnNames }: InsertCall,
  known: Known | undefined,
): { columns: readonly TableColumn[]; source: Source } {
  if (known === undefined) return { columns: typedColumns(columnTypes, columnNames, data), source: data };
  const fitted = fitNested(data, columnNames, known.columns);
  return {
    columns: chooseColumns(name, known.columns, fitted.columnNames, fitted.source.names),
    source: fitted.source,
  };
}

function typedColumns(
  types: NonNullable<InsertOptions['columnTypes']>,
  columnNames: ColumnNames,
  source: Source,
): TableColumn[] {
  const names = namesFor(columnNames, source);
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

function namesFor(columnNames: ColumnNames, { names }: Source): readonly string[] | undefined {
  if (Array.isArray(columnNames)) return columnNames;
  if (typeof columnNames !== 'object' || !('except' in columnNames)) return names;
  const { except } = columnNames;
  return names?.filter((name) => !except.includes(name));
}

function nothing(): InsertResult {
  return { executed: false, queryId: undefined, writtenRows: 0, writtenBytes: 0, summary: parseSummary(undefined) };
}
