import { Cancellation } from './native.ts';

/** Ends a request, also one that has still to be made: it may wait for a token or for its turn. */
export class Ending {
  readonly cancellation = new Cancellation();
  #stop: (() => void) | undefined;

  /** Whether there is a request. */
  get bound(): boolean {
    return this.#stop !== undefined;
  }

  /** Names what ends the request beside the cancellation. */
  bind(stop: () => void): void {
    this.#stop = stop;
  }

  end(): void {
    this.cancellation.cancel();
    this.#stop?.();
  }
}
