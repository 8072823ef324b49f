/** The reading of `JSON(…)`: a column for each path, and pairs for the paths that have none. */
import type { ParseType } from './arena.ts';
import type { ChosenVector } from './chosen.ts';
import type { Reading } from './codec.ts';
import { readDynamic, readNames } from './dynamic.ts';
import { printJson, printPaths } from './json-print.ts';
import { type Parts, place, type Tree, withNumbers } from './json-tree.ts';
import { codecOf } from './registry.ts';
import type { ClickHouseType } from '../../index.js';
import type { Vector } from './vector.ts';

/** A path with a column. */
interface PathColumn {
  readonly path: string;
  readonly parts: Parts;
  /** That of a path with a type; the others are Dynamic. */
  readonly type: ClickHouseType | undefined;
  readonly values: Vector;
}

/** The paths that have no column. */
interface SharedPaths {
  readonly offsets: Uint32Array;
  readonly keys: Vector<string>;
  readonly values: ChosenVector;
}

/** All paths of a column. */
export interface Paths {
  readonly columns: readonly PathColumn[];
  readonly shared: SharedPaths | undefined;
}

const KEYS: ClickHouseType = {
  kind: 'LowCardinality',
  name: 'LowCardinality(String)',
  args: [{ kind: 'String', name: 'String', args: [] }],
};

/** The paths of the layout, with the values of a Dynamic as `typed` ones or bare. */
export function readPaths(type: ClickHouseType, rows: number, reading: Reading, typed: boolean): Paths {
  const { arena } = reading;
  const columns: PathColumn[] = type.args.map((inner, index) => {
    const path = type.names?.[index] ?? '';
    return { path, parts: path.split('.'), type: inner, values: codecOf(inner).read(inner, rows, reading) };
  });
  for (const path of readNames(arena.next(), reading)) {
    columns.push({ path, parts: path.split('.'), type: undefined, values: readDynamic(rows, reading, typed) });
  }
  columns.sort((a, b) => byBytes(a.path, b.path));
  if (arena.next() === 0) return { columns, shared: undefined };
  const offsets = arena.offsets(arena.next(), rows);
  const count = arena.next();
  const plain: Reading = { ...reading, format: () => undefined, encoding: undefined };
  const keys = codecOf(KEYS).read(KEYS, count, plain) as Vector<string>;
  return { columns, shared: { offsets, keys, values: readDynamic(count, reading, typed) } };
}

/** The order of the server: that of the bytes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The pairs of a run of rows. */
function pairsOf({ offsets, keys, values }: SharedPaths, from: number, to: number) {
  const base = offsets[from] as number;
  const end = offsets[to] as number;
  const names = keys.slice(base, end);
  const members = values.slice(base, end);
  return (row: number, each: (path: string, value: unknown) => void): void => {
    for (let i = offsets[row] as number; i < (offsets[row + 1] as number); i++) {
      each(names[i - base] as string, members[i - base]);
    }
  };
}

/** Rows of a JSON column, of which each is made from all paths. */
abstract class PathsVector<T> implements Vector<T> {
  readonly length: number;
  protected readonly paths: Paths;

  constructor(rows: number, paths: Paths) {
    this.length = rows;
    this.paths = paths;
  }

  get(index: number): T {
    return this.slice(index, index + 1)[0] as T;
  }

  abstract slice(from: number, to: number): T[];
}

/** Objects. */
export class TreeVector extends PathsVector<Tree> {
  slice(from: number, to: number): Tree[] {
    const out = Array.from({ length: to - from }, (): Tree => ({}));
    for (const { parts, type, values } of this.paths.columns) {
      const run = values.slice(from, to);
      for (let i = 0; i < run.length; i++) {
        const value = run[i];
        // NULL in a path with a type is a value, in another it is the lack of one.
        if (value !== null || type !== undefined) place(out[i] as Tree, parts, withNumbers(value));
      }
    }
    const { shared } = this.paths;
    if (shared === undefined) return out;
    const pairs = pairsOf(shared, from, to);
    for (let i = from; i < to; i++) {
      pairs(i, (path, value) => place(out[i - from] as Tree, path.split('.'), withNumbers(value)));
    }
    return out;
  }
}

/** Texts. */
export class PrintedVector extends PathsVector<string> {
  readonly #parse: ParseType;

  constructor(rows: number, paths: Paths, parse: ParseType) {
    super(rows, paths);
    this.#parse = parse;
  }

  slice(from: number, to: number): string[] {
    const out = Array.from({ length: to - from }, (): [string, Parts, string][] => []);
    for (const { path, parts, type, values } of this.paths.columns) {
      const run = values.slice(from, to);
      for (let i = 0; i < run.length; i++) {
        const value = run[i];
        if (value === null && type === undefined) continue;
        out[i]?.push([path, parts, printJson(type ?? KEYS, value, this.#parse)]);
      }
    }
    const { shared } = this.paths;
    if (shared !== undefined) {
      const pairs = pairsOf(shared, from, to);
      for (let i = from; i < to; i++) {
        const row = out[i - from] as [string, Parts, string][];
        pairs(i, (path, value) => void row.push([path, path.split('.'), printJson(KEYS, value, this.#parse)]));
        row.sort(([a], [b]) => byBytes(a, b));
      }
    }
    return out.map((row) => printPaths(row.map(([, parts, text]) => [parts, text])));
  }
}
