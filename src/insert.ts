import { isDeepStrictEqual } from 'node:util';
import type { InsertContextOptions, InsertOptions, InsertResult } from '../index.js';
import type { Connection } from './connection.ts';
import type { Upload } from './upload.ts';
import { afterRows, Interruption, OVER } from './interruption.ts';
import { Deadline } from './deadline.ts';
import { codecOf } from './compression.ts';
import { Encoder } from './encode.ts';
import { codingOf } from './encoding.ts';
import { FormatRules, globalWriteFormats } from './formats.ts';
import { DatabaseError } from './errors.ts';
import { randomId } from './random-id.ts';
import { checkedOptions, InsertContext } from './contexts/insert-context.ts';
import type { Inserted } from './contexts/insert-call.ts';
import { TableMemory } from './contexts/table-memory.ts';
import { qualifiedName, quoteIdentifier } from './identifier.ts';
import { logsIn } from './headers.ts';
import { checkWidth, choose } from './insert-columns.ts';
import { insertResult, nothing } from './insert-result.ts';
import { DEDUPLICATION_TOKEN, type Prepared } from './request.ts';
import { validatorOf } from './schema/validator.ts';
import { Chunks } from './sources/chunks.ts';
import { dataOf } from './sources/data.ts';
import type { Source } from './sources/source.ts';
import type { Known, Tables } from './tables.ts';

/** The options of a call, and the time that it has. */
export interface InsertCall extends InsertOptions {
  readonly deadline: Deadline | undefined;
  /** Who sends it again, if need be. */
  readonly sender: Sender | undefined;
  /** Whether the data is still to come. Its source may be a query with a place in the pool, so nothing waits for one. */
  readonly streamed: boolean;
  /** What its context knows of the table. */
  readonly memory?: TableMemory | undefined;
}

/** Sends an insert that has failed again by itself. */
export interface Sender {
  /** `host:port` of the server that may have got it, as the error of that attempt says. */
  readonly host: string | undefined;
  /** The insert is handed to the network. */
  onSend(): void;
}

/** What is to be inserted where. */
interface Input {
  /** The table as its caller names it, and quoted. */
  readonly table: string;
  readonly name: string;
  /** All of the data, or the first of it. */
  readonly source: Source;
}

/** An insert whose data is encoded, or the first block of it. */
interface Begun {
  readonly encoder: Encoder;
  readonly prepared: Prepared;
  /** The blocks that are left, each encoded when it is asked for. */
  readonly rest: Iterable<number>;
  /** Whether there are none. */
  readonly complete: boolean;
  /** Gives further data the names of the table. */
  readonly adapt: (source: Source) => Source;
}

