import type { RawQueryOptions } from '../index.js';
import { attempt } from './attempt.ts';
import { bufferOf, ByteStream } from './byte-stream.ts';
import type { Connection } from './connection.ts';
import type { Statements } from './statements.ts';
import { parseSummary } from './summary.ts';

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
    const connection = this.#connection;
    const prepared = attempt(() => this.#statements.raw('rawStream', sql, options));
    const { signal, parameters } = prepared.value === undefined ? {} : options;
    return new ByteStream({
      queryId: prepared.value?.queryId,
      signal,
      start: async (cancellation) => connection.startBytes(prepared.get(), signal, parameters, cancellation),
      summary: ({ head }) => parseSummary(head.summary),
    });
  }
}
