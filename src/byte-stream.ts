import type { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { ByteStream as Contract } from '../index.js';
import type { Cutter } from './cutter.ts';
import type { Batches } from './batches.ts';
import { begun, ItemStream, type Opening } from './item-stream.ts';

/** Hands pieces on as they came. */
class Pieces implements Cutter<Buffer, Uint8Array> {
  readonly cuts = false;
  readonly #waiting: Uint8Array[] = [];

  push(piece: Uint8Array): void {
    this.#waiting.push(piece);
  }

  take(): Buffer | undefined {
    const piece = this.#waiting.shift();
    return piece && bufferOf(piece);
  }
}

/** The bytes of a running query. */
export class ByteStream extends ItemStream<Buffer, Uint8Array, Batches<Uint8Array>> implements Contract {
  constructor(opening: Opening<Batches<Uint8Array>>) {
    super(opening, new Pieces());
  }

  /** The format that the answer is in; nothing where a statement has no result. */
  static async formatOf(stream: ByteStream): Promise<string | undefined> {
    return (await stream[begun]()).head.format;
  }

  toNodeStream(): Readable {
    return process.getBuiltinModule('node:stream').Readable.from(this, { objectMode: false });
  }

  toWebStream(): ReadableStream<Uint8Array> {
    return globalThis.ReadableStream.from(this) as ReadableStream<Uint8Array>;
  }
}

/** A buffer over the same memory. */
export function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
