import type { SchemaIssue, SchemaResult, StandardSchemaV1 } from '../../index.js';
import { describe } from '../columns/value-error.ts';
import { pathOf, SchemaError } from '../errors.ts';
import { Slice } from '../slice.ts';
import { isPromise } from '../sources/pull.ts';
import { invalid } from '../validate.ts';
import type { MaySchema } from './standard.ts';

/** What is asked of the options of a call. */
interface Judged extends MaySchema {
  readonly signal?: AbortSignal | undefined;
}

const LONGEST_REASON = 200;

/** What judges the rows of a call that has a schema. */
export function validatorOf<T>(where: string, { schema, signal }: Judged): Validator<T> | undefined {
  return schema === undefined ? undefined : new Validator<T>(schema, where, signal);
}

/** Judges the rows of one query or insert, one after another. */
export class Validator<T = unknown> {
  readonly #schema: StandardSchemaV1['~standard'];
  readonly #where: string;
  readonly #signal: AbortSignal | undefined;
  readonly #slice = new Slice();
  #rows = 0;

  /** `where` begins the texts of errors. */
  constructor(schema: StandardSchemaV1, where: string, signal: AbortSignal | undefined) {
    this.#schema = schema['~standard'];
    this.#where = where;
    this.#signal = signal;
  }

  /** What rows become. */
  async all(rows: Iterable<unknown>): Promise<T[]> {
    const out: T[] = [];
    for (const row of rows) {
      const made = this.#now(row);
      out.push(isPromise(made) ? await made : made);
    }
    return out;
  }

  /** What a row becomes. */
  async one(row: unknown): Promise<T> {
    return await this.#now(row);
  }

  /** A promise only where there is something to wait for. */
  #now(row: unknown): T | Promise<T> {
    if (this.#slice.over) return this.#rested(row);
    this.#signal?.throwIfAborted();
    const result = this.#schema.validate(row) as SchemaResult<T> | PromiseLike<SchemaResult<T>>;
    return isPromise(result) ? this.#awaited(row, result) : this.#outcome(row, result);
  }

  async #rested(row: unknown): Promise<T> {
    await this.#slice.rest();
    return await this.#now(row);
  }

  async #awaited(row: unknown, result: PromiseLike<unknown>): Promise<T> {
    return this.#outcome(row, (await unlessAborted(result, this.#signal)) as SchemaResult<T>);
  }

  #outcome(row: unknown, result: SchemaResult<T>): T {
    if (typeof result !== 'object' || result === null) {
      throw invalid(`${this.#where}: the schema gave ${describe(result)} instead of an object with value or issues`);
    }
    if (result.issues) throw this.#error(row, result.issues);
    this.#rows++;
    return result.value;
  }

  #error(row: unknown, issues: readonly SchemaIssue[]): SchemaError {
    const rowIndex = this.#rows;
    const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
    const message = `${this.#where}: row ${rowIndex} does not fit the schema: ${reason(issues[0])}${others}`;
    return new SchemaError(message, { rowIndex, row, issues });
  }
}

/** Texts of schemas may quote values of any length. */
function reason(issue: SchemaIssue | undefined): string {
  const message = String(issue?.message);
  const short = message.length > LONGEST_REASON ? `${message.slice(0, LONGEST_REASON)}…` : message;
  const path = pathOf(issue).map(String).join('.');
  return path === '' ? short : `${path}: ${short}`;
}

/** Waits for a schema that waits for something itself. */
async function unlessAborted(result: PromiseLike<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return await result;
  let onAbort: (() => void) | undefined;
  try {
    return await new Promise((resolve, reject) => {
      onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      result.then(resolve, reject);
      if (signal.aborted) onAbort();
    });
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}
