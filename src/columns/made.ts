import type { TypedArray, Vector } from './vector.ts';

/** Values that a function makes one by one: for forms that nobody reads by the million. */
export class MadeVector<T> implements Vector<T> {
  readonly length: number;
  readonly get: (index: number) => T;
  readonly values: TypedArray | undefined;

  constructor(length: number, make: (index: number) => T, values?: TypedArray) {
    this.length = length;
    this.get = make;
    this.values = values;
  }

  slice(from: number, to: number): T[] {
    const out = new Array<T>(to - from);
    for (let i = from; i < to; i++) out[i - from] = this.get(i);
    return out;
  }
}

/** The values of another vector in another form. */
export function mapped<V, T>(vector: Vector<V>, make: (value: V) => T): Vector<T> {
  return new MappedVector(vector, make);
}

class MappedVector<V, T> implements Vector<T> {
  readonly #vector: Vector<V>;
  readonly #make: (value: V) => T;

  constructor(vector: Vector<V>, make: (value: V) => T) {
    this.#vector = vector;
    this.#make = make;
  }

  get length(): number {
    return this.#vector.length;
  }

  get values(): TypedArray | undefined {
    return this.#vector.values;
  }

  get(index: number): T {
    return this.#make(this.#vector.get(index));
  }

  slice(from: number, to: number): T[] {
    return this.#vector.slice(from, to).map(this.#make);
  }
}
