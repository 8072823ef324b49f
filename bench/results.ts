import { median } from './statistics.ts';
import type { Measurement, Side, Task, Work } from './task.ts';

/** All runs of a task. */
export interface Result {
  readonly work: string;
  readonly side: Side;
  readonly does: string;
  readonly rows: number;
  /** Of every run. */
  readonly ms: readonly number[];
  readonly medianMs: number;
  /** The median of the first times in each process. */
  readonly medianFirstMs: number;
  /** The median of the peaks. */
  readonly peakBytes: number;
  /** Medians of what the event loop of Node was late. */
  readonly loop: Measurement['loop'];
}

export function summarize(work: Work, task: Task, rows: number, measurements: readonly Measurement[]): Result {
  const of = (figure: (measurement: Measurement) => number): number => median(measurements.map(figure));
  const hasLoop = measurements.every(({ loop }) => loop !== undefined);
  return {
    work: work.name,
    ...task,
    rows,
    ms: measurements.map(({ ms }) => ms),
    medianMs: of(({ ms }) => ms),
    medianFirstMs: of(({ firstMs }) => firstMs),
    peakBytes: of(({ peakBytes }) => peakBytes),
    loop: hasLoop
      ? { p99Ms: of(({ loop }) => loop?.p99Ms ?? 0), maxMs: of(({ loop }) => loop?.maxMs ?? 0) }
      : undefined,
  };
}

/** What has been measured. */
export class Results {
  readonly list: readonly Result[];

  constructor(list: readonly Result[]) {
    this.list = list;
  }

  of(work: string): Result[] {
    return this.list.filter((result) => result.work === work);
  }

  /** The fastest of a side, or one of its tasks. */
  best(work: string, side: Side, does?: string): Result | undefined {
    const candidates = this.of(work).filter((result) => result.side === side && (does ?? result.does) === result.does);
    return candidates.toSorted((a, b) => a.medianMs - b.medianMs)[0];
  }
}
