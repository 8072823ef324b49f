import { mkdir, writeFile } from 'node:fs/promises';

import type { BenchOptions } from './options.ts';
import { directory } from './paths.ts';
import { preparePrograms } from './programs/index.ts';
import { machine, promisesTable, report } from './report.ts';
import { Results, summarize } from './results.ts';
import { Stage } from './stage.ts';
import { nameOf, type Task, type Work } from './task.ts';
import { type Turn, takeTurns } from './turns.ts';
import { worksOf } from './works/index.ts';

export interface Chosen {
  readonly work: Work;
  readonly task: Task;
}

export function choose({ only, large }: BenchOptions): Chosen[] {
  const all = worksOf(large).flatMap((work) => work.tasks.map((task) => ({ work, task })));
  const chosen = all.filter(
    ({ work, task }) => only.length === 0 || only.some((part) => nameOf(work, task).includes(part)),
  );
  if (chosen.length === 0) throw new Error(`no task has '${only.join("' or '")}' in its name`);
  return chosen;
}

export async function benchmark(options: BenchOptions): Promise<void> {
  const chosen = choose(options);
  const programs = await preparePrograms(new Set(chosen.map(({ task }) => task.side)), !options.smoke);
  await using stage = await Stage.open();
  const turns = chosen.flatMap(({ work, task }): Turn[] => {
    const program = programs.get(task.side);
    return program === undefined ? [] : [{ work, task, program, rows: work.rows(options.rows), measurements: [] }];
  });
  const failed = await takeTurns(stage, turns, options.runs);

  const measured = turns.filter((turn) => !failed.has(turn));
  const results = new Results(
    measured.map(({ work, task, rows, measurements }) => summarize(work, task, rows, measurements)),
  );
  const works = [...new Set(measured.map(({ work }) => work))];
  const { version } = stage.server;
  const date = new Date().toISOString();
  const head = `${date.slice(0, 10)}, ${machine()}, ClickHouse ${version}, median of ${options.runs}`;
  const promises = works.flatMap((work) => work.promises);
  console.log(`\n${head}\n\n${report(works, results)}\n`);
  console.log(options.smoke ? 'The figures mean nothing.' : promisesTable(promises, results));
  await save(date, { date, machine: machine(), server: version, runs: options.runs, results: results.list });
  for (const [turn, message] of failed) console.error(`failed: ${nameOf(turn.work, turn.task)}: ${message}`);
  if (failed.size > 0) process.exitCode = 1;
}

async function save(date: string, content: object): Promise<void> {
  const results = new URL('results/', directory);
  await mkdir(results, { recursive: true });
  await writeFile(
    new URL(`${date.replaceAll(/[:.]/g, '-')}.json`, results),
    `${JSON.stringify(content, undefined, 2)}\n`,
  );
}
