/** What the name of a file says of its content: `trades.csv.gz` is CSV in gzip. */
import { basename } from 'node:path';
import type { Coding } from '../compression.ts';
import { invalid } from '../validate.ts';

const codings: Readonly<Record<string, Coding>> = {
  gz: 'gzip',
  gzip: 'gzip',
  zst: 'zstd',
  zstd: 'zstd',
  lz4: 'lz4',
  br: 'br',
  bz2: 'bz2',
  xz: 'xz',
};

const formats: Readonly<Record<string, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  json: 'JSONEachRow',
  jsonl: 'JSONEachRow',
  ndjson: 'JSONEachRow',
  parquet: 'Parquet',
  arrow: 'Arrow',
  arrows: 'ArrowStream',
  orc: 'ORC',
  avro: 'Avro',
  native: 'Native',
  msgpack: 'MsgPack',
  bson: 'BSONEachRow',
};

/** Formats that have the names of the columns in a first line, unless these are known. */
const headed = new Set(['CSV', 'TSV']);

export interface FileKind {
  readonly format: string;
  /** `undefined` when nothing says that it is compressed. */
  readonly coding: Coding | false | undefined;
  /** Whether it is one JSON document. */
  readonly json: boolean;
}

/** What a caller says of a file. */
export interface Said {
  readonly format?: string | undefined;
  readonly compression?: Coding | false | undefined;
  readonly columnNames?: readonly string[] | undefined;
}

/** What a file holds or is to hold: what the caller says, otherwise what its name says. */
export function kindOf(path: string, { format, compression, columnNames }: Said, where: string): FileKind {
  const extensions = basename(path).toLowerCase().split('.').slice(1);
  const packed = own(codings, extensions.at(-1));
  const coding = compression ?? packed;
  if (format !== undefined) return { format, coding, json: false };
  const extension = extensions.at(packed === undefined ? -1 : -2);
  const guessed = own(formats, extension);
  if (guessed === undefined) {
    throw invalid(`${where}: the name of the file '${path}' tells no format; give the option 'format'`);
  }
  const names = columnNames === undefined && headed.has(guessed) ? 'WithNames' : '';
  return { format: `${guessed}${names}`, coding, json: extension === 'json' };
}

function own<V>(table: Readonly<Record<string, V>>, key: string | undefined): V | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
