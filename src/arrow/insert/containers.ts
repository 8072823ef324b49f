/** Lists, maps and structs. */
import { UnsupportedTypeError } from '../../columns/unsupported-type-error.ts';
import type { ClickHouseType } from '../../../index.js';
import { type ArrowData, ARROW } from './kinds.ts';
import { extentOf, insideOf, malformed, rowAt } from './memory.ts';
import { ANY, elementOf, elementsOfTuple, entryOf, unsupported } from './targets.ts';
import { type Get, valuesOf } from './values.ts';

export function list(data: ArrowData, target: ClickHouseType): Get {
  const [child] = data.children;
  if (child === undefined) throw unsupported(data.type, target);
  if (target.kind === 'Map' && isEntry(child)) return map(data, target);
  const { offsets, from, to } =
    data.type.typeId === ARROW.fixedSizeList ? fixedExtent(data) : extentOf(data, child.length);
  const values = insideOf(
    (index) => rowAt(offsets, index),
    () => valuesOf(child.slice(from, to - from), elementOf(target)),
  );
  return (row) => values.slice(offsets[row], offsets[row + 1]);
}

/** What libraries without a type for maps have in its place. */
function isEntry({ type, children }: ArrowData): boolean {
  return type.typeId === ARROW.struct && children.length === 2;
}

/** Lists of one length have no offsets. */
function fixedExtent({ type, length, children }: ArrowData) {
  const { listSize = 0 } = type;
  if ((children[0]?.length ?? 0) < length * listSize) throw malformed(type, 0);
  const offsets = Uint32Array.from({ length: length + 1 }, (_, row) => row * listSize);
  return { offsets, from: 0, to: length * listSize };
}

/** Pairs for a map, an object for JSON; for others what JavaScript calls a map. */
export function map(data: ArrowData, target: ClickHouseType): Get {
  const [entries] = data.children;
  const { offsets, from, to } = extentOf(data, entries?.length ?? 0);
  const parts = entries?.slice(from, to - from).children ?? [];
  const [keys, values] = entryOf(target).map((type, place) => {
    const part = parts[place];
    if (part === undefined) throw unsupported(data.type, target);
    return insideOf(
      (index) => rowAt(offsets, index),
      () => valuesOf(part, type),
    );
  });
  const pairs = (row: number): [unknown, unknown][] => {
    const out: [unknown, unknown][] = [];
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at++) out.push([keys?.[at], values?.[at]]);
    return out;
  };
  if (target.kind === 'Map') return pairs;
  return target.kind === 'JSON' ? (row) => Object.fromEntries(pairs(row)) : (row) => new Map(pairs(row));
}

/** An array in the order of a tuple, by name or, where there are none, by place; for others an object. */
export function struct(data: ArrowData, target: ClickHouseType): Get {
  const fields = (data.type.children ?? []).map(({ name }) => name);
  if (data.children.some((child) => child.length < data.length)) throw malformed(data.type, 0);
  const types = elementsOfTuple(target);
  if (types === undefined) {
    const columns = data.children.map((child) => valuesOf(child, ANY));
    return (row) => Object.fromEntries(fields.map((name, at) => [name, columns[at]?.[row]]));
  }
  const places = placesOf(fields, types.length, target);
  const columns = types.map((type, at) => {
    const child = data.children[places[at] ?? -1];
    return child === undefined ? undefined : valuesOf(child, type);
  });
  return (row) => columns.map((column) => column?.[row]);
}

/** Which field each element of a tuple is. */
function placesOf(fields: readonly string[], count: number, target: ClickHouseType): number[] {
  const names = target.names?.every((name) => name !== null) ? (target.names as readonly string[]) : [];
  const unknown = fields.find((name) => !names.includes(name));
  if (names.length === count && unknown === undefined) return names.map((name) => fields.indexOf(name));
  const byPlace = names.length === 0 || fields.every((name, at) => name === String(at + 1));
  if (byPlace && fields.length === count) return fields.map((_, at) => at);
  const reason = byPlace
    ? `a struct of ${fields.length} fields for ${count} elements`
    : `the tuple has no element '${unknown}'`;
  throw new UnsupportedTypeError(target.name, `${target.name}: ${reason}`);
}
