import type { Arena } from '../columns/arena.ts';
import type { ColumnReading } from '../columns/codec.ts';
import { UnsupportedTypeError } from '../columns/unsupported-type-error.ts';
import { ValueError } from '../columns/value-error.ts';
import { DataError, NotSupportedError } from '../errors.ts';
import type { Part, Schema } from '../table.ts';
import { textsOf } from '../texts.ts';
import { dataOf, fieldOf, type ArrowColumn } from './columns/making.ts';
import { arrowColumn } from './columns/registry.ts';
import { unified } from './dictionaries.ts';
import {
  type Schema as ArrowSchema,
  arrowLibrary,
  type Data,
  type Library,
  type RecordBatch,
  type Table,
} from './library.ts';

/** What the columns of a result are in Arrow. */
export interface ArrowShape {
  /** Whether `String` is text; otherwise it is bytes. */
  readonly useStrings: boolean;
  /** Whether values are as text where data frames have no type for them. */
  readonly forFrames: boolean;
}

/** Makes record batches of the blocks of one result, over their memory. */
export class ArrowReader {
  readonly #arrow: Library;
  readonly #schema: Schema;
  readonly #columns: readonly ArrowColumn[];
  readonly #arrowSchema: ArrowSchema;
  readonly #where: string;

  constructor(schema: Schema, { useStrings, forFrames }: ArrowShape, where: string) {
    const arrow = arrowLibrary(where);
    this.#arrow = arrow;
    this.#where = where;
    this.#schema = schema;
    this.#columns = schema.types.map((type, index) =>
      this.#told(index, () =>
        arrowColumn(type, { arrow, useStrings, forFrames, zone: (inner) => this.#reading(index).zone(inner) }),
      ),
    );
    this.#arrowSchema = new arrow.Schema(
      this.#columns.map((column, index) => fieldOf(arrow, this.#name(index), column)),
    );
  }

  /** The columns of a block. */
  columns(part: Part): Data[] {
    const { rows, arena } = part.open();
    return this.#columns.map((_, index) => this.#column(index, rows, arena));
  }

  #column(index: number, rows: number, arena: Arena): Data {
    arena.texts = textsOf(this.#name(index));
    const column = this.#columns[index] as ArrowColumn;
    return this.#told(index, () => column.read(rows, { ...this.#reading(index), arena }));
  }

  /** A batch of the rows `from` up to `to` of columns. */
  batch(columns: readonly Data[], from: number, to: number): RecordBatch {
    const arrow = this.#arrow;
    const children = columns.map((data) => (from === 0 && to === data.length ? data : data.slice(from, to - from)));
    const struct = dataOf(arrow, new arrow.Struct(this.#arrowSchema.fields), to - from, { children });
    return new arrow.RecordBatch(this.#arrowSchema, struct as never);
  }

  /** A table of columns that are in one piece, each in memory of its own. */
  joined(rows: number, arenas: readonly Arena[]): Table {
    const columns = arenas.map((arena, index) => this.#column(index, rows, arena));
    return new this.#arrow.Table(this.#arrowSchema, [this.batch(columns, 0, rows)]);
  }

  table(parts: readonly Part[]): Table {
    const { Table } = this.#arrow;
    const filled = parts.filter(({ from, to }) => from < to);
    const blocks = filled.map((part) => this.columns(part));
    const columns = this.#columns.map((_, index) =>
      unified(
        this.#arrow,
        blocks.map((block) => block[index] as Data),
      ),
    );
    const batches = filled.map(({ from, to }, block) =>
      this.batch(
        columns.map((column) => column[block] as Data),
        from,
        to,
      ),
    );
    return batches.length === 0 ? new Table(this.#arrowSchema) : new Table(this.#arrowSchema, batches);
  }

  #name(index: number): string {
    return this.#schema.names[index] as string;
  }

  #reading(index: number): ColumnReading {
    return this.#schema.readings[index] as ColumnReading;
  }

  /** Names the column of what is thrown for its type or one of its values. */
  #told<T>(index: number, make: () => T): T {
    try {
      return make();
    } catch (error) {
      const where = `${this.#where}: column '${this.#name(index)}'`;
      if (error instanceof UnsupportedTypeError) {
        throw new NotSupportedError(`${where}: ${error.message}`, { code: 'ERR_UNSUPPORTED_TYPE', cause: error });
      }
      if (error instanceof NotSupportedError && error.code === 'ERR_RESULT_TOO_LARGE') {
        throw new NotSupportedError(`${where}: ${error.message}`, { code: error.code, cause: error });
      }
      if (!(error instanceof ValueError)) throw error;
      throw new DataError(`${where} ${error.typeName}: ${error.message}`, { code: 'ERR_INVALID_VALUE', cause: error });
    }
  }
}
