/** `Decimal(P, S)`: an integer of 32 to 256 bits, the value times 10^S. */
import type { Arena } from './arena.ts';
import type { Codec } from './codec.ts';
import { ElementVector } from './element.ts';
import { putInteger } from './int.ts';
import { mapped } from './made.ts';
import { TextVector } from './text-vector.ts';
import type { ClickHouseType } from '../../index.js';
import { outOfRange, ValueError, wrongType } from './value-error.ts';
import type { Vector } from './vector.ts';
import { splitLimbs, WideIntVector } from './wide-int.ts';

/** Bytes of a value, by the digits of the type. */
function widthOf(type: ClickHouseType): number {
  const precision = type.precision ?? 0;
  if (precision <= 9) return 4;
  if (precision <= 18) return 8;
  return precision <= 38 ? 16 : 32;
}

export const decimal: Codec = {
  form: 'string',
  formats: ['number', 'bigint'],
  read(type, rows, reading) {
    const width = widthOf(type);
    const { arena } = reading;
    const start = arena.next();
    const format = reading.format(type);
    if (format === 'bigint') return unscaled(arena, start, rows, width);
    const texts = new TextVector(arena.bytes(start, rows * width), type.name, arena.texts, width);
    return format === 'number' ? mapped(texts, Number) : texts;
  },
  zero: () => 0,
  write(type, values, { sections, format }) {
    const asIntegers = format(type) === 'bigint';
    const width = widthOf(type);
    const { precision = 0, scale = 0 } = type;
    const limit = 10n ** BigInt(precision);
    const most = 10 ** precision;
    const out = new BigUint64Array(Math.ceil((values.length * width) / 8));
    const halves = new Int32Array(out.buffer, 0, (values.length * width) / 4);
    const perValue = width / 4;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      // Making a bigint takes several times as long.
      const number = typeof value === 'string' ? shortUnscaled(value, scale) : Number.NaN;
      if (Math.abs(number) < most) {
        putNumber(number, halves, i * perValue, perValue);
        continue;
      }
      const unscaled = asIntegers && typeof value === 'bigint' ? value : toUnscaled(value, i, type);
      if (unscaled >= limit || unscaled <= -limit) throw outOfRange(i, value, type.name);
      if (perValue === 1) halves[i] = Number(unscaled);
      else splitLimbs(unscaled, out, (i * perValue) / 2, perValue / 2);
    }
    sections.push(halves);
  },
};

/** Writes an integer that a number holds exactly, in so many parts of 32 bits. */
function putNumber(value: number, parts: Int32Array, at: number, count: number): void {
  if (count === 1) parts[at] = value;
  else {
    putInteger(value, parts, at);
    for (let part = 2; part < count; part++) parts[at + part] = value < 0 ? -1 : 0;
  }
}

const POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
const [MINUS, POINT, ZERO] = [45, 46, 48];

/** A plain text times 10^scale where that has few enough digits for a number and loses none; NaN for all else. */
function shortUnscaled(text: string, scale: number): number {
  const { length } = text;
  const negative = text.charCodeAt(0) === MINUS;
  let digits = 0;
  let fraction = -1;
  let value = 0;
  for (let at = negative ? 1 : 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT && fraction < 0) {
      fraction = length - at - 1;
      continue;
    }
    const digit = code - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
    digits++;
  }
  const shift = scale - Math.max(fraction, 0);
  if (digits === 0 || shift < 0 || digits + shift >= POWERS.length) return Number.NaN;
  value *= POWERS[shift] as number;
  return negative ? -value : value;
}

/** The integers themselves, the values times 10^S. */
function unscaled(arena: Arena, start: number, rows: number, width: number): Vector<bigint> {
  if (width === 4)
    return new ElementVector<bigint>(arena.view(Int32Array, start, rows), BigInt, (int) => `BigInt(${int})`);
  const limbs = width / 8;
  return new WideIntVector(arena.view(BigUint64Array, start, rows * limbs), limbs, true);
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i;

/** A decimal number times a power of ten, as an integer. */
export interface Scaled {
  readonly negative: boolean;
  /** Without zeros in front: empty for 0. */
  readonly digits: string;
  /** Whether no digit was lost. */
  readonly exact: boolean;
}

/** A text, number or bigint times 10^scale; nothing for what is no decimal number. */
export function scaled(value: unknown, scale: number): Scaled | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const match = DECIMAL.exec(String(value));
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (match === null || whole + fraction === '') return undefined;
  const all = (whole + fraction).replace(/^0+/, '');
  const shift = scale - fraction.length + Number(exponent);
  const kept = shift < 0 ? all.slice(0, shift) : all;
  const exact = shift >= 0 || !/[1-9]/.test(all.slice(shift));
  return { negative: sign === '-', digits: kept === '' ? '' : kept + '0'.repeat(Math.max(shift, 0)), exact };
}

/** The value times 10^scale, exactly; a digit that would be lost is an error. */
function toUnscaled(value: unknown, index: number, type: ClickHouseType): bigint {
  const { precision = 0, scale = 0 } = type;
  if (typeof value === 'bigint') return value * 10n ** BigInt(scale);
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw wrongType(index, value, type.name, 'a decimal text, number or bigint');
  }
  const found = scaled(value, scale);
  if (found === undefined) throw wrongType(index, value, type.name, 'a decimal number');
  if (!found.exact) {
    throw new ValueError(index, value, type.name, `${String(value)} has more than ${scale} digits after the point`);
  }
  if (found.digits.length > precision) throw outOfRange(index, value, type.name);
  const magnitude = BigInt(found.digits);
  return found.negative ? -magnitude : magnitude;
}
