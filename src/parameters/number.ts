/** Integers, floats, decimals and booleans. The server wraps and cuts what does not fit, so it is checked here. */
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

export function floatText(value: unknown, type: ClickHouseType): string {
  const number = toFloat(value, 0, type.name);
  if (Number.isNaN(number)) return 'nan';
  if (!Number.isFinite(number)) return number > 0 ? 'inf' : '-inf';
  return Object.is(number, -0) ? '-0' : String(number);
}

export function boolText(value: unknown, type: ClickHouseType): string {
  if (value === true || value === 1 || value === 1n) return 'true';
  if (value === false || value === 0 || value === 0n) return 'false';
  throw refuse(value, type, 'a boolean');
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

export function decimalText(value: unknown, type: ClickHouseType): string {
  const { precision = 10, scale = 0 } = type;
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string';
  const match = isNumber ? DECIMAL.exec(String(value)) : null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (match === null || whole + fraction === '') throw refuse(value, type, 'a decimal text, number or bigint');
  const point = whole.length + Number(exponent);
  const digits = ('0'.repeat(Math.max(-point, 0)) + whole + fraction).padEnd(point, '0');
  const integral = digits.slice(0, Math.max(point, 0)).replace(/^0+/, '');
  const fractional = digits.slice(Math.max(point, 0)).replace(/0+$/, '');
  if (fractional.length > scale) throw refuse(value, type, `at most ${scale} digits after the point`);
  if (integral.length > precision - scale) throw outOfRange(value, type);
  const text = `${integral || '0'}${fractional && '.'}${fractional}`;
  return sign === '-' && text !== '0' ? `-${text}` : text;
}
