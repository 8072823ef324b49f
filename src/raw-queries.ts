import type { QueryToFileOptions, QueryToFileResult, RawQueryOptions, Sql } from '../index.js';
import { attempt } from './attempt.ts';
import { bufferOf, ByteStream } from './byte-stream.ts';
import type { Connection } from './connection.ts';
import { type Arguments, asked, inContext } from './contexts/asked.ts';
import type { Opener } from './files/query-to-file.ts';
import { queryToFileChecks } from './request-options.ts';
import type { Statements } from './statements.ts';
import { parseSummary } from './summary.ts';

const fileChecks = inContext<QueryToFileOptions>(queryToFileChecks);

/** The queries of one client whose results are given as bytes. */
export class RawQueries {
  readonly #connection: Connection;
  readonly #statements: Statements;

  constructor(connection: Connection, statements: Statements) {
    this.#connection = connection;
    this.#statements = statements;
  }

  async buffer(...call: Arguments<RawQueryOptions>): Promise<Buffer> {
    const { prepared, options } = this.#statements.raw('rawQuery', call);
    return bufferOf(await this.#connection.readBytes(prepared, options.signal));
  }

  /** Faults of the arguments reject the iteration, as all others do. */
  stream(...call: Arguments<RawQueryOptions>): ByteStream {
    return this.#open('rawStream', call);
  }

  /** Writes a result into a file. */
  async file(sql: string | Sql, path: string | URL, options: QueryToFileOptions): Promise<QueryToFileResult> {
    // A context may name the format as well.
    const { format: said } = asked('queryToFile', [sql, options], fileChecks).options;
    const { compression, overwrite, onFileProgress, ...raw } = options;
    const open: Opener = (format, more) => this.#open('queryToFile', [sql, { ...raw, format }], more);
    const { queryToFile } = await import('./files/query-to-file.ts');
    return await queryToFile(open, path, { ...options, format: said });
  }

  #open(where: string, call: Arguments<RawQueryOptions>, more?: Record<string, string>): ByteStream {
    const connection = this.#connection;
    const statement = attempt(() => this.#statements.raw(where, call, more));
    const { prepared, options = {} } = statement.value ?? {};
    const { signal } = options;
    return new ByteStream({
      queryId: prepared?.queryId,
      signal,
      start: async (cancellation) => connection.startBytes(statement.get().prepared, signal, cancellation),
      summary: ({ head }) => parseSummary(head.summary),
    });
  }
}
