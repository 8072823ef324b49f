import type { ClickHouseError, DataError } from './errors.js';
import type { InsertOptions } from './insert.js';

/**
 * Options of an {@link Inserter}: when a batch is full, how many there may be, and those of each insert (`timeout` is that of each
 * attempt). Rows as objects whose keys differ need `columnNames`, lest it depends on the batch which columns take their DEFAULT.
 */
export interface InserterOptions<T = unknown>
  extends Omit<InsertOptions, 'context' | 'queryId' | 'columnOriented' | 'deduplicationToken' | 'onProgress'> {
  /** Rows of a batch. @default 100_000 */
  maxRows?: number | undefined;
  /** Bytes of a batch, estimated from the JavaScript values; the row that reaches it is still in. @default 33_554_432 */
  maxBytes?: number | undefined;
  /**
   * How long the first row of a batch waits for others, in ms; 0 = until the event loop turns, `Infinity` = no limit.
   * @default 1000
   */
  maxWait?: number | undefined;
  /** Batches that are sent at once; they may be stored in another order than they were added in. @default 2, in a session 1 */
  concurrency?: number | undefined;
  /** Full batches, waiting or being sent, from which on `add()` returns a promise. @default 4 */
  maxPending?: number | undefined;
  /**
   * Whether each batch gets a deduplication token and is sent again, up to twice, when its failure may pass or its answer was lost.
   * Only for tables that deduplicate, see {@link InsertOptions.deduplicationToken | deduplicationToken}: others may store such a
   * batch more than once. @default false
   */
  deduplicate?: boolean | undefined;
  /**
   * Told of each batch that failed, once; the inserter goes on. What it throws counts as the failure of the batch that nobody was
   * told of. @default none: the next `add()`, `addBatch()`, `flush()` or `close()` rejects with an {@link InserterError}
   */
  onError?: ((failure: BatchFailure<T>) => void) | undefined;
  /** Closes the inserter; its rows that are not stored yet fail with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** A batch that failed. */
export interface BatchFailure<T = unknown> {
  /** Why; a row that a {@link DataError} names is that of `rows`. */
  readonly error: unknown;
  /** The rows as they were added. */
  readonly rows: readonly T[];
  /**
   * `'none'`: not one of them is in the table. `'unknown'`: all or some may be, as the connection broke, the insert was ended or
   * a view failed after it had been sent; also when the server refused more than it stores as one block, by default 1 048 449 rows,
   * and when `showClickHouseErrors` hides what it says.
   */
  readonly stored: 'none' | 'unknown';
}

/**
 * Rows that come one by one, inserted in batches: each is sent when it is full by rows or bytes, or when its first row has waited
 * long enough. A failed batch is told with its rows, the others go on.
 *
 * ```ts
 * await using inserter = client.inserter<Visit>('visits');
 * for await (const visit of visits) {
 *   const full = inserter.add(visit);
 *   if (full) await full;
 * }
 * ```
 *
 * Rows must not be changed once they are added. A waiting row keeps the process alive until its batch is sent; with `maxWait:
 * Infinity` batches are sent, and failures that nobody was told of are unhandled rejections, when there is nothing else to do.
 * `process.exit()` loses what waits.
 */
export interface Inserter<T = unknown> extends AsyncDisposable {
  /** What has become of the rows so far; a copy. */
  readonly stats: InserterStats;
  /**
   * Takes a row: an object or an array. Returns a promise only when too many batches are pending, which resolves when there is
   * room again, or to reject with failures that nobody was told of. The row is taken in any case.
   * @throws {StreamClosedError} after `close()`, an abort (its `cause`) or the `close()` of the client.
   * @throws {InterfaceError} `ERR_INVALID_ARG` for what is neither an object nor an array.
   */
  add(row: T): Promise<void> | undefined;
  /** As {@link Inserter.add | add}, for several rows: all are taken, or none. */
  addBatch(rows: readonly T[]): Promise<void> | undefined;
  /**
   * Sends what waits; resolves when all rows that were added before are stored or told as failed.
   * @throws {InserterError} for failures that nobody was told of.
   */
  flush(): Promise<void>;
  /**
   * Takes no more rows, and otherwise as {@link Inserter.flush | flush}. May be called more than once.
   * @throws {InserterError} for failures that nobody was told of.
   */
  close(): Promise<void>;
  /** As {@link Inserter.close | close}: `await using inserter = client.inserter('visits')`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Counters of an {@link Inserter}. */
export interface InserterStats {
  /** Rows that wait to be sent. */
  readonly rowsQueued: number;
  /** Rows of the batches that were taken to be sent, those that could not be encoded included; a retry does not count them again. */
  readonly rowsSent: number;
  /** Rows of the batches that the server has acknowledged. */
  readonly rowsWritten: number;
  /** Batches that were taken to be sent. */
  readonly flushes: number;
  /** Times that a batch was sent again. */
  readonly retries: number;
  /** Batches that failed, those that were never sent included. */
  readonly failed: number;
}

/** Batches of an {@link Inserter} that failed. Code, server code, host and so on are those of the first one's error, which is the `cause`. */
export class InserterError<T = unknown> extends ClickHouseError {
  constructor(table: string, failures: readonly BatchFailure<T>[]);
  /** The batches. Not enumerable, so that logs do not show their rows. */
  readonly failures: readonly BatchFailure<T>[];
  /** The rows of all of them. */
  get rows(): readonly T[];
  /** `'none'` when that is so of all of them. */
  get stored(): 'none' | 'unknown';
}
