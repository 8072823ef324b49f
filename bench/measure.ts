import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { select } from './table.ts';
import type { Measurement, Task } from './task.ts';

/** A median of several runs. */
export interface Result {
  readonly task: string;
  readonly rows: number;
  /** Of every run. */
  readonly ms: readonly number[];
  readonly medianMs: number;
  /** The median of the first times in each process. */
  readonly medianFirstMs: number;
  /** The median of the peaks. */
  readonly peakBytes: number;
}

export interface Bench {
  readonly url: string;
  /** The program that fetches and discards. */
  readonly floor: string;
}

/** What our client asks the server for, so that the bytes are the same. */
const NATIVE = '/?default_format=Native&client_protocol_version=54405';

const child = fileURLToPath(new URL('child.ts', import.meta.url));

/** Runs a task once, in a process of its own. */
export async function measure(task: Task, rows: number, { url, floor }: Bench): Promise<Measurement> {
  const assignment = JSON.stringify({ task: task.name, url, rows });
  const [file, args] =
    task.prepare === undefined
      ? [floor, [`${url}${NATIVE}`, select(rows)]]
      : [process.execPath, [...process.execArgv, child, assignment]];
  const { stdout } = await promisify(execFile)(file, args);
  return JSON.parse(stdout) as Measurement;
}

export function summarize(task: string, rows: number, measurements: readonly Measurement[]): Result {
  const ms = measurements.map((measurement) => measurement.ms);
  const peaks = measurements.map((measurement) => measurement.peakBytes);
  const medianFirstMs = median(measurements.map(({ firstMs }) => firstMs));
  return { task, rows, ms, medianMs: median(ms), medianFirstMs, peakBytes: median(peaks) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
