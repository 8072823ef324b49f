import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a program ended and what it said. */
export interface Ended {
  /** Its exit code; `undefined` when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of `helpers/programs` in a process of its own until it ends by itself, which it must within a minute. */
export function runProgram(
  name: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const script = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
  const all = ['--import=@oxc-node/core/register', ...nodeOptions, script, ...args];
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment };
    execFile(process.execPath, all, { timeout: 60_000, killSignal: 'SIGKILL', env }, (error, stdout, stderr) => {
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
