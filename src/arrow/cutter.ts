import type { Cutter } from '../cutter.ts';
import type { Arrived } from '../execution.ts';
import type { Schema } from '../table.ts';
import type { Data, RecordBatch } from './library.ts';
import { ArrowReader, type ArrowShape } from './reader.ts';

/** Record batches: one for each block of the server, or several of at most `blockSize` rows. */
export class ArrowCutter implements Cutter<RecordBatch> {
  readonly cuts = true;
  readonly #where: string;
  readonly #shape: ArrowShape;
  readonly #blockSize: number;
  readonly #waiting: Arrived[] = [];
  #reader: ArrowReader | undefined;
  #schema: Schema | undefined;
  #columns: Data[] | undefined;
  #at = 0;

  constructor(where: string, shape: ArrowShape, blockSize = Number.POSITIVE_INFINITY) {
    this.#where = where;
    this.#shape = shape;
    this.#blockSize = blockSize;
  }

  push(arrived: Arrived): void {
    this.#waiting.push(arrived);
  }

  take(): RecordBatch | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const { schema, part } = first;
    if (this.#reader === undefined || this.#schema !== schema) {
      this.#reader = new ArrowReader(schema, this.#shape, this.#where);
      this.#schema = schema;
    }
    this.#columns ??= this.#reader.columns(part);
    const from = this.#at;
    const to = Math.min(from + this.#blockSize, part.to);
    const batch = this.#reader.batch(this.#columns, from, to);
    this.#at = to;
    if (to === part.to) {
      this.#waiting.shift();
      this.#columns = undefined;
      this.#at = 0;
    }
    return batch;
  }
}
