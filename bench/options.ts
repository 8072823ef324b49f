import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Parts of the names of the tasks to run; none for all. */
  readonly only: readonly string[];
  readonly runs: number;
  readonly rows: number;
  /** Whether the figures mean nothing. */
  readonly smoke: boolean;
}

export const usage = `npm run bench -- [options]
  --smoke      small and once, to see that everything runs; its figures mean nothing
  --only NAME  tasks whose name has NAME in it; may be repeated
  --runs N     runs of each task, of which the median is shown (5)
  --rows N     rows of the table (10000000)`;

/** Undefined when help is asked for. */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      smoke: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string' },
      rows: { type: 'string' },
    },
  });
  if (values.help) return undefined;
  return {
    only: values.only,
    runs: count('runs', values.runs ?? (values.smoke ? '1' : '5')),
    rows: count('rows', values.rows ?? (values.smoke ? '200000' : '10000000')),
    smoke: values.smoke,
  };
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name}: '${text}' is not a positive integer`);
  return value;
}
