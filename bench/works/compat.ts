import { timesPeer } from '../promises.ts';
import { upTo, type Work } from '../task.ts';

/** The API of `@clickhouse/client` over our transport beside the original: it must not be slower at anything. */
export const compat: readonly Work[] = [
  beside('compat json', 'select', 500_000, ['compat json()', 'JSONEachRow json()']),
  beside('compat stream', 'select', 2_000_000, ['compat stream', 'JSONEachRow stream']),
  beside('compat insert', 'insert', 500_000, ['compat insert', 'insert JSONEachRow']),
  beside('compat insert of a stream', 'insert', 500_000, [
    'compat insert of a stream',
    'insert JSONEachRow of a stream',
  ]),
  {
    ...beside('compat ask', 'ask', 0, ['compat SELECT 1', 'SELECT 1']),
    rows: (all) => Math.min(2_000, Math.ceil(all / 5_000)),
  },
];

function beside(name: string, kind: Work['kind'], rows: number, [ours, theirs]: readonly [string, string]): Work {
  return {
    name,
    kind,
    dataset: 'mixed',
    rows: upTo(rows),
    tasks: [
      { side: 'ours', does: ours },
      { side: 'js', does: theirs },
    ],
    promises: [timesPeer('js', name, ours, 1)],
  };
}
