import type { Cutter } from '../cutter.ts';
import { failed } from '../item-stream.ts';
import { type BlockOpening, QueryStream } from '../stream.ts';

/** The rows or blocks of a running query, each judged before it is given away. */
export class ValidatedStream<T> extends QueryStream<T> {
  readonly #judge: (item: T) => Promise<T>;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(opening: BlockOpening, cutter: Cutter<T>, judge: (item: T) => Promise<T>) {
    super(opening, cutter);
    this.#judge = judge;
  }

  /** Calls that overlap take their turns, lest a row overtakes another. */
  override next(): Promise<IteratorResult<T, undefined>> {
    const turn = this.#turn.then(() => this.#judged());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #judged(): Promise<IteratorResult<T, undefined>> {
    const step = await super.next();
    if (step.done === true) return step;
    try {
      return { done: false, value: await this.#judge(step.value) };
    } catch (error) {
      this[failed](error);
      throw error;
    }
  }
}
