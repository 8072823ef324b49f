/** `String` and bytes. */
import type { Reading } from '../../columns/codec.ts';
import { codecOf } from '../../columns/registry.ts';
import { dataOf, inPlace, type Maker } from './making.ts';
import { joined, plain, printed, signed, type Texts } from './printed.ts';

/** What the bytes are as text: the number of the layout. */
const BYTES = 2;

interface Memory extends Texts {
  /** Whether the values are not all UTF-8. */
  readonly anyBytes: boolean;
}

/** The memory of a `String`. */
function memoryOf(rows: number, { arena }: Reading): Memory {
  const offsets = arena.offsets(arena.next(), rows);
  const data = arena.bytes(arena.next(), offsets[rows] ?? 0);
  const anyBytes = arena.next() === BYTES;
  // Arrow counts bytes, not characters.
  arena.next();
  return { valueOffsets: signed(offsets), data, anyBytes };
}

/** Bytes that are no UTF-8 become U+FFFD, as in all other texts. */
export const string: Maker = (type, making) => {
  const { arrow, useStrings } = making;
  if (!useStrings) return binary(type, making);
  const utf8 = new arrow.Utf8();
  return {
    type: utf8,
    nullable: false,
    read(rows, reading, validity) {
      if (reading.encoding !== undefined) {
        return dataOf(arrow, utf8, rows, printed(codecOf(type).read(type, rows, plain(reading))), validity);
      }
      const { anyBytes, ...memory } = memoryOf(rows, reading);
      return dataOf(arrow, utf8, rows, anyBytes ? repaired(memory) : memory, validity);
    },
  };
};

/** The states of aggregate functions, and `String` where it is not text. */
export const binary: Maker = (_, { arrow }) => {
  const type = new arrow.Binary();
  return {
    type,
    nullable: false,
    read(rows, reading, validity) {
      const { valueOffsets, data } = memoryOf(rows, reading);
      return dataOf(arrow, type, rows, { valueOffsets, data }, validity);
    },
  };
};

function repaired({ valueOffsets, data }: Texts): Texts {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const rows = valueOffsets.length - 1;
  const text = (row: number): string => bytes.toString('utf8', valueOffsets[row], valueOffsets[row + 1]);
  return joined(rows, (from, to) => Array.from({ length: to - from }, (__, index) => text(from + index)));
}

export const fixedString: Maker = ({ length = 0 }, making) =>
  inPlace(new making.arrow.FixedSizeBinary(length), making, ({ arena }, rows) =>
    arena.bytes(arena.next(), rows * length),
  );
