import type { DatasetName } from '../../datasets/index.ts';

type Cells = readonly unknown[];

/** Objects made by hand of the arrays that the compact formats have. */
export const toObject: Record<DatasetName, (cells: Cells) => object> = {
  nums: ([id, count, value, at]) => ({ id, count, value, at }),
  mixed: ([id, at, name, kind, price, score, tags, ok, uid]) => ({ id, at, name, kind, price, score, tags, ok, uid }),
  strings: ([id, name]) => ({ id, name }),
};

/** As JSON has it: numbers and text. */
interface Row {
  readonly count: number;
  readonly name: string;
}

export function sumOf(rows: readonly object[], dataset: DatasetName): number {
  let sum = 0;
  if (dataset === 'nums') for (const row of rows as readonly Row[]) sum += row.count;
  else for (const row of rows as readonly Row[]) sum += row.name.length;
  return sum;
}
