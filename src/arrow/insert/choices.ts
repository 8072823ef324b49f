/** Values that lie elsewhere: in a dictionary, or in the members of a union. */
import { typedValue } from '../../columns/typed-value.ts';
import type { ClickHouseType } from '../../../index.js';
import type { ArrowData } from './kinds.ts';
import { elementsOf, insideOf, malformed } from './memory.ts';
import { type Get, valuesOf } from './values.ts';

/** Each value of the dictionary is made once. */
export function dictionary(data: ArrowData, target: ClickHouseType): Get {
  const keys = elementsOf(data, data.values as Int32Array);
  const values: unknown[] = [];
  for (const chunk of data.dictionary?.data ?? []) {
    const before = values.length;
    const made = insideOf(
      (index) => keys.findIndex((key) => Number(key) === before + index),
      () => valuesOf(chunk, target),
    );
    for (const value of made) values.push(value);
  }
  return (row) => values[Number(keys[row])];
}

const DENSE = 1;

/** A value with the type that the member is called, where a Variant has that. */
export function union(data: ArrowData, target: ClickHouseType): Get {
  const { mode, typeIdToChildIndex = {}, children: fields } = data.type;
  const typeIds = elementsOf(data, data.typeIds);
  const places = mode === DENSE ? elementsOf(data, data.valueOffsets as Int32Array) : undefined;
  const members = data.children.map((child, at) => {
    const type = hasMembers(target) ? target.args.find(({ name }) => name === fields?.[at]?.name) : undefined;
    return { type, values: valuesOf(child, type ?? target) };
  });
  return (row) => {
    const member = members[typeIdToChildIndex[typeIds[row] as number] ?? -1];
    const value = member?.values[places === undefined ? row : Number(places[row])];
    if (member === undefined || value === undefined) throw malformed(data.type, row);
    return value === null || member.type === undefined ? value : typedValue(member.type.name, value);
  };
}

const hasMembers = ({ kind }: ClickHouseType): boolean => kind === 'Variant' || kind === 'Geometry';
