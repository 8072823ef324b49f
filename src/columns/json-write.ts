/** The writing of objects as `JSON(…)`. */
import type { Writing } from './codec.ts';
import { checkTree, innerLimits, type Limits } from './inference.ts';
import { byBytes } from './json-read.ts';
import { isRecord } from './map.ts';
import { codecOf } from './registry.ts';
import { TypedValue } from './typed-value.ts';
import { writeDynamic, writeNames } from './dynamic.ts';
import type { ClickHouseType } from '../../index.js';
import { ValueError, wrongType } from './value-error.ts';

const KEYS: ClickHouseType = {
  kind: 'LowCardinality',
  name: 'LowCardinality(String)',
  args: [{ kind: 'String', name: 'String', args: [] }],
};

/** The values of one path. */
interface PathValues {
  readonly rows: number[];
  readonly values: unknown[];
}

/** Objects, path by path. */
class Objects {
  readonly #type: ClickHouseType;
  readonly #typed: ReadonlySet<string>;
  readonly #skips: (path: string) => boolean;
  readonly paths = new Map<string, PathValues>();

  constructor(type: ClickHouseType) {
    this.#type = type;
    this.#typed = new Set(type.names?.map((name) => name ?? ''));
    this.#skips = skipping(type);
  }

  push(row: number, value: unknown): void {
    if (typeof value !== 'object' || value === null || !isRecord(value)) {
      throw wrongType(row, value, this.#type.name, 'an object or the text of one');
    }
    checkTree(value, row, this.#type.name);
    this.#members(row, value, '');
  }

  #members(row: number, object: object, prefix: string): void {
    for (const [name, value] of Object.entries(object)) {
      const path = `${prefix}${name}`;
      if (value === undefined || this.#skips(path)) continue;
      const typed = this.#typed.has(path);
      if (!typed && isRecord(value) && !(value instanceof TypedValue)) this.#members(row, value, `${path}.`);
      else if (typed || value !== null) this.#add(row, path, value);
    }
  }

  #add(row: number, path: string, value: unknown): void {
    let found = this.paths.get(path);
    if (found === undefined) {
      found = { rows: [], values: [] };
      this.paths.set(path, found);
    }
    if (found.rows.at(-1) === row) {
      throw new ValueError(row, value, this.#type.name, `path '${path}': it comes twice`);
    }
    found.rows.push(row);
    found.values.push(value);
  }
}

/** Which paths the type does not keep: the server leaves that to the client. */
function skipping({ json, name }: ClickHouseType): (path: string) => boolean {
  const { skip = [], skipRegexp = [] } = json ?? {};
  if (skip.length === 0 && skipRegexp.length === 0) return () => false;
  const patterns = skipRegexp.map((pattern) => {
    try {
      return new RegExp(pattern, 'u');
    } catch {
      throw new ValueError(0, pattern, name, `the pattern '${pattern}' of SKIP REGEXP is none here: insert JSON texts`);
    }
  });
  return (path) =>
    skip.some((skipped) => path === skipped || path.startsWith(`${skipped}.`)) ||
    patterns.some((pattern) => pattern.test(path));
}

/** Appends the sections of a column of objects. */
export function writeObjects(type: ClickHouseType, values: ArrayLike<unknown>, writing: Writing): void {
  const objects = new Objects(type);
  for (let i = 0; i < values.length; i++) objects.push(i, values[i]);
  writing.sections.push(Uint32Array.of(0));
  type.args.forEach((inner, index) => {
    const path = type.names?.[index] ?? '';
    writeTyped(inner, path, objects.paths.get(path), values.length, writing);
    objects.paths.delete(path);
  });
  const { maxDynamicPaths = 1024, maxDynamicTypes = 32 } = type.json ?? {};
  const limits = innerLimits({ paths: maxDynamicPaths, types: maxDynamicTypes });
  const [own, others] = divided(objects.paths, maxDynamicPaths);
  writeNames(
    own.map(([path]) => path),
    writing,
  );
  for (const [path, sparse] of own) {
    inPath(path, () => writeDynamic(values.length, sparse, type.name, limits, writing));
  }
  writeShared(others, values.length, type, limits, writing);
}

/** The paths that get a column, those in the most rows first, and the others. */
function divided(paths: ReadonlyMap<string, PathValues>, most: number) {
  const all = [...paths];
  if (all.length > most) all.sort(([, a], [, b]) => b.rows.length - a.rows.length);
  return [all.slice(0, most), all.slice(most)] as const;
}

function writeTyped(
  inner: ClickHouseType,
  path: string,
  found: PathValues | undefined,
  count: number,
  writing: Writing,
): void {
  const codec = codecOf(inner);
  const column = new Array<unknown>(count).fill(codec.zero(inner));
  found?.rows.forEach((row, index) => {
    column[row] = found.values[index];
  });
  inPath(path, () => codec.write(inner, column, writing));
}

/** Tells the path that a failure lies in. */
function inPath(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof ValueError) || error.message.startsWith('path ')) throw error;
    throw new ValueError(error.index, error.value, error.typeName, `path '${path}': ${error.message}`);
  }
}

/** Paths without a column: in each row a pair for each, in the order of the paths. */
function writeShared(
  paths: readonly (readonly [string, PathValues])[],
  count: number,
  type: ClickHouseType,
  limits: Limits,
  writing: Writing,
): void {
  if (paths.length === 0) return void writing.sections.push(new Uint32Array(0));
  const pairs = Array.from({ length: count }, (): [string, unknown][] => []);
  for (const [path, { rows, values }] of [...paths].sort(([a], [b]) => byBytes(a, b))) {
    rows.forEach((row, index) => void pairs[row]?.push([path, values[index]]));
  }
  const offsets = new Uint32Array(count + 1);
  pairs.forEach((row, index) => {
    offsets[index + 1] = (offsets[index] as number) + row.length;
  });
  const joined = pairs.flat();
  const rows = pairs.flatMap((row, index) => row.map(() => index));
  writing.sections.push(offsets);
  codecOf(KEYS).write(
    KEYS,
    joined.map(([path]) => path),
    { ...writing, format: () => undefined },
  );
  const everywhere = { rows: joined.map((_, index) => index), values: joined.map(([, value]) => value) };
  try {
    writeDynamic(joined.length, everywhere, type.name, limits, writing);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const [path = ''] = joined[error.index] ?? [];
    inPath(path, () => {
      throw error.atRow(rows[error.index] ?? 0);
    });
  }
}
