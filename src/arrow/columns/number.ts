/** Integers and floats, which Arrow stores as ClickHouse does. */
import type { ArrayType, TypedArray } from '../../columns/vector.ts';
import { inPlace, type Maker } from './making.ts';

type Name = 'Int8' | 'Int16' | 'Int32' | 'Int64' | 'Uint8' | 'Uint16' | 'Uint32' | 'Uint64' | 'Float32' | 'Float64';

export function number(name: Name, array: ArrayType<TypedArray>): Maker {
  return (_, making) =>
    inPlace(new making.arrow[name](), making, ({ arena }, rows) => arena.view(array, arena.next(), rows));
}

/** As `Float32`, of which it is the upper half. */
export const bfloat16: Maker = (_, making) =>
  inPlace(new making.arrow.Float32(), making, ({ arena }, rows) => {
    const halves = arena.view(Uint16Array, arena.next(), rows);
    return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
  });

/** A byte a value becomes a bit. */
export const bool: Maker = (_, making) =>
  inPlace(new making.arrow.Bool(), making, ({ arena }, rows) => bitmap(arena.bytes(arena.next(), rows), 0));

/** A bit for each byte: whether it is 0, or with `flip` 0 whether it is not. */
export function bitmap(bytes: Uint8Array, flip: 0 | 1): Uint8Array {
  const { length } = bytes;
  const out = new Uint8Array(((length + 63) & ~63) >> 3);
  const whole = length & ~7;
  let at = 0;
  for (let i = 0; i < whole; i += 8) {
    const byte =
      bit(bytes, i) |
      (bit(bytes, i + 1) << 1) |
      (bit(bytes, i + 2) << 2) |
      (bit(bytes, i + 3) << 3) |
      (bit(bytes, i + 4) << 4) |
      (bit(bytes, i + 5) << 5) |
      (bit(bytes, i + 6) << 6) |
      (bit(bytes, i + 7) << 7);
    out[at++] = flip === 0 ? byte : ~byte;
  }
  for (let i = whole; i < length; i++) out[at] = (out[at] as number) | ((bit(bytes, i) ^ flip) << (i - whole));
  return out;
}

function bit(bytes: Uint8Array, index: number): number {
  return bytes[index] === 0 ? 0 : 1;
}
