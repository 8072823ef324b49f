import type { ColumnArrays } from '../index.js';
import { Block } from './block.ts';
import type { RowFactory } from './columns/compiled.ts';
import type { Arrived } from './execution.ts';
import { type Part, runRows, type Schema } from './table.ts';

/** Cuts what arrives of a response, blocks in general, into the items of a stream. */
export interface Cutter<T, A = Arrived> {
  push(arrived: A): void;
  /** Whether the next item, or a run that it is of, has still to be made. */
  readonly cuts: boolean;
  /** The next item; `undefined` when more is needed. `last` says that none will come. */
  take(last: boolean): T | undefined;
}

/** Chooses how rows look, given their columns. */
export type Shape<T> = (schema: Schema) => RowFactory<T>;

/** Parts that wait, of which runs of rows are taken. */
class Waiting {
  readonly #parts: { schema: Schema; part: Part; at: number }[] = [];
  rows = 0;

  push({ schema, part }: Arrived): void {
    this.#parts.push({ schema, part, at: part.from });
    this.rows += part.to - part.from;
  }

  /** At most `limit` rows of the first part. */
  take(limit: number): { schema: Schema; part: Part; last: boolean } | undefined {
    const [first] = this.#parts;
    if (first === undefined) return undefined;
    const from = first.at;
    const to = Math.min(from + limit, first.part.to);
    first.at = to;
    const last = to === first.part.to;
    if (last) this.#parts.shift();
    this.rows -= to - from;
    return { schema: first.schema, part: { ...first.part, from, to }, last };
  }

  get schema(): Schema | undefined {
    return this.#parts[0]?.schema;
  }
}

/** Single rows. */
export class RowCutter<T> implements Cutter<T> {
  readonly #waiting = new Waiting();
  readonly #shape: Shape<T>;
  #run: T[] = [];
  #at = 0;

  constructor(shape: Shape<T>) {
    this.#shape = shape;
  }

  push(arrived: Arrived): void {
    this.#waiting.push(arrived);
  }

  get cuts(): boolean {
    return this.#at >= this.#run.length;
  }

  take(): T | undefined {
    if (this.cuts) {
      const { schema } = this.#waiting;
      if (schema === undefined) return undefined;
      this.#run = nextRows(this.#waiting, this.#shape(schema), runRows(schema.names.length));
      this.#at = 0;
    }
    return this.#run[this.#at++];
  }
}

function nextRows<T>(waiting: Waiting, factory: RowFactory<T>, limit: number): T[] {
  const next = waiting.take(limit);
  if (next === undefined) return [];
  const { vectors, from, to, release } = next.part;
  const rows = factory.rows(vectors, from, to);
  // Rows hold no views: unlike a column, a block that has become rows is of no use to anybody.
  if (next.last) release?.();
  return rows;
}

/** Arrays of rows: of exactly `blockSize`, or without one as many as come, in runs of the best length. */
export class RowBlockCutter<T> implements Cutter<T[]> {
  readonly cuts = true;
  readonly #waiting = new Waiting();
  readonly #shape: Shape<T>;
  readonly #blockSize: number | undefined;

  constructor(shape: Shape<T>, blockSize: number | undefined) {
    this.#shape = shape;
    this.#blockSize = blockSize;
  }

  push(arrived: Arrived): void {
    this.#waiting.push(arrived);
  }

  take(last: boolean): T[] | undefined {
    const { schema, rows } = this.#waiting;
    if (schema === undefined) return undefined;
    const factory = this.#shape(schema);
    const run = runRows(schema.names.length);
    if (this.#blockSize === undefined) return nextRows(this.#waiting, factory, run);
    if (rows < this.#blockSize && !last) return undefined;
    const size = Math.min(this.#blockSize, rows);
    if (size <= run) {
      const all = nextRows(this.#waiting, factory, size);
      while (all.length < size) all.push(...nextRows(this.#waiting, factory, size - all.length));
      return all;
    }
    const all = new Array<T>(size);
    let at = 0;
    while (at < size) for (const row of nextRows(this.#waiting, factory, Math.min(run, size - at))) all[at++] = row;
    return all;
  }
}

/** Blocks of columns: of exactly `blockSize` rows, or as the server cut them. */
export class ColumnBlockCutter implements Cutter<Block> {
  readonly cuts = true;
  readonly #waiting = new Waiting();
  readonly #blockSize: number | undefined;

  constructor(blockSize: number | undefined) {
    this.#blockSize = blockSize;
  }

  push(arrived: Arrived): void {
    this.#waiting.push(arrived);
  }

  take(last: boolean): Block | undefined {
    const { schema, rows } = this.#waiting;
    if (schema === undefined) return undefined;
    if (this.#blockSize === undefined) {
      const next = this.#waiting.take(Number.POSITIVE_INFINITY);
      return next === undefined ? undefined : new Block(next.schema, [next.part]);
    }
    if (rows < this.#blockSize && !last) return undefined;
    const parts: Part[] = [];
    for (let left = Math.min(this.#blockSize, rows); left > 0; ) {
      const next = this.#waiting.take(left);
      if (next === undefined) break;
      parts.push(next.part);
      left -= next.part.to - next.part.from;
    }
    return new Block(schema, parts);
  }
}

/** Blocks of columns, each as arrays by name. */
export class ColumnsCutter<T extends ColumnArrays> implements Cutter<T> {
  readonly cuts = true;
  readonly #blocks: ColumnBlockCutter;

  constructor(blockSize: number | undefined) {
    this.#blocks = new ColumnBlockCutter(blockSize);
  }

  push(arrived: Arrived): void {
    this.#blocks.push(arrived);
  }

  take(last: boolean): T | undefined {
    const columns = this.#blocks.take(last)?.columns();
    return columns && (Object.fromEntries(columns.map((column) => [column.name, column.toPlain()])) as T);
  }
}
