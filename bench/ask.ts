import type { Measured } from './node.ts';
import { median } from './statistics.ts';
import { AT_ONCE } from './task.ts';

/** Sends a query that answers 1. */
export type Ask = () => Promise<number>;

/** One query after the other. */
export function sequential(queries: number, ask: Ask): Measured['run'] {
  return async () => {
    const times: number[] = [];
    let sum = 0;
    while (times.length < queries) {
      const start = performance.now();
      sum += await ask();
      times.push(performance.now() - start);
    }
    return { rows: queries, sum, latencyMs: median(times) };
  };
}

/** So many at a time. */
export function atOnce(queries: number, ask: Ask): Measured['run'] {
  return async () => {
    let sent = 0;
    let sum = 0;
    const lane = async (): Promise<void> => {
      while (sent++ < queries) {
        const answer = await ask();
        sum += answer;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return { rows: queries, sum };
  };
}
