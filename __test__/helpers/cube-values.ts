/** Whether a value of Cube is the one that the server writes as JSON, with integers beyond 53 bits and decimals as texts. */
import { isDeepStrictEqual } from 'node:util';

import type { ClickHouseType } from '../../index.js';

type Items = readonly unknown[];
type Members = Readonly<Record<string, unknown>>;

/** @param nested Whether it is inside of another, where numbers are numbers and times are as they are. */
export function agrees(value: unknown, json: unknown, type: ClickHouseType, nested = false): boolean {
  if (json === null || value === null) return json === value;
  const [first, second] = type.args as [ClickHouseType, ClickHouseType];
  switch (type.kind) {
    case 'Nullable':
    case 'LowCardinality':
    case 'SimpleAggregateFunction':
      return agrees(value, json, first, nested);
    case 'Array':
      return sameItems(value as Items, json as Items, () => first);
    case 'Tuple':
      return Array.isArray(value)
        ? sameItems(value, json as Items, (index) => type.args[index] as ClickHouseType)
        : sameMembers(value as Members, json as Members, type);
    case 'Nested':
      return (value as Members[]).every((row, index) => sameMembers(row, (json as Members[])[index] as Members, type));
    case 'Map':
      return sameMap(value as Members, json as Members, second);
    case 'Float32':
    case 'BFloat16':
      return (
        typeof value === (nested ? 'number' : 'string') && Math.fround(Number(value)) === Math.fround(Number(json))
      );
    case 'Decimal':
      return Number(value) === Number(json) && withoutZeros(String(value)) === withoutZeros(String(json));
    case 'FixedString':
      return value === withoutPadding(json as string);
    case 'Date':
    case 'Date32':
      return value === (nested ? json : `${json}T00:00:00.000`);
    case 'DateTime':
    case 'DateTime64':
      return value === (nested ? json : isoTime(json as string));
    default:
      if (nested || !/^U?Int|^Float|^Interval/.test(type.kind)) return isDeepStrictEqual(value, json);
      return typeof value === 'string' && (value === String(json) || Number(value) === json);
  }
}

function sameItems(value: Items, json: Items, typeAt: (index: number) => ClickHouseType): boolean {
  return value.length === json.length && value.every((item, index) => agrees(item, json[index], typeAt(index), true));
}

function sameMembers(value: Members, json: Members, { names = [], args }: ClickHouseType): boolean {
  const names_ = names.map(String);
  if (!isDeepStrictEqual(Object.keys(value).sort(), [...new Set(names_)].sort())) return false;
  return names_.every((name, index) => agrees(value[name], json[name], args[index] as ClickHouseType, true));
}

function sameMap(value: Members, json: Members, type: ClickHouseType): boolean {
  const members = new Map(Object.entries(json).map(([key, item]) => [withoutPadding(key), item]));
  const keys = Object.keys(value);
  return keys.length === members.size && keys.every((key) => agrees(value[key], members.get(key), type, true));
}

const withoutPadding = (text: string): string => text.replace(/\0+$/, '');
const withoutZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

function isoTime(text: string): string {
  const [seconds = '', fraction = ''] = text.replace(' ', 'T').split('.');
  return `${seconds}.${`${fraction}000`.slice(0, 3)}`;
}
