import type { Answer } from '../connection.ts';
import { QueryResult } from '../result.ts';
import type { Validator } from './validator.ts';

/** A buffered result whose rows are what came out of a schema. */
export class ValidatedResult<T> extends QueryResult<T> {
  readonly #rows: readonly T[];

  private constructor(answer: Answer, columnOriented: boolean, rows: readonly T[]) {
    super(answer, columnOriented);
    this.#rows = rows;
  }

  static async of<T>(answer: Answer, columnOriented: boolean, validator: Validator<T>): Promise<ValidatedResult<T>> {
    const rows = await validator.all(new QueryResult<unknown>(answer, false));
    return new ValidatedResult(answer, columnOriented, rows);
  }

  override rows<R = T>(): R[] {
    return [...this.#rows] as unknown as R[];
  }

  override first(): T | undefined {
    return this.#rows[0];
  }

  override [Symbol.iterator](): Iterator<T> {
    return this.#rows[Symbol.iterator]();
  }
}
