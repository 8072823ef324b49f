import type { ColumnArrays, QueryOptions, Row, StreamOptions } from '../index.js';
import { attempt } from './attempt.ts';
import type { Block } from './block.ts';
import type { Connection } from './connection.ts';
import { ColumnBlockCutter, ColumnsCutter, type Cutter, RowBlockCutter, RowCutter, type Shape } from './cutter.ts';
import { queryChecks, streamChecks } from './request-options.ts';
import { QueryResult } from './result.ts';
import type { Statements } from './statements.ts';
import { QueryStream } from './stream.ts';
import { parseSummary } from './summary.ts';

/** The queries of one client whose results are decoded. */
export class Queries {
  readonly #connection: Connection;
  readonly #statements: Statements;

  constructor(connection: Connection, statements: Statements) {
    this.#connection = connection;
    this.#statements = statements;
  }

  async result<T = Row>(sql: string, options: QueryOptions): Promise<QueryResult<T>> {
    const prepared = this.#statements.query('query', sql, options, queryChecks);
    const { table, queryId, summary } = await this.#connection.read(prepared, options.signal, options.parameters);
    return new QueryResult<T>(table, queryId, summary);
  }

  async columns<T extends ColumnArrays>(sql: string, options: QueryOptions): Promise<T> {
    const prepared = this.#statements.query('queryColumns', sql, options, queryChecks);
    const columns = await this.#connection.readColumns(prepared, options.signal, options.parameters);
    return Object.fromEntries(columns.map((column) => [column.name, column.toPlain()])) as T;
  }

  rowsStream<T>(sql: string, options: StreamOptions): QueryStream<T> {
    return this.#stream('queryRowsStream', sql, options, (checked) => new RowCutter(shapeOf<T>(checked)));
  }

  rowBlockStream<T>(sql: string, options: StreamOptions): QueryStream<T[]> {
    const cutter = (checked: StreamOptions) => new RowBlockCutter(shapeOf<T>(checked), checked.blockSize);
    return this.#stream('queryRowBlockStream', sql, options, cutter);
  }

  columnBlockStream(sql: string, options: StreamOptions): QueryStream<Block> {
    return this.#stream('queryColumnBlockStream', sql, options, ({ blockSize }) => new ColumnBlockCutter(blockSize));
  }

  columnsStream<T extends ColumnArrays>(sql: string, options: StreamOptions): QueryStream<T> {
    return this.#stream('queryColumnsStream', sql, options, ({ blockSize }) => new ColumnsCutter<T>(blockSize));
  }

  /** Faults of the arguments reject the iteration, as all others do. */
  #stream<T>(
    where: string,
    sql: string,
    options: StreamOptions,
    cutter: (checked: StreamOptions) => Cutter<T>,
  ): QueryStream<T> {
    const connection = this.#connection;
    const prepared = attempt(() => this.#statements.query(where, sql, options, streamChecks));
    const checked = prepared.value === undefined ? {} : options;
    const { signal, parameters } = checked;
    return new QueryStream(
      {
        queryId: prepared.value?.queryId,
        signal,
        start: async (cancellation) => connection.start(prepared.get(), signal, parameters, cancellation),
        emptySchema: (execution) => connection.emptySchema(execution, prepared.get(), signal),
        summary: (execution) => parseSummary(execution.head.summary),
      },
      cutter(checked),
    );
  }
}

function shapeOf<T>({ rowShape }: StreamOptions): Shape<T> {
  return (schema) => (rowShape === 'tuple' ? schema.tuples : schema.objects) as ReturnType<Shape<T>>;
}
