import type { Writable } from 'node:stream';
import { Unread } from './exit.ts';

/** Where a command writes to: no faster than it is read, and no longer. */
export class Output {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  write(piece: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(piece, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(gone.has((error as NodeJS.ErrnoException).code ?? '') ? new Unread() : error);
      });
    });
  }
}

/** What a pipe says whose reader has gone, and a stream that has said so before. */
const gone = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);
