import { compiledSlice } from './compiled.ts';
import type { Inline, TypedArray, Vector } from './vector.ts';

/** Values that are each made from one element of a typed array. */
export class ElementVector<T> implements Vector<T> {
  readonly inline: Inline;
  readonly #make: (element: never) => T;

  /** `expression` is the source of what `make` does, for compiled loops. */
  constructor(elements: TypedArray, make: (element: never) => T, expression: (element: string) => string) {
    this.inline = { elements, expression };
    this.#make = make;
  }

  get values(): TypedArray {
    return this.inline.elements;
  }

  get length(): number {
    return this.inline.elements.length;
  }

  get(index: number): T {
    return this.#make(this.inline.elements[index] as never);
  }

  slice(from: number, to: number): T[] {
    return compiledSlice(this.inline, this.#make, from, to);
  }
}

/** Values that are the elements themselves. */
export function direct<T extends number | bigint>(elements: TypedArray): ElementVector<T> {
  return new ElementVector<T>(elements, same, same);
}

const same = <T>(value: T): T => value;
