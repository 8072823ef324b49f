/** `Nullable(T)`: null bytes beside values of T. */
import type { Codec } from './codec.ts';
import { absentMaker } from './absent.ts';
import { codecOf } from './registry.ts';
import type { ClickHouseType } from '../../index.js';
import type { Inline, TypedArray, Vector } from './vector.ts';

class NullableVector implements Vector {
  readonly nulls: Uint8Array;
  readonly #inner: Vector;
  /** Makes what stands for NULL, when that is not `null`. */
  readonly #absent: (() => unknown) | undefined;

  constructor(nulls: Uint8Array, inner: Vector, absent: (() => unknown) | undefined) {
    this.nulls = nulls;
    this.#inner = inner;
    this.#absent = absent;
  }

  get length(): number {
    return this.#inner.length;
  }

  get values(): TypedArray | undefined {
    return this.#inner.values;
  }

  get inline(): Inline | undefined {
    return this.#absent === undefined ? this.#inner.inline : undefined;
  }

  get(index: number): unknown {
    return this.nulls[index] ? (this.#absent?.() ?? null) : this.#inner.get(index);
  }

  slice(from: number, to: number): unknown[] {
    const out = this.#inner.slice(from, to);
    const nulls = this.nulls;
    const absent = this.#absent;
    for (let i = from; i < to; i++) if (nulls[i]) out[i - from] = absent?.() ?? null;
    return out;
  }
}

function inner(type: ClickHouseType): ClickHouseType {
  const [element] = type.args;
  if (element === undefined) throw new TypeError(`${type.name} has no element`);
  return element;
}

export const nullable: Codec = {
  read(type, rows, reading) {
    const start = reading.arena.next();
    const any = reading.arena.next() === 1;
    const element = inner(type);
    const values = codecOf(element).read(element, rows, reading);
    if (!any) return values;
    return new NullableVector(reading.arena.bytes(start, rows), values, absentMaker(element, reading));
  },
  zero: () => null,
  write(type, values, writing) {
    const element = inner(type);
    const codec = codecOf(element);
    const nulls = new Uint8Array(values.length);
    let present = values;
    if (!ArrayBuffer.isView(values)) {
      const zero = codec.zero(element);
      const filled = new Array<unknown>(values.length);
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        const absent = value === null || value === undefined;
        if (absent) nulls[i] = 1;
        filled[i] = absent ? zero : value;
      }
      present = filled;
    }
    writing.sections.push(nulls);
    codec.write(element, present, writing);
  },
};
