import { EventEmitter } from 'node:events';

/** An endless source of rows that tells when it is closed, and how far it was read. */
export class Endless {
  closed = false;
  /** How many rows were taken. */
  taken = 0;
  /** Tells `stalled`. */
  readonly events = new EventEmitter();
  readonly #row: (n: number) => unknown;

  constructor(row: (n: number) => unknown = (n) => ({ n })) {
    this.#row = row;
  }

  *rows(): Generator<unknown> {
    try {
      for (;;) yield this.#row(this.taken++);
    } finally {
      this.closed = true;
    }
  }

  /** The same until `stall` rows have come; then nothing comes any more. */
  stalled(stall: number): AsyncIterable<unknown> {
    const rows = this.rows();
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          if (this.taken < stall) return rows.next();
          this.events.emit('stalled');
          return new Promise<never>(() => undefined);
        },
        return: async () => {
          this.closed = true;
          return rows.return(undefined);
        },
      }),
    };
  }
}
