import { type Task, upToMillion } from '../task.ts';

/** The floor of each work that reads: `crates/client/examples/floor.rs`. */
export const floors: readonly Task[] = [
  { name: 'floor: fetch and discard', work: 'columns', side: 'floor', rows: (all) => all },
  { name: 'floor: fetch and discard, in memory', work: 'rows in memory', side: 'floor', rows: upToMillion },
];
