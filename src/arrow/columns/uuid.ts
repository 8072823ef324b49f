/** `UUID`, for which Arrow has an extension of 16 bytes. */
import { extension, inPlace, type Maker } from './making.ts';

const WIDTH = 16;

/** The bytes in the order of the text: each half is turned round. */
export const uuid: Maker = (_, making) =>
  inPlace(
    new making.arrow.FixedSizeBinary(WIDTH),
    making,
    ({ arena }, rows) => {
      const bytes = new Uint8Array(arena.bytes(arena.next(), rows * WIDTH));
      Buffer.from(bytes.buffer).swap64();
      return bytes;
    },
    extension('arrow.uuid'),
  );
