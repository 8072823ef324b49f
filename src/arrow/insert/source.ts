import { BLOCK_ROWS } from '../../limits.ts';
import { ragged, type Source, type Target } from '../../sources/source.ts';
import type { Data, RecordBatch, Schema } from '../library.ts';
import { listOf } from './list.ts';

/** Record batches, seen as columns. */
export class ArrowSource implements Source {
  readonly rowCount: number;
  readonly blockRows = BLOCK_ROWS;
  readonly names: readonly string[];
  readonly width: number;
  readonly plain = true;
  readonly #batches: readonly RecordBatch[];
  /** The rows before each batch, and those of all. */
  readonly #starts: number[] = [0];

  constructor({ fields }: Schema, batches: readonly RecordBatch[]) {
    this.names = fields.map(({ name }) => name);
    this.width = fields.length;
    this.#batches = batches.filter(({ numRows }) => numRows > 0);
    let rows = 0;
    for (const { numRows } of this.#batches) {
      rows += numRows;
      this.#starts.push(rows);
    }
    this.rowCount = rows;
  }

  /** No block has rows of two batches, whose memory lies apart. */
  blockEnd(from: number): number {
    return this.#starts[this.#batchOf(from) + 1] as number;
  }

  column({ name, type }: Target, place: number, from: number, to: number): ArrayLike<unknown> {
    const index = this.names.indexOf(name);
    const at = this.#batchOf(from);
    const start = this.#starts[at] as number;
    const data: Data | undefined = this.#batches[at]?.data.children[index < 0 ? place : index];
    if (index < 0 || data === undefined) throw ragged(`the data has no column '${name}'`);
    const rows = (this.#starts[at + 1] as number) - start;
    if (data.length !== rows) throw ragged(`column '${name}' has ${data.length} values, its batch has ${rows} rows`);
    return listOf(from === start && to === this.#starts[at + 1] ? data : data.slice(from - start, to - from), type);
  }

  /** The batch of a row. */
  #batchOf(row: number): number {
    let low = 0;
    let high = this.#batches.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] as number) <= row) low = middle;
      else high = middle;
    }
    return low;
  }
}
