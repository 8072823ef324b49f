/** JavaScript values as SQL: what the client writes for `%s` and `%(name)s`. */
import { checkTree } from '../columns/inference.ts';
import { isRecord } from '../columns/map.ts';
import { PreciseDate } from '../columns/precise-date.ts';
import { fromTemporal } from '../columns/temporal.ts';
import { TypedValue } from '../columns/typed-value.ts';
import { describe } from '../columns/value-error.ts';
import { quoteString } from '../literal.ts';
import { Sql } from '../sql/fragment.ts';
import { toItems } from './containers.ts';
import { declaredType } from './declared-type.ts';
import { type DictFormat, jsonOf } from './dict.ts';
import { DT64Param } from './dt64-param.ts';
import { castable } from './format.ts';
import { instantExpression } from './instant.ts';
import { floatText } from './number.ts';
import { Refusal } from './refusal.ts';
import { stringText } from './text.ts';

const STRING = { kind: 'String', name: 'String', args: [] };

/** A value as an expression that stands for itself wherever one may stand. */
export function expressionOf(value: unknown, dict: DictFormat): string {
  checkTree(value, 0, 'SQL');
  return expression(value, dict);
}

function expression(value: unknown, dict: DictFormat): string {
  switch (typeof value) {
    case 'string':
      return `'${stringText(value, STRING)}'`;
    case 'number':
      // Without the point it were the integer 0, which has no sign.
      return Object.is(value, -0) ? '-0.' : floatText(value, STRING);
    case 'bigint':
      return bigintText(value);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'NULL' : objectText(value, dict);
    default:
      return 'NULL';
  }
}

function objectText(value: object, dict: DictFormat): string {
  if (value instanceof Sql) return fragmentText(value);
  if (value instanceof TypedValue) {
    const { type } = value;
    return `CAST(${castable(value.value, declaredType(type), dict)}, ${quoteString(type)})`;
  }
  const isPrecise = value instanceof DT64Param;
  const time = timeText(isPrecise ? value.value : value, isPrecise);
  if (time !== undefined) return time;
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return `'${stringText(value, STRING)}'`;
  if (value instanceof Map) return mapText([...value], dict);
  const items = toItems(value);
  if (items !== undefined) return `[${items.map((item) => expression(item, dict)).join(', ')}]`;
  if (isRecord(value)) {
    return dict === 'json' ? quoteString(jsonOf(value, STRING)) : mapText(Object.entries(value), dict);
  }
  throw new Refusal(`${describe(value)} has no form in SQL`);
}

/** What a Date or a value of `Temporal` stands for. Wall times are texts: what they are compared with knows the zone. */
function timeText(value: unknown, isPrecise: boolean): string | undefined {
  if (value instanceof Date) return instantExpression(value, isPrecise);
  const plain = fromTemporal(value);
  if (typeof plain === 'bigint') return instantExpression(new PreciseDate(plain), isPrecise);
  if (plain?.startsWith('P') || plain?.startsWith('-P')) {
    throw new Refusal('a Duration has no form in SQL of its own: use {name:Time64(3)} or {name:IntervalDay}');
  }
  return plain && quoteString(plain.replace('T', ' '));
}

/** Digits of more than 64 bits would be read as a float. */
function bigintText(value: bigint): string {
  if (BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value) return String(value);
  for (const bits of [128, 256]) {
    if (BigInt.asIntN(bits, value) === value) return `toInt${bits}('${value}')`;
    if (BigInt.asUintN(bits, value) === value) return `toUInt${bits}('${value}')`;
  }
  throw new Refusal(`${describe(value)} has more than 256 bits`);
}

function mapText(pairs: readonly (readonly [unknown, unknown])[], dict: DictFormat): string {
  return `map(${pairs
    .flat()
    .map((item) => expression(item, dict))
    .join(', ')})`;
}

function fragmentText({ text, parameters }: Sql): string {
  if (Object.keys(parameters).length === 0) return text;
  throw new Refusal('a fragment of sql`` with values of its own needs a statement that is sql`` as a whole');
}
