import { fasterThan, flatPeak, timeBelow, timesPeer } from '../promises.ts';
import type { Side, Task, Work } from '../task.ts';

const sides: readonly Side[] = ['floor', 'fetch', 'ours', 'js', 'python', 'go'];
const tasksOf = (does: string): Task[] => sides.map((side) => ({ side, does }));

const clients = ['createClient', 'createClient with TLS'];

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
  askedTimes('ask a tenth as often', 10_000, []),
  askedTimes('ask ten thousand times', 1_000, [flatPeak('ask a tenth as often', 'ask ten thousand times', 'SELECT 1')]),
  {
    name: 'make a client',
    kind: 'ask',
    dataset: 'nums',
    rows: () => 1,
    tasks: clients.map((does) => ({ side: 'ours', does })),
    promises: clients.map((does) => timeBelow('make a client', does, 1)),
  },
];

/** One query for so many rows of the largest table: is memory needed for each? */
function askedTimes(name: string, per: number, promises: Work['promises']): Work {
  const tasks = [{ side: 'ours', does: 'SELECT 1' }] as const;
  return { name, kind: 'ask', dataset: 'nums', rows: (all) => Math.ceil(all / per), tasks, promises };
}
