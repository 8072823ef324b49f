import { BLOCK_WEIGHT, SCATTERED_ROWS } from '../limits.ts';
import { Scale } from '../scale.ts';
import { schemaForColumns } from '../schema/standard.ts';
import type { Validator } from '../schema/validator.ts';
import type { Result } from './columns.ts';
import { Feed } from './feed.ts';
import type { Pull, Step } from './pull.ts';
import { Shape } from './shape.ts';
import type { Source } from './source.ts';

/** How long rows wait for a block to fill, in ms: a slow source is not to leave the server without a byte. */
const LINGER = 5000;
/** After every so many rows the clock is looked at. */
const GLANCE = 16;

const NONE: readonly unknown[] = [];

/** The items of a source, joined to what makes a block. */
export class Chunks {
  readonly #feed: Feed;
  readonly #shape: Shape;
  readonly #validator: Validator | undefined;
  #scale: Scale | undefined;
  /** Rows of an item; those before `#at` are taken. */
  #rest = NONE;
  #at = 0;

  constructor(pull: Pull, anyKeys: boolean, validator?: Validator) {
    this.#feed = new Feed(pull);
    this.#validator = validator;
    this.#shape = new Shape(anyKeys);
  }

  /** Whether the source has no more. */
  get ended(): boolean {
    return this.#feed.ended && this.#rest.length === 0;
  }

  /** The next rows, at most those of a block unless they come in larger ones; nothing at the end. */
  async next(): Promise<Source | undefined> {
    const rows: unknown[] = [];
    let since: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    let weight = 0;
    try {
      while (rows.length < SCATTERED_ROWS && weight < BLOCK_WEIGHT) {
        if (this.#rest.length > 0) {
          const row = this.#take();
          weight += this.#weigh(row);
          rows.push(row);
        } else {
          if (this.#feed.ended) break;
          let step: Step | undefined = this.#feed.next();
          if (step === undefined) {
            if (rows.length > 0) timer ??= setTimeout(() => this.#feed.leave(), LINGER);
            step = await this.#feed.wait();
            if (step === undefined) break;
          }
          if (step.done === true) break;
          const item: unknown = step.value;
          const kind = this.#shape.kindOf(item, rows.length);
          if (kind === 'row') {
            weight += this.#weigh(item);
            rows.push(item);
          } else if (kind === 'rows') {
            this.#rest = item as readonly unknown[];
          } else {
            if (this.#validator !== undefined) throw schemaForColumns();
            const block = this.#shape.block(item as Result);
            if (block.rowCount > 0) return block;
          }
        }
        if (rows.length % GLANCE === 1) {
          since ??= performance.now();
          if (performance.now() - since > LINGER) break;
        }
      }
    } finally {
      clearTimeout(timer);
    }
    if (rows.length === 0) return undefined;
    return this.#shape.rows(this.#validator === undefined ? rows : await this.#validator.all(rows));
  }

  /** Ends the wait for the next rows, now or when it begins. */
  interrupt(error: unknown): void {
    this.#feed.interrupt(error);
  }

  /** Tells the source, unless it has ended, that nobody wants more. */
  close(reason: unknown): void {
    this.#feed.close(reason);
  }

  /** The next row of an item. */
  #take(): unknown {
    const row = this.#rest[this.#at++];
    if (this.#at === this.#rest.length) {
      this.#rest = NONE;
      this.#at = 0;
    }
    return row;
  }

  #weigh(row: unknown): number {
    if (typeof row !== 'object' || row === null) return 0;
    if (this.#scale === undefined) {
      this.#scale = new Scale();
      this.#scale.learn(row);
    }
    return this.#scale.size(row, BLOCK_WEIGHT);
  }
}
