import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { Client, QuerySummary } from '../../index.js';
import type { KyselyRequestOptions } from '../../kysely.js';
import { firstWord } from '../sql/placeholders.ts';
import { onlyReads } from '../sql/reading.ts';
import { type NativeInsert, nativeInserts } from './native-insert.ts';
import { optionsOf, writing } from './request-options.ts';
import { starNames } from './star-names.ts';

interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

/** Runs statements, one as well as several at a time. */
export class Connection implements DatabaseConnection {
  readonly #client: Client;
  #cancellation = new AbortController();

  constructor(client: Client) {
    this.#client = client;
  }

  /** A signal of Kysely 0.29 leaves a statement to itself, unless it is said that it is to be cancelled. */
  async executeQuery<R>(compiled: CompiledQuery, abortable: Abortable = {}): Promise<QueryResult<R>> {
    const options = optionsOf(compiled.queryId, abortable.signal && this.#cancellation.signal);
    const inserts = nativeInserts(compiled.query);
    if (inserts !== undefined) return await this.#insert(inserts, options);
    return writes(compiled) ? await this.#write(compiled, options) : await this.#read(compiled, options);
  }

  /** Ends the statements that have a signal: `inflightQueryAbortStrategy: 'cancel query'`. */
  async cancelQuery(): Promise<void> {
    this.#cancellation.abort();
    this.#cancellation = new AbortController();
  }

  async *streamQuery<R>(
    compiled: CompiledQuery,
    chunkSize: number,
    abortable: Abortable = {},
  ): AsyncIterableIterator<QueryResult<R>> {
    if (writes(compiled)) {
      yield await this.executeQuery<R>(compiled, abortable);
      return;
    }
    const options = optionsOf(compiled.queryId, abortable.signal);
    const parameters = parametersOf(compiled);
    const stream = this.#client.queryRowBlockStream<R>(compiled.sql, { ...options, parameters, blockSize: chunkSize });
    const named = starNames<R>(compiled.query);
    for await (const rows of stream) yield { rows: named(rows) };
  }

  async #read<R>(compiled: CompiledQuery, options: KyselyRequestOptions): Promise<QueryResult<R>> {
    const result = await this.#client.query<R>(compiled.sql, { ...options, parameters: parametersOf(compiled) });
    return { rows: starNames<R>(compiled.query)(result.rows()) };
  }

  async #write<R>(compiled: CompiledQuery, options: KyselyRequestOptions): Promise<QueryResult<R>> {
    const parameters = parametersOf(compiled);
    const told = await this.#client
      .command<Partial<QuerySummary> | undefined>(compiled.sql, { ...writing(options), parameters })
      .catch(hostsTold);
    // Of an UPDATE or DELETE the server counts what it has read and written, not what was meant.
    const counts = /^(?:InsertQuery|Raw)Node$/.test(compiled.query.kind);
    return { ...(counts ? { numAffectedRows: BigInt(told?.writtenRows ?? 0) } : {}), rows: [] };
  }

  async #insert<R>(inserts: readonly NativeInsert[], options: KyselyRequestOptions): Promise<QueryResult<R>> {
    for (const { table, columnNames, rows } of inserts) {
      await this.#client.insert(table, rows, { ...writing(options), columnNames });
    }
    return { numAffectedRows: BigInt(inserts.reduce((sum, { rows }) => sum + rows.length, 0)), rows: [] };
  }
}

/** Statements for a cluster answer with a row for each host when they have run. */
function hostsTold(error: { readonly code?: unknown }): undefined {
  if (error.code !== 'ERR_SEVERAL_ROWS') throw error;
}

/** Whether a statement has no rows for an answer. Of `sql` statements that is what writes or may read much that is not shown. */
function writes({ query, sql }: CompiledQuery): boolean {
  if (query.kind === 'SelectQueryNode') return false;
  if (query.kind !== 'RawNode') return !/^\s*explain\b/i.test(sql);
  return /^(?:INSERT|WITH|CREATE|REPLACE|ATTACH)$/.test(firstWord(sql) ?? '') && !onlyReads(sql);
}

function parametersOf({ parameters }: CompiledQuery): Record<string, unknown> {
  return Object.fromEntries(parameters.map((value, index) => [`p${index}`, value]));
}
