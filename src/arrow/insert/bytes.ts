/** Texts and bytes, those that lie in views as well. */
import type { ClickHouseType } from '../../../index.js';
import { type ArrowData, ARROW } from './kinds.ts';
import { elementsOf, extentOf, malformed } from './memory.ts';
import { integer } from './scalars.ts';
import type { Get } from './values.ts';

export function texts(data: ArrowData): Get {
  const get = bytesOf(data);
  return (row) => get(row).toString('utf8');
}

const WIDE = /^U?Int(?:128|256)$/;

/** Bytes of a wide integer are the lowest first, as the server's own Arrow has them. */
export function binary(data: ArrowData, { kind }: ClickHouseType): Get {
  const get = bytesOf(data);
  return WIDE.test(kind) ? (row) => integer(get(row), kind.startsWith('Int')) : get;
}

/** The bytes of each row. */
function bytesOf(data: ArrowData): (row: number) => Buffer {
  const { typeId, byteWidth = 0 } = data.type;
  const values = data.values as Uint8Array;
  const { buffer, byteOffset, byteLength } =
    typeId === ARROW.fixedSizeBinary ? elementsOf(data, values, byteWidth) : values;
  const all = Buffer.from(buffer, byteOffset, byteLength);
  if (typeId === ARROW.fixedSizeBinary) return (row) => all.subarray(row * byteWidth, (row + 1) * byteWidth);
  if (typeId === ARROW.binaryView || typeId === ARROW.utf8View) return (row) => viewed(data, all, row);
  const { offsets, from } = extentOf(data, byteLength);
  return (row) => all.subarray(from + (offsets[row] ?? 0), from + (offsets[row + 1] ?? 0));
}

const VIEW = 16;
/** Texts that are no longer lie in their view. */
const SHORT = 12;

/** What a view shows. */
function viewed({ type, variadicBuffers = [] }: ArrowData, views: Buffer, row: number): Buffer {
  const at = row * VIEW;
  if (at + VIEW > views.length) throw malformed(type, row);
  const length = views.readInt32LE(at);
  if (length < 0) throw malformed(type, row);
  if (length <= SHORT) return views.subarray(at + 4, at + 4 + length);
  const shown = variadicBuffers[views.readInt32LE(at + 8)] ?? new Uint8Array();
  const start = views.readInt32LE(at + 12);
  if (start < 0 || start + length > shown.length) throw malformed(type, row);
  return Buffer.from(shown.buffer, shown.byteOffset + start, length);
}
