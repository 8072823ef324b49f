import { setImmediate } from 'node:timers/promises';
import type { Section } from './columns/codec.ts';
import { codecOf } from './columns/registry.ts';
import { UnsupportedTypeError } from './columns/unsupported-type-error.ts';
import { ValueError } from './columns/value-error.ts';
import type { ClickHouseType } from '../index.js';
import { parseType } from './datatype.ts';
import { DataError, InternalError, NotSupportedError } from './errors.ts';
import { type FormatRules, firstFormat } from './formats.ts';
import { badState, Insertion } from './native.ts';
import type { Source } from './rows.ts';
import { checkSameLengths, flattenedGroups } from './nested.ts';
import type { TableColumn } from './table-schema.ts';
import { type Weight, weightOf } from './weight.ts';
import { instants } from './zone.ts';

/** Rows of one block: enough for the server, few enough to hold the event loop only briefly. */
const BLOCK_ROWS = 65_536;
/** What the values of a block may weigh together, unless it is of one row: no list or text of them then nears V8's limits. */
const BLOCK_WEIGHT = 64 * 1024 * 1024;

/** What an encoding needs to know besides the data. */
export interface Encoding {
  readonly table: string;
  readonly columns: readonly TableColumn[];
  readonly compress: boolean;
  /** The zone of wall times without one. */
  readonly timezone: string;
  /** The formats that the user says the values have. */
  readonly formats: readonly FormatRules[];
  readonly signal: AbortSignal | undefined;
}

/** Encodes all of the data, so that nothing has been sent when a value turns out not to fit. */
export async function encode(source: Source, encoding: Encoding): Promise<Insertion> {
  const { columns, compress, signal } = encoding;
  const insertion = new Insertion(
    columns.map(({ name }) => name),
    columns.map(({ type }) => type.name),
    compress,
  );
  const weights = columns.map(({ type }) => weightOf(type, BLOCK_WEIGHT));
  let window = BLOCK_ROWS;
  for (let from = 0; from < source.rowCount; ) {
    if (from > 0) await setImmediate();
    signal?.throwIfAborted();
    const to = Math.min(from + window, source.rowCount);
    const lists = listsOf(source, encoding, from, to);
    const rows = rowsWithin(BLOCK_WEIGHT, lists, weights, to - from);
    const failure = insertion.append(rows, sections(lists, encoding, from, rows));
    if (failure !== null) throw new InternalError(failure.message, { code: failure.code });
    from += rows;
    // Heavy rows are not taken out again and again.
    window = Math.min(rows * 2, BLOCK_ROWS);
  }
  return insertion;
}

type Lists = readonly ArrayLike<unknown>[];

/** The values of all columns. */
function listsOf(source: Source, encoding: Encoding, from: number, to: number): Lists {
  return encoding.columns.map((column, place) => {
    try {
      return source.column(column, place, from, to);
    } catch (error) {
      throw told(error, encoding, column, from);
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
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    sum += each;
    for (const { list, weight } of weighed) sum += weight(list[row]);
    if (sum > most) return Math.max(1, row);
  }
  return rows;
}

/** The sections of the first `rows` of the lists, which are rows of the data after `from`. */
function sections(all: Lists, encoding: Encoding, from: number, rows: number): Uint8Array[] {
  const { columns, timezone, formats } = encoding;
  const lists = all.map((list) => (list.length === rows ? list : (list as unknown[]).slice(0, rows)));
  const out: Section[] = [];
  const format = (type: ClickHouseType) => firstFormat(formats, type);
  const writing = { sections: out, timezone, parse: parseType, instants, badState, format };
  const firsts = firstOfNested(columns);
  columns.forEach((column, place) => {
    const values = lists[place] ?? [];
    try {
      const first = firsts.get(column.name);
      if (first !== undefined) checkSameLengths([first.column, lists[first.place] ?? []], [column, values]);
      codecOf(column.type).write(column.type, values, writing);
    } catch (error) {
      throw told(error, encoding, column, from);
    }
  });
  return out.map((section) => new Uint8Array(section.buffer, section.byteOffset, section.byteLength));
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
  return new DataError(message, { code: 'ERR_INVALID_VALUE', cause: error });
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
