/** `QBit(T, n)`: vectors of n numbers. The core puts their bits together; here they are elements, one behind another. */
import { asList } from './array.ts';
import type { Codec } from './codec.ts';
import { codecOf } from './registry.ts';
import type { ClickHouseType } from '../../index.js';
import { ValueError, wrongType } from './value-error.ts';
import type { Vector } from './vector.ts';

class VectorsVector implements Vector<unknown[]> {
  readonly length: number;
  readonly #elements: Vector;
  readonly #dimension: number;

  constructor(length: number, elements: Vector, dimension: number) {
    this.length = length;
    this.#elements = elements;
    this.#dimension = dimension;
  }

  get(index: number): unknown[] {
    return this.#elements.slice(index * this.#dimension, (index + 1) * this.#dimension);
  }

  slice(from: number, to: number): unknown[][] {
    const out = new Array<unknown[]>(to - from);
    for (let i = from; i < to; i++) out[i - from] = this.get(i);
    return out;
  }
}

function shapeOf(type: ClickHouseType): { element: ClickHouseType; dimension: number } {
  const [element] = type.args;
  if (element === undefined) throw new TypeError(`${type.name} has no element`);
  return { element, dimension: type.length ?? 0 };
}

const noFormat = (): undefined => undefined;

/** The typed arrays whose memory is that of the elements. */
const MEMORY = { Int8: Int8Array, Float32: Float32Array, Float64: Float64Array } as const;

export const qbit: Codec = {
  read(type, rows, reading) {
    const { element, dimension } = shapeOf(type);
    // The elements are numbers, whatever format their type has elsewhere.
    const elements = codecOf(element).read(element, rows * dimension, { ...reading, format: noFormat });
    return new VectorsVector(rows, elements, dimension);
  },
  zero: (type) => new Array(shapeOf(type).dimension).fill(0),
  write(type, values, writing) {
    const { element, dimension } = shapeOf(type);
    const memory = MEMORY[element.kind as keyof typeof MEMORY];
    const lists = Array.from(values, (value, index) => {
      const list = asList(value);
      if (list === undefined) throw wrongType(index, value, type.name, `an array of ${dimension} numbers`);
      if (list.length === dimension) return list;
      throw new ValueError(index, value, type.name, `${list.length} numbers for a vector of ${dimension}`);
    });
    const joined =
      memory !== undefined && lists.every((list) => list instanceof memory) ? packed(lists, memory) : flat(lists);
    try {
      codecOf(element).write(element, joined, { ...writing, format: noFormat });
    } catch (error) {
      throw error instanceof ValueError ? error.atRow(Math.floor(error.index / dimension)) : error;
    }
  },
};

type Memory = (typeof MEMORY)[keyof typeof MEMORY];

function packed(lists: readonly ArrayLike<unknown>[], memory: Memory): InstanceType<Memory> {
  const out = new memory(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    out.set(list as ArrayLike<number>, at);
    at += list.length;
  }
  return out;
}

function flat(lists: readonly ArrayLike<unknown>[]): unknown[] {
  const out: unknown[] = [];
  for (const list of lists) for (let i = 0; i < list.length; i++) out.push(list[i]);
  return out;
}
