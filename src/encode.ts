import type { Section } from './columns/codec.ts';
import { Packed, writeValues } from './columns/packed.ts';
import type { TextCoding } from './columns/text-coding.ts';
import { UnsupportedTypeError } from './columns/unsupported-type-error.ts';
import { ValueError } from './columns/value-error.ts';
import type { ClickHouseType } from '../index.js';
import type { Codec } from './compression.ts';
import { parseType } from './datatype.ts';
import { DataError, NotSupportedError, withLongStack } from './errors.ts';
import { type FormatRules, firstFormat } from './formats.ts';
import { badState, Insertion, parseUuids } from './native.ts';
import { BLOCK_WEIGHT } from './limits.ts';
import { checkSameLengths, flattenedGroups } from './nested.ts';
import type { Source } from './sources/source.ts';
import type { TableColumn } from './table-schema.ts';
import { type Weight, weightOf } from './weight.ts';
import { instants } from './zone.ts';

/** What an encoding needs to know besides the data. */
export interface Encoding {
  readonly table: string;
  readonly columns: readonly TableColumn[];
  readonly compress: Codec | false;
  /** The zone of wall times without one. */
  readonly timezone: string;
  /** The formats that the user says the values have. */
  readonly formats: readonly FormatRules[];
  /** How text becomes bytes, when not as UTF-8. */
  readonly coding: TextCoding | undefined;
  readonly signal: AbortSignal | undefined;
  /** Whether blocks may be sent before all of them are there. */
  readonly streamed: boolean;
}

/** Turns data into the blocks of an insert. */
export class Encoder {
  readonly insertion: Insertion;
  readonly #encoding: Encoding;
  readonly #weights: readonly (number | Weight)[];
  /** Rows of the data before. */
  #before = 0;
  /** Heavy rows are not taken out again and again. */
  #window = Number.POSITIVE_INFINITY;

  constructor(encoding: Encoding) {
    const { columns, compress, streamed } = encoding;
    const names = columns.map(({ name }) => name);
    const types = columns.map(({ type }) => type.name);
    this.insertion = new Insertion(names, types, compress === false ? undefined : compress, streamed);
    this.#encoding = encoding;
    this.#weights = columns.map(({ type }) => weightOf(type));
  }

  /** Appends the rows of `source` block by block, each when it is asked for; tells how many are appended. */
  *blocks(source: Source): Generator<number, void> {
    for (let from = 0; from < source.rowCount; ) {
      from += this.#append(source, from);
      yield from;
    }
    this.#before += source.rowCount;
  }

  /** Appends a block of the rows of `source` after `from`; tells how many they are. */
  #append(source: Source, from: number): number {
    try {
      this.#encoding.signal?.throwIfAborted();
      const end = source.blockEnd?.(from) ?? source.rowCount;
      const to = Math.min(from + Math.min(this.#window, source.blockRows), end);
      const lists = listsOf(source, this.#encoding, [from, to], this.#before + from);
      const rows = rowsWithin(BLOCK_WEIGHT, lists, this.#weights, to - from);
      this.insertion.append(rows, sections(lists, this.#encoding, this.#before + from, rows));
      this.#window = rows < to - from ? rows * 2 : this.#window * 2;
      return rows;
    } catch (error) {
      // The blocks before are not kept until V8 collects them.
      this.insertion.abandon();
      throw error;
    }
  }
}

type Lists = readonly ArrayLike<unknown>[];

/** The values of all columns; the first is in row `row` of the data. */
function listsOf(source: Source, encoding: Encoding, [from, to]: readonly [number, number], row: number): Lists {
  return encoding.columns.map((column, place) => {
    try {
      return source.column(column, place, from, to);
    } catch (error) {
      throw told(error, encoding, column, row);
    }
  });
}

/** How many rows of all the lists weigh no more than `most`; at least one. */
function rowsWithin(most: number, lists: Lists, weights: readonly (number | Weight)[], rows: number): number {
  const each = weights.reduce<number>((sum, weight) => (typeof weight === 'number' ? sum + weight : sum), 0);
  const weighed = lists.flatMap((list, place) => {
    const weight = weights[place];
    return typeof weight === 'function' ? [{ list, weight }] : [];
  });
  if (weighed.length === 0) return Math.max(1, Math.min(rows, Math.floor(most / each)));
  const fits = (count: number): boolean => {
    let sum = each * count;
    for (const { list, weight } of weighed)
      if (sum <= most) sum += list instanceof Packed ? list.memory.weight(count) : weight(list, count, most - sum);
    return sum <= most;
  };
  if (fits(rows)) return rows;
  let [low, high] = [1, rows];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The sections of the first `rows` of the lists, which are rows of the data after `from`. */
function sections(all: Lists, encoding: Encoding, from: number, rows: number): Uint8Array[] {
  const { columns, timezone, formats, coding } = encoding;
  const lists = all.map((list) => firstOf(list, rows));
  const out: Section[] = [];
  const format = (type: ClickHouseType) => firstFormat(formats, type);
  const writing = { sections: out, timezone, parse: parseType, instants, parseUuids, badState, format, coding };
  const firsts = firstOfNested(columns);
  columns.forEach((column, place) => {
    const values = lists[place] ?? [];
    try {
      const first = firsts.get(column.name);
      if (first !== undefined) checkSameLengths([first.column, lists[first.place] ?? []], [column, values]);
      writeValues(column.type, values, writing);
    } catch (error) {
      throw told(error, encoding, column, from);
    }
  });
  return out.map(bytesOf);
}

function firstOf(list: ArrayLike<unknown>, rows: number): ArrayLike<unknown> {
  if (list.length === rows) return list;
  if (list instanceof Packed) return list.memory.first(rows);
  return ArrayBuffer.isView(list)
    ? (list as unknown as Uint8Array).subarray(0, rows)
    : (list as unknown[]).slice(0, rows);
}

/** Bytes that are there until the insert has ended; those of a buffer that may shrink or is shared are copied. */
function bytesOf({ buffer, byteOffset, byteLength }: Section): Uint8Array {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return buffer instanceof ArrayBuffer && !('resizable' in buffer && buffer.resizable) ? bytes : bytes.slice();
}

/** A failure of a column whose values begin at row `from` of the data, as the caller is told it. */
function told(error: unknown, { table }: Encoding, { name, type }: TableColumn, from: number): unknown {
  if (error instanceof UnsupportedTypeError) {
    return new NotSupportedError(`insert: ${table}: column '${name}': ${error.message}`, {
      code: 'ERR_UNSUPPORTED_TYPE',
    });
  }
  if (error instanceof NotSupportedError && error.code === 'ERR_UNKNOWN_TIMEZONE') {
    return new DataError(`insert: ${table}: column '${name}': ${error.message}`, { code: error.code, cause: error });
  }
  if (!(error instanceof ValueError)) return error;
  const inner = error.typeName === type.name ? '' : ` (in ${error.typeName})`;
  const message = `insert: ${table}: column '${name}' ${type.name}, row ${from + error.index}: ${error.message}${inner}`;
  return withLongStack(() => new DataError(message, { code: 'ERR_INVALID_VALUE', cause: error }));
}

/** The first part of a flattened column, with its place, by the names of the others. */
function firstOfNested(columns: readonly TableColumn[]): Map<string, { column: TableColumn; place: number }> {
  return new Map(
    flattenedGroups(columns).flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const place = columns.indexOf(first);
      return others.map(({ name }) => [name, { column: first, place }] as const);
    }),
  );
}
