import { describe } from '../columns/value-error.ts';
import { InterfaceError } from '../errors.ts';
import { Feed } from './feed.ts';
import { type Pull, pullOf, type Step } from './pull.ts';

/** Chunks are joined up to so many bytes: each that leaves has its price, above all a compressed one. */
const PIECE_SIZE = 256 * 1024;
/** How long bytes wait for others, in ms: a slow source is not to leave the server without any. */
const LINGER = 1000;

/** Finds out what the body of a raw insert is: bytes that are there, or a source of them. */
export function bytesOf(body: unknown): Uint8Array | Pull {
  const bytes = chunkOf(body);
  if (bytes !== undefined) return bytes;
  const open = pullOf(body, true);
  if (open !== undefined) return open();
  const expected = 'a Buffer, a string, a stream or an iterable of these';
  throw new InterfaceError(`rawInsert: expected ${expected}, got ${describe(body)}`, { code: 'ERR_INVALID_ARG' });
}

/** The bytes of a value that has some. */
export function chunkOf(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : undefined;
}

/** The chunks of a source, joined to pieces of some size. */
export class Pieces {
  readonly #feed: Feed;
  #index = 0;

  constructor(pull: Pull) {
    this.#feed = new Feed(pull);
  }

  /** Whether the source has no more. */
  get ended(): boolean {
    return this.#feed.ended;
  }

  /** The next bytes, in memory of their own: a source may use its again. Nothing at the end. */
  async next(): Promise<Uint8Array | undefined> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    let timer: NodeJS.Timeout | undefined;
    try {
      while (size < PIECE_SIZE && !this.#feed.ended) {
        let step: Step | undefined = this.#feed.next();
        if (step === undefined) {
          if (size > 0) timer ??= setTimeout(() => this.#feed.leave(), LINGER);
          step = await this.#feed.wait();
          if (step === undefined) break;
        }
        if (step.done === true) break;
        const chunk = chunkOf(step.value);
        if (chunk === undefined) throw unfit(step.value, this.#index);
        this.#index++;
        // Not later: the next item may come in the same memory.
        chunks.push(Buffer.from(chunk));
        size += chunk.length;
      }
    } finally {
      clearTimeout(timer);
    }
    if (size === 0) return undefined;
    const [first] = chunks;
    return chunks.length === 1 ? first : Buffer.concat(chunks);
  }

  /** Ends the wait for the next bytes, now or when it begins. */
  interrupt(error: unknown): void {
    this.#feed.interrupt(error);
  }

  /** Tells the source, unless it has ended, that nobody wants more. */
  close(reason: unknown): void {
    this.#feed.close(reason);
  }
}

function unfit(value: unknown, index: number): InterfaceError {
  const message = `rawInsert: item ${index} of the source is ${describe(value)}, not bytes or a string`;
  return new InterfaceError(message, { code: 'ERR_INVALID_ARG' });
}
