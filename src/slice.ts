import { setImmediate } from 'node:timers/promises';

/**
 * How long the event loop is held at most, in milliseconds; what is made at once after that comes on top: a run of mixed rows
 * takes one more, and sometimes, with V8's collector, six.
 */
const SLICE = 1;

/** Work in slices: promises that are ready at once would never let timers and sockets have their turn. */
export class Slice {
  #since = performance.now();

  /** Whether the event loop has waited long enough. */
  get over(): boolean {
    return performance.now() - this.#since > SLICE;
  }

  /** The event loop has just had its turn. */
  begin(): void {
    this.#since = performance.now();
  }

  /** Lets the event loop have its turn. */
  async rest(): Promise<void> {
    await setImmediate();
    this.begin();
  }
}
