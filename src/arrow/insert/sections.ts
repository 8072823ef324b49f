/** Values of one width, in memory that is or nearly is what ClickHouse stores. */
import { Packed } from '../../columns/packed.ts';
import type { Section } from '../../columns/codec.ts';
import type { ClickHouseType } from '../../../index.js';
import { type ArrowData, ARROW } from './kinds.ts';
import { type List, listOf, type Pack } from './list.ts';
import { bits, elementsOf } from './memory.ts';
import { seconds, ticks } from './ticks.ts';

/** Sections of so many bytes a row. */
function fixed(data: ArrowData, target: ClickHouseType, section: Section): Packed {
  return new Packed(data.length, {
    weight: (rows) => (section.byteLength / Math.max(data.length, 1)) * rows,
    first: (rows) => listOf(data.slice(0, rows), target),
    write: ({ sections }) => void sections.push(section),
  });
}

/** Numbers go in as they are; what does not fit, the column refuses. */
export function numbers(data: ArrowData): List | undefined {
  const { typeId, precision } = data.type;
  const isOfArray = typeId === ARROW.int || (typeId === ARROW.float && precision !== 0);
  return isOfArray ? elementsOf(data, data.values as Uint8Array) : undefined;
}

export function bool(data: ArrowData, target: ClickHouseType): List | undefined {
  if (data.type.typeId !== ARROW.bool) return undefined;
  return fixed(data, target, bits(data, data.values as Uint8Array));
}

/** Bytes of one width, in another order where `form` makes that. */
export function bytes(
  width: (target: ClickHouseType) => number,
  form = (bytes: Uint8Array): Uint8Array => bytes,
): Pack {
  return (data, target) => {
    const { typeId, byteWidth } = data.type;
    if (typeId !== ARROW.fixedSizeBinary || byteWidth !== width(target)) return undefined;
    return fixed(data, target, form(elementsOf(data, data.values as Uint8Array, byteWidth)));
  };
}

/** Each half of a UUID is turned round. */
export function turned(value: Uint8Array): Uint8Array {
  const out = new Uint8Array(value);
  Buffer.from(out.buffer).swap64();
  return out;
}

export function date(data: ArrowData): List | undefined {
  const { typeId, unit } = data.type;
  return typeId === ARROW.date && unit === 0 ? elementsOf(data, data.values as Int32Array) : undefined;
}

export function dateTime(data: ArrowData): List | undefined {
  return data.type.typeId === ARROW.timestamp ? seconds(data) : undefined;
}

export function dateTime64(data: ArrowData, { precision = 0 }: ClickHouseType): List | undefined {
  return data.type.typeId === ARROW.timestamp ? ticks(data, precision, 'floor') : undefined;
}

export function time(data: ArrowData, { precision = 0 }: ClickHouseType): List | undefined {
  return data.type.typeId === ARROW.duration ? ticks(data, precision, 'exact') : undefined;
}

/** Parts of 32 bits of a value. */
function partsOf({ precision = 0 }: ClickHouseType): number {
  if (precision <= 9) return 1;
  if (precision <= 18) return 2;
  return precision <= 38 ? 4 : 8;
}

/** Integers of the same power of ten, in fewer or more parts. */
export function decimal(data: ArrowData, target: ClickHouseType): List | undefined {
  const { typeId, scale, precision = 0, bitWidth = 128 } = data.type;
  if (typeId !== ARROW.decimal || scale !== target.scale || precision > (target.precision ?? 0)) return undefined;
  const [from, to] = [bitWidth / 32, partsOf(target)];
  const { buffer, byteOffset, length } = elementsOf(data, data.values as Uint32Array, from);
  const parts = new Int32Array(buffer, byteOffset, length);
  if (from === to) return fixed(data, target, parts);
  const out = new Int32Array(data.length * to);
  const kept = Math.min(from, to);
  for (let row = 0; row < data.length; row++) {
    for (let part = 0; part < kept; part++) out[row * to + part] = parts[row * from + part] as number;
    const sign = (out[row * to + kept - 1] as number) >> 31;
    for (let part = kept; part < to; part++) out[row * to + part] = sign;
    // More digits than the type says.
    for (let part = kept; part < from; part++) if (parts[row * from + part] !== sign) return undefined;
  }
  return fixed(data, target, out);
}
