/** Integers, floats, decimals and booleans. The server wraps and cuts what does not fit, so it is checked here. */
import { scaled } from '../columns/decimal.ts';
import { toFloat } from '../columns/float.ts';
import { toBigInt } from '../columns/int.ts';
import type { ClickHouseType } from '../../index.js';
import { outOfRange, refuse } from './refusal.ts';

export function integerText(value: unknown, type: ClickHouseType): string {
  const integer = toBigInt(value, 0, type.name);
  const bits = Number(type.kind.replace(/\D+/, ''));
  const fits = type.kind.startsWith('U') ? BigInt.asUintN(bits, integer) : BigInt.asIntN(bits, integer);
  if (fits !== integer) throw outOfRange(value, type);
  return String(integer);
}

/** From here on a type rounds a number to an infinity. */
const floatEnd: Readonly<Record<string, number>> = {
  Float32: 2 ** 128 - 2 ** 103,
  BFloat16: 2 ** 128 - 2 ** 119,
};

export function floatText(value: unknown, type: ClickHouseType): string {
  const number = toFloat(value, 0, type.name);
  const end = floatEnd[type.kind] ?? Number.POSITIVE_INFINITY;
  if (Number.isFinite(number) && Math.abs(number) >= end) throw outOfRange(value, type);
  if (Number.isNaN(number)) return 'nan';
  if (!Number.isFinite(number)) return number > 0 ? 'inf' : '-inf';
  return Object.is(number, -0) ? '-0' : String(number);
}

export function boolText(value: unknown, type: ClickHouseType): string {
  if (value === true || value === 1 || value === 1n) return 'true';
  if (value === false || value === 0 || value === 0n) return 'false';
  throw refuse(value, type, 'a boolean');
}

export function decimalText(value: unknown, type: ClickHouseType): string {
  const { precision = 10, scale = 0 } = type;
  const found = scaled(value, scale);
  if (found === undefined) throw refuse(value, type, 'a decimal text, number or bigint');
  if (!found.exact) throw refuse(value, type, `at most ${scale} digits after the point`);
  if (found.digits.length > precision) throw outOfRange(value, type);
  const digits = found.digits.padStart(scale + 1, '0');
  const integral = digits.slice(0, digits.length - scale);
  const fractional = digits.slice(digits.length - scale).replace(/0+$/, '');
  const text = `${integral}${fractional && '.'}${fractional}`;
  return found.negative && text !== '0' ? `-${text}` : text;
}
