import { DataError } from '../../errors.ts';

const MAGIC = 'ARROW1';
/** What closes a stream: the mark of a message, and no length. */
const END_OF_STREAM = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/** The last bytes of IPC, which tell whether it is whole: the library takes a stream that breaks off between batches for one that ends. */
export class Ending {
  #last = Buffer.alloc(0);

  push(bytes: Uint8Array): void {
    const tail = bytes.subarray(-END_OF_STREAM.length);
    this.#last = Buffer.concat([this.#last, tail]).subarray(-END_OF_STREAM.length);
  }

  /** @throws {DataError} when there is more to come. */
  check(): void {
    const isStream = this.#last.equals(END_OF_STREAM);
    const isFile = this.#last.subarray(-MAGIC.length).toString('latin1') === MAGIC;
    if (isStream || isFile) return;
    throw new DataError('insertArrow: the bytes of the Arrow IPC end too early, or are none', {
      code: 'ERR_INVALID_ARROW',
    });
  }
}
