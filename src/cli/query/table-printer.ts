import { setImmediate } from 'node:timers/promises';
import { parseType } from '../../datatype.ts';
import type { Output } from '../output.ts';
import { columnOf, type TableColumn } from '../table/columns.ts';
import { unescaped } from '../table/tab-separated.ts';
import { Table, type TableOptions } from '../table/table.ts';

/** Rows that are laid out together. */
const PAGE = 1000;

/** Prints the rows of an answer as a table, and totals and extremes as tables of their own. */
export class TablePrinter {
  readonly #output: Output;
  readonly #options: TableOptions;
  #columns: readonly TableColumn[] | undefined;
  #names: readonly string[] | undefined;
  #table: Table | undefined;
  #waiting: (readonly string[])[] = [];
  #rows = 0;
  /** The first is that of the rows themselves. */
  #section = 0;

  constructor(output: Output, options: TableOptions) {
    this.#output = output;
    this.#options = options;
  }

  async print(rows: readonly (readonly string[])[]): Promise<void> {
    for (const row of rows) {
      if (this.#columns === undefined) this.#head(row);
      else if (this.#parts(row, this.#columns)) await this.#begin();
      else if (this.#waiting.push(row) === PAGE) await this.#flush();
    }
  }

  /** Whether a line parts rows from totals: an empty one, which no row of several columns is, as it has tabs. */
  #parts(row: readonly string[], columns: readonly TableColumn[]): boolean {
    if (row.length < columns.length) return true;
    const [first] = columns;
    return columns.length === 1 && row[0] === '' && first?.mayBeEmpty === false;
  }

  /** Prints what is left; gives the number of rows. */
  async end(): Promise<number> {
    await this.#close();
    return this.#rows;
  }

  /** The first rows are the names and the types. */
  #head(row: readonly string[]): void {
    if (this.#names === undefined) {
      this.#names = row;
      return;
    }
    const types = row.map((type) => parseType(unescaped(type)));
    this.#columns = types.map((type, index) => columnOf(unescaped(this.#names?.[index] ?? ''), type));
    this.#table = new Table(this.#columns, this.#options);
  }

  async #begin(): Promise<void> {
    await this.#close();
    this.#section++;
    this.#table = new Table(this.#columns ?? [], this.#options);
  }

  async #close(): Promise<void> {
    if (this.#table === undefined) return;
    if (this.#waiting.length > 0 || this.#rows === 0) await this.#flush();
    await this.#output.write(this.#table.end());
  }

  async #flush(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    if (this.#section === 0) this.#rows += rows.length;
    // Extremes are two rows, the least and the greatest.
    const title = this.#section === 0 ? '' : rows.length === 1 ? 'Totals:\n' : 'Extremes:\n';
    await this.#output.write(title + (this.#table?.page(rows) ?? ''));
    // Signals have their turn.
    await setImmediate();
  }
}
