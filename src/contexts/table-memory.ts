import type { TableDescription } from '../describe.ts';
import { type ColumnNames, chooseColumns } from '../table-schema.ts';

/** What an insert context knows of its table. */
export class TableMemory {
  /** The table as the last request for it has described it; nothing since the server refused an insert. */
  current: TableDescription | undefined;
  readonly #first: TableDescription;

  constructor(description: TableDescription) {
    this.current = description;
    this.#first = description;
  }

  /** The columns of data without names: always those that the table had at first, whatever became of it. */
  columnsByPlace(table: string, columnNames: ColumnNames): string[] {
    return chooseColumns(table, this.#first.columns, columnNames, undefined).map(({ name }) => name);
  }
}
