import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { QueryStream as Contract, QuerySummary, StreamSource } from '../index.js';
import type { Cutter } from './cutter.ts';
import { StreamClosedError } from './errors.ts';
import type { Arrived, Execution } from './execution.ts';
import { Cancellation } from './native.ts';
import { Slice } from './slice.ts';
import type { Schema } from './table.ts';

/** What a stream needs of its client. */
export interface Opening {
  readonly queryId: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Sends the query; `cancellation` ends the wait for its response. */
  start(cancellation: Cancellation): Promise<Execution>;
  /** The schema of a response without blocks. */
  emptySchema(execution: Execution): Promise<Schema>;
  summary(execution: Execution): QuerySummary;
}

/**
 * The items of a running query. The query is sent when the stream is first used.
 *
 * An iterator written by hand: an async generator that yields each row takes more than twice as long.
 */
export class QueryStream<T> implements Contract<T>, AsyncIterator<T, undefined> {
  readonly #opening: Opening;
  readonly #cutter: Cutter<T>;
  readonly #finished: Promise<QuerySummary>;
  readonly #cancellation = new Cancellation();
  readonly #slice = new Slice();
  #settle: { resolve(summary: QuerySummary): void; reject(error: unknown): void } | undefined;
  #execution: Promise<Execution> | undefined;
  #first: Promise<Arrived[]> | undefined;
  #told: Promise<StreamSource> | undefined;
  #turn: Promise<unknown> | undefined;
  #iterated = false;
  /** The response has begun. */
  #begun = false;
  /** The first blocks have been waited for. */
  #started = false;
  #closed = false;
  /** Why whoever waits gets nothing, after `close()` and `return()`. */
  #interruption: StreamClosedError | undefined;
  /** Whoever iterates has said that it wants no more. */
  #returned = false;
  /** What the query has failed with. */
  #failure: { readonly error: unknown } | undefined;
  /** The server has sent everything. */
  #drained = false;

  constructor(opening: Opening, cutter: Cutter<T>) {
    this.#opening = opening;
    this.#cutter = cutter;
    this.#finished = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever does not ask for the summary need not handle the stream's failure twice.
    this.#finished.catch(() => undefined);
  }

  get queryId(): string | undefined {
    return this.#opening.queryId;
  }

  get summary(): Promise<QuerySummary> {
    if (!this.#closed) void this.#summarizeEmpty();
    return this.#finished;
  }

  /** A result without rows has its summary without anybody who reads them. */
  async #summarizeEmpty(): Promise<void> {
    const arrived = await this.#firstBlocks().catch(() => undefined);
    if (arrived?.length === 0) this.#settle?.resolve(this.#opening.summary(await this.#start()));
  }

  get source(): Promise<StreamSource> {
    this.#told ??= this.#source();
    return this.#told;
  }

  async #source(): Promise<StreamSource> {
    if (this.#execution === undefined) this.#refuseClosed();
    const execution = await this.#start();
    await this.#firstBlocks();
    const { names, types } = execution.schema ?? (await this.#opening.emptySchema(execution));
    return { columnNames: names, columnTypes: types, queryId: execution.head.queryId ?? this.queryId ?? '' };
  }

  [Symbol.asyncIterator](): this {
    this.#refuseClosed();
    if (this.#iterated)
      throw new StreamClosedError('The stream has been consumed already', { code: 'ERR_STREAM_CONSUMED' });
    this.#iterated = true;
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#turn === undefined && !this.#closed && !this.#mustRest) {
      try {
        const item = this.#take();
        if (item !== undefined) return Promise.resolve({ done: false, value: item });
      } catch (error) {
        return Promise.reject(error);
      }
    }
    return this.#inTurn();
  }

  get #mustRest(): boolean {
    return this.#cutter.cuts && this.#slice.over;
  }

