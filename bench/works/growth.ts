import { flat, peakBelow, type Promised } from '../promises.ts';
import type { Work } from '../task.ts';

const streams = ['queryColumnBlockStream', 'queryRowBlockStream', 'queryRowsStream'];
const few = 'streaming a tenth';
const all = 'streaming all';
const more = 'streaming ten times as many';

/** The same with more and more rows: neither memory nor the time of a row may grow. */
export function growth(large: boolean): Work[] {
  const works = [
    work(few, (rows) => Math.ceil(rows / 10), []),
    work(
      all,
      (rows) => rows,
      streams.flatMap((does) => [...flat(few, all, does), peakBelow(all, does, 200)]),
    ),
  ];
  if (!large) return works;
  const promises = streams.flatMap((does) => [...flat(few, more, does), peakBelow(more, does, 200)]);
  return [...works, work(more, (rows) => rows * 10, promises)];
}

function work(name: string, rows: Work['rows'], promises: readonly Promised[]): Work {
  const tasks = streams.map((does) => ({ side: 'ours', does }) as const);
  return { name, kind: 'select', dataset: 'nums', rows, tasks, promises };
}
