import { describe } from '../columns/value-error.ts';
import { TypedValue } from '../columns/typed-value.ts';
import { BLOCK_WEIGHT, SCATTERED_ROWS } from '../limits.ts';
import { roughWeight } from '../weight.ts';
import { isResult, type Result, readColumns } from './columns.ts';
import { type Pull, refuseBytes } from './pull.ts';
import { arrays, objects } from './rows.ts';
import { ragged, type Source } from './source.ts';

/** Every so many rows one is weighed for all. */
const SAMPLED = 16;

/** How long rows wait for a block to fill, in ms: a slow source is not to leave the server without a byte. */
const LINGER = 5000;

/** What each item of a source is. */
type Kind = 'row array' | 'row object' | 'rows' | 'block';

const EXPECTED: Record<Kind, string> = {
  'row array': 'an array',
  'row object': 'an object',
  rows: 'an array of rows',
  block: 'a block of columns',
};

/** The items of a source, joined to what makes a block. */
export class Chunks {
  readonly #pull: Pull;
  /** Whether rows may have keys that nobody asks for. */
  readonly #anyKeys: boolean;
  #kind: Kind | undefined;
  /** Rows of an item that are left for the next chunk. */
  #rest: readonly unknown[] = [];
  #count = 0;
  #width: number | undefined;
  #names: ReadonlySet<string> | undefined;
  #ended = false;
  #interruption: { readonly error: unknown } | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(pull: Pull, anyKeys: boolean) {
    this.#pull = pull;
    this.#anyKeys = anyKeys;
  }

  /** Whether the source has no more. */
  get ended(): boolean {
    return this.#ended && this.#rest.length === 0;
  }

  /** The next rows, at most those of a block unless they come in larger ones; nothing at the end. */
  async next(): Promise<Source | undefined> {
    const rows: unknown[] = [];
    const since = performance.now();
    let weight = 0;
    while (rows.length < SCATTERED_ROWS && weight < BLOCK_WEIGHT) {
      if (this.#rest.length > 0) {
        weight += this.#unload(rows);
        continue;
      }
      if (this.#ended) break;
      const step = this.#pull.next();
      const waits = 'then' in step;
      const { done, value } = waits ? await this.#interruptible(step) : step;
      if (done === true) {
        this.#ended = true;
      } else if (isResult(value)) {
        this.#expect('block', value, rows.length);
        const block = this.#block(value);
        if (block !== undefined) return block;
      } else if (this.#isRow(value, rows.length)) {
        if (rows.length % SAMPLED === 0) weight += roughWeight(value, BLOCK_WEIGHT) * SAMPLED;
        rows.push(value);
      } else {
        this.#rest = value as readonly unknown[];
      }
      if (waits && rows.length > 0 && performance.now() - since > LINGER) break;
    }
    return rows.length === 0 ? undefined : this.#source(rows);
  }

  /** Ends the wait for the next rows, now or when it begins. */
  interrupt(error: unknown): void {
    this.#interruption ??= { error };
    this.#reject?.(error);
  }

  /** Tells the source, unless it has ended, that nobody wants more. */
  close(reason: unknown): void {
    if (!this.#ended) this.#pull.close(reason);
    this.#ended = true;
  }

  async #interruptible(step: PromiseLike<IteratorResult<unknown>>): Promise<IteratorResult<unknown>> {
    if (this.#interruption !== undefined) throw this.#interruption.error;
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      step.then(resolve, (error: unknown) => {
        // What has failed needs no closing.
        this.#ended = true;
        reject(error);
      });
    });
  }

  /** Moves rows of an item; tells about what they weigh. */
  #unload(rows: unknown[]): number {
    const rest = this.#rest;
    let weight = 0;
    let taken = 0;
    while (taken < rest.length && rows.length < SCATTERED_ROWS && weight < BLOCK_WEIGHT) {
      if (rows.length % SAMPLED === 0) weight += roughWeight(rest[taken], BLOCK_WEIGHT) * SAMPLED;
      rows.push(rest[taken++]);
    }
    this.#rest = taken < rest.length ? rest.slice(taken) : [];
    return weight;
  }

  /** Whether an item, before which `held` rows wait, is a row; otherwise it is an array of rows. */
  #isRow(value: unknown, held: number): boolean {
    if (Array.isArray(value)) {
      if (this.#kind === undefined && value.length === 0) return false;
      this.#kind ??= value.every(Array.isArray) || value.every(isRowObject) ? 'rows' : 'row array';
      if (this.#kind === 'row object' || this.#kind === 'block') this.#expect('row array', value, held);
      return this.#kind === 'row array';
    }
    if (typeof value === 'string' || ArrayBuffer.isView(value)) refuseBytes();
    this.#expect('row object', value, held);
    return true;
  }

  #expect(kind: Kind, item: unknown, held: number): void {
    this.#kind ??= kind;
    if (this.#kind === kind) return;
    const expected = EXPECTED[this.#kind];
    throw ragged(`row ${this.#count + held}: expected ${expected} as in the rows before, got ${describe(item)}`);
  }

  #block(result: Result): Source | undefined {
    const source = readColumns(result);
    const { names = [] } = source;
    const more = this.#anyKeys ? undefined : names.find((name) => this.#names?.has(name) === false);
    if (more !== undefined) throw ragged(`row ${this.#count}: the block has a column '${more}', the first has none`);
    this.#names ??= new Set(names);
    this.#count += source.rowCount;
    return source.rowCount > 0 ? source : undefined;
  }

  #source(rows: readonly unknown[]): Source {
    const before = { count: this.#count, width: this.#width, names: this.#anyKeys ? undefined : this.#names };
    const source = Array.isArray(rows[0]) ? arrays(rows, before) : objects(rows, before);
    this.#count += rows.length;
    if (source.names === undefined) this.#width = source.width;
    else this.#names ??= new Set(source.names);
    return source;
  }
}

/** Whether a value can only be a row, not that of a column of some other type than JSON and the like. */
function isRowObject(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Object]' && !(value instanceof TypedValue);
}
