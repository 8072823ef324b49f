import type { ToArrowOptions, Row } from '../index.js';
import type { Table as ArrowTable } from './arrow/library.ts';
import { toArrow } from './arrow/to-arrow.ts';
import type { VectorColumn } from './column.ts';
import type { DataType } from './datatype.ts';
import type { Table } from './table.ts';

/** A table as users see it, whether it is a whole result or a block of one. */
export abstract class TableView<T = Row> {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** The names that the server knows the columns by, of what was read here. */
  static sentNames(result: object): readonly string[] | undefined {
    return #table in result ? result.#table.schema.sent : undefined;
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

  column(nameOrIndex: string | number): VectorColumn {
    return this.#table.column(nameOrIndex);
  }

  rows<R = T>(): R[] {
    return this.#table.make(this.#table.schema.objects) as R[];
  }

  tuples(): unknown[][] {
    return this.#table.make(this.#table.schema.tuples);
  }

  toArrow(options: ToArrowOptions = {}): ArrowTable {
    return toArrow(this.#table, options);
  }
}
