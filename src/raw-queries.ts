import type { QueryToFileOptions, QueryToFileResult, RawQueryOptions } from '../index.js';
import { attempt } from './attempt.ts';
import { bufferOf, ByteStream } from './byte-stream.ts';
import type { Connection } from './connection.ts';
import { type Opener, queryToFile } from './files/query-to-file.ts';
import { queryToFileChecks } from './request-options.ts';
import type { Statements } from './statements.ts';
import { parseSummary } from './summary.ts';
import { validate } from './validate.ts';

/** The queries of one client whose results are given as bytes. */
export class RawQueries {
  readonly #connection: Connection;
  readonly #statements: Statements;

  constructor(connection: Connection, statements: Statements) {
    this.#connection = connection;
    this.#statements = statements;
  }

  async buffer(sql: string, options: RawQueryOptions): Promise<Buffer> {
    const prepared = this.#statements.raw('rawQuery', sql, options);
    return bufferOf(await this.#connection.readBytes(prepared, options.signal, options.parameters));
  }

  /** Faults of the arguments reject the iteration, as all others do. */
  stream(sql: string, options: RawQueryOptions): ByteStream {
    return this.#open('rawStream', sql, options);
  }

  /** Writes a result into a file. */
  async file(sql: string, path: string | URL, options: QueryToFileOptions): Promise<QueryToFileResult> {
    validate(options, queryToFileChecks, 'queryToFile');
    const { compression, overwrite, onFileProgress, ...raw } = options;
    const open: Opener = (format, more) => this.#open('queryToFile', sql, { ...raw, format }, more);
    return await queryToFile(open, path, options);
  }

  #open(where: string, sql: string, options: RawQueryOptions, more?: Record<string, string>): ByteStream {
    const connection = this.#connection;
    const prepared = attempt(() => this.#statements.raw(where, sql, options, more));
    const { signal, parameters } = prepared.value === undefined ? {} : options;
    return new ByteStream({
      queryId: prepared.value?.queryId,
      signal,
      start: async (cancellation) => connection.startBytes(prepared.get(), signal, parameters, cancellation),
      summary: ({ head }) => parseSummary(head.summary),
    });
  }
}
