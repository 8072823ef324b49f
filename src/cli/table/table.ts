import type { TableColumn } from './columns.ts';
import { harmless } from './harmless.ts';
import { type Room, widthsOf } from './layout.ts';
import { bordersOf, lineOf, ruleOf, type Style } from './style.ts';
import { NULL, unescaped } from './tab-separated.ts';
import { cut, type Sized, sized } from './text.ts';

export interface TableOptions {
  readonly style: Style;
  readonly available: number;
  readonly widest: number;
  /** Whether names and NULL have a look of their own. */
  readonly colors: boolean;
}

/** Other letters than those of any text that says NULL. */
const NULL_SIGN = sized('ᴺᵁᴸᴸ');
const EMPTY = sized('');
const BOLD = '\u001b[1m';
const DIM = '\u001b[2m';
const NORMAL = '\u001b[22m';

/**
 * A table, page by page: only the rows of one are held. It goes on below the rows of the last page where those of the next
 * are not wider, and otherwise begins again.
 */
export class Table {
  readonly #columns: readonly TableColumn[];
  readonly #names: readonly Sized[];
  readonly #options: TableOptions;
  readonly #room: Room;
  #widths: readonly number[] = [];

  constructor(columns: readonly TableColumn[], options: TableOptions) {
    this.#columns = columns;
    this.#names = columns.map(({ name }) => sized(harmless(name)));
    this.#options = options;
    const { style, available, widest } = options;
    this.#room = { available, widest, borders: bordersOf(style, columns.length) };
  }

  /** The lines of further rows, which are cells as the server writes them. */
  page(rows: readonly (readonly string[])[]): string {
    const { style } = this.#options;
    const cells = rows.map((row) => row.map((cell, index) => this.#sized(cell, index)));
    const widths = widthsOf(this.#columns, this.#names, cells, this.#room, this.#widths);
    const lines: string[] = [];
    if (widths.some((width, index) => width !== this.#widths[index])) {
      lines.push(this.end());
      this.#widths = widths;
      if (style.top !== undefined) lines.push(ruleOf(style.top, widths));
      lines.push(this.#line(this.#names, () => BOLD));
      if (style.below !== undefined) lines.push(ruleOf(style.below, widths));
    }
    for (const [index, row] of rows.entries()) {
      lines.push(this.#line(cells[index] ?? [], (at) => (row[at] === NULL ? DIM : undefined)));
    }
    return lines.join('');
  }

  /** What closes it. */
  end(): string {
    const { bottom } = this.#options.style;
    return this.#widths.length === 0 || bottom === undefined ? '' : ruleOf(bottom, this.#widths);
  }

  #sized(cell: string, index: number): Sized {
    if (cell === NULL) return NULL_SIGN;
    const { whole = false, literal = false } = this.#columns[index] ?? {};
    const text = harmless(literal ? cell : unescaped(cell));
    return whole ? sized(text) : cut(text, this.#options.widest);
  }

  #line(cells: readonly Sized[], lookOf: (index: number) => string | undefined): string {
    const texts = this.#columns.map(({ numeric }, index) => {
      const cell = cells[index] ?? EMPTY;
      const width = this.#widths[index] ?? 0;
      const { text, width: taken } = cell.width > width ? cut(cell.text, width) : cell;
      const spaces = ' '.repeat(width - taken);
      const look = this.#options.colors ? lookOf(index) : undefined;
      const shown = look === undefined ? text : look + text + NORMAL;
      return numeric ? spaces + shown : shown + spaces;
    });
    return lineOf(this.#options.style, texts);
  }
}