  /** Calls that overlap take their turns. Nobody else waits for the promise: V8 then leads a stack back to its caller. */
  async #inTurn(): Promise<IteratorResult<T, undefined>> {
    const before = this.#turn;
    let end: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#turn = turn;
    try {
      await before;
      return await this.#nextItem();
    } finally {
      if (this.#turn === turn) this.#turn = undefined;
      end();
    }
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    if (!this.#closed) {
      this.#returned = true;
      this.#interruption = closed();
    }
    await this.#leave();
    return { done: true, value: undefined };
  }

  async toArray(): Promise<T[]> {
    const items: T[] = [];
    for await (const item of this) items.push(item);
    return items;
  }

  toNodeStream(): Readable {
    return Readable.from(this, { objectMode: true });
  }

  toWebStream(): ReadableStream<T> {
    return ReadableStream.from(this) as ReadableStream<T>;
  }

  async close(): Promise<void> {
    // What is cut off must not look like the end to a loop somewhere else.
    if (!this.#closed) this.#interruption = closed();
    await this.#leave();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #refuseClosed(): void {
    if (this.#failure !== undefined && !this.#iterated) throw this.#failure.error;
    if (this.#closed) throw closed();
  }

  async #leave(): Promise<void> {
    if (this.#closed) return;
    this.#interruption ??= closed();
    this.#finish(this.#interruption);
    if (!this.#begun) this.#cancellation.cancel();
    const execution = await this.#execution?.catch(() => undefined);
    execution?.close();
  }

  #start(): Promise<Execution> {
    this.#execution ??= this.#opening.start(this.#cancellation).catch((error: unknown) => {
      this.#finish(error);
      throw this.#interruption ?? error;
    });
    return this.#execution;
  }

  /** The blocks that tell the schema; whoever iterates gets them too. */
  #firstBlocks(): Promise<Arrived[]> {
    this.#first ??= this.#receive();
    return this.#first;
  }

  async #receive(): Promise<Arrived[]> {
    const execution = await this.#start();
    this.#begun = true;
    try {
      const arrived = await execution.next();
      this.#slice.begin();
      for (const block of arrived) this.#cutter.push(block);
      if (arrived.length === 0) this.#drained = true;
      return arrived;
    } catch (error) {
      execution.close();
      this.#finish(error);
      throw this.#interruption ?? error;
    }
  }

  async #nextItem(): Promise<IteratorResult<T, undefined>> {
    if (!this.#closed && this.#mustRest) {
      await this.#slice.rest();
      // It may have failed meanwhile, which must not look like its end.
      if (this.#closed && this.#failure !== undefined) throw this.#failure.error;
    }
    while (!this.#closed) {
      const item = this.#take();
      if (item !== undefined) return { done: false, value: item };
      if (this.#drained) {
        this.#closed = true;
        this.#settle?.resolve(this.#opening.summary(await this.#start()));
      } else {
        await this.#more();
      }
    }
    if (this.#interruption !== undefined && !this.#returned) throw this.#interruption;
    return { done: true, value: undefined };
  }

  async #more(): Promise<void> {
    try {
      if (this.#started) await this.#receive();
      else {
        this.#started = true;
        await this.#firstBlocks();
      }
    } catch (error) {
      // What `return()` has cut off is the end that its caller wanted.
      if (!this.#returned) throw error;
    }
  }

  #take(): T | undefined {
    try {
      this.#opening.signal?.throwIfAborted();
      return this.#cutter.take(this.#drained);
    } catch (error) {
      this.#finish(error);
      this.#execution?.then(
        (execution) => execution.close(),
        () => undefined,
      );
      throw error;
    }
  }

  #finish(error: unknown): void {
    if (!this.#closed && this.#interruption === undefined) this.#failure = { error };
    this.#closed = true;
    this.#settle?.reject(error);
  }
}

function closed(): StreamClosedError {
  return new StreamClosedError('The stream is closed', { code: 'ERR_STREAM_CLOSED' });
}
