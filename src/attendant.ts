import type { Failure } from './errors.ts';
import type { ResponseHead } from './native.ts';

/** How a request ended. */
export interface Outcome {
  /** What its caller was told; absent when it went well. */
  readonly error?: unknown;
  /** What the response's headers told, if one had begun. */
  readonly head?: ResponseHead | undefined;
  /** `host:port` of the server, where that is known. */
  readonly host?: string | undefined;
  /** How many rows were received, of an answer that is decoded. */
  readonly rows?: number | undefined;
}

/** Something that goes with a request from its start to its end. */
export interface Attendant {
  /** Resolves when the request may be sent; to a failure when it must not. */
  admit?(): Promise<Failure | undefined>;
  /** The request was stopped: nobody need wait for its admission. */
  wake?(): void;
  /** Whether the request may be sent once more after a failure; resolves when it is time. */
  again?(failure: Failure): Promise<boolean>;
  /** Whether somebody waits for what the server sends next. */
  awaited?(is: boolean): void;
  /** The request is over. Told once. */
  over(outcome: Outcome): void;
}
