/** Values of several types: for each row the number of its type, and which value of that type. */
import type { Codec, Writing } from './codec.ts';
import { codecOf } from './registry.ts';
import { TypedValue } from './typed-value.ts';
import type { ClickHouseType } from '../../index.js';
import { ValueError } from './value-error.ts';
import type { Vector } from './vector.ts';

export type Discriminators = Uint8Array | Uint16Array | Uint32Array;

/** The values of one type. */
export interface Member {
  readonly type: ClickHouseType;
  readonly values: Vector;
}

/** The number of NULL: all bits are set. */
export function nullOf(numbers: Discriminators): number {
  return 2 ** (8 * numbers.BYTES_PER_ELEMENT) - 1;
}

export class ChosenVector implements Vector {
  readonly length: number;
  readonly #numbers: Discriminators;
  readonly #places: Uint32Array;
  readonly #members: readonly Member[];
  readonly #null: number;
  readonly #typed: boolean;
  #nulls: Uint8Array | undefined;

  constructor(numbers: Discriminators, places: Uint32Array, members: readonly Member[], typed: boolean) {
    this.length = numbers.length;
    this.#numbers = numbers;
    this.#places = places;
    this.#members = members;
    this.#null = nullOf(numbers);
    this.#typed = typed;
  }

  get nulls(): Uint8Array {
    this.#nulls ??= Uint8Array.from(this.#numbers, (number) => (number === this.#null ? 1 : 0));
    return this.#nulls;
  }

  isNull(index: number): boolean {
    return this.#numbers[index] === this.#null;
  }

  get(index: number): unknown {
    const member = this.#members[this.#numbers[index] as number];
    return member === undefined ? null : this.#form(member, member.values.get(this.#places[index] as number));
  }

  /** A member's values in a run of rows lie one behind another. */
  slice(from: number, to: number): unknown[] {
    const numbers = this.#numbers;
    const runs = new Map<number, { first: number; values: unknown[] }>();
    for (let i = from; i < to; i++) {
      const number = numbers[i] as number;
      if (number !== this.#null && !runs.has(number))
        runs.set(number, { first: this.#places[i] as number, values: [] });
    }
    const left = new Set(runs.keys());
    for (let i = to - 1; left.size > 0; i--) {
      const number = numbers[i] as number;
      const run = left.delete(number) ? runs.get(number) : undefined;
      if (run !== undefined)
        run.values = (this.#members[number] as Member).values.slice(run.first, (this.#places[i] as number) + 1);
    }
    const out = new Array<unknown>(to - from);
    for (let i = from; i < to; i++) {
      const run = runs.get(numbers[i] as number);
      const member = this.#members[numbers[i] as number];
      out[i - from] =
        run === undefined || member === undefined
          ? null
          : this.#form(member, run.values[(this.#places[i] as number) - run.first]);
    }
    return out;
  }

  #form({ type }: Member, value: unknown): unknown {
    return this.#typed ? new TypedValue(type.name, value) : value;
  }
}

/** Values on their way to the columns of their types. */
export class Sorted {
  readonly #rows: number;
  readonly #places = new Map<string, number>();
  readonly members: { readonly type: ClickHouseType; readonly values: unknown[]; readonly rows: number[] }[] = [];

  /** `types` are there from the start, in that order. */
  constructor(rows: number, types: readonly ClickHouseType[]) {
    this.#rows = rows;
    for (const type of types) this.#add(type);
  }

  #add(type: ClickHouseType): number {
    const place = this.members.push({ type, values: [], rows: [] }) - 1;
    this.#places.set(type.name, place);
    return place;
  }

  push(row: number, type: ClickHouseType, value: unknown): void {
    const member = this.members[this.#places.get(type.name) ?? this.#add(type)];
    member?.values.push(value);
    member?.rows.push(row);
  }

  /** Appends the discriminators and the values of each type. */
  write(writing: Writing): void {
    const count = this.members.length;
    const numbers: Discriminators = new (count <= 0xff ? Uint8Array : count <= 0xffff ? Uint16Array : Uint32Array)(
      this.#rows,
    );
    numbers.fill(nullOf(numbers));
    this.members.forEach(({ rows }, number) => {
      for (const row of rows) numbers[row] = number;
    });
    writing.sections.push(numbers);
    for (const { type, values, rows } of this.members) writeAt(codecOf(type), type, values, rows, writing);
  }
}

/** Writes values that lie in `rows`; a failure tells its row. */
export function writeAt(
  codec: Codec,
  type: ClickHouseType,
  values: readonly unknown[],
  rows: readonly number[],
  writing: Writing,
): void {
  try {
    codec.write(type, values, writing);
  } catch (error) {
    throw error instanceof ValueError ? error.atRow(rows[error.index] ?? 0) : error;
  }
}
