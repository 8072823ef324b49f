import type { DatasetName } from '../datasets/index.ts';
import { timesFloor } from '../promises.ts';
import { type Compression, type Task, upTo, type Work } from '../task.ts';

const floor: Task = { side: 'floor', does: 'fetch and discard' };
/** What a result in one piece is measured by: memory for all of it has its price, too. */
const keep: Task = { side: 'floor', does: 'fetch and keep' };
const blocks: Task = { side: 'ours', does: 'queryColumnBlockStream' };
const pieces: Task = { side: 'ours', does: 'queryColumnsStream' };
const whole: Task = { side: 'ours', does: 'queryColumns' };
const arrow: Task = { side: 'js', does: 'ArrowStream, apache-arrow' };
const pyNumpy: Task = { side: 'python', does: 'query_np_stream' };
const pyBlocks: Task = { side: 'python', does: 'query_column_block_stream' };
const pyArrow: Task = { side: 'python', does: 'query_arrow_stream' };
const go: Task = { side: 'go', does: 'ch-go columns' };

/** Columns as memory; texts are not made. */
export const columns: readonly Work[] = [
  work('nums', 10_000_000, 1.25, [blocks, pieces, keep, whole, arrow, pyNumpy, pyArrow, go]),
  work('mixed', 2_000_000, 1.5, [blocks, arrow, pyArrow, go]),
  work('strings', 5_000_000, 1.3, [blocks, arrow, pyBlocks, pyArrow, go]),
  work('nums', 10_000_000, 1.3, [blocks, pyNumpy, go], 'lz4'),
  work('mixed', 2_000_000, 1.3, [blocks, pyArrow, go], 'lz4'),
  work('nums', 10_000_000, 1.3, [blocks, pyNumpy, go], 'zstd'),
  work('mixed', 2_000_000, 1.3, [blocks, pyArrow, go], 'zstd'),
];

function work(
  dataset: DatasetName,
  rows: number,
  limit: number,
  tasks: readonly Task[],
  compression?: Compression,
): Work {
  const name = `columns ${dataset}${compression === undefined ? '' : ` ${compression}`}`;
  const promises = tasks
    .filter(({ side }) => side === 'ours')
    .map((task) => timesFloor(name, task.does, limit, task === whole ? keep.does : floor.does));
  return {
    name,
    kind: 'select',
    dataset,
    rows: dataset === 'nums' ? (all) => all : upTo(rows),
    ...(compression === undefined ? {} : { compression }),
    tasks: [floor, ...tasks],
    promises,
  };
}
