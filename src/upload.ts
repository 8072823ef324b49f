import type { Failure } from './errors.ts';
import { Abortable, type Call, isFailure } from './abortable.ts';
import type { Insertion, ResponseHead } from './native.ts';

/** The request of an insert. */
export class Upload {
  readonly #abortable: Abortable;
  readonly #answer: Promise<Failure | ResponseHead>;

  constructor(call: Call, insertion: Insertion) {
    this.#abortable = new Abortable(call);
    this.#answer = this.#abortable.send((request) =>
      call.session.insert(request, insertion, this.#abortable.cancellation),
    );
    // What was never sent is taken by nobody.
    const abandon = (): void => insertion.abandon();
    this.#answer.then((answer) => isFailure(answer) && abandon(), abandon);
  }

  /** Resolves when the server has answered or nothing can be sent any more. */
  get over(): Promise<unknown> {
    return this.#answer;
  }

  async head(): Promise<ResponseHead> {
    const head = await this.#abortable.result<ResponseHead>(this.#answer);
    this.#abortable.head = head;
    this.#abortable.release();
    return head;
  }

  /** Whether the server waits for the caller's data. */
  resting(is: boolean): void {
    this.#abortable.awaited(!is);
  }

  /** Ends the request in the middle, here and on the server, because of an error. */
  async cut(error: unknown): Promise<void> {
    this.#abortable.stop();
    this.#abortable.release({ error });
    await this.#answer.catch(() => undefined);
  }
}
