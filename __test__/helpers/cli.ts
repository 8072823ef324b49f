import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { getServer } from './server.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export interface CliOptions {
  /** What it finds on standard input. @default nothing */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** It takes its outputs for a terminal with so many columns. */
  readonly columns?: number;
  /** What it cannot load, by a part of its name. */
  readonly missing?: string;
  /** It has no terminal, not even that of whoever runs the tests. */
  readonly detached?: boolean;
}

/** How the program ended and what it wrote. */
export interface CliResult {
  /** Its exit code, or the signal that ended it. */
  readonly code: number | string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly bytes: Buffer;
}

/** Starts the command line as users do, built and without the variables of whoever runs the tests. */
export function startCli(args: readonly string[], options: CliOptions = {}): ChildProcessWithoutNullStreams {
  const { env, cwd, columns, missing, detached = false } = options;
  const preloads = [...(columns === undefined ? [] : ['terminal']), ...(missing === undefined ? [] : ['missing'])];
  const nodeArgs = preloads.map((name) => `--import=${path(`programs/${name}.mjs`)}`);
  const told = {
    ...(columns !== undefined && { TERMINAL: String(columns) }),
    ...(missing !== undefined && { MISSING: missing }),
  };
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:CLICKHOUSE_|FORCE_COLOR|NO_COLOR)/.test(name));
  return spawn(process.execPath, [...nodeArgs, path('../../dist/cli.js'), ...args], {
    cwd: cwd ?? path('../..'),
    detached,
    env: { ...Object.fromEntries(inherited), ...told, ...env },
  });
}

/** How a program that was started ends; it is given a minute. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<CliResult> {
  const patience = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const over = new Promise<number | string | undefined>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? undefined));
  });
  // A test may have closed it.
  const output = buffer(child.stdout).catch(() => Buffer.alloc(0));
  const [bytes, errors, code] = await Promise.all([output, buffer(child.stderr), over]);
  clearTimeout(patience);
  return { code, bytes, stdout: bytes.toString(), stderr: errors.toString() };
}

/** Processes that run at once: more than there are processors would only wait for each other. */
let places = 2;
const waiting: (() => void)[] = [];

/** Runs the command line to its end. */
export async function cli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  if (places === 0) await new Promise<void>((resolve) => waiting.push(resolve));
  else places--;
  try {
    const child = startCli(args, options);
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
    return await ended(child);
  } finally {
    const next = waiting.shift();
    if (next === undefined) places++;
    else next();
  }
}

/** The same with the server of this test file. */
export async function cliHere(args: readonly string[], { env, ...options }: CliOptions = {}): Promise<CliResult> {
  const { url } = await getServer();
  return cli(args, { ...options, env: { CLICKHOUSE_URL: url, ...env } });
}
