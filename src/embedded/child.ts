/**
 * The process around the server. It does not outlive its parent: when the parent is gone, for whatever
 * reason, its end of the channel and of standard input close, the server's last query ends with them,
 * and what was temporary is removed from here, because nobody else is left to do it.
 */
import { renameSync, rmSync } from 'node:fs';

import { runClickHouseLocal } from '../native.ts';

/** What the parent passes as the only argument. */
export interface Assignment {
  readonly library: string;
  readonly args: readonly string[];
  /** Directory of this run: the configuration and, unless the user named a directory, the data. */
  readonly home: string;
  /** Whether the data lies in `home` and is of no use to anybody once the server ends. */
  readonly temporary: boolean;
}

/** ClickHouse waits 5 s for its clients when it shuts down; beyond that it is stuck. */
const SHUTDOWN_MS = 15_000;

const { library, args, home, temporary } = JSON.parse(process.argv[2] ?? '{}') as Assignment;

process.once('disconnect', leave);
// The parent may have gone before this module was loaded.
if (!process.connected) leave();

function leave(): void {
  removeHome();
  if (temporary) process.kill(process.pid, 'SIGKILL');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), SHUTDOWN_MS).unref();
}

/** The server still runs: under another name the directory gets no new files while it is removed. */
function removeHome(): void {
  const doomed = `${home}.removed`;
  try {
    renameSync(home, doomed);
    rmSync(doomed, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // The parent came first.
  }
}

try {
  await runClickHouseLocal(library, [...args]);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
// Threads of the library would keep the process alive.
process.exit();
