/** `Enum8`, `Enum16`: codes; the names stand in the type. */
import type { Codec } from './codec.ts';
import type { ClickHouseType } from '../../index.js';
import { direct } from './element.ts';
import { describe, shortName, ValueError, wrongType } from './value-error.ts';
import type { TypedArray, Vector } from './vector.ts';

/** Names by code, and back; made once for each type. */
interface Names {
  /** The name of code `lowest + index`. */
  readonly byCode: readonly (string | undefined)[];
  readonly lowest: number;
  readonly codes: ReadonlyMap<string, number>;
}

const namesOf = new WeakMap<ClickHouseType, Names>();

function names(type: ClickHouseType): Names {
  let found = namesOf.get(type);
  if (found === undefined) {
    const values = type.values ?? [];
    const lowest = values.reduce((least, { code }) => Math.min(least, code), 0);
    const byCode: (string | undefined)[] = [];
    for (const { name, code } of values) byCode[code - lowest] = name;
    found = { byCode: Array.from(byCode), lowest, codes: new Map(values.map(({ name, code }) => [name, code])) };
    namesOf.set(type, found);
  }
  return found;
}

/** A code without a name, which old servers could store, stays a number. */
class EnumVector implements Vector<string | number> {
  readonly values: TypedArray;
  readonly #names: Names;

  constructor(codes: Int8Array | Int16Array, type: ClickHouseType) {
    this.values = codes;
    this.#names = names(type);
  }

  get length(): number {
    return this.values.length;
  }

  get(index: number): string | number {
    const code = this.values[index] as number;
    return this.#names.byCode[code - this.#names.lowest] ?? code;
  }

  slice(from: number, to: number): (string | number)[] {
    const { byCode, lowest } = this.#names;
    const codes = this.values;
    const out = new Array<string | number>(to - from);
    for (let i = from; i < to; i++) {
      const code = codes[i] as number;
      out[i - from] = byCode[code - lowest] ?? code;
    }
    return out;
  }
}

function enumeration(array: typeof Int8Array | typeof Int16Array): Codec {
  return {
    form: 'string',
    formats: ['int'],
    read(type, rows, reading) {
      const codes = reading.arena.view<Int8Array | Int16Array>(array, reading.arena.next(), rows);
      return reading.format(type) === 'int' ? direct<number>(codes) : new EnumVector(codes, type);
    },
    zero: (type) => type.values?.[0]?.name ?? '',
    write(type, values, { sections }) {
      const { byCode, lowest, codes } = names(type);
      const out = new array(values.length);
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        const code = typeof value === 'string' ? codes.get(value) : typeof value === 'bigint' ? Number(value) : value;
        if (code === undefined && typeof value === 'string') {
          throw new ValueError(i, value, type.name, `${describe(value)} is not a name of ${shortName(type)}`);
        }
        if (typeof code !== 'number') throw wrongType(i, value, shortName(type), 'a name or code');
        if (byCode[code - lowest] === undefined) {
          throw new ValueError(i, value, type.name, `${code} is not a code of ${shortName(type)}`);
        }
        out[i] = code;
      }
      sections.push(out);
    },
  };
}

export const enum8 = enumeration(Int8Array);
export const enum16 = enumeration(Int16Array);
