import type { DatasetName } from './datasets/index.ts';
import type { Promised } from './promises.ts';

/**
 * Who does it: a Rust program that only moves the bytes, Node's `fetch`, this package, `@clickhouse/client`,
 * clickhouse-connect for Python, ch-go or clickhouse-go.
 */
export type Side = 'floor' | 'fetch' | 'ours' | 'js' | 'python' | 'go';

export interface Task {
  readonly side: Side;
  /** What its program knows it by. */
  readonly does: string;
}

/** What is compared with each other. */
export interface Work {
  readonly name: string;
  /** What is done with the rows; `ask` sends so many queries, `ask at once` 32 of them at a time. */
  readonly kind: 'select' | 'insert' | 'copy' | 'ask' | 'ask at once';
  readonly dataset: DatasetName;
  /** Rows, or queries, when the largest table has so many rows. */
  rows(all: number): number;
  readonly compression?: Compression;
  readonly tasks: readonly Task[];
  readonly promises: readonly Promised[];
}

export type Compression = 'lz4' | 'zstd';

/** What a process gets to do. */
export interface Assignment {
  readonly side: Side;
  readonly does: string;
  /** Address of the HTTP interface. */
  readonly url: string;
  /** Host and port of the native protocol. */
  readonly tcp: string;
  readonly dataset: DatasetName;
  readonly rows: number;
  /** What is read. */
  readonly table: string;
  /** Where inserts go. */
  readonly target: string;
  readonly compression: Compression | '';
}

/** What a task went through. */
export interface Outcome {
  readonly rows: number;
  /** Of the dataset; tasks that take columns as they are look at no single value. */
  readonly sum?: number;
}

/** What a process answers. The peak is 0 where the system does not tell it. */
export interface Measurement {
  /** The first time in its process: connecting, compiling and the growing of the heap included. */
  readonly firstMs: number;
  /** The second time; of one query after the other their median. */
  readonly ms: number;
  readonly peakBytes: number;
  /** How late the event loop was in the second time, in Node. */
  readonly loop?: { readonly p99Ms: number; readonly maxMs: number };
  readonly outcome?: Outcome;
}

/** All rows, but not more than so many. */
export const upTo =
  (most: number): Work['rows'] =>
  (all) =>
    Math.min(all, most);

export const AT_ONCE = 32;

export function nameOf(work: Work, { side, does }: Task): string {
  return `${work.name} / ${side}: ${does}`;
}
