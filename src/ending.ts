import { Cancellation } from './native.ts';

/** Ends a request, also one that has still to be made: it may wait for a token or for its turn. */
export class Ending {
  readonly cancellation = new Cancellation();
  /** Told why a request was ended from outside. What ends it may outlive its caller, so it must not know that. */
  readonly fail: (error: unknown) => void;
  #stop: (() => void) | undefined;
  #ended = false;

  constructor(fail: (error: unknown) => void = () => undefined) {
    this.fail = fail;
  }

  /** Whether there is a request. */
  get bound(): boolean {
    return this.#stop !== undefined;
  }

  /** Names what ends the request beside the cancellation; nothing does when it is over. */
  bind(stop: (() => void) | undefined): void {
    this.#stop = stop;
    if (this.#ended) stop?.();
  }

  end(): void {
    this.#ended = true;
    this.cancellation.cancel();
    this.#stop?.();
  }
}
