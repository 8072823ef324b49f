/** Texts, lists and maps: offsets, and the memory that lies between them. */
import { writeJoined } from '../../columns/array.ts';
import { Packed } from '../../columns/packed.ts';
import type { ClickHouseType } from '../../../index.js';
import { type ArrowData, ARROW } from './kinds.ts';
import { type List, listOf, weightOf } from './list.ts';
import { extentOf, insideOf, nullsOf, rowAt } from './memory.ts';

const TEXTS: ReadonlySet<number> = new Set([ARROW.utf8, ARROW.binary, ARROW.largeUtf8, ARROW.largeBinary]);

export function string(data: ArrowData, target: ClickHouseType): Packed | undefined {
  if (!TEXTS.has(data.type.typeId)) return undefined;
  const { offsets, from, to } = extentOf(data, (data.values as Uint8Array).length);
  const bytes = (data.values as Uint8Array).subarray(from, to);
  return new Packed(data.length, {
    weight: (rows) => (offsets[rows] ?? 0) + rows * Uint32Array.BYTES_PER_ELEMENT,
    first: (rows) => listOf(data.slice(0, rows), target),
    write: ({ sections }) => void sections.push(offsets, bytes),
  });
}

export function array(data: ArrowData, target: ClickHouseType): Packed | undefined {
  const { typeId } = data.type;
  const [element] = target.args;
  const [child] = data.children;
  if ((typeId !== ARROW.list && typeId !== ARROW.largeList) || element === undefined || child === undefined) {
    return undefined;
  }
  const { offsets, from, to } = extentOf(data, child.length);
  const values = inside(child.slice(from, to - from), element, offsets);
  return new Packed(data.length, {
    weight: (rows) => rows * Uint32Array.BYTES_PER_ELEMENT + inner(values, offsets[rows] ?? 0),
    first: (rows) => listOf(data.slice(0, rows), target),
    write(writing) {
      writing.sections.push(offsets);
      writeJoined(element, { offsets, values }, writing);
    },
    lengthAt: (row) => (offsets[row + 1] ?? 0) - (offsets[row] ?? 0),
  });
}

export function map(data: ArrowData, target: ClickHouseType): Packed | undefined {
  const [key, value] = target.args;
  const [entries] = data.children;
  if (data.type.typeId !== ARROW.map || key === undefined || value === undefined || entries === undefined) {
    return undefined;
  }
  const { offsets, from, to } = extentOf(data, entries.length);
  const [keyData, valueData] = entries.slice(from, to - from).children;
  if (keyData === undefined || valueData === undefined || nullsOf(entries) !== undefined) return undefined;
  const [keys, values] = [inside(keyData, key, offsets), inside(valueData, value, offsets)];
  return new Packed(data.length, {
    weight: (rows) => inner(keys, offsets[rows] ?? 0) + inner(values, offsets[rows] ?? 0),
    first: (rows) => listOf(data.slice(0, rows), target),
    write(writing) {
      writing.sections.push(offsets);
      writeJoined(key, { offsets, values: keys }, writing);
      writeJoined(value, { offsets, values }, writing);
    },
  });
}

/** The values of all rows; a failure tells the row of the value. */
function inside(child: ArrowData, element: ClickHouseType, offsets: Uint32Array): List {
  return insideOf(
    (index) => rowAt(offsets, index),
    () => listOf(child, element),
  );
}

/** What values weigh inside of lists, about, where they are not packed themselves. */
function inner(values: List, count: number): number {
  return values instanceof Packed || ArrayBuffer.isView(values) ? weightOf(values, count) : count * 32;
}
