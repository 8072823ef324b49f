import { peakBelow } from '../promises.ts';
import type { Work } from '../task.ts';

const name = 'copy nums';
const does = 'insert of queryColumnBlockStream';

/** From table to table through one process. */
export const copy: readonly Work[] = [
  {
    name,
    kind: 'copy',
    dataset: 'nums',
    rows: (all) => all,
    tasks: [
      { side: 'floor', does: 'send what was read' },
      { side: 'ours', does },
    ],
    promises: [peakBelow(name, does, 300)],
  },
];
