import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Parts of the names of the tasks to run; none for all. */
  readonly only: readonly string[];
  readonly runs: number;
  readonly rows: number;
  /** Whether memory is looked at with ten times the rows, too. */
  readonly large: boolean;
  /** Whether the figures mean nothing, and nothing may be installed. */
  readonly smoke: boolean;
  /** Whether to run for long instead. */
  readonly soak: boolean;
  /** Whether only to tell what there is. */
  readonly list: boolean;
}

export const usage = `npm run bench -- [options]
  --smoke      small and once, to see that everything runs; its figures mean nothing, and it installs nothing
  --only NAME  tasks whose name has NAME in it; may be repeated
  --runs N     runs of each task, of which the median is shown (5)
  --rows N     rows of the largest table (10000000)
  --large      memory also while streaming ten times as many rows, which takes 4 GB for the server
  --soak       instead: 10000 queries and 1000 inserts, after which memory may not have grown
  --list       the names of the tasks`;

/** Undefined when help is asked for. */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      smoke: { type: 'boolean', default: false },
      large: { type: 'boolean', default: false },
      soak: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string' },
      rows: { type: 'string' },
    },
  });
  if (values.help) return undefined;
  const { smoke, large, soak, list, only } = values;
  return {
    only,
    runs: count('runs', values.runs ?? (smoke ? '1' : '5')),
    rows: count('rows', values.rows ?? (smoke ? '200000' : '10000000')),
    large,
    smoke,
    soak,
    list,
  };
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name}: '${text}' is not a positive integer`);
  return value;
}
