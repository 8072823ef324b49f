/** One measurement in a process of its own: `child.ts <assignment>`, answered by a line of JSON. */
import { readFileSync } from 'node:fs';

import type { Assignment, Measured, Measurement, Outcome } from './task.ts';
import { tasks } from './tasks/index.ts';

const assignment = JSON.parse(process.argv[2] ?? '{}') as Assignment;
const task = tasks.find(({ name }) => name === assignment.task);
if (task?.prepare === undefined) throw new Error(`there is no task '${assignment.task}'`);

const measured = await task.prepare(assignment);
const first = await time(measured);
const { ms, outcome } = await time(measured);
const measurement: Measurement = { firstMs: first.ms, ms, peakBytes: peakBytes(), outcome };
await measured.close();
console.log(JSON.stringify(measurement));

async function time({ reset, run }: Measured): Promise<{ ms: number; outcome: Outcome }> {
  await reset?.();
  const start = performance.now();
  const outcome = await run();
  return { ms: performance.now() - start, outcome };
}

/** Of this process alone: `maxRSS` of resourceUsage() has that of the parent in it, as it survives the start of a program. */
function peakBytes(): number {
  if (process.platform !== 'linux') return 0;
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
