/** Objects and Maps as texts: of JSON, or of a Map. */
import { isUtf8 } from 'node:buffer';
import { checkTree } from '../columns/inference.ts';
import { jsonText } from '../columns/json-text.ts';
import { isRecord } from '../columns/map.ts';
import { TypedValue } from '../columns/typed-value.ts';
import { describe } from '../columns/value-error.ts';
import type { ClickHouseType } from '../../index.js';
import { escapeString, quoteString } from '../literal.ts';
import { Refusal, refuse } from './refusal.ts';

/** What objects become where nothing says which type they are to have. */
export type DictFormat = 'json' | 'map';

/** The text of an object for a String. */
export function dictText(value: object, type: ClickHouseType, dict: DictFormat): string {
  if (dict === 'json') return jsonOf(value, type);
  checkTree(value, 0, type.name);
  return mapOf(value);
}

/** JSON that holds all of a value, or a refusal. */
export function jsonOf(value: object, type: ClickHouseType): string {
  checkTree(value, 0, type.name);
  checkMembers(value, type);
  return jsonText(value);
}

/** The text of a parameter of the type JSON. */
export function jsonParameter(value: unknown, type: ClickHouseType): string {
  if (typeof value === 'string') return escapeString(value);
  if (isDict(value)) return escapeString(jsonOf(value, type));
  throw refuse(value, type, 'an object or the text of one');
}

export function isDict(value: unknown): value is object {
  return value instanceof Map || isRecord(value);
}

/** Refuses what JSON has no form for, or the server another than the value. */
function checkMembers(value: unknown, type: ClickHouseType): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw noJson(value);
  // The server reads integers of more than 64 bits as floats.
  if (typeof value === 'bigint' && type.kind === 'JSON' && BigInt.asIntN(64, value) !== value) {
    if (BigInt.asUintN(64, value) !== value) throw noJson(value);
  }
  if (value instanceof Date && Number.isNaN(value.getTime())) throw noJson(value);
  if (value instanceof TypedValue || (value instanceof Uint8Array && !isUtf8(value))) throw noJson(value);
  if (Array.isArray(value)) for (const item of value) checkMembers(item, type);
  else if (value instanceof Map) for (const pair of value) checkMembers(pair, type);
  else if (isRecord(value)) for (const item of Object.values(value)) checkMembers(item, type);
}

function noJson(value: unknown): Refusal {
  return new Refusal(`JSON has no form for ${describe(value)}`);
}

/** The text of a Map, whose values are texts and numbers as they are. */
function mapOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value !== 'object') return typeof value === 'string' ? quoteString(value) : String(value);
  if (Array.isArray(value)) return `[${Array.from(value, mapOf).join(',')}]`;
  if (isDict(value)) {
    const pairs = value instanceof Map ? [...value] : Object.entries(value);
    return `{${pairs.map(([key, item]) => `${mapOf(key)}:${mapOf(item)}`).join(',')}}`;
  }
  return quoteString(JSON.parse(jsonText(value)));
}
