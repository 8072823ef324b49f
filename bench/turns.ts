import { execute, type Program } from './programs/program.ts';
import type { Stage } from './stage.ts';
import { type Assignment, type Measurement, nameOf, type Task, type Work } from './task.ts';

/** A task with what it took so far. */
export interface Turn {
  readonly work: Work;
  readonly task: Task;
  readonly rows: number;
  readonly program: Program;
  readonly measurements: Measurement[];
}

/** Interleaved, so that what else the machine does hits all alike. Gives those that failed, with what they said. */
export async function takeTurns(stage: Stage, turns: readonly Turn[], runs: number): Promise<Map<Turn, string>> {
  const failed = new Map<Turn, string>();
  for (let run = 1; run <= runs; run++) {
    for (const turn of turns.filter((candidate) => !failed.has(candidate))) {
      const name = `run ${run} of ${runs}: ${nameOf(turn.work, turn.task)}`;
      try {
        const measurement = await measure(stage, turn);
        turn.measurements.push(measurement);
        console.error(`${name} ${measurement.firstMs.toFixed(1)} ms, ${measurement.ms.toFixed(1)} ms`);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        console.error(`${name} failed: ${message}`);
        failed.set(turn, message);
      }
    }
  }
  return failed;
}

/** Does a task once, in a process of its own. */
async function measure(stage: Stage, { work, task, rows, program }: Turn): Promise<Measurement> {
  const { kind, dataset, compression = '' } = work;
  const asks = kind === 'ask' || kind === 'ask at once';
  const writes = kind === 'insert' || kind === 'copy';
  const table = asks ? '' : await stage.table(dataset, rows);
  const target = writes ? await stage.target(dataset) : '';
  const { url } = stage.server;
  const assignment: Assignment = { ...task, url, tcp: stage.tcp, dataset, rows, table, target, compression };
  const { stdout } = await execute(...program(assignment, kind));
  const measurement = JSON.parse(stdout) as Measurement;
  await stage.check(work, rows, measurement);
  if (writes) await stage.target(dataset);
  return measurement;
}
