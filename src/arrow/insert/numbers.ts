/** Numbers and truth values. */
import type { ArrowData } from './kinds.ts';
import { bits, elementsOf } from './memory.ts';
import { decimalText, integer } from './scalars.ts';
import type { Get } from './values.ts';

export function numbers(data: ArrowData): Get {
  const values = elementsOf(data, data.values as Int32Array);
  return (row) => values[row];
}

/** Halves of 32 bits are made of those of 16. */
export function float(data: ArrowData): Get {
  if (data.type.precision !== 0) return numbers(data);
  const values = elementsOf(data, data.values as Uint16Array);
  return (row) => {
    const half = values[row] as number;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    const sign = half & 0x8000 ? -1 : 1;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  };
}

export function bool(data: ArrowData): Get {
  const all = bits(data, data.values as Uint8Array);
  return (row) => all[row] === 1;
}

export function decimal(data: ArrowData): Get {
  const { scale = 0, bitWidth = 128 } = data.type;
  const parts = elementsOf(data, data.values as Uint32Array, bitWidth / 32);
  const all = Buffer.from(parts.buffer, parts.byteOffset, parts.byteLength);
  const width = bitWidth / 8;
  return (row) => decimalText(integer(all.subarray(row * width, (row + 1) * width), true), scale);
}
