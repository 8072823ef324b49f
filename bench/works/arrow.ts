import type { DatasetName } from '../datasets/index.ts';
import { fasterThan, type Promised, timesOwn } from '../promises.ts';
import { type Task, upTo, type Work } from '../task.ts';

const whole: Task = { side: 'ours', does: 'queryArrow' };
const batches: Task = { side: 'ours', does: 'queryArrowStream' };
const columns: Task = { side: 'ours', does: 'queryColumns' };
const js: Task = { side: 'js', does: 'ArrowStream, apache-arrow' };
const pyWhole: Task = { side: 'python', does: 'query_arrow' };
const pyBatches: Task = { side: 'python', does: 'query_arrow_stream' };

/** Results as tables and batches of Arrow. */
export const arrow: readonly Work[] = [
  work('nums', 10_000_000, [columns], [timesOwn('arrow nums', whole.does, columns.does, 1.3)]),
  work('mixed', 2_000_000, [], []),
  work('strings', 5_000_000, [], []),
];

function work(dataset: DatasetName, rows: number, more: readonly Task[], promises: readonly Promised[]): Work {
  const name = `arrow ${dataset}`;
  return {
    name,
    kind: 'select',
    dataset,
    rows: dataset === 'nums' ? (all) => all : upTo(rows),
    tasks: [whole, batches, ...more, js, pyWhole, pyBatches],
    promises: [fasterThan('python', name, whole.does), fasterThan('js', name, whole.does), ...promises],
  };
}
