import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { InsertData, InsertOptions, InsertResult } from '../index.js';
import type { Connection } from './connection.ts';
import type { Upload } from './upload.ts';
import { afterRows, Interruption, OVER } from './interruption.ts';
import { parseType } from './datatype.ts';
import { Deadline } from './deadline.ts';
import { Encoder } from './encode.ts';
import { codingOf } from './encoding.ts';
import { FormatRules, globalWriteFormats } from './formats.ts';
import { DataError, DatabaseError, InterfaceError } from './errors.ts';
import { qualifiedName, quoteIdentifier } from './identifier.ts';
import { fitNested } from './nested.ts';
import type { Prepared } from './request.ts';
import { Chunks } from './sources/chunks.ts';
import { dataOf } from './sources/data.ts';
import type { Pull } from './sources/pull.ts';
import type { Source } from './sources/source.ts';
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
  /** All of the data, or the first of it. */
  readonly source: Source;
  readonly streamed: boolean;
}

/** An insert whose first data are encoded. */
interface Begun {
  readonly encoder: Encoder;
  readonly prepared: Prepared;
  /** Gives further data the names of the table. */
  readonly adapt: (source: Source) => Source;
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
    const found = dataOf(data, options);
    const call = { ...options, ...deduplication(options), deadline: Deadline.of(options.timeout) };
    call.deadline?.start();
    if ('next' in found) return await this.#insertStream(table, name, found, call);
    if (found.rowCount === 0) return nothing();
    const { encoder, prepared } = await this.#begin({ table, name, source: found, streamed: false }, call);
    encoder.insertion.end();
    const { signal } = call;
    onSend?.();
    return await this.#answered(this.#connection.insert(prepared, encoder.insertion, signal), { name, prepared, call });
  }

  /** Sends rows while further ones come. */
  async #insertStream(table: string, name: string, pull: Pull, call: InsertCall): Promise<InsertResult> {
    const { signal, columnNames, deadline } = call;
    const chunks = new Chunks(pull, Array.isArray(columnNames));
    const interruption = new Interruption(chunks, signal);
    if (deadline !== undefined) interruption.after(deadline.left(), () => this.#connection.late(deadline));
    try {
      const source = await chunks.next();
      if (source === undefined) return nothing();
      const { encoder, prepared, adapt } = await this.#begin({ table, name, source, streamed: true }, call);
      const { insertion } = encoder;
      if (chunks.ended) insertion.end();
      const upload = this.#connection.insert(prepared, insertion, signal);
      void upload.over.then(() => chunks.interrupt(OVER));
      try {
        while (!chunks.ended && (await insertion.ready())) {
          const next = await chunks.next();
          if (next === undefined) break;
          for (const _ of encoder.blocks(adapt(next))) if (!(await insertion.ready())) break;
        }
        insertion.end();
      } catch (error) {
        if (error !== OVER) {
          await upload.cut();
          throw afterRows(error, insertion.sentRows);
        }
      }
      return await this.#answered(upload, { name, prepared, call });
    } catch (error) {
      chunks.close(error);
      throw error;
    } finally {
      interruption.release();
    }
  }

  /** What the server says of an insert. */
  async #answered(
    upload: Upload,
    { name, prepared, call }: { name: string; prepared: Prepared; call: InsertCall },
  ): Promise<InsertResult> {
    try {
      const head = await upload.head();
      const summary = parseSummary(head.summary);
      const { writtenRows, writtenBytes } = summary;
      return { executed: true, queryId: head.queryId ?? prepared.queryId, writtenRows, writtenBytes, summary };
    } catch (error) {
      if (error instanceof DatabaseError) this.#tables.forget(name, call);
      throw error;
    }
  }

  /** Encodes data. A table may have changed since it was asked: what its old columns refuse is tried with the new. */
  async #begin(input: Input, call: InsertCall): Promise<Begun> {
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
    { table, name, source: data, streamed }: Input,
    call: InsertCall,
    known: Known | undefined,
  ): Promise<Begun> {
    const { signal, writeFormats } = call;
    const coding = codingOf(call.encoding, 'insert');
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
    const compress = call.compression === undefined ? this.#connection.options.compress : call.compression !== false;
    const encoder = new Encoder({
      table,
      columns,
      compress,
      timezone,
      formats,
      coding: source.plain ? undefined : coding,
      signal,
      streamed,
    });
    for (const _ of encoder.blocks(source)) {
      // What is streamed waits for a request, which there is none yet.
      if (streamed) await setImmediate();
      else await encoder.insertion.ready();
    }
    const list = columns.map((column) => quoteIdentifier(column.name)).join(', ');
    const prepared = this.#connection.prepare(`INSERT INTO ${name} (${list}) FORMAT Native`, call, {
      where: 'insert',
      compress,
      // A block in the server's asynchronous queue waits for its flush and gains nothing there.
      defaults: { async_insert: '0' },
    });
    return { encoder, prepared, adapt: (more) => choose(name, more, call, known).source };
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
