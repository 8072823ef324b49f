import type { QueryResult as Contract, QuerySummary, Row } from '../index.js';
import type { Answer } from './connection.ts';
import type { Table } from './table.ts';
import { TableView } from './view.ts';

/** A buffered result. */
export class QueryResult<T = Row> extends TableView<T> implements Contract<T> {
  readonly queryId: string;
  readonly summary: QuerySummary;
  readonly #table: Table;
  readonly #columnOriented: boolean;

  constructor({ table, queryId, summary }: Answer, columnOriented: boolean) {
    super(table);
    this.#table = table;
    this.#columnOriented = columnOriented;
    this.queryId = queryId;
    this.summary = summary;
  }

  columns(): unknown[][] {
    return this.#table.columns().map((column) => column.toArray());
  }

  get resultSet(): unknown[][] {
    return this.#columnOriented ? this.columns() : this.tuples();
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
