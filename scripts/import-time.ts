/**
 * Prints what importing the built package adds to a program that does nothing: medians of pairs that take turns, in time
 * of the processor, which other work on the machine disturbs least, and in time of the clock.
 */
import { spawnSync } from 'node:child_process';

const PAIRS = 40;
const entry = JSON.stringify(new URL('../dist/index.js', import.meta.url));
const used = 'const { user, system } = process.cpuUsage(); process.stdout.write(String(user + system));';

interface Spent {
  readonly processor: number;
  readonly clock: number;
}

/** Milliseconds that a program takes. */
function run(program: string): Spent {
  const begin = performance.now();
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program + used]);
  if (status !== 0) throw new Error('the package could not be imported: run `npm run build`');
  return { processor: Number(stdout) / 1000, clock: performance.now() - begin };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

const pairs = Array.from({ length: PAIRS }, () => ({ empty: run(''), full: run(`import ${entry};`) }));
for (const clock of ['processor', 'clock'] as const) {
  const added = median(pairs.map(({ empty, full }) => full[clock] - empty[clock]));
  const alone = median(pairs.map(({ empty }) => empty[clock]));
  console.log(`import, ${clock}: ${added.toFixed(1)} ms more than the ${alone.toFixed(1)} ms of an empty program`);
}
