import type { DatasetName } from '../datasets/index.ts';
import { fasterThan, loopBelow, type Promised } from '../promises.ts';
import { type Task, upTo, type Work } from '../task.ts';

const floor: Task = { side: 'floor', does: 'fetch and discard' };
const blocks = 'queryRowBlockStream';
const single = 'queryRowsStream';
const memory = 'query().rows()';
const streams: readonly Task[] = [
  { side: 'js', does: 'JSONEachRow stream' },
  { side: 'js', does: 'JSONCompactEachRow stream, made objects' },
];
const scan: Task = { side: 'go', does: 'clickhouse-go Scan' };

/** Rows as objects: in blocks, one at a time and all in memory. */
export const rows: readonly Work[] = [
  inBlocks('nums', (all) => all, [fasterThan('js', 'row blocks nums', blocks, 6)]),
  inBlocks('mixed', upTo(2_000_000), [
    fasterThan('js', 'row blocks mixed', blocks, 4),
    fasterThan('go', 'row blocks mixed', blocks),
    loopBelow('row blocks mixed', blocks, 10),
  ]),
  inBlocks('strings', upTo(5_000_000), [
    fasterThan('js', 'row blocks strings', blocks, 7),
    fasterThan('go', 'row blocks strings', blocks),
  ]),
  {
    name: 'row by row nums',
    kind: 'select',
    dataset: 'nums',
    rows: (all) => all,
    tasks: [floor, { side: 'ours', does: single }, ...streams, { side: 'python', does: 'query_rows_stream' }, scan],
    promises: [fasterThan('js', 'row by row nums', single, 2), fasterThan('python', 'row by row nums', single)],
  },
  inMemory('nums'),
  inMemory('mixed'),
  inMemory('strings'),
];

function inBlocks(dataset: DatasetName, count: Work['rows'], promises: readonly Promised[]): Work {
  const python: Task = { side: 'python', does: 'query_row_block_stream' };
  const go: readonly Task[] = [{ side: 'go', does: 'ch-go structs' }, scan];
  const tasks = [floor, { side: 'ours', does: blocks } as const, ...streams, python, ...go];
  return { name: `row blocks ${dataset}`, kind: 'select', dataset, rows: count, tasks, promises };
}

function inMemory(dataset: DatasetName): Work {
  const name = `rows in memory ${dataset}`;
  return {
    name,
    kind: 'select',
    dataset,
    rows: upTo(1_000_000),
    tasks: [
      floor,
      { side: 'ours', does: memory },
      { side: 'js', does: 'JSONEachRow json()' },
      { side: 'js', does: 'JSONCompact json(), made objects' },
      { side: 'python', does: 'query' },
    ],
    promises: [fasterThan('js', name, memory, 2), fasterThan('python', name, memory)],
  };
}
