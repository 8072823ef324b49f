/** `Float32`, `Float64`: IEEE 754, as typed arrays have them. */
import type { Codec } from './codec.ts';
import { direct } from './element.ts';
import { MadeVector } from './made.ts';
import { outOfRange, wrongType } from './value-error.ts';
import type { ArrayType } from './vector.ts';

type FloatArray = Float32Array | Float64Array;
function float<A extends FloatArray>(array: ArrayType<A>): Codec {
  return {
    form: 'number',
    formats: ['string'],
    read(type, rows, reading) {
      const values = reading.arena.view(array, reading.arena.next(), rows);
      return reading.format(type) === 'string' ? floatTexts(values) : direct<number>(values);
    },
    zero: () => 0,
    write(type, values, { sections }) {
      if (values instanceof array) return void sections.push(values);
      const out = new array(values.length);
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        const number = typeof value === 'number' ? value : toFloat(value, i, type.name);
        out[i] = number;
        // Rounding may lose digits, but must not make an infinity of a number.
        if (!Number.isFinite(out[i]) && Number.isFinite(number)) throw outOfRange(i, value, type.name);
      }
      sections.push(out);
    },
  };
}

/** Floats in as few digits as tell them apart, the others as the server names them. */
export function floatTexts(values: FloatArray): MadeVector<string> {
  const digits = values instanceof Float32Array ? shortest : String;
  return new MadeVector(values.length, (index) => floatText(values[index] as number, digits), values);
}

function floatText(value: number, digits: (value: number) => string): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : digits(value).replace('e+', 'e');
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

/** Nine digits tell all floats of 32 bits apart, most need fewer. */
function shortest(value: number): string {
  for (let precision = 6; precision < 9; precision++) {
    const text = rounded(value, precision);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(rounded(value, 9)));
}

/** So many digits; in the middle of two the even one, as the server has it, where `toPrecision` takes the larger. */
function rounded(value: number, precision: number): string {
  const text = value.toPrecision(precision);
  const finer = value.toPrecision(precision + 1);
  const isMiddle = Number(finer) === value && /5(?:e.*)?$/.test(finer);
  return isMiddle ? text.replace(/[13579](?=e|$)/, (digit) => String(Number(digit) - 1)) : text;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SPECIAL = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

/** A number from a bigint that it holds exactly, or from text. */
export function toFloat(value: unknown, index: number, typeName: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (!Number.isFinite(number)) throw outOfRange(index, value, typeName);
    if (BigInt(number) === value) return number;
    throw wrongType(index, value, typeName, 'an integer that a 64-bit float holds exactly');
  }
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') {
    if (NUMBER.test(value)) {
      const number = Number(value);
      if (!Number.isFinite(number)) throw outOfRange(index, value, typeName);
      return number;
    }
    const special = SPECIAL.get(value.toLowerCase().replace('infinity', 'inf'));
    if (special !== undefined) return special;
  }
  throw wrongType(index, value, typeName, 'a number');
}

export const float32 = float(Float32Array);
export const float64 = float(Float64Array);
