import { ClickHouseError, isUnconnected, StreamFailureError } from '../errors.ts';

/** Whether rows of a batch that failed are in the table. */
export type Stored = 'none' | 'unknown';

/** How far a batch came before it failed. */
export interface Course {
  /** Whether its insert was handed to the network. */
  readonly sent: boolean;
  /** Whether the server takes it as one block, which it stores as a whole. */
  readonly whole: boolean;
}

/**
 * The server's numbers of errors in which it lost sight of the insert itself: the time is over (159), the query was
 * stopped (394), other servers do not answer (209, 210, 279), replicas (285, 319) or Keeper (999) are in doubt.
 */
const inDoubt = new Set([159, 209, 210, 279, 285, 319, 394, 999]);

/** A view failed after the table itself had stored the block, or one of several shards; or a long text was cut before it says so. */
const elsewhere = /while pushing to view|Received from \S+:\d+\.|…$/;

/** What a failure says of the rows: `'none'` only where it is certain. An abort says nothing. */
export function storedDespite(error: unknown, { sent, whole }: Course): Stored {
  if (!sent) return 'none';
  if (!(error instanceof ClickHouseError)) return 'unknown';
  if (isUnconnected(error) || error.attempts === 0) return 'none';
  if (error.serverCode === undefined || inDoubt.has(error.serverCode) || elsewhere.test(error.message))
    return 'unknown';
  return whole ? 'none' : 'unknown';
}

/** Whether the same batch may succeed when sent again: its cause may pass, or only the answer was lost. */
export function mayPass(error: unknown): boolean {
  return error instanceof StreamFailureError || (error instanceof ClickHouseError && error.retryable);
}
