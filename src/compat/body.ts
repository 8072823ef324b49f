import { Readable } from 'node:stream';
import type { Bytes } from '../batches.ts';
import { bufferOf } from '../byte-stream.ts';
import { Slice } from '../slice.ts';
import { translated } from './errors.ts';

/** The bytes of an answer, which are read once. */
export interface Body {
  /** The pieces that are there, at least one; none at the end. */
  next(): Promise<readonly Uint8Array[]>;
  /** What is left, in one piece. */
  whole(): Promise<Buffer>;
  /** Leaves it. */
  close(error?: unknown): void;
}

/** That of our transport. */
export class NativeBody implements Body {
  readonly #bytes: Bytes;
  readonly #signal: AbortSignal | undefined;

  constructor(bytes: Bytes, signal: AbortSignal | undefined) {
    this.#bytes = bytes;
    this.#signal = signal;
  }

  async next(): Promise<readonly Uint8Array[]> {
    try {
      return await this.#bytes.next();
    } catch (error) {
      throw translated(error, this.#signal);
    }
  }

  async whole(): Promise<Buffer> {
    try {
      return bufferOf(await this.#bytes.whole());
    } catch (error) {
      throw translated(error, this.#signal);
    }
  }

  close(error?: unknown): void {
    this.#bytes.close(error);
  }
}

/** That of a stream of Node. */
export class StreamBody implements Body {
  readonly #stream: Readable;
  readonly #pieces: AsyncIterator<Uint8Array>;

  constructor(stream: Readable) {
    this.#stream = stream;
    this.#pieces = stream[Symbol.asyncIterator]();
  }

  async next(): Promise<readonly Uint8Array[]> {
    const { done, value } = await this.#pieces.next();
    return done === true ? [] : [value];
  }

  async whole(): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for (let arrived = await this.next(); arrived.length > 0; arrived = await this.next()) pieces.push(...arrived);
    return Buffer.concat(pieces);
  }

  close(error?: unknown): void {
    this.#stream.destroy(error instanceof Error ? error : undefined);
  }
}

export function bodyOf(given: Body | Readable): Body {
  return 'pipe' in given ? new StreamBody(given as Readable) : (given as Body);
}

/** Bytes that become one item: their rows are young when they are read, and the event loop is held briefly. */
const CUT = 64 << 10;

function cut(piece: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(piece.length / CUT) }, (_, index) =>
    piece.subarray(index * CUT, (index + 1) * CUT),
  );
}

/** A stream that `make` makes of the pieces of an answer; `end` is told when and with what it is over. */
export function streamOf<T>(body: Body, { make, last, end, objects }: Making<T>): Readable {
  let over = false;
  const finish = (error?: unknown): void => {
    if (!over) end?.(error);
    over = true;
  };
  const slice = new Slice();
  let waiting: Uint8Array[] = [];
  const pump = async (): Promise<void> => {
    for (;;) {
      let piece = waiting.pop();
      if (piece === undefined) {
        const pieces = await body.next();
        slice.begin();
        waiting = (objects ? pieces.flatMap(cut) : [...pieces]).reverse();
        piece = waiting.pop();
        // Pieces may be empty.
        if (piece === undefined && pieces.length > 0) continue;
      } else if (slice.over) await slice.rest();
      const item = piece === undefined ? last?.() : make(piece);
      if (item !== undefined) stream.push(item);
      if (piece === undefined) {
        finish();
        stream.push(null);
      }
      if (piece === undefined || item !== undefined) return;
    }
  };
  const stream = new Readable({
    objectMode: objects,
    ...(objects && { highWaterMark: 2 }),
    read: () => void pump().catch((error: unknown) => stream.destroy(error as Error)),
    destroy(error, done) {
      body.close(error ?? undefined);
      finish(error ?? undefined);
      done(error);
    },
  });
  // Without a listener a failure would end the process; it has been told, and all who wait for the stream get it.
  stream.on('error', () => undefined);
  return stream;
}

interface Making<T> {
  readonly make: (piece: Uint8Array) => T | undefined;
  /** What is left at the end. */
  readonly last?: () => T | undefined;
  readonly end?: (error?: unknown) => void;
  readonly objects: boolean;
}
