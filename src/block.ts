import type { ColumnBlock } from '../index.js';
import { Arena } from './columns/arena.ts';
import type { ColumnReading } from './columns/codec.ts';
import { codecOf } from './columns/registry.ts';
import { UnsupportedTypeError } from './columns/unsupported-type-error.ts';
import type { Vector } from './columns/vector.ts';
import { VectorColumn } from './column.ts';
import { type DataType, parseType } from './datatype.ts';
import { NotSupportedError } from './errors.ts';
import { formatTexts, type Gathered, release, type Transfer } from './native.ts';
import { ReadPlan } from './reading.ts';
import { type Part, type Schema, Table } from './table.ts';
import { textsOf } from './texts.ts';
import { TableView } from './view.ts';

/** The vectors over a block's memory. */
export function partOf({ arena: memory, layoutStart, rows }: Transfer, schema: Schema): Part {
  const length = (memory.byteLength - layoutStart) / Uint32Array.BYTES_PER_ELEMENT;
  const layout = new Uint32Array(memory.buffer, memory.byteOffset + layoutStart, length);
  const open = (): Arena => new Arena(memory, layout, formatTexts, parseType);
  const read = (readings: readonly ColumnReading[]): Vector[] => {
    const arena = open();
    return schema.names.map((_, index) => vectorOf(schema, index, rows, arena, readings));
  };
  let plain: Vector[] | undefined;
  return {
    vectors: read(schema.readings),
    from: 0,
    to: rows,
    plain() {
      plain ??= read(exactReadings(schema));
      return plain;
    },
    open: () => ({ rows, arena: open() }),
    release: () => release(memory),
  };
}

/** How columns are read for an insert: exactly, and as bytes where the user reads them so, since they may be no text. */
function exactReadings({ sent, types, readings }: Schema): ColumnReading[] {
  return ReadPlan.exact.columns(sent, types, undefined).map((exact, index) => ({
    ...exact,
    format: (type) => (readings[index]?.format(type) === 'bytes' ? 'bytes' : exact.format(type)),
  }));
}

/** The memory of a column that was gathered. */
export function columnArena(memory: Uint8Array): Arena {
  return new Arena(memory, Uint32Array.of(0), formatTexts, parseType);
}

/** The columns of a result that was gathered: in one piece where the core has joined them. */
export function gatheredColumns(schema: Schema, { columns, blocks, rows }: Gathered): VectorColumn[] {
  const table = new Table(
    schema,
    blocks.map((block) => partOf(block, schema)),
  );
  return schema.names.map((name, index) => {
    const memory = columns[index];
    if (memory === null || memory === undefined) return table.column(index);
    const vector = vectorOf(schema, index, rows, columnArena(memory), schema.readings);
    const piece = { vector, plain: () => vector, from: 0, to: rows };
    return new VectorColumn(name, schema.types[index] as DataType, [piece], schema.readings[index]);
  });
}

function vectorOf(
  schema: Schema,
  index: number,
  rows: number,
  arena: Arena,
  readings: readonly ColumnReading[],
): Vector {
  const type = schema.types[index] as DataType;
  arena.texts = textsOf(schema.sent[index] as string);
  try {
    return codecOf(type).read(type, rows, { ...(readings[index] as ColumnReading), arena });
  } catch (error) {
    if (!(error instanceof UnsupportedTypeError)) throw error;
    throw new NotSupportedError(`${schema.sent[index]}: ${error.message}`, {
      code: 'ERR_UNSUPPORTED_TYPE',
      cause: error,
    });
  }
}

/** A run of rows, kept as columns. */
export class Block extends TableView implements ColumnBlock {
  readonly #table: Table;

  constructor(schema: Schema, parts: readonly Part[]) {
    const table = new Table(schema, parts);
    super(table);
    this.#table = table;
  }

  columns(): VectorColumn[] {
    return this.#table.columns();
  }
}
