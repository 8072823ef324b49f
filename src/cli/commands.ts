/** What the commands do. Loaded when one of them runs: a help text needs neither the client nor its addon. */
export { runDemo } from './demo/run.ts';
export { runInsert } from './insert/run.ts';
export { runPing } from './ping/run.ts';
export { runQuery } from './query/run.ts';
export { runTypegen } from './typegen/run.ts';
