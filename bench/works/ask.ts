import { fasterThan, timesPeer } from '../promises.ts';
import type { Side, Task, Work } from '../task.ts';

const sides: readonly Side[] = ['floor', 'fetch', 'ours', 'js', 'python', 'go'];
const tasksOf = (does: string): Task[] => sides.map((side) => ({ side, does }));

/** The smallest query, one after the other and 32 at a time. */
export const ask: readonly Work[] = [
  {
    name: 'ask one after the other',
    kind: 'ask',
    dataset: 'nums',
    rows: (all) => Math.min(2_000, Math.ceil(all / 5_000)),
    tasks: tasksOf('SELECT 1'),
    promises: [
      timesPeer('js', 'ask one after the other', 'SELECT 1', 0.4),
      timesPeer('python', 'ask one after the other', 'SELECT 1', 0.7),
    ],
  },
  {
    name: 'ask 32 at once',
    kind: 'ask at once',
    dataset: 'nums',
    rows: (all) => Math.min(5_000, Math.ceil(all / 2_000)),
    tasks: tasksOf('SELECT 1 at once'),
    promises: [fasterThan('floor', 'ask 32 at once', 'SELECT 1 at once', 0.7)],
  },
];
