import { describe } from '../columns/value-error.ts';
import { InterfaceError } from '../errors.ts';
import { isPromise, type Pull, type Step } from './pull.ts';

/** A wait for an item. */
interface Wait {
  readonly resolve: (step: Step | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** The items of a source, which nobody has to wait for to the end. */
export class Feed {
  readonly #pull: Pull;
  /** What was asked for and has not been taken. */
  #asked: PromiseLike<Step> | undefined;
  #wait: Wait | undefined;
  #ended = false;
  #failed = false;
  #interruption: { readonly error: unknown } | undefined;

  constructor(pull: Pull) {
    this.#pull = pull;
  }

  /** Whether the last item was taken. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The next item or the end, if it is there; otherwise it is to be waited for. */
  next(): Step | undefined {
    if (this.#interruption !== undefined) throw this.#interruption.error;
    if (this.#asked !== undefined) return undefined;
    let step: Step | PromiseLike<Step>;
    try {
      step = this.#pull.next();
      checkStep(step);
    } catch (error) {
      this.#failed = true;
      throw error;
    }
    if (!isPromise(step)) return this.#taken(step);
    this.#asked = step;
    return undefined;
  }

  /** Waits for the next item or the end; nothing when the wait is left before. */
  wait(): Promise<Step | undefined> {
    return new Promise((resolve, reject) => {
      const wait = { resolve, reject };
      this.#wait = wait;
      this.#asked?.then(
        (step) => {
          // Whoever waits next takes what comes after a wait was left.
          if (this.#wait !== wait) return;
          this.#asked = undefined;
          try {
            checkStep(step);
            resolve(this.#taken(step));
          } catch (error) {
            this.#failed = true;
            reject(error);
          }
        },
        (error: unknown) => {
          this.#failed = true;
          reject(error);
        },
      );
    });
  }

  /** Leaves the wait; the item that it was for is not lost. */
  leave(): void {
    this.#wait?.resolve(undefined);
    this.#wait = undefined;
  }

  /** Ends the wait and all further ones. */
  interrupt(error: unknown): void {
    this.#interruption ??= { error };
    this.#wait?.reject(error);
  }

  /** Tells the source that nobody wants more, unless it knows: it has ended or failed. */
  close(reason: unknown): void {
    if (!this.#ended && !this.#failed) this.#pull.close(reason);
    this.#ended = true;
  }

  #taken(step: Step): Step {
    if (step.done === true) this.#ended = true;
    return step;
  }
}

function checkStep(step: unknown): void {
  if (typeof step === 'object' && step !== null) return;
  const message = `insert: next() of the source gave ${describe(step)} instead of an object with value and done`;
  throw new InterfaceError(message, { code: 'ERR_INVALID_ARG' });
}
