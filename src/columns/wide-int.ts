/** `UInt128`, `UInt256`, `Int128`, `Int256`: limbs of 64 bits, the lowest first. */
import type { Codec } from './codec.ts';
import { toBigInt } from './int.ts';
import { outOfRange } from './value-error.ts';
import { mapped } from './made.ts';
import type { Vector } from './vector.ts';

const LIMB_BITS = 64n;

export class WideIntVector implements Vector<bigint> {
  readonly length: number;
  readonly #limbs: BigUint64Array;
  readonly #perValue: number;
  readonly #signed: boolean;

  constructor(limbs: BigUint64Array, perValue: number, signed: boolean) {
    this.#limbs = limbs;
    this.#perValue = perValue;
    this.#signed = signed;
    this.length = limbs.length / perValue;
  }

  get(index: number): bigint {
    return joinLimbs(this.#limbs, index * this.#perValue, this.#perValue, this.#signed);
  }

  slice(from: number, to: number): bigint[] {
    const out = new Array<bigint>(to - from);
    for (let i = from; i < to; i++) out[i - from] = this.get(i);
    return out;
  }
}

function joinLimbs(limbs: BigUint64Array, start: number, count: number, signed: boolean): bigint {
  let value = 0n;
  for (let i = start + count - 1; i >= start; i--) value = (value << LIMB_BITS) | (limbs[i] as bigint);
  return signed ? BigInt.asIntN(count * 64, value) : value;
}

/** Puts a value, two's complement, into `count` limbs at `start`. */
export function splitLimbs(value: bigint, limbs: BigUint64Array, start: number, count: number): void {
  let rest = value;
  for (let i = start; i < start + count; i++) {
    limbs[i] = rest;
    rest >>= LIMB_BITS;
  }
}

function wideInt(perValue: number, signed: boolean): Codec {
  const bits = BigInt(perValue) * LIMB_BITS;
  const lowest = signed ? -(1n << (bits - 1n)) : 0n;
  const highest = (signed ? 1n << (bits - 1n) : 1n << bits) - 1n;
  return {
    form: 'bigint',
    formats: ['string'],
    read(type, rows, reading) {
      const limbs = reading.arena.view(BigUint64Array, reading.arena.next(), rows * perValue);
      const vector = new WideIntVector(limbs, perValue, signed);
      return reading.format(type) === 'string' ? mapped(vector, String) : vector;
    },
    zero: () => 0n,
    write(type, values, { sections }) {
      const limbs = new BigUint64Array(values.length * perValue);
      for (let i = 0; i < values.length; i++) {
        const value = toBigInt(values[i], i, type.name);
        if (value < lowest || value > highest) throw outOfRange(i, values[i], type.name);
        splitLimbs(value, limbs, i * perValue, perValue);
      }
      sections.push(limbs);
    },
  };
}

export const uint128 = wideInt(2, false);
export const uint256 = wideInt(4, false);
export const int128 = wideInt(2, true);
export const int256 = wideInt(4, true);
