/** `UInt8` … `UInt64`, `Int8` … `Int64`: little-endian, as typed arrays have them. */
import type { Codec, Reading } from './codec.ts';
import { direct, ElementVector } from './element.ts';
import { DataError } from '../errors.ts';
import type { ClickHouseType } from '../../index.js';
import { MadeVector } from './made.ts';
import { outOfRange, wrongType } from './value-error.ts';
import type { ArrayType, TypedArray, Vector } from './vector.ts';

type NumberArray = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;
/** Codec of a type whose values are numbers. */
function small<A extends NumberArray>(array: ArrayType<A>): Codec {
  return {
    form: 'number',
    formats: ['string'],
    read(type, rows, reading) {
      const values = reading.arena.view(array, reading.arena.next(), rows);
      return reading.format(type) === 'string' ? digits(values) : direct<number>(values);
    },
    zero: () => 0,
    write(type, values, { sections }) {
      if (values instanceof array) return void sections.push(values);
      const out = new array(values.length);
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        const number = typeof value === 'number' ? value : toNumber(value, i, type.name);
        out[i] = number;
        if (out[i] === number) continue;
        if (!Number.isInteger(number)) throw wrongType(i, value, type.name, 'an integer');
        throw outOfRange(i, value, type.name);
      }
      sections.push(out);
    },
  };
}

/** Codec of a type whose values are bigints. */
function big<A extends BigInt64Array | BigUint64Array>(array: ArrayType<A>, signed: boolean): Codec {
  const wrap = (value: bigint): bigint => (signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value));
  return {
    form: 'bigint',
    formats: signed ? ['number', 'string'] : ['number', 'string', 'signed'],
    read: (type, rows, reading) => inFormat(reading.arena.view(array, reading.arena.next(), rows), type, reading),
    zero: () => 0n,
    write(type, values, writing) {
      const { sections } = writing;
      if (values instanceof array) return void sections.push(values);
      if (!signed && writing.format(type) === 'signed') return int64.write(type, values, writing);
      const out = new array(values.length);
      const halves = new Int32Array(out.buffer);
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        // Making a bigint takes several times as long.
        if (typeof value === 'number' && Number.isSafeInteger(value) && (signed || value >= 0)) {
          putInteger(value, halves, 2 * i);
          continue;
        }
        const number = typeof value === 'bigint' ? value : toBigInt(value, i, type.name);
        if (wrap(number) !== number) throw outOfRange(i, value, type.name);
        out[i] = number;
      }
      sections.push(out);
    },
  };
}

const HALF = 2 ** 32;

/** Writes an integer that a number holds exactly as 64 bits, two's complement. */
export function putInteger(value: number, halves: Int32Array, at: number): void {
  halves[at] = value;
  halves[at + 1] = Math.floor(value / HALF);
}

function inFormat(values: BigInt64Array | BigUint64Array, type: ClickHouseType, reading: Reading): Vector {
  switch (reading.format(type)) {
    case 'string':
      return digits(values);
    case 'signed':
      return direct<bigint>(new BigInt64Array(values.buffer, values.byteOffset, values.length));
    case 'number':
      return new MadeVector(values.length, (index) => toSafeNumber(values[index] as bigint, type), values);
    default:
      return direct<bigint>(values);
  }
}

/** The integers in decimal digits. */
function digits(values: TypedArray): Vector<string> {
  return new ElementVector<string>(values, String, (value) => `String(${value})`);
}

/** @throws {DataError} for an integer that a number does not hold exactly. */
export function toSafeNumber(value: bigint, type: ClickHouseType): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new DataError(`${value} of type ${type.name} is beyond 2^53 and has no exact form as a number`, {
    code: 'ERR_UNSAFE_INTEGER',
  });
}

const INTEGER = /^[+-]?\d+$/;

function toNumber(value: unknown, index: number, typeName: string): number {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string' && INTEGER.test(value)) return Number(value);
  throw wrongType(index, value, typeName, 'an integer');
}

/** An integer from a number that holds one exactly, or from its text. */
export function toBigInt(value: unknown, index: number, typeName: string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) throw wrongType(index, value, typeName, 'an integer');
    if (!Number.isSafeInteger(value)) throw wrongType(index, value, typeName, 'a bigint for an integer beyond 2^53');
    return BigInt(value);
  }
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'string' && INTEGER.test(value)) return BigInt(value.startsWith('+') ? value.slice(1) : value);
  throw wrongType(index, value, typeName, 'an integer');
}

export const uint8 = small(Uint8Array);
export const uint16 = small(Uint16Array);
export const uint32 = small(Uint32Array);
export const int8 = small(Int8Array);
export const int16 = small(Int16Array);
export const int32 = small(Int32Array);
export const uint64 = big(BigUint64Array, false);
export const int64 = big(BigInt64Array, true);
