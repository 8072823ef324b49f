/** `BFloat16`: the upper half of a `Float32`. */
import type { Codec } from './codec.ts';
import { direct } from './element.ts';
import { toFloat } from './float.ts';

export const bfloat16: Codec = {
  read(_, rows, arena) {
    const halves = arena.view(Uint16Array, arena.next(), rows);
    const bits = new Uint32Array(rows);
    for (let i = 0; i < rows; i++) bits[i] = (halves[i] as number) << 16;
    return direct<number>(new Float32Array(bits.buffer));
  },
  zero: () => 0,
  write(type, values, { sections }) {
    const floats = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) floats[i] = toFloat(values[i], i, type.name);
    const bits = new Uint32Array(floats.buffer);
    const halves = new Uint16Array(values.length);
    for (let i = 0; i < bits.length; i++) halves[i] = upperHalf(bits[i] as number, floats[i] as number);
    sections.push(halves);
  },
};

/** Rounded to nearest, ties to even; a NaN stays one. */
function upperHalf(bits: number, value: number): number {
  if (Number.isNaN(value)) return (bits >>> 16) | 0x40;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}
