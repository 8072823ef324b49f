import { Readable } from 'node:stream';
import type { QueryStream, Row } from '../../index.js';

/** The rows of a stream of blocks, for Node's pipelines. Destroying it ends the query. */
export class RowStream extends Readable {
  readonly #blocks: QueryStream<Row[]>;
  readonly #iterator: AsyncIterator<Row[]>;
  readonly #convert: (rows: readonly Row[]) => void;
  #rows: readonly Row[] = [];
  #position = 0;
  #fetching = false;

  constructor(blocks: QueryStream<Row[]>, convert: (rows: readonly Row[]) => void, highWaterMark: number) {
    super({ objectMode: true, highWaterMark });
    this.#blocks = blocks;
    this.#iterator = blocks[Symbol.asyncIterator]();
    this.#convert = convert;
  }

  override _read(): void {
    // Node asks again while a block is on its way when the one before has not filled its buffer.
    if (this.#fetching) return;
    while (this.#position < this.#rows.length) {
      if (!this.push(this.#rows[this.#position++])) return;
    }
    this.#fetching = true;
    this.#fetch().catch((error: Error) => this.destroy(error));
  }

  async #fetch(): Promise<void> {
    const { done, value } = await this.#iterator.next();
    this.#fetching = false;
    if (this.destroyed) return;
    if (done === true) {
      this.push(null);
      return;
    }
    this.#convert(value);
    this.#rows = value;
    this.#position = 0;
    this._read();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#rows = [];
    this.#blocks.close().then(
      () => callback(error),
      (reason: Error) => callback(error ?? reason),
    );
  }
}
