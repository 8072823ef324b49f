/** The options of commands that run statements. */
import type { Command } from 'commander';
import type { BarFlags } from './progress/bar.ts';
import { seconds } from './option-values.ts';

export interface RequestFlags extends BarFlags {
  readonly timeout?: number;
  readonly queryId?: string;
}

/** Adds them to a command; `each` is what has a time of its own, `what` what the server knows by the id. */
export function requesting(command: Command, each: string, what: string): Command {
  return command
    .option('--timeout <seconds>', `how long ${each} may take`, seconds)
    .option('--query-id <id>', `id of the ${what} in the logs of the server`)
    .option('--no-progress', 'no progress bar on the terminal')
    .option('-q, --quiet', 'no progress bar, and nothing about rows and time');
}
