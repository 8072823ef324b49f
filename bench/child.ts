/** One measurement in a process of its own: `child.js <assignment>`, answered by a line of JSON. */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { Measured, NodeTasks } from './node.ts';
import type { Assignment, Measurement, Side } from './task.ts';

/** A process loads only what it measures. */
const sides: Partial<Record<Side, () => Promise<{ tasks: NodeTasks }>>> = {
  ours: () => import('./ours/index.ts'),
  js: () => import('./peers/js/index.ts'),
  fetch: () => import('./peers/fetch.ts'),
};

const assignment = JSON.parse(process.argv[2] ?? '{}') as Assignment;
const { tasks = {} } = (await sides[assignment.side]?.()) ?? {};
const prepare = tasks[assignment.does];
if (prepare === undefined) throw new Error(`${assignment.side} has no task '${assignment.does}'`);

const measured = await prepare(assignment);
const first = await time(measured);
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const { ms, outcome } = await time(measured);
delay.disable();
const loop = { p99Ms: delay.percentile(99) / 1e6, maxMs: delay.max / 1e6 };
const measurement: Measurement = { firstMs: first.ms, ms, peakBytes: peakBytes(), loop, outcome };
await measured.close?.();
console.log(JSON.stringify(measurement));

async function time({
  reset,
  run,
}: Measured): Promise<Pick<Measurement, 'ms'> & Required<Pick<Measurement, 'outcome'>>> {
  await reset?.();
  const start = performance.now();
  const { latencyMs, ...outcome } = await run();
  return { ms: latencyMs ?? performance.now() - start, outcome };
}

/** Of this process alone: `maxRSS` of resourceUsage() has that of the parent in it, as it survives the start of a program. */
function peakBytes(): number {
  if (process.platform !== 'linux') return 0;
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
