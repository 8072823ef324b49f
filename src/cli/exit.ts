/** How the program ends; `docs/cli.md` has the table. */
import { constants } from 'node:os';

export const OK = 0;
/** The server, the network, a file or a value. */
export const FAILED = 1;
/** The command line. */
export const MISUSED = 2;

/** A command line that cannot be followed. Nothing was sent. */
export class UsageError extends Error {}

/** A signal has ended the command. */
export class Interrupted extends Error {
  /** As a shell tells it. */
  readonly exitCode: number;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Nobody reads any more what the command writes. */
export class Unread extends Error {}