/** Inserts into the tables of one client. */
export class Inserts {
  readonly #connection: Connection;
  readonly #tables: Tables;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#tables = connection.tables;
  }

  /** Asks for the columns of a table, for inserts to come. */
  async context<T>(table: string, given: InsertContextOptions): Promise<InsertContext<T>> {
    const where = 'createInsertContext';
    const options = checkedOptions(given, where);
    const name = qualifiedName(table);
    const making = { owner: this, table, name, options };
    if (options.columnTypes !== undefined) return new InsertContext<T>({ ...making, memory: undefined });
    const deadline = Deadline.of(options.timeout);
    const call = { ...options, deadline, streamed: false, sender: undefined };
    const memory = new TableMemory(await this.#tables.ask(name, call));
    memory.columnsByPlace(name, options.columnNames);
    return new InsertContext<T>({ ...making, memory });
  }

  async insert({ table, data, options }: Inserted, sender?: Sender): Promise<InsertResult> {
    const name = qualifiedName(table);
    const validator = validatorOf(`insert: ${table}`, options);
    const rows = validator !== undefined && Array.isArray(data) && !options.columnOriented;
    const found = dataOf(rows ? await validator.all(data) : data, options);
    const streamed = 'next' in found;
    const call = {
      ...options,
      ...deduplication(options),
      deadline: Deadline.of(options.timeout),
      streamed,
      sender,
      own: logsIn(options),
    };
    call.deadline?.start();
    if (streamed) {
      const chunks = new Chunks(found, Array.isArray(call.columnNames), validator);
      return await this.#insertStream(table, name, chunks, call);
    }
    if (found.rowCount === 0) return nothing();
    const begin = (): Promise<Begun> => this.#begin({ table, name, source: found }, call);
    let begun: Begun | undefined = await begin();
    return await this.#connection.login.send(call, async (attempt) => {
      // What was sent once is gone.
      const { encoder, prepared } = begun ?? (await begin());
      begun = undefined;
      encoder.insertion.end();
      sender?.onSend();
      const upload = this.#connection.insert(prepared, encoder.insertion, call.signal, attempt);
      return await this.#answered(upload, { name, prepared, call });
    });
  }

  /** Sends rows while further ones come. */
  async #insertStream(table: string, name: string, chunks: Chunks, call: InsertCall): Promise<InsertResult> {
    const interruption = new Interruption(chunks, this.#connection, call);
    try {
      const source = await chunks.next();
      if (source === undefined) return nothing();
      const attempt = await this.#connection.login.once(call);
      const begun = await this.#begin({ table, name, source }, call);
      const { prepared, encoder } = begun;
      const { insertion } = encoder;
      const complete = begun.complete && chunks.ended;
      if (complete) insertion.end();
      const upload = this.#connection.insert(prepared, insertion, call.signal, attempt);
      interruption.sent();
      const over = (): void => chunks.interrupt(OVER);
      void upload.over.then(over, over);
      try {
        if (!complete) await follow(begun, chunks, upload);
      } catch (error) {
        if (error !== OVER) {
          await upload.cut(error);
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
      return insertResult(await upload.head(), prepared.queryId);
    } catch (error) {
      if (error instanceof DatabaseError) this.#tables.forget(name, call);
      throw error;
    }
  }

  /** Encodes data. A table may have changed since it was asked: what its old columns refuse is tried with the new. */
  async #begin(input: Input, call: InsertCall): Promise<Begun> {
    const { source } = input;
    if (call.columnTypes !== undefined) return await this.#encodeAs(input, call, undefined);
    if (source.names === undefined && !Array.isArray(call.columnNames)) return await this.#beginByPlace(input, call);
    return await this.#beginByName(input, call);
  }

  /** Values that go by place would go to wrong columns without anybody noticing, had the table changed. */
  async #beginByPlace(input: Input, call: InsertCall): Promise<Begun> {
    const { name } = input;
    const columnNames = call.memory?.columnsByPlace(name, call.columnNames);
    if (columnNames !== undefined) return await this.#beginByName(input, { ...call, columnNames });
    return await this.#encodeAs(input, call, { ...(await this.#tables.ask(name, call)), cached: false });
  }

  async #beginByName(input: Input, call: InsertCall): Promise<Begun> {
    const { name } = input;
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

  async #encodeAs({ table, name, source: data }: Input, call: InsertCall, known: Known | undefined): Promise<Begun> {
    const { signal, streamed, writeFormats } = call;
    const coding = codingOf(call.encoding, 'insert');
    const chosen = choose(name, data, call, known);
    checkWidth(table, chosen);
    const { columns, source } = chosen;
    const own = writeFormats === undefined ? [] : [new FormatRules(writeFormats, "insert: option 'writeFormats'")];
    const formats = source.plain ? [] : [...own, this.#connection.options.writeFormats, globalWriteFormats.rules];
    const compress = codecOf(call.compression, this.#connection.options.compress);
    const list = columns.map((column) => quoteIdentifier(column.name)).join(', ');
    const prepared = this.#connection.prepare(`INSERT INTO ${name} (${list}) FORMAT Native`, call, {
      where: 'insert',
      compress,
      repeats: call.sender === undefined && 'deduplicated',
      host: call.sender?.host,
      // A block in the server's asynchronous queue waits for its flush and gains nothing there.
      defaults: { async_insert: '0' },
    });
    // At once: for the settings that the request was given above.
    const timezone = await this.#tables.timezone(columns, call, known);
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
    const rest = encoder.blocks(source);
    const complete = rest.next().value === source.rowCount;
    // What is streamed waits for a request, which there is none yet.
    if (!streamed) for (const _ of rest) await encoder.insertion.ready();
    return { encoder, prepared, rest, complete, adapt: (more) => choose(name, more, call, known).source };
  }
}

/** Appends what comes after the first block, no faster than it leaves; nothing more once nobody takes it. */
async function follow({ encoder, rest, adapt }: Begun, chunks: Chunks, upload: Upload): Promise<void> {
  const { insertion } = encoder;
  if (!(await insertion.ready())) return;
  for (const _ of rest) if (!(await insertion.ready())) return;
  while (!chunks.ended) {
    upload.resting(true);
    const source = await chunks.next();
    upload.resting(false);
    if (source === undefined) break;
    for (const _ of encoder.blocks(adapt(source))) if (!(await insertion.ready())) return;
  }
  insertion.end();
}

/** The settings with the token, if there is one. */
function deduplication({ deduplicationToken: token, settings }: InsertOptions): Pick<InsertOptions, 'settings'> {
  if (token === undefined) return {};
  return { settings: { ...settings, [DEDUPLICATION_TOKEN]: token === 'auto' ? randomId() : token } };
}
