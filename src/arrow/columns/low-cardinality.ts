/** `LowCardinality(T)`: a dictionary for each block. */
import { innerOf } from './inner.ts';
import { dataOf, type Maker } from './making.ts';
import { validityOf } from './printed.ts';

const keyArrays = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array } as const;
type Keys = Uint8Array | Uint16Array | Uint32Array;

/** Keys are of one width in Arrow, whatever each block has. */
export const lowCardinality: Maker = (type, making) => {
  const { arrow } = making;
  const inner = innerOf(type);
  const nullable = inner.kind === 'Nullable';
  const element = making.column(nullable ? innerOf(inner) : inner);
  const dictionaryType = new arrow.Dictionary(element.type, new arrow.Int32());
  return {
    type: dictionaryType,
    nullable,
    read(rows, reading) {
      const { arena } = reading;
      const start = arena.next();
      const width = arena.next();
      const size = arena.next();
      // The width of no keys is told as 0.
      const keys = arena.view<Keys>(keyArrays[(width || 1) as 1 | 2 | 4], start, rows);
      const values = element.read(size, reading);
      // The first value stands for NULL, or is that of the type's default, which need not occur.
      const skipped = size > 0 && (nullable || !keys.includes(0)) ? 1 : 0;
      const dictionary = new arrow.Vector([skipped === 0 ? values : values.slice(1, size - 1)]);
      const data = indices(keys, skipped);
      const validity = nullable ? validityOf(Uint8Array.from(keys, (key) => (key === 0 ? 1 : 0))) : undefined;
      return dataOf(arrow, dictionaryType, rows, { data, dictionary }, validity);
    },
  };
};

/** Keys of 32 bits, less by `skipped`; what lies under a NULL stays within the dictionary. */
function indices(keys: Keys, skipped: number): Int32Array {
  if (skipped === 0) {
    return keys instanceof Uint32Array
      ? new Int32Array(keys.buffer, keys.byteOffset, keys.length)
      : new Int32Array(keys);
  }
  const out = new Int32Array(keys.length);
  for (let row = 0; row < keys.length; row++) out[row] = Math.max((keys[row] as number) - 1, 0);
  return out;
}
