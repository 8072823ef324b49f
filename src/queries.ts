import type {
  ColumnArrays,
  ColumnStreamOptions,
  QueryOptions,
  ResultOptions,
  Row,
  RowStreamOptions,
  StreamOptions,
} from '../index.js';
import { attempt } from './attempt.ts';
import type { Block } from './block.ts';
import type { Connection } from './connection.ts';
import { type Arguments, inContext } from './contexts/asked.ts';
import { ColumnBlockCutter, ColumnsCutter, type Cutter, RowBlockCutter, RowCutter, type Shape } from './cutter.ts';
import { columnStreamChecks, queryChecks, resultChecks, rowStreamChecks, streamChecks } from './request-options.ts';
import { QueryResult } from './result.ts';
import type { Statement, Statements } from './statements.ts';
import { QueryStream } from './stream.ts';
import { parseSummary } from './summary.ts';

const checks = {
  query: inContext<QueryOptions>(queryChecks),
  result: inContext<ResultOptions>(resultChecks),
  rows: inContext<RowStreamOptions>(rowStreamChecks),
  rowBlocks: inContext<StreamOptions>(streamChecks),
  columns: inContext<ColumnStreamOptions>(columnStreamChecks),
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

  rowsStream<T>(...call: Arguments<RowStreamOptions>): QueryStream<T> {
    const make = () => this.#statements.query('queryRowsStream', call, checks.rows);
    return this.open(make, (options) => new RowCutter(shapeOf<T>(options)));
  }

  rowBlockStream<T>(...call: Arguments<StreamOptions>): QueryStream<T[]> {
    const make = () => this.#statements.query('queryRowBlockStream', call, checks.rowBlocks);
    return this.open(make, (options) => new RowBlockCutter(shapeOf<T>(options), options.blockSize));
  }

  columnBlockStream(...call: Arguments<ColumnStreamOptions>): QueryStream<Block> {
    const make = () => this.#statements.query('queryColumnBlockStream', call, checks.columns);
    return this.open(make, ({ blockSize }) => new ColumnBlockCutter(blockSize));
  }

  columnsStream<T extends ColumnArrays>(...call: Arguments<ColumnStreamOptions>): QueryStream<T> {
    const make = () => this.#statements.query('queryColumnsStream', call, checks.columns);
    return this.open(make, ({ blockSize }) => new ColumnsCutter<T>(blockSize));
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
        summary: (execution) => parseSummary(execution.head.summary, execution.rows),
      },
      cutter(options),
    );
  }
}

function shapeOf<T>({ rowShape }: RowStreamOptions): Shape<T> {
  return (schema) => (rowShape === 'tuple' ? schema.tuples : schema.objects) as ReturnType<Shape<T>>;
}
