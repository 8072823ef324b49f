/** What a task went through. */
export interface Outcome {
  readonly rows: number;
  /** Of the column `count`; tasks that take columns as they are look at no single value. */
  readonly sum?: number;
}

/** What is compared with each other. */
export type Work = 'columns' | 'row objects' | 'rows in memory' | 'insert of row objects' | 'memory';

export interface Task {
  /** Unique; `--only` matches a part of it. */
  readonly name: string;
  readonly work: Work;
  /** Who does it: a fetch that throws the bytes away, this package, or `@clickhouse/client`. */
  readonly side: 'floor' | 'ours' | 'peer';
  /** How many rows it takes of a table with so many. */
  rows(all: number): number;
  /** The task that does the same with more rows, whose memory is compared. */
  readonly growsTo?: string;
  /** Makes everything ready and gives what is measured. The floor has none: it is a program of its own. */
  prepare?(assignment: Assignment): Promise<Measured>;
}

export interface Measured {
  /** Undoes what an earlier run left. */
  reset?(): Promise<unknown>;
  run(): Promise<Outcome>;
  close(): Promise<void>;
}

/** What a process gets to do. */
export interface Assignment {
  readonly task: string;
  readonly url: string;
  readonly rows: number;
}

/** What a process answers. The peak is 0 where the system does not tell it. */
export interface Measurement {
  /** The first time in its process: connecting, compiling and the growing of the heap included. */
  readonly firstMs: number;
  /** The second time. */
  readonly ms: number;
  readonly peakBytes: number;
  readonly outcome?: Outcome;
}

/** For what is kept in memory or inserted. */
export const upToMillion = (all: number): number => Math.min(all, 1_000_000);
