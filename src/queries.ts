import type { ColumnArrays, QueryOptions, ResultOptions, Row, StreamOptions } from '../index.js';
import { attempt } from './attempt.ts';
import type { Block } from './block.ts';
import type { Connection } from './connection.ts';
import { type Arguments, inContext } from './contexts/asked.ts';
import { ColumnBlockCutter, ColumnsCutter, type Cutter, RowBlockCutter, RowCutter, type Shape } from './cutter.ts';
import { queryChecks, resultChecks, streamChecks } from './request-options.ts';
import { QueryResult } from './result.ts';
import type { Statement, Statements } from './statements.ts';
import { QueryStream } from './stream.ts';
import { parseSummary } from './summary.ts';

const checks = {
  query: inContext<QueryOptions>(queryChecks),
  result: inContext<ResultOptions>(resultChecks),
  stream: inContext<StreamOptions>(streamChecks),
};

/** The queries of one client whose results are decoded. */
export class Queries {
  readonly #connection: Connection;
  readonly #statements: Statements;

  constructor(connection: Connection, statements: Statements) {
    this.#connection = connection;
    this.#statements = statements;
  }

  async result<T = Row>(...call: Arguments<ResultOptions>): Promise<QueryResult<T>> {
    const { prepared, options } = this.#statements.query('query', call, checks.result);
    const { signal, columnOriented } = options;
    const answer = await this.#connection.read(prepared, signal);
    return new QueryResult<T>(answer, columnOriented ?? false);
  }

  async columns<T extends ColumnArrays>(...call: Arguments<QueryOptions>): Promise<T> {
    const { prepared, options } = this.#statements.query('queryColumns', call, checks.query);
    const columns = await this.#connection.readColumns(prepared, options.signal);
    return Object.fromEntries(columns.map((column) => [column.name, column.toPlain()])) as T;
  }

  rowsStream<T>(...call: Arguments<StreamOptions>): QueryStream<T> {
    return this.#stream('queryRowsStream', call, (options) => new RowCutter(shapeOf<T>(options)));
  }

  rowBlockStream<T>(...call: Arguments<StreamOptions>): QueryStream<T[]> {
    const cutter = (options: StreamOptions) => new RowBlockCutter(shapeOf<T>(options), options.blockSize);
    return this.#stream('queryRowBlockStream', call, cutter);
  }

  columnBlockStream(...call: Arguments<StreamOptions>): QueryStream<Block> {
    return this.#stream('queryColumnBlockStream', call, ({ blockSize }) => new ColumnBlockCutter(blockSize));
  }

  columnsStream<T extends ColumnArrays>(...call: Arguments<StreamOptions>): QueryStream<T> {
    return this.#stream('queryColumnsStream', call, ({ blockSize }) => new ColumnsCutter<T>(blockSize));
  }

  #stream<T>(
    where: string,
    call: Arguments<StreamOptions>,
    cutter: (options: StreamOptions) => Cutter<T>,
  ): QueryStream<T> {
    return this.open(() => this.#statements.query(where, call, checks.stream), cutter);
  }

  /** The items that a cutter makes of an answer. Faults of the arguments reject the iteration, as all others do. */
  open<O extends QueryOptions, T>(make: () => Statement<O>, cutter: (options: O) => Cutter<T>): QueryStream<T> {
    const connection = this.#connection;
    const statement = attempt(make);
    const { prepared, options = {} as O } = statement.value ?? {};
    const { signal } = options;
    return new QueryStream(
      {
        queryId: prepared?.queryId,
        signal,
        start: async (cancellation) => connection.start(statement.get().prepared, signal, cancellation),
        emptySchema: (execution) => connection.emptySchema(execution, statement.get().prepared, signal),
        summary: (execution) => parseSummary(execution.head.summary),
      },
      cutter(options),
    );
  }
}

function shapeOf<T>({ rowShape }: StreamOptions): Shape<T> {
  return (schema) => (rowShape === 'tuple' ? schema.tuples : schema.objects) as ReturnType<Shape<T>>;
}
