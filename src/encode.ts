import { setImmediate } from 'node:timers/promises';
import type { Section } from './columns/codec.ts';
import { codecOf, UnsupportedTypeError } from './columns/registry.ts';
import { ValueError } from './columns/value-error.ts';
import type { ClickHouseType } from '../index.js';
import { parseType } from './datatype.ts';
import { DataError, InternalError, NotSupportedError } from './errors.ts';
import { type FormatRules, firstFormat } from './formats.ts';
import { Insertion } from './native.ts';
import type { Source } from './rows.ts';
import { checkSameLengths, flattenedGroups } from './nested.ts';
import type { TableColumn } from './table-schema.ts';
import { instants } from './zone.ts';

/** Rows of one block: enough for the server, few enough to hold the event loop only briefly. */
const BLOCK_ROWS = 65_536;

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
  for (let from = 0; from < source.rowCount; from += BLOCK_ROWS) {
    if (from > 0) await setImmediate();
    signal?.throwIfAborted();
    const to = Math.min(from + BLOCK_ROWS, source.rowCount);
    const failure = insertion.append(to - from, sections(source, encoding, from, to));
    if (failure !== null) throw new InternalError(failure.message, { code: failure.code });
  }
  return insertion;
}

function sections(
  source: Source,
  { table, columns, timezone, formats }: Encoding,
  from: number,
  to: number,
): Uint8Array[] {
  const out: Section[] = [];
  const format = (type: ClickHouseType) => firstFormat(formats, type);
  const writing = { sections: out, timezone, parse: parseType, instants, format };
  const firsts = firstOfNested(columns);
  columns.forEach((column, place) => {
    const { name, type } = column;
    try {
      const values = source.column(name, place, from, to);
      const first = firsts.get(name);
      if (first !== undefined)
        checkSameLengths([first.column, source.column(first.column.name, first.place, from, to)], [column, values]);
      codecOf(type).write(type, values, writing);
    } catch (error) {
      if (error instanceof UnsupportedTypeError) {
        throw new NotSupportedError(`insert: ${table}: column '${name}': ${error.message}`, {
          code: 'ERR_UNSUPPORTED_TYPE',
        });
      }
      if (!(error instanceof ValueError)) throw error;
      const inner = error.typeName === type.name ? '' : ` (in ${error.typeName})`;
      const message = `insert: ${table}: column '${name}' ${type.name}, row ${from + error.index}: ${error.message}${inner}`;
      throw new DataError(message, { code: 'ERR_INVALID_VALUE', cause: error });
    }
  });
  return out.map((section) => new Uint8Array(section.buffer, section.byteOffset, section.byteLength));
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
