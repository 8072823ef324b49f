import type { Attendant, Outcome } from './attendant.ts';
import type { Failure } from './errors.ts';
import { Ending } from './ending.ts';
import type { Attachments, Cancellation, RequestOptions, ResponseHead, Session } from './native.ts';
import type { ReadPlan } from './reading.ts';

/** How one request is made and its failures are told. */
export interface Call {
  readonly session: Session;
  /** What is sent; with the time that is left when it is asked for. */
  readonly request: () => RequestOptions;
  /** What goes with a query beside its statement. */
  readonly attachments: Attachments | undefined;
  readonly signal: AbortSignal | undefined;
  /** How the values of the answer are read. */
  readonly plan: ReadPlan;
  /** Makes the error of a failure, with what only the caller knows. */
  readonly error: (failure: Failure) => Error;
  /** Stops the query on the server; called when it is left before its end. */
  readonly kill: (cancellation: Cancellation) => void;
  /** Makes what goes with the request; called once, when it begins. `fail` ends it with an error. */
  readonly attend: (fail: (error: unknown) => void) => readonly Attendant[];
}

/** Ends a request when a signal says so. */
export class Abortable {
  readonly cancellation: Cancellation;
  readonly #bond: Ending;
  readonly #call: Call;
  readonly #onAbort: () => void;
  readonly #attendants: readonly Attendant[];
  /** What the response's headers told. */
  head: ResponseHead | undefined;
  /** `host:port` of the server that answers. */
  host: string | undefined;
  /** How many rows have come, of a result that is decoded. */
  rows: number | undefined;
  #stopped = false;
  #over = false;
  /** What an attendant ended the request with. */
  #failure: { readonly error: unknown } | undefined;

  constructor(call: Call, ending = new Ending()) {
    this.cancellation = ending.cancellation;
    this.#bond = ending;
    this.#call = call;
    this.#onAbort = () => this.#end();
    call.signal?.throwIfAborted();
    this.#attendants = call.attend((error) => this.#fail(error));
    call.signal?.addEventListener('abort', this.#onAbort, { once: true });
    ending.bind(() => this.stop());
  }

  /** Whether others know of it, who must be told when nobody reads it any more. */
  get known(): boolean {
    return this.#attendants.length > 0 || this.#call.signal !== undefined;
  }

  /** Sends when that may be, and once more where it may be; gives what is answered. */
  async send<R extends object>(send: (request: RequestOptions) => Promise<Failure | R>): Promise<Failure | R> {
    if (this.#attendants.length === 0) return send(this.#call.request());
    for (const attendant of this.#attendants) {
      const refusal = await attendant.admit?.();
      if (refusal !== undefined) return refusal;
    }
    for (;;) {
      const answer = await send(this.#call.request());
      if (!isFailure(answer) || !(await this.#again(answer))) return answer;
    }
  }

  async #again(failure: Failure): Promise<boolean> {
    for (const attendant of this.#attendants) if (await attendant.again?.(failure)) return true;
    return false;
  }

  /** Whether somebody waits for what the server sends next. */
  awaited(is: boolean): void {
    for (const attendant of this.#attendants) attendant.awaited?.(is);
  }

  /** Throws what the request was ended with before its end, if it was. */
  throwIfStopped(): void {
    const stopped = this.#ending();
    if (stopped === undefined) return;
    this.release(stopped);
    throw stopped.error;
  }

  /** What an attendant or the signal has ended the request with. */
  #ending(): { readonly error: unknown } | undefined {
    const { signal } = this.#call;
    return this.#failure ?? (signal?.aborted ? { error: signal.reason as unknown } : undefined);
  }

  /** The result of an answer; throws what its failure stands for. */
  async result<R extends object>(answer: Promise<Failure | R>): Promise<R> {
    const result = await answer.catch((error: unknown) => {
      this.release({ error });
      throw error;
    });
    if (!isFailure(result)) return result;
    const stopped = this.#ending();
    const error = stopped === undefined ? this.#call.error(result) : stopped.error;
    // A server that nobody waits for any more does not notice by itself.
    if (stopped === undefined && (result.failure === 'timeout' || result.failure === 'cancelled')) this.stop();
    this.host = result.host;
    this.release({ error });
    throw error;
  }

  #fail(error: unknown): void {
    this.#failure = { error };
    this.#end();
  }

  /** Ends it from outside. What has begun to answer may be read by nobody any more: then nobody else would release it. */
  #end(): void {
    this.stop();
    const ending = this.#ending();
    if (this.head !== undefined) this.release(ending);
    this.#bond.fail(ending?.error);
  }

  /** Ends the request, here and on the server. */
  stop(): void {
    this.cancellation.cancel();
    if (this.#stopped) return;
    this.#stopped = true;
    this.#call.kill(this.cancellation);
    for (const attendant of this.#attendants) attendant.wake?.();
  }

  /** The request is over: forgets the signal. */
  release(outcome: Outcome = {}): void {
    if (this.#over) return;
    this.#over = true;
    this.#bond.bind(undefined);
    this.#call.signal?.removeEventListener('abort', this.#onAbort);
    for (const attendant of this.#attendants)
      attendant.over({ head: this.head, host: this.host, rows: this.rows, ...outcome });
  }
}

/** Whether the native side gave a failure instead of what it was asked for. */
export function isFailure(result: object): result is Failure {
  return 'failure' in result;
}
