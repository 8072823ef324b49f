/** `Decimal(P, S)`: integers of 128 or 256 bits. */
import type { Arena } from '../../columns/arena.ts';
import { inPlace, type Maker } from './making.ts';

/** Parts of 32 bits that a value has in Arrow at least. */
const PARTS = 4;

export const decimal: Maker = (type, making) => {
  const { precision = 0, scale = 0 } = type;
  const bits = precision <= 38 ? 128 : 256;
  return inPlace(new making.arrow.Decimal(scale, precision, bits), making, ({ arena }, rows) => {
    if (precision <= 9) return widened(arena, rows, 1);
    if (precision <= 18) return widened(arena, rows, 2);
    return arena.view(Uint32Array, arena.next(), rows * (bits / 32));
  });
};

/** Integers of so few parts in more of them. */
function widened(arena: Arena, rows: number, count: number): Uint32Array {
  const parts = arena.view(Int32Array, arena.next(), rows * count);
  const out = new Int32Array(rows * PARTS);
  for (let row = 0; row < rows; row++) {
    let last = 0;
    for (let part = 0; part < count; part++) {
      last = parts[row * count + part] as number;
      out[row * PARTS + part] = last;
    }
    if (last < 0) for (let part = count; part < PARTS; part++) out[row * PARTS + part] = -1;
  }
  return new Uint32Array(out.buffer);
}
