import type { Arena } from './columns/arena.ts';
import type { ColumnReading } from './columns/codec.ts';
import { type Row, RowFactory } from './columns/compiled.ts';
import type { Vector } from './columns/vector.ts';
import { VectorColumn } from './column.ts';
import type { DataType } from './datatype.ts';
import { ProgrammingError } from './errors.ts';

/** Rows `from` up to `to` of some vectors. */
export interface Part {
  readonly vectors: readonly Vector[];
  readonly from: number;
  readonly to: number;
  /** The vectors in forms that an insert takes for what they are, whatever the user reads them as. */
  readonly plain: () => readonly Vector[];
  /** The memory of the whole block, its first column next. */
  readonly open: () => { readonly rows: number; readonly arena: Arena };
  /** Frees the memory under the vectors; nothing may use them afterwards. */
  readonly release?: () => void;
}

/**
 * Rows are made in runs of at most this many: a run that fits V8's young generation dies there, a larger one is
 * copied and promoted. 10 M rows of four columns took 0.6 s in runs of 4 096 and 2.9 s in runs of 16 384.
 */
const RUN_ROWS = 4096;
/** Wide rows fill the young generation with fewer of them: 2 M rows of nine mixed columns took 0.77 s of CPU with 64 Ki, 0.59 s with 8 Ki. */
const RUN_CELLS = 8 * 1024;

/** The rows of one run, given the number of columns. */
export function runRows(columns: number): number {
  return Math.max(64, Math.min(RUN_ROWS, Math.floor(RUN_CELLS / Math.max(columns, 1))));
}

/** Names and types of columns. */
export class Schema {
  readonly names: readonly string[];
  /** The names as the server has sent them. */
  readonly sent: readonly string[];
  readonly types: readonly DataType[];
  /** How each column is read. */
  readonly readings: readonly ColumnReading[];
  readonly objects: RowFactory<Row>;
  readonly tuples = new RowFactory<unknown[]>(undefined);

  constructor(
    sent: readonly string[],
    types: readonly DataType[],
    readings: readonly ColumnReading[],
    names: readonly string[] = sent,
  ) {
    this.readings = readings;
    this.sent = sent;
    this.names = Object.freeze([...names]);
    this.types = Object.freeze([...types]);
    this.objects = new RowFactory<Row>(this.names);
  }

  /** The place of a column, by name or place. */
  indexOf(nameOrIndex: string | number): number {
    const index = typeof nameOrIndex === 'number' ? nameOrIndex : this.names.indexOf(nameOrIndex);
    if (this.names[index] === undefined) {
      const which = typeof nameOrIndex === 'number' ? `number ${nameOrIndex}` : `'${nameOrIndex}'`;
      const known = this.names.length > 20 ? `${this.names.slice(0, 20).join(', ')}, …` : this.names.join(', ');
      throw new ProgrammingError(`The result has no column ${which}; it has: ${known || 'none'}`, {
        code: 'ERR_UNKNOWN_COLUMN',
      });
    }
    return index;
  }
}

/** Rows kept as columns, in one part or several. */
export class Table {
  readonly schema: Schema;
  readonly parts: readonly Part[];
  readonly rowCount: number;

  constructor(schema: Schema, parts: readonly Part[]) {
    this.schema = schema;
    this.parts = parts;
    this.rowCount = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  /** All rows, made by `factory`. */
  make<T>(factory: RowFactory<T>): T[] {
    const [part] = this.parts;
    const run = runRows(this.schema.names.length);
    if (part !== undefined && this.parts.length === 1 && this.rowCount <= run) {
      return factory.rows(part.vectors, part.from, part.to);
    }
    const out = new Array<T>(this.rowCount);
    let at = 0;
    for (const rows of this.runs(factory)) for (const row of rows) out[at++] = row;
    return out;
  }

  /** The rows in runs that the young generation holds. */
  *runs<T>(factory: RowFactory<T>): Generator<T[], undefined> {
    const run = runRows(this.schema.names.length);
    for (const { vectors, from, to } of this.parts) {
      for (let start = from; start < to; start += run) yield factory.rows(vectors, start, Math.min(start + run, to));
    }
  }

  /** The first row; nothing when there is none. */
  first<T>(factory: RowFactory<T>): T | undefined {
    const part = this.parts.find(({ from, to }) => from < to);
    return part === undefined ? undefined : factory.rows(part.vectors, part.from, part.from + 1)[0];
  }

  column(nameOrIndex: string | number): VectorColumn {
    const index = this.schema.indexOf(nameOrIndex);
    const { names, types } = this.schema;
    const pieces = this.parts.map(({ vectors, plain, from, to }) => ({
      vector: vectors[index] as Vector,
      plain: () => plain()[index] as Vector,
      from,
      to,
    }));
    return new VectorColumn(names[index] as string, types[index] as DataType, pieces, this.schema.readings[index]);
  }

  columns(): VectorColumn[] {
    return this.schema.names.map((_, index) => this.column(index));
  }
}
