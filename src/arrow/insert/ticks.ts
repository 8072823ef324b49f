/** Counts of a unit of time as counts of another. */
import { floorDivide } from '../../columns/precise-date.ts';
import type { ArrowData } from './kinds.ts';
import { elementsOf } from './memory.ts';

/** Digits of a second that Arrow's units count. */
const DIGITS = [0, 3, 6, 9];
const LAST_SECOND = 0xffff_ffffn;

/** Ticks of so many digits; nothing when one does not fit, or has more digits and must be `exact`. */
export function ticks(data: ArrowData, digits: number, rounding: 'floor' | 'exact'): BigInt64Array | undefined {
  const { length, type } = data;
  const values = elementsOf(data, data.values as BigInt64Array);
  const given = DIGITS[type.unit ?? 0] ?? 0;
  if (given === digits) return values;
  const factor = 10n ** BigInt(Math.abs(digits - given));
  const out = new BigInt64Array(length);
  for (let row = 0; row < length; row++) {
    const value = values[row] as bigint;
    const tick = digits > given ? value * factor : floorDivide(value, factor);
    if (BigInt.asIntN(64, tick) !== tick) return undefined;
    if (rounding === 'exact' && digits < given && tick * factor !== value) return undefined;
    out[row] = tick;
  }
  return out;
}

/** Seconds of 32 bits; nothing when one does not fit. */
export function seconds(data: ArrowData): Uint32Array | undefined {
  const whole = ticks(data, 0, 'floor');
  if (whole === undefined) return undefined;
  const halves = new Uint32Array(whole.buffer, whole.byteOffset, whole.length * 2);
  const out = new Uint32Array(whole.length);
  for (let row = 0; row < out.length; row++) {
    if (halves[2 * row + 1] !== 0 && !fits(whole[row] as bigint)) return undefined;
    out[row] = halves[2 * row] as number;
  }
  return out;
}

const fits = (second: bigint): boolean => second >= 0n && second <= LAST_SECOND;
