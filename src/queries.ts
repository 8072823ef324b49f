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
import type { MaySchema } from './schema/standard.ts';
import { ValidatedResult } from './schema/validated-result.ts';
import { ValidatedStream } from './schema/validated-stream.ts';
import { validatorOf } from './schema/validator.ts';
import { columnStreamChecks, queryChecks, resultChecks, rowStreamChecks, streamChecks } from './request-options.ts';
import { QueryResult } from './result.ts';
import type { Statement, Statements } from './statements.ts';
import { type BlockOpening, QueryStream } from './stream.ts';
import { parseSummary } from './summary.ts';
import { invalid } from './validate.ts';

const checks = {
  query: inContext<QueryOptions>(queryChecks),
  result: inContext<ResultOptions & MaySchema>(resultChecks),
  rows: inContext<RowStreamOptions & MaySchema>(rowStreamChecks),
  rowBlocks: inContext<StreamOptions & MaySchema>(streamChecks),
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

  async result<T = Row>(...call: Arguments<ResultOptions & MaySchema>): Promise<QueryResult<T>> {
    const { prepared, options } = this.#statements.query('query', call, checks.result);
    const { signal, columnOriented = false } = options;
    if (columnOriented && options.schema !== undefined) {
      throw invalid("query: option 'schema' is for rows, and 'columnOriented' asks for columns");
    }
    const answer = await this.#connection.read(prepared, signal);
    const validator = validatorOf<T>('query', options);
    if (validator === undefined) return new QueryResult<T>(answer, columnOriented);
    return await ValidatedResult.of(answer, columnOriented, validator);
  }

  async columns<T extends ColumnArrays>(...call: Arguments<QueryOptions>): Promise<T> {
    const { prepared, options } = this.#statements.query('queryColumns', call, checks.query);
    const columns = await this.#connection.readColumns(prepared, options.signal);
    return Object.fromEntries(columns.map((column) => [column.name, column.toPlain()])) as T;
  }

  rowsStream<T>(...call: Arguments<RowStreamOptions & MaySchema>): QueryStream<T> {
    const where = 'queryRowsStream';
    const make = () => this.#statements.query(where, call, checks.rows);
    const judge = (options: RowStreamOptions & MaySchema) => {
      const validator = validatorOf<T>(where, options);
      return validator && ((row: T) => validator.one(row));
    };
    return this.open(make, (options) => new RowCutter(shapeOf<T>(options)), judge);
  }

  rowBlockStream<T>(...call: Arguments<StreamOptions & MaySchema>): QueryStream<T[]> {
    const where = 'queryRowBlockStream';
    const make = () => this.#statements.query(where, call, checks.rowBlocks);
    const judge = (options: StreamOptions & MaySchema) => {
      const validator = validatorOf<T>(where, options);
      return validator && ((rows: readonly T[]) => validator.all(rows));
    };
    return this.open(make, (options) => new RowBlockCutter(shapeOf<T>(options), options.blockSize), judge);
  }

  columnBlockStream(...call: Arguments<ColumnStreamOptions>): QueryStream<Block> {
    const make = () => this.#statements.query('queryColumnBlockStream', call, checks.columns);
    return this.open(make, ({ blockSize }) => new ColumnBlockCutter(blockSize));
  }

  columnsStream<T extends ColumnArrays>(...call: Arguments<ColumnStreamOptions>): QueryStream<T> {
    const make = () => this.#statements.query('queryColumnsStream', call, checks.columns);
    return this.open(make, ({ blockSize }) => new ColumnsCutter<T>(blockSize));
  }

  /**
   * The items that a cutter makes of an answer, judged where something does. Faults of the arguments reject the iteration, as all
   * others do.
   */
  open<O extends QueryOptions, T>(
    make: () => Statement<O>,
    cutter: (options: O) => Cutter<T>,
    judge?: (options: O) => ((item: T) => Promise<T>) | undefined,
  ): QueryStream<T> {
    const connection = this.#connection;
    const statement = attempt(make);
    const { prepared, options = {} as O } = statement.value ?? {};
    const { signal } = options;
    const opening: BlockOpening = {
      queryId: prepared?.queryId,
      signal,
      start: async (cancellation) => connection.start(statement.get().prepared, signal, cancellation),
      emptySchema: (execution) => connection.emptySchema(execution, statement.get().prepared, signal),
      summary: (execution) => parseSummary(execution.head.summary, execution.rows),
    };
    const judged = judge?.(options);
    if (judged === undefined) return new QueryStream(opening, cutter(options));
    return new ValidatedStream(opening, cutter(options), judged);
  }
}

function shapeOf<T>({ rowShape }: RowStreamOptions): Shape<T> {
  return (schema) => (rowShape === 'tuple' ? schema.tuples : schema.objects) as ReturnType<Shape<T>>;
}
