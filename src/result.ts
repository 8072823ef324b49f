import type { QueryResult as Contract, QuerySummary, Row } from '../index.js';
import type { VectorColumn } from './column.ts';
import type { DataType } from './datatype.ts';
import type { Table } from './table.ts';

/** A buffered result. */
export class QueryResult<T = Row> implements Contract<T> {
  readonly queryId: string;
  readonly summary: QuerySummary;
  readonly #table: Table;

  constructor(table: Table, queryId: string, summary: QuerySummary) {
    this.#table = table;
    this.queryId = queryId;
    this.summary = summary;
  }

  get columnNames(): readonly string[] {
    return this.#table.schema.names;
  }

  get columnTypes(): readonly DataType[] {
    return this.#table.schema.types;
  }

  get rowCount(): number {
    return this.#table.rowCount;
  }

  rows(): T[] {
    return this.#table.make(this.#table.schema.objects) as T[];
  }

  tuples(): unknown[][] {
    return this.#table.make(this.#table.schema.tuples);
  }

  columns(): unknown[][] {
    return this.#table.columns().map((column) => column.toArray());
  }

  column(nameOrIndex: string | number): VectorColumn {
    return this.#table.column(nameOrIndex);
  }

  first(): T | undefined {
    return this.#table.first(this.#table.schema.objects) as T | undefined;
  }

  firstTuple(): unknown[] | undefined {
    return this.#table.first(this.#table.schema.tuples);
  }

  value<V = unknown>(): V | undefined {
    return this.firstTuple()?.[0] as V | undefined;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const rows of this.#table.runs(this.#table.schema.objects)) yield* rows as T[];
  }
}
