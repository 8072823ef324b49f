import type { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { QueryStream as Contract, StreamSource } from '../index.js';
import type { Cutter } from './cutter.ts';
import type { Arrived, Execution } from './execution.ts';
import { begun, ItemStream, type Opening } from './item-stream.ts';
import type { Schema } from './table.ts';

/** What a stream of blocks needs of its client. */
export interface BlockOpening extends Opening<Execution> {
  /** The schema of a response without blocks. */
  emptySchema(execution: Execution): Promise<Schema>;
}

/** The rows or blocks of a running query. */
export class QueryStream<T> extends ItemStream<T, Arrived, Execution> implements Contract<T> {
  readonly #opening: BlockOpening;
  #told: Promise<StreamSource> | undefined;

  constructor(opening: BlockOpening, cutter: Cutter<T>) {
    super(opening, cutter);
    this.#opening = opening;
  }

  get source(): Promise<StreamSource> {
    this.#told ??= this.#source();
    return this.#told;
  }

  async #source(): Promise<StreamSource> {
    const execution = await this[begun]();
    const { names, types } = execution.schema ?? (await this.#opening.emptySchema(execution));
    return { columnNames: names, columnTypes: types, queryId: execution.head.queryId ?? this.queryId ?? '' };
  }

  async toArray(): Promise<T[]> {
    const items: T[] = [];
    for await (const item of this) items.push(item);
    return items;
  }

  toNodeStream(): Readable {
    return process.getBuiltinModule('node:stream').Readable.from(this, { objectMode: true });
  }

  toWebStream(): ReadableStream<T> {
    return globalThis.ReadableStream.from(this) as ReadableStream<T>;
  }
}
