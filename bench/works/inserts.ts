import type { DatasetName } from '../datasets/index.ts';
import { fasterThan, timesPeer } from '../promises.ts';
import { type Task, upTo, type Work } from '../task.ts';

const floor: Task = { side: 'floor', does: 'send what was read' };

export const inserts: readonly Work[] = [
  ofRows('nums', 1_000_000, 8),
  ofRows('mixed', 500_000, 5),
  {
    name: 'insert columns nums',
    kind: 'insert',
    dataset: 'nums',
    rows: upTo(5_000_000),
    tasks: [
      floor,
      { side: 'ours', does: 'insert columns' },
      { side: 'ours', does: 'insert Arrow' },
      { side: 'python', does: 'insert_arrow' },
      { side: 'go', does: 'ch-go insert columns' },
    ],
    promises: [
      timesPeer('go', 'insert columns nums', 'insert columns', 1.5),
      fasterThan('python', 'insert columns nums', 'insert Arrow'),
    ],
  },
];

function ofRows(dataset: DatasetName, rows: number, times: number): Work {
  const name = `insert rows ${dataset}`;
  return {
    name,
    kind: 'insert',
    dataset,
    rows: upTo(rows),
    tasks: [
      floor,
      { side: 'ours', does: 'insert rows' },
      { side: 'js', does: 'insert JSONEachRow' },
      { side: 'python', does: 'insert' },
      { side: 'go', does: 'ch-go insert structs' },
    ],
    promises: [fasterThan('js', name, 'insert rows', times)],
  };
}
