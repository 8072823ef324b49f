import type { Deadline } from './deadline.ts';
import { type Failure, type FailureContext, fromFailure } from './errors.ts';
import type { ResolvedOptions } from './options.ts';

/** Makes the errors of one client's requests. */
export class Faults {
  /** What all of them tell. */
  readonly context: FailureContext;
  readonly #host: string;

  constructor({ host, showClickHouseErrors }: ResolvedOptions) {
    this.context = { host, showClickHouseErrors };
    this.#host = host;
  }

  /** A failure before a request. */
  before(failure: Failure, cause?: unknown): Error {
    return fromFailure(failure, { ...this.context, attempts: 0, cause });
  }

  closed(): Error {
    return this.before({
      failure: 'closed',
      code: 'ERR_CLIENT_CLOSED',
      message: 'the client is closed',
      retryable: false,
    });
  }

  /** What a call fails with whose time is over before a request. */
  late({ timeout }: Deadline): Error {
    return this.before(this.lateness(timeout));
  }

  lateness(timeout: number, host = this.#host): Failure {
    const message = `no complete answer from ${host} within ${timeout} ms`;
    return { failure: 'timeout', code: 'ERR_TIMEOUT', message, retryable: false };
  }
}
