import { execFile } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a program ended and what it said. */
export interface Ended {
  /** Its exit code; `undefined` when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Other runtimes run the tests compiled (`scripts/cross`), some of them on an emulated processor. */
const extension = extname(import.meta.url);
const loader = extension === '.ts' ? ['--import=@oxc-node/core/register'] : [];
const timeout = process.env.CROSS_RUNTIME === undefined ? 60_000 : 600_000;

/** Runs a program of `helpers/programs` in a process of its own until it ends by itself, which it must within a minute on a real processor. */
export function runProgram(
  name: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const script = fileURLToPath(new URL(`programs/${name}${extension}`, import.meta.url));
  const all = [...loader, ...nodeOptions, script, ...args];
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment };
    execFile(process.execPath, all, { timeout, killSignal: 'SIGKILL', env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({
        code: typeof code === 'number' ? code : undefined,
        signal: error?.signal ?? undefined,
        stdout: stdout.trim(),
        stderr: stderr.trim(),
      });
    });
  });
}
