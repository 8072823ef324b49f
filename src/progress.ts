import { setTimeout as sleep } from 'node:timers/promises';
import type { QuerySummary } from '../index.js';
import type { Attendant, Outcome } from './attendant.ts';
import { parseSummary } from './summary.ts';

/** When the server is asked for the first time, and how often then, in milliseconds: short queries are not asked about. */
const FIRST = 200;
const INTERVAL = 500;

const SQL =
  'SELECT read_rows AS readRows, read_bytes AS readBytes, total_rows_approx AS totalRowsToRead, ' +
  'written_rows AS writtenRows, written_bytes AS writtenBytes, elapsed * 1e9 AS elapsedNs, memory_usage AS memoryUsage ' +
  'FROM system.processes WHERE query_id = {id:String}';

/** What a query is asked about, and who is told. */
export interface Asking {
  readonly queryId: string;
  readonly tell: (progress: QuerySummary) => unknown;
  /** Runs a statement beside the query; gives its first row, as texts, if there is one. */
  readonly ask: (sql: string, id: string) => Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Ends the query with what `tell` has thrown. */
  readonly fail: (error: unknown) => void;
}

/**
 * Tells how far a query is: what `system.processes` says while it runs, and at last what the server has summed up. Progress in
 * headers would reach nobody, because clients see headers when the last of them has come.
 */
export class Progress implements Attendant {
  readonly #asking: Asking;
  readonly #ended = new AbortController();
  #last: QuerySummary = parseSummary(undefined);

  constructor(asking: Asking) {
    this.#asking = asking;
    void this.#watch();
  }

  over({ error, head, rows }: Outcome): void {
    this.#ended.abort();
    if (error === undefined) this.#tell(parseSummary(head?.summary, rows));
  }

  async #watch(): Promise<void> {
    const { signal } = this.#ended;
    const { ask, queryId } = this.#asking;
    const quiet = (): undefined => undefined;
    for (let pause = FIRST; ; pause = INTERVAL) {
      await sleep(pause, undefined, { signal, ref: false }).catch(quiet);
      if (signal.aborted) return;
      // A user who may not look is told at the end alone.
      const row = await ask(SQL, queryId).catch(quiet);
      if (signal.aborted) return;
      if (row !== undefined) this.#tellMeanwhile(row);
    }
  }

  #tellMeanwhile(row: Readonly<Record<string, unknown>>): void {
    const counters = Object.entries(row).map(([name, count]) => [name, Math.max(0, Math.round(Number(count)))]);
    try {
      this.#tell(Object.fromEntries(counters) as QuerySummary);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#asking.fail(error);
  }

  #tell(news: QuerySummary): void {
    const names = new Set([...Object.keys(this.#last), ...Object.keys(news)]);
    // Nothing ever goes back: the summary of a stream was sent before its rows.
    const larger = (name: string): [string, number] => [name, Math.max(this.#last[name] ?? 0, news[name] ?? 0)];
    this.#last = Object.freeze(Object.fromEntries(Array.from(names, larger))) as QuerySummary;
    const told = this.#asking.tell(this.#last);
    if (told instanceof Promise) told.catch((error: unknown) => this.#fail(error));
  }
}
