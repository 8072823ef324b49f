import type { ClickHouseType } from '../index.js';
import { DataError } from './errors.ts';
import * as native from './native.ts';
import { invalid } from './validate.ts';

const CACHE_LIMIT = 10_000;
const cache = new Map<string, DataType>();

/** A parsed type. */
class DataType implements ClickHouseType {
  declare readonly name: string;
  declare readonly kind: string;
  declare readonly args: readonly DataType[];

  constructor(node: ClickHouseType) {
    Object.assign(this, node, { args: node.args.map((inner) => new DataType(inner)) });
    Object.freeze(this);
  }

  toString(): string {
    return this.name;
  }
}

export type { DataType };

/** Parses a type's text; each text is parsed once. */
export function parseType(name: string): DataType {
  if (typeof name !== 'string') throw invalid(`parseType: the type must be a string, got a ${typeof name}`);
  let type = cache.get(name);
  if (type === undefined) {
    const node = native.parseType(name);
    if ('failure' in node) throw new DataError(node.message, { code: node.code });
    type = new DataType(node);
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(name, type);
  }
  return type;
}
