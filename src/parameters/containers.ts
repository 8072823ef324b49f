/** Arrays, tuples and maps, whose values are literals. */
import type { ClickHouseType } from '../../index.js';
import { member } from '../columns/compiled.ts';
import { isRecord } from '../columns/map.ts';
import { shortName } from '../columns/value-error.ts';
import type { Inside } from './format.ts';
import { Refusal, refuse } from './refusal.ts';

export function arrayText(value: unknown, type: ClickHouseType, { literal }: Inside): string {
  const element = argument(type, 0);
  const items = toItems(value);
  if (items === undefined) throw refuse(value, type, 'an array');
  return `[${items.map((item) => literal(item, element)).join(',')}]`;
}

/** A vector, which has as many numbers as its type says. */
export function vectorText(value: unknown, type: ClickHouseType, inside: Inside): string {
  const count = toItems(value)?.length;
  if (count !== undefined && count !== type.length) {
    throw new Refusal(`an array of ${count} does not fit the ${type.length} elements of ${shortName(type)}`);
  }
  return arrayText(value, type, inside);
}

/** An argument of a type that has a fixed number of them. */
function argument(type: ClickHouseType, index: number): ClickHouseType {
  const found = type.args[index];
  if (found === undefined) throw new Refusal(`${shortName(type)} lacks the type of its elements`);
  return found;
}

/** The elements of a list; those that an array lacks are undefined. */
export function toItems(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return Array.from(value);
  if (value instanceof Set) return [...value];
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as ArrayLike<unknown>)
    : undefined;
}

/** An array of tuples, of which each has a value for every name. */
export function nestedText(value: unknown, type: ClickHouseType, inside: Inside): string {
  const items = toItems(value);
  if (items === undefined) throw refuse(value, type, 'an array of objects');
  return `[${items.map((item) => tupleText(item, type, inside)).join(',')}]`;
}

export function tupleText(value: unknown, type: ClickHouseType, { literal }: Inside): string {
  const items = Array.isArray(value) ? value : namedItems(value, type);
  if (items.length !== type.args.length) {
    throw new Refusal(
      `an array of ${items.length} does not fit the ${type.args.length} elements of ${shortName(type)}`,
    );
  }
  return `(${type.args.map((element, index) => literal(items[index], element)).join(',')})`;
}

function namedItems(value: unknown, type: ClickHouseType): unknown[] {
  const names = type.names ?? [];
  const named = type.args.length > 0 && type.args.every((_, index) => typeof names[index] === 'string');
  if (!named || !hasElements(value, names)) {
    throw refuse(value, type, named ? 'an object or array' : 'an array');
  }
  const unknown = Object.keys(value).find((key) => !names.includes(key));
  if (unknown !== undefined) throw new Refusal(`${shortName(type)} has no element '${unknown}'`);
  return names.map((name) => (name === null ? undefined : member(value, name)));
}

/** Whether an object is to be read by names: a Map or a Promise would be taken for one without any. */
function hasElements(value: unknown, names: readonly (string | null)[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return isRecord(value) || names.some((name) => name !== null && Object.hasOwn(value, name));
}

export function mapText(value: unknown, type: ClickHouseType, { literal }: Inside): string {
  const pairs = toPairs(value);
  if (pairs === undefined) throw refuse(value, type, 'an object, a Map or an array of pairs');
  const [key, item] = [argument(type, 0), argument(type, 1)];
  return `{${pairs.map((pair) => `${literal(pair[0], key)}:${literal(pair[1], item)}`).join(',')}}`;
}

function toPairs(value: unknown): (readonly unknown[])[] | undefined {
  if (value instanceof Map) return [...value];
  if (!Array.isArray(value)) return isRecord(value) ? Object.entries(value) : undefined;
  const pairs = toItems(value) as unknown[][];
  return pairs.every((pair) => Array.isArray(pair) && pair.length === 2) ? pairs : undefined;
}
