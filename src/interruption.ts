import { DataError } from './errors.ts';
import type { Chunks } from './sources/chunks.ts';

/** Interrupts a source whose rows nobody takes any more: its request is over and says why. */
export const OVER = new Error('the request is over');

/** Keeps an insert from waiting for its source when there is nothing to wait for. */
export class Interruption {
  readonly #chunks: Chunks;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(chunks: Chunks, signal: AbortSignal | undefined) {
    this.#chunks = chunks;
    this.#signal = signal;
    this.#onAbort = () => chunks.interrupt(signal?.reason);
    if (signal?.aborted === true) this.#onAbort();
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Interrupts with what `error` gives after so many milliseconds. */
  after(milliseconds: number, error: () => unknown): void {
    this.#timer = setTimeout(() => this.#chunks.interrupt(error()), milliseconds);
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }
}

/** What a row is refused with when others were sent before it. */
export function afterRows(error: unknown, rows: number): unknown {
  if (!(error instanceof DataError)) return error;
  const message = `${error.message}; the insert was cut off, but the server had been sent ${rows} rows before, which it may have stored`;
  return new DataError(message, { code: error.code, cause: error.cause });
}
