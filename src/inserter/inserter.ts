import type { BatchFailure, Inserter as Contract, InserterStats } from '../../index.js';
import { InserterError, StreamClosedError } from '../errors.ts';
import type { Inserts } from '../insert.ts';
import { Scale } from '../scale.ts';
import { invalid } from '../validate.ts';
import { type Batch, deliver, type Manner } from './delivery.ts';
import { Lanes } from './lanes.ts';
import { beforeExit, finished } from './last-call.ts';
import type { Resolved } from './options.ts';

export class Inserter<T> implements Contract<T> {
  readonly #inserts: Inserts;
  readonly #options: Resolved<T>;
  readonly #manner: Manner;
  readonly #lanes: Lanes;
  readonly #scale = new Scale();
  readonly #end = new AbortController();
  readonly #onAbort: () => void;
  #batch: Batch<T> = { rows: [], bytes: 0 };
  #timer: NodeJS.Timeout | undefined;
  /** Rows of full batches that are not being sent yet. */
  #waiting = 0;
  /** Those that nobody was told of. */
  #failures: BatchFailure<T>[] = [];
  #closing: Promise<void> | undefined;
  readonly #counts = { rowsSent: 0, rowsWritten: 0, flushes: 0, retries: 0, failed: 0 };

  constructor(inserts: Inserts, options: Resolved<T>) {
    const { limits, signal, table, insert, deduplicate, isWhole } = options;
    signal?.throwIfAborted();
    this.#inserts = inserts;
    this.#options = options;
    this.#lanes = new Lanes(limits.concurrency, limits.maxPending);
    const onRetry = () => {
      this.#counts.retries++;
    };
    this.#manner = { table, isWhole, options: insert, deduplicate, signal: this.#end.signal, onRetry };
    this.#onAbort = () => void this.abandon(signal?.reason);
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get stats(): InserterStats {
    return { rowsQueued: this.#waiting + this.#batch.rows.length, ...this.#counts };
  }

  add(row: T): Promise<void> | undefined {
    this.#checkOpen();
    checkRow(row);
    this.#take(row);
    return this.#room();
  }

  addBatch(rows: readonly T[]): Promise<void> | undefined {
    this.#checkOpen();
    if (!Array.isArray(rows)) throw invalid('inserter: addBatch() takes an array of rows');
    // All of them or none.
    for (const row of rows) checkRow(row);
    for (const row of rows) this.#take(row);
    return this.#room();
  }

  async flush(): Promise<void> {
    this.#cut();
    await this.#lanes.done();
    this.#tell();
  }

  async close(): Promise<void> {
    this.#closing ??= this.#drain();
    await this.#closing;
    this.#tell();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Takes no more rows and fails those that are not stored yet; resolves when all of that is told. */
  async abandon(reason: unknown): Promise<void> {
    this.#end.abort(reason);
    this.#closing ??= this.#drain();
    await this.#closing;
  }

  async #drain(): Promise<void> {
    this.#cut();
    await this.#lanes.done();
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
  }

  #checkOpen(): void {
    if (this.#closing === undefined) return;
    // The reason is that of an abort, if there was one.
    const { reason: cause } = this.#end.signal;
    throw new StreamClosedError('the inserter is closed', { code: 'ERR_STREAM_CLOSED', cause });
  }

  #take(row: T & object): void {
    const { maxRows, maxBytes } = this.#options.limits;
    const batch = this.#batch;
    const first = batch.rows.length === 0;
    if (first) this.#scale.learn(row);
    batch.bytes += this.#scale.size(row, maxBytes);
    if (first) this.#begin();
    batch.rows.push(row);
    if (batch.rows.length >= maxRows || batch.bytes >= maxBytes) this.#cut();
  }

  /** Makes sure that a batch is sent, however few rows it gets. */
  #begin(): void {
    const { maxWait } = this.#options.limits;
    if (maxWait === Number.POSITIVE_INFINITY) beforeExit(this);
    else this.#timer = setTimeout(() => this.#cut(), maxWait);
  }

  /** Sends the rows so far as soon as a lane is free. */
  #cut(): void {
    const batch = this.#batch;
    if (batch.rows.length === 0) return;
    clearTimeout(this.#timer);
    if (this.#failures.length === 0) finished(this);
    this.#batch = { rows: [], bytes: 0 };
    this.#waiting += batch.rows.length;
    this.#lanes.add(() => this.#send(batch));
  }

  async #send(batch: Batch<T>): Promise<void> {
    const { rows } = batch;
    this.#waiting -= rows.length;
    const { aborted, reason } = this.#end.signal;
    if (aborted) {
      this.#fail({ error: reason, rows, stored: 'none' });
      return;
    }
    this.#counts.rowsSent += rows.length;
    this.#counts.flushes++;
    const failure = await deliver(this.#inserts, batch, this.#manner);
    if (failure === undefined) this.#counts.rowsWritten += rows.length;
    else this.#fail(failure);
  }

  #fail(failure: BatchFailure<T>): void {
    this.#counts.failed++;
    const { onError } = this.#options;
    if (onError === undefined) {
      this.#keep(failure);
      return;
    }
    const keepThrown = (error: unknown) => this.#keep({ ...failure, error });
    try {
      // Declared to return nothing; functions that are asynchronous fit that too.
      const told: unknown = onError(failure);
      if (told instanceof Promise) told.catch(keepThrown);
    } catch (error) {
      keepThrown(error);
    }
  }

  /** For the next call that can tell it, or the end of the process. */
  #keep(failure: BatchFailure<T>): void {
    this.#failures.push(failure);
    beforeExit(this);
  }

  /** Nothing when there is room and nothing to tell. */
  #room(): Promise<void> | undefined {
    return this.#lanes.full || this.#failures.length > 0 ? this.#wait() : undefined;
  }

  async #wait(): Promise<void> {
    while (this.#lanes.full && this.#failures.length === 0) await this.#lanes.room();
    this.#tell();
  }

  #tell(): void {
    const failures = this.#failures;
    if (failures.length === 0) return;
    this.#failures = [];
    if (this.#batch.rows.length === 0) finished(this);
    throw new InserterError(this.#options.table, failures);
  }
}

function checkRow<T>(row: T): asserts row is T & object {
  if (typeof row !== 'object' || row === null) throw invalid('inserter: a row must be an object or an array');
}
