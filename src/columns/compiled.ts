/**
 * Functions compiled for one shape each. One loop that serves every typed array and every set of column names is
 * megamorphic and costs several times as much; where code generation is disallowed a generic loop serves.
 */
import type { Inline, Vector } from './vector.ts';

export type Row = Record<string, unknown>;

const CACHE_LIMIT = 1000;
const cache = new Map<string, unknown>();

const canCompile = ((): boolean => {
  try {
    return new Function('return true')() === true;
  } catch {
    return false;
  }
})();

/** The function of that key, compiled once; `generic` where code generation is disallowed. */
export function compiled<F>(key: string, parameters: string, source: () => string, generic: F): F {
  if (!canCompile) return generic;
  let made = cache.get(key) as F | undefined;
  if (made === undefined) {
    if (cache.size >= CACHE_LIMIT) cache.clear();
    made = new Function(parameters, source()) as F;
    cache.set(key, made);
  }
  return made;
}

const collect = (parameters: string, value: string): string =>
  `${parameters} const out = new Array(to - from); for (let i = from; i < to; i++) out[i - from] = ${value}; return out;`;

/** The values that `make` gives for the elements from `from` up to `to`. */
export function compiledSlice<T>(inline: Inline, make: (element: never) => T, from: number, to: number): T[] {
  const { elements, expression } = inline;
  const slice = compiled<(values: ArrayLike<unknown>, from: number, to: number) => T[]>(
    `slice ${elements.constructor.name} ${expression('')}`,
    'values, from, to',
    () => collect('', expression('values[i]')),
    (values, start, end) => Array.from({ length: end - start }, (_, index) => make(values[start + index] as never)),
  );
  return slice(elements, from, to);
}

type MakeRows<T> = (columns: ArrayLike<unknown>[], nulls: (Uint8Array | undefined)[], from: number, to: number) => T[];

/** What the runs of one block have in common. */
interface Prepared<T> {
  readonly vectors: readonly Vector[];
  readonly make: MakeRows<T>;
  /** The memory of the columns that are read in place; the others are sliced for each run. */
  readonly memory: readonly (ArrayLike<unknown> | undefined)[];
  readonly nulls: (Uint8Array | undefined)[];
}

/** Makes rows of several columns: objects by `names`, or arrays when there are none. */
export class RowFactory<T = Row> {
  readonly #names: readonly string[] | undefined;
  readonly #key: string;
  #prepared: Prepared<T> | undefined;

  constructor(names: readonly string[] | undefined) {
    this.#names = names;
    this.#key = names === undefined ? 'tuples' : `objects ${JSON.stringify(names)}`;
  }

  /** Rows `from` up to `to` of `vectors`. */
  rows(vectors: readonly Vector[], from: number, to: number): T[] {
    if (!canCompile) return this.#genericRows(vectors, from, to);
    if (this.#prepared?.vectors !== vectors) this.#prepared = this.#prepare(vectors);
    const { make, memory, nulls } = this.#prepared;
    const columns = vectors.map((vector, at) => memory[at] ?? vector.slice(from, to));
    return make(columns, nulls, from, to);
  }

  #prepare(vectors: readonly Vector[]): Prepared<T> {
    const memory = vectors.map(({ inline }) => inline?.elements);
    // A slice has its NULLs already.
    const nulls = vectors.map((vector) => (vector.inline === undefined ? undefined : vector.nulls));
    const cells = vectors.map(({ inline }, at) => {
      if (inline === undefined) return `c${at}[i - from]`;
      const value = inline.expression(`c${at}[i]`);
      return nulls[at] === undefined ? value : `n${at}[i] ? null : ${value}`;
    });
    const kinds = memory.map((elements) => elements?.constructor.name);
    const key = `${this.#key} ${kinds.join(' ')} ${cells.join(' ')}`;
    const make = compiled<MakeRows<T>>(
      key,
      'columns, nulls, from, to',
      () => this.#source(cells),
      () => [],
    );
    return { vectors, make, memory, nulls };
  }

  #source(cells: readonly string[]): string {
    const locals = cells.map((_, at) => `const c${at} = columns[${at}], n${at} = nulls[${at}];`).join(' ');
    const names = this.#names;
    if (names === undefined) return collect(locals, `[${cells.join(', ')}]`);
    return collect(locals, `{ ${cells.map((cell, at) => `${memberName(names[at])}: ${cell}`).join(', ')} }`);
  }

  #genericRows(vectors: readonly Vector[], from: number, to: number): T[] {
    const columns = vectors.map((vector) => vector.slice(from, to));
    const names = this.#names;
    return Array.from({ length: to - from }, (_, index) => {
      const values = columns.map((column) => column[index]);
      return (names === undefined ? values : Object.fromEntries(names.map((name, at) => [name, values[at]]))) as T;
    });
  }
}

/** A computed name is the only way to a member called `__proto__`. */
function memberName(name = ''): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}

/** What every object has: `constructor`, `toString`, … A column of such a name is not to find them. */
const inherited = Object.prototype;

/** The member `name` of each row; `undefined` where a row lacks it. */
export function pluck(rows: ArrayLike<unknown>, name: string | number, from: number, to: number): unknown[] {
  const quoted = JSON.stringify(name);
  const take = compiled<(rows: ArrayLike<unknown>, from: number, to: number) => unknown[]>(
    `pluck ${quoted}`,
    'rows, from, to',
    () =>
      collect(
        '',
        name in inherited ? `Object.hasOwn(rows[i], ${quoted}) ? rows[i][${quoted}] : undefined` : `rows[i][${quoted}]`,
      ),
    (all, start, end) => Array.from({ length: end - start }, (_, index) => member(all[start + index] as Row, name)),
  );
  return take(rows, from, to);
}

/** The member of that name; `undefined` when the row itself has none. */
export function member(row: Readonly<Record<string, unknown>>, name: string | number): unknown {
  return name in inherited && !Object.hasOwn(row, name) ? undefined : row[name];
}
