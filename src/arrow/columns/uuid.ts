/** `UUID`, for which Arrow has an extension of 16 bytes. */
import { inPlace, type Maker } from './making.ts';

const WIDTH = 16;
const EXTENSION = new Map([
  ['ARROW:extension:name', 'arrow.uuid'],
  ['ARROW:extension:metadata', ''],
]);

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
    EXTENSION,
  );
