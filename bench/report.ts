import { availableParallelism, cpus } from 'node:os';

import { table } from './markdown.ts';
import { isKept, type Promised } from './promises.ts';
import type { Result, Results } from './results.ts';
import type { Work } from './task.ts';

export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? process.arch;
  return `${model}, ${availableParallelism()} cores, ${process.platform}, Node ${process.version}`;
}

/** The results as Markdown, a table for each work. */
export function report(works: readonly Work[], results: Results): string {
  return works.map((work) => workTable(work, results)).join('\n\n');
}

function workTable(work: Work, results: Results): string {
  const mine = results.of(work.name);
  const floor = results.best(work.name, 'floor');
  const ours = results.best(work.name, 'ours');
  const unit = units[work.kind];
  const rows = mine.map((result) => {
    const { side, does, medianMs, medianFirstMs, peakBytes, loop } = result;
    return [
      `${side}: ${does}`,
      unit.time(medianFirstMs),
      unit.time(medianMs),
      unit.rate(result),
      result === floor ? '' : ratio(result, floor),
      side === 'ours' || side === 'floor' ? '' : ratio(result, ours),
      loop === undefined ? '' : `${loop.p99Ms.toFixed(1)} / ${loop.maxMs.toFixed(0)}`,
      peakBytes > 0 ? (peakBytes / 1e6).toFixed(0) : '',
    ];
  });
  const title = `${work.name}, ${(mine[0]?.rows ?? 0).toLocaleString('en-US')} ${unit.of}`;
  return table([title, ...unit.heads, '÷ floor', '÷ ours', 'loop p99 / max, ms', 'peak MB'], rows);
}

interface Unit {
  readonly of: string;
  readonly heads: readonly [first: string, second: string, rate: string];
  time(ms: number): string;
  rate(result: Result): string;
}

const ofRows: Unit = {
  of: 'rows',
  heads: ['first, s', 's', 'M rows/s'],
  time: (ms) => (ms / 1000).toFixed(3),
  rate: ({ rows, medianMs }) => (rows / medianMs / 1000).toPrecision(3),
};

const ofQueries: Unit = {
  of: 'queries',
  heads: ['first, s', 's', 'queries/s'],
  time: ofRows.time,
  rate: ({ rows, medianMs }) => ((rows / medianMs) * 1000).toFixed(0),
};

const units: Readonly<Record<Work['kind'], Unit>> = {
  select: ofRows,
  insert: ofRows,
  copy: ofRows,
  'ask at once': ofQueries,
  ask: {
    of: 'queries',
    heads: ['first p50, ms', 'p50, ms', 'queries/s'],
    time: (ms) => ms.toFixed(3),
    rate: ({ medianMs }) => (1000 / medianMs).toFixed(0),
  },
};

/** The figures that the project promises, as far as they were measured. */
export function promisesTable(promises: readonly Promised[], results: Results): string {
  const rows = promises.flatMap((promised) => {
    const figure = promised.figure(results);
    if (figure === undefined) return [];
    const { what, sense, limit } = promised;
    return [[what, `${sense} ${limit}`, figure.toFixed(2), isKept(promised, figure) ? 'yes' : '**no**']];
  });
  return table(['promised', 'limit', 'measured', 'kept'], rows);
}

function ratio(result: Result, base: Result | undefined): string {
  return base === undefined || base.medianMs === 0 ? '' : (result.medianMs / base.medianMs).toFixed(2);
}
