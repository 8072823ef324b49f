import type { QuerySummary } from '../index.js';
import type { Cutter } from './cutter.ts';
import { Ending } from './ending.ts';
import { StreamClosedError } from './errors.ts';
import { Slice } from './slice.ts';

/** Names of methods for subclasses alone: what streams show is in their declarations. */
export const begun = Symbol('begun');
export const failed = Symbol('failed');

/** A response that comes in batches. */
interface Response<Arrived> {
  next(): Promise<Arrived[]>;
  close(error?: unknown): void;
}

/** What a stream needs of its client. */
export interface Opening<R> {
  readonly queryId: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Sends the query; `ending` ends the wait for its response. */
  start(ending: Ending): Promise<R>;
  summary(response: R): QuerySummary;
}

/**
 * The items of a running query. The query is sent when the stream is first used.
 *
 * An iterator written by hand: an async generator that yields each row takes more than twice as long.
 */
export abstract class ItemStream<T, Arrived, R extends Response<Arrived>> implements AsyncIterator<T, undefined> {
  readonly #opening: Opening<R>;
  readonly #cutter: Cutter<T, Arrived>;
  readonly #finished: Promise<QuerySummary>;
  readonly #ending: Ending;
  readonly #slice = new Slice();
  readonly #settle: { resolve(summary: QuerySummary): void; reject(error: unknown): void };
  #response: Promise<R> | undefined;
  #first: Promise<Arrived[]> | undefined;
  #turn: Promise<unknown> | undefined;
  #iterated = false;
  /** The response has begun. */
  #begun = false;
  /** The first batch has been waited for. */
  #started = false;
  #closed = false;
  /** Why whoever waits gets nothing, after `close()` and `return()`. */
  #interruption: StreamClosedError | undefined;
  /** Whoever iterates has said that it wants no more. */
  #returned = false;
  /** What the query has failed with. */
  #failure: { readonly error: unknown } | undefined;
  /** Whoever iterates has been told of a failure. */
  #told = false;
  /** The server has sent everything. */
  #drained = false;

  constructor(opening: Opening<R>, cutter: Cutter<T, Arrived>) {
    this.#opening = opening;
    this.#cutter = cutter;
    const { promise, ...settle } = withResolvers<QuerySummary>();
    this.#finished = promise;
    this.#settle = settle;
    this.#ending = new Ending(settle.reject);
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
    const arrived = await this.#firstBatch().catch(() => undefined);
    if (arrived?.length === 0) this.#settle.resolve(this.#opening.summary(await this.#start()));
  }

  /** The response, once it has told what its first batch tells. */
  protected async [begun](): Promise<R> {
    if (this.#response === undefined) this.#refuseClosed();
    const response = await this.#start();
    await this.#firstBatch();
    return response;
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
    } catch (error) {
      this.#told = true;
      throw error;
    } finally {
      if (this.#turn === turn) this.#turn = undefined;
      end();
    }
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#returned = true;
    if (!this.#closed) this.#interruption = closed();
    await this.#leave();
    return { done: true, value: undefined };
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
    const response = this.#response?.catch(() => undefined);
    if (!this.#begun) this.#ending.end();
    const closing = response?.then((begun) => begun?.close());
    // What is not even asked for waits for others: a token, or what goes with it.
    if (this.#begun || this.#ending.bound) await closing;
  }

  #start(): Promise<R> {
    this.#response ??= this.#opening.start(this.#ending).catch((error: unknown) => {
      this.#finish(error);
      throw this.#interruption ?? error;
    });
    return this.#response;
  }

  /** The first batch; whoever iterates gets it too. */
  #firstBatch(): Promise<Arrived[]> {
    this.#first ??= this.#receive();
    return this.#first;
  }

  async #receive(): Promise<Arrived[]> {
    const response = await this.#start();
    this.#begun = true;
    try {
      const arrived = await response.next();
      this.#slice.begin();
      for (const one of arrived) this.#cutter.push(one);
      if (arrived.length === 0) this.#drained = true;
      return arrived;
    } catch (error) {
      response.close();
      this.#finish(error);
      throw this.#interruption ?? error;
    }
  }

  async #nextItem(): Promise<IteratorResult<T, undefined>> {
    if (!this.#closed && this.#mustRest) await this.#slice.rest();
    while (!this.#closed) {
      const item = this.#take();
      if (item !== undefined) return { done: false, value: item };
      if (this.#drained) {
        this.#closed = true;
        this.#settle.resolve(this.#opening.summary(await this.#start()));
      } else {
        await this.#more();
      }
    }
    if (this.#interruption !== undefined && !this.#returned) throw this.#interruption;
    // It may have failed while nobody waited for an item, which must not look like its end.
    if (this.#failure !== undefined && !this.#told && !this.#returned) throw this.#failure.error;
    return { done: true, value: undefined };
  }

  async #more(): Promise<void> {
    try {
      if (this.#started) await this.#receive();
      else {
        this.#started = true;
        await this.#firstBatch();
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
      this[failed](error);
      throw error;
    }
  }

  /** Ends the query for what is wrong with an item, of which whoever iterates is told. */
  protected [failed](error: unknown): void {
    this.#told = true;
    this.#finish(error);
    this.#response?.then(
      (response) => response.close(error),
      () => undefined,
    );
  }

  #finish(error: unknown): void {
    if (!this.#closed && this.#interruption === undefined) this.#failure = { error };
    this.#closed = true;
    this.#settle.reject(error);
  }
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}

function closed(): StreamClosedError {
  return new StreamClosedError('The stream is closed', { code: 'ERR_STREAM_CLOSED' });
}
