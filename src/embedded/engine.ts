import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Assignment } from './child.ts';

/** The end of the server's error output that is kept for an error message. */
const TAIL_LENGTH = 8 * 1024;

/** ClickHouse waits 5 s for its clients when it shuts down; beyond that it is stuck. */
const SHUTDOWN_MS = 10_000;

/** The child process that a server lives in. */
export class Engine {
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #tail = '';
  #exit: string | undefined;

  constructor(assignment: Assignment, timezone: string | undefined) {
    const extension = extname(fileURLToPath(import.meta.url));
    this.#child = fork(new URL(`./child${extension}`, import.meta.url), [JSON.stringify(assignment)], {
      // Ctrl-C on a terminal goes to every process of its group: the server waits for its parent's decision.
      detached: true,
      env: timezone === undefined ? process.env : { ...process.env, TZ: timezone },
      // TypeScript sources need the loader that this process runs with; a build needs none of its flags.
      execArgv: extension === '.ts' ? process.execArgv : [],
      // The server's last query reads its standard input: the end of it ends the server.
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#exit ??= error.message;
        resolve();
      });
      // After `exit` and once the last of the error output has been read.
      this.#child.once('close', (code, signal) => {
        this.#exit ??= signal === null ? `it exited with code ${code}` : `it was ended by ${signal}`;
        resolve();
      });
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#tail = (this.#tail + text).slice(-TAIL_LENGTH);
    });
    this.#child.stdin?.on('error', () => {
      // The server ended first, which `ended` tells.
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** How the process ended; undefined while it runs. */
  get exit(): string | undefined {
    return this.#exit;
  }

  /** The last of what the server wrote to its error output. */
  get lastWords(): string {
    return this.#tail.trim();
  }

  /** Ends the process without waiting for what it is doing. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Lets the server finish its writes. */
  async stop(): Promise<void> {
    const stuck = setTimeout(() => this.#child.kill('SIGKILL'), SHUTDOWN_MS);
    this.#child.stdin?.end();
    await this.ended;
    clearTimeout(stuck);
  }
}
