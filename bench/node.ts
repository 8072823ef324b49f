import type { Assignment, Outcome } from './task.ts';

/** Makes a task of this process ready. */
export type Prepare = (assignment: Assignment) => Promise<Measured> | Measured;

export interface Measured {
  /** Undoes what an earlier run left. */
  reset?(): Promise<unknown>;
  run(): Promise<Outcome & { readonly latencyMs?: number }>;
  close?(): Promise<void>;
}

/** What a side can do in Node. */
export type NodeTasks = Readonly<Record<string, Prepare>>;
