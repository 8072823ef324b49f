/** `BFloat16`: the upper half of a `Float32`. */
import type { Codec } from './codec.ts';
import { direct } from './element.ts';
import { floatTexts, toFloat } from './float.ts';
import { outOfRange } from './value-error.ts';

const INFINITY = 0x7f80;

export const bfloat16: Codec = {
  form: 'number',
  formats: ['string'],
  read(type, rows, reading) {
    const halves = reading.arena.view(Uint16Array, reading.arena.next(), rows);
    const bits = new Uint32Array(rows);
    for (let i = 0; i < rows; i++) bits[i] = (halves[i] as number) << 16;
    const values = new Float32Array(bits.buffer);
    return reading.format(type) === 'string' ? floatTexts(values) : direct<number>(values);
  },
  zero: () => 0,
  write(type, values, { sections }) {
    const float = new Float32Array(1);
    const bits = new Uint32Array(float.buffer);
    const halves = new Uint16Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const number = toFloat(values[i], i, type.name);
      float[0] = number;
      const half = upperHalf(bits[0] as number, number);
      if ((half & 0x7fff) === INFINITY && Number.isFinite(number)) throw outOfRange(i, values[i], type.name);
      halves[i] = half;
    }
    sections.push(halves);
  },
};

/** Rounded to nearest, ties to even; a NaN stays one. */
function upperHalf(bits: number, value: number): number {
  if (Number.isNaN(value)) return (bits >>> 16) | 0x40;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}
