import type { Connection } from './connection.ts';
import { DataError, SchemaError } from './errors.ts';
import type { InsertCall } from './insert.ts';

/** Interrupts a source whose rows nobody takes any more: its request is over and says why. */
export const OVER = new Error('the request is over');

/** Node's timers count in 31 bits. */
const LONGEST_TIMER = 0x7fff_ffff;

/** What may wait for a source. */
interface Waiting {
  interrupt(error: unknown): void;
}

/** Keeps an insert from waiting for its source when there is nothing to wait for. */
export class Interruption {
  readonly #chunks: Waiting;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: () => void;
  readonly #forget: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(chunks: Waiting, connection: Connection, { signal, deadline }: Pick<InsertCall, 'signal' | 'deadline'>) {
    this.#chunks = chunks;
    this.#signal = signal;
    this.#onAbort = () => chunks.interrupt(signal?.reason);
    if (signal?.aborted === true) this.#onAbort();
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#forget = connection.onClose((error) => chunks.interrupt(error));
    if (deadline !== undefined) this.#after(deadline.left(), () => connection.late(deadline));
  }

  /** The request is under way: it knows itself when the time is over and when the client is closed. */
  sent(): void {
    clearTimeout(this.#timer);
    this.#forget();
  }

  release(): void {
    this.sent();
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  /** Interrupts with what `error` gives after so many milliseconds. */
  #after(milliseconds: number, error: () => Error): void {
    const part = Math.min(milliseconds, LONGEST_TIMER);
    this.#timer = setTimeout(() => {
      if (part < milliseconds) this.#after(milliseconds - part, error);
      else this.#chunks.interrupt(error());
    }, part);
  }
}

/** What a row is refused with when the request had begun, which then had been sent so many rows. */
export function afterRows(error: unknown, rows: number): unknown {
  if (!(error instanceof DataError)) return error;
  const what =
    rows === 0
      ? 'the insert was cut off and nothing of it is stored'
      : `the insert was cut off, but the server had been sent ${rows} rows before, which it may have stored`;
  const message = `${error.message}; ${what}`;
  const known = { code: error.code, cause: error.cause, attempts: 1 };
  if (!(error instanceof SchemaError)) return new DataError(message, known);
  const { rowIndex, row, issues } = error;
  return new SchemaError(message, { ...known, rowIndex, row, issues });
}
