/** `LowCardinality(T)`: a dictionary for each block, and a key for each row. */
import type { Codec, Writing } from './codec.ts';
import { absentMaker } from './absent.ts';
import { codecOf } from './registry.ts';
import type { ClickHouseType } from '../../index.js';
import { ValueError } from './value-error.ts';
import type { Vector } from './vector.ts';

const keyArrays = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;
type Keys = Uint8Array | Uint16Array | Uint32Array;

class DictionaryVector implements Vector {
  readonly #keys: Keys;
  readonly #dictionary: Vector;
  readonly #nullable: boolean;
  /** Makes what stands for NULL, when that is not `null`. */
  readonly #absent: (() => unknown) | undefined;
  #values: unknown[] | undefined;
  #nulls: Uint8Array | undefined;

  constructor(keys: Keys, dictionary: Vector, nullable: boolean, absent: (() => unknown) | undefined) {
    this.#absent = absent;
    this.#keys = keys;
    this.#dictionary = dictionary;
    this.#nullable = nullable;
  }

  get length(): number {
    return this.#keys.length;
  }

  get nulls(): Uint8Array | undefined {
    if (!this.#nullable) return undefined;
    this.#nulls ??= Uint8Array.from(this.#keys, (key) => (key === 0 ? 1 : 0));
    return this.#nulls;
  }

  get(index: number): unknown {
    const key = this.#keys[index] as number;
    return this.#nullable && key === 0 ? (this.#absent?.() ?? null) : this.#dictionary.get(key);
  }

  slice(from: number, to: number): unknown[] {
    const values = this.#shared();
    if (values === undefined) return Array.from({ length: to - from }, (_, index) => this.get(from + index));
    const keys = this.#keys;
    const out = new Array<unknown>(to - from);
    for (let i = from; i < to; i++) out[i - from] = values[keys[i] as number];
    return out;
  }

  /** The dictionary's values, where rows may share them: objects could be changed by one row's owner. */
  #shared(): unknown[] | undefined {
    const { length } = this.#dictionary;
    if (length > 0 && typeof this.#dictionary.get(length - 1) === 'object') return undefined;
    if (this.#values === undefined) {
      this.#values = this.#dictionary.slice(0, length);
      if (this.#nullable) this.#values[0] = this.#absent?.() ?? null;
    }
    return this.#values;
  }
}

/** The type of the dictionary, and whether its first value stands for NULL. */
function dictionaryType(type: ClickHouseType): { element: ClickHouseType; nullable: boolean } {
  const [inner] = type.args;
  const element = inner?.kind === 'Nullable' ? inner.args[0] : inner;
  if (inner === undefined || element === undefined) throw new TypeError(`${type.name} has no element`);
  return { element, nullable: inner.kind === 'Nullable' };
}

export const lowCardinality: Codec = {
  read(type, rows, reading) {
    const { element, nullable } = dictionaryType(type);
    const start = reading.arena.next();
    const width = reading.arena.next();
    const size = reading.arena.next();
    // The width of no keys is told as 0.
    const keys = reading.arena.view<Keys>(keyArrays[(width || 1) as 1 | 2 | 4], start, rows);
    const dictionary = codecOf(element).read(element, width === 0 ? rows : size, reading);
    return new DictionaryVector(keys, dictionary, nullable, nullable ? absentMaker(element, reading) : undefined);
  },
  zero(type) {
    const { element, nullable } = dictionaryType(type);
    return nullable ? null : codecOf(element).zero(element);
  },
  write(type, values, writing) {
    const { element, nullable } = dictionaryType(type);
    const codec = codecOf(element);
    if (element.kind === 'String' && areShort(values)) return writeTexts(element, nullable, values, writing);
    const dictionary: unknown[] = nullable ? [codec.zero(element)] : [];
    const places = new Map<unknown, number>();
    // Apart, so that no text is taken for the identity of an object.
    const objectPlaces = new Map<unknown, number>();
    const firstRows: number[] = nullable ? [0] : [];
    const keys = new Uint32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (nullable && (value === null || value === undefined)) continue;
      const [known, identity] = typeof value === 'object' ? [objectPlaces, identityOf(value)] : [places, value];
      let place = known.get(identity);
      if (place === undefined) {
        place = dictionary.push(value) - 1;
        firstRows.push(i);
        known.set(identity, place);
      }
      keys[i] = place;
    }
    writing.sections.push(narrowed(keys, dictionary.length), Uint32Array.of(dictionary.length));
    try {
      codec.write(element, dictionary, writing);
    } catch (error) {
      throw error instanceof ValueError ? error.atRow(firstRows[error.index] ?? 0) : error;
    }
  },
};

/** Texts of more characters on average may be few and long, which are not to be sent for each row. */
const SHORT = 32;

/** Whether all values are texts, or NULL, and short enough for the core to make a dictionary of them. */
function areShort(values: ArrayLike<unknown>): boolean {
  let left = SHORT * values.length;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === 'string') left -= value.length;
    else if (value !== null && value !== undefined) return false;
    if (left < 0) return false;
  }
  return values.length > 0;
}

function writeTexts(element: ClickHouseType, nullable: boolean, values: ArrayLike<unknown>, writing: Writing): void {
  const nulls = nullable ? Uint8Array.from(values, isNull) : new Uint8Array();
  const texts = nulls.includes(1) ? Array.from(values, (value) => value ?? '') : values;
  writing.sections.push(nulls, new Uint8Array());
  codecOf(element).write(element, texts, writing);
}

function isNull(value: unknown): number {
  return value === null || value === undefined ? 1 : 0;
}

/** What makes two objects the same entry of a dictionary. */
function identityOf(value: unknown): unknown {
  // A count of milliseconds and one of nanoseconds may be the same number.
  if (value instanceof Date) {
    return 'epochNanoseconds' in value ? `instant ${value.epochNanoseconds}` : `date ${value.getTime()}`;
  }
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('latin1')}`;
  return value;
}

function narrowed(keys: Uint32Array, size: number): Keys {
  if (size <= 0x100) return Uint8Array.from(keys);
  return size <= 0x1_0000 ? Uint16Array.from(keys) : keys;
}
