import type { ArrowIpcOptions, ArrowOptions, ArrowStreamOptions, PolarsDataFrame, Sql } from '../../index.js';
import { columnArena, partOf } from '../block.ts';
import { bufferOf } from '../byte-stream.ts';
import type { Connection } from '../connection.ts';
import { type Arguments, inContext } from '../contexts/asked.ts';
import { NotSupportedError } from '../errors.ts';
import type { Queries } from '../queries.ts';
import type { Statement, Statements } from '../statements.ts';
import type { QueryStream } from '../stream.ts';
import { validate } from '../validate.ts';
import { ArrowCutter } from './cutter.ts';
import { FrameCutter, frameOf } from './frames.ts';
import { arrowLibrary, polarsLibrary, type RecordBatch, type Table } from './library.ts';
import { arrowChecks, arrowIpcChecks, arrowStreamChecks } from './options.ts';
import { ArrowReader } from './reader.ts';

/** What every stream of IPC begins with. */
const MESSAGE = Buffer.from([0xff, 0xff, 0xff, 0xff]);

const checks = {
  table: inContext<ArrowOptions>(arrowChecks),
  stream: inContext<ArrowStreamOptions>(arrowStreamChecks),
};

/** The queries of one client whose results are Arrow's. */
export class ArrowQueries {
  readonly #connection: Connection;
  readonly #statements: Statements;
  readonly #queries: Queries;

  constructor(connection: Connection, statements: Statements, queries: Queries) {
    this.#connection = connection;
    this.#statements = statements;
    this.#queries = queries;
  }

  table(...call: Arguments<ArrowOptions>): Promise<Table> {
    return this.#read('queryArrow', call, false);
  }

  stream(...call: Arguments<ArrowStreamOptions>): QueryStream<RecordBatch> {
    const where = 'queryArrowStream';
    const statement = (): Statement<ArrowStreamOptions> => {
      arrowLibrary(where);
      return this.#statements.query(where, call, checks.stream);
    };
    return this.#queries.open(statement, (options) => cutterOf(where, options, false));
  }

  async frame<F extends PolarsDataFrame>(...call: Arguments<ArrowOptions>): Promise<F> {
    const polars = polarsLibrary('queryDf');
    return frameOf(polars, arrowLibrary('queryDf'), await this.#read('queryDf', call, true));
  }

  frameStream<F extends PolarsDataFrame>(...call: Arguments<ArrowStreamOptions>): QueryStream<F> {
    const where = 'queryDfStream';
    const statement = (): Statement<ArrowStreamOptions> => {
      polarsLibrary(where);
      arrowLibrary(where);
      return this.#statements.query(where, call, checks.stream);
    };
    return this.#queries.open(statement, (options) => new FrameCutter<F>(where, cutterOf(where, options, true)));
  }

  async #read(where: string, call: Arguments<ArrowOptions>, forFrames: boolean): Promise<Table> {
    const { prepared, options } = this.#statements.query(where, call, checks.table);
    // What is missing here is told before the server works.
    arrowLibrary(where);
    const { schema, gathered } = await this.#connection.gather(prepared, options.signal, true);
    const { useStrings = true } = options;
    const reader = new ArrowReader(schema, { useStrings, forFrames }, where);
    const joined = gathered.columns.filter((memory) => memory !== null);
    if (joined.length > 0) return reader.joined(gathered.rows, joined.map(columnArena));
    return reader.table(gathered.blocks.map((block) => partOf(block, schema)));
  }

  /** The server's own Arrow, which needs no library here. */
  async ipc(sql: string | Sql, given: ArrowIpcOptions): Promise<Buffer> {
    validate(given, arrowIpcChecks, 'queryArrowIpc');
    const { useStrings = true, ...options } = given;
    const { prepared } = this.#statements.raw('queryArrowIpc', [sql, { ...options, format: 'ArrowStream' }], {
      // Of compressed batches not all libraries know every kind.
      output_format_arrow_compression_method: 'none',
      output_format_arrow_string_as_string: useStrings ? '1' : '0',
    });
    const bytes = bufferOf(await this.#connection.readBytes(prepared, options.signal));
    if (bytes.length > 0 && !bytes.subarray(0, MESSAGE.length).equals(MESSAGE)) {
      const message = 'queryArrowIpc: the statement names a format of its own: use rawQuery';
      throw new NotSupportedError(message, { code: 'ERR_UNEXPECTED_FORMAT' });
    }
    return bytes;
  }
}

function cutterOf(where: string, options: ArrowStreamOptions, forFrames: boolean): ArrowCutter {
  const { useStrings = true, blockSize } = options;
  return new ArrowCutter(where, { useStrings, forFrames }, blockSize);
}
