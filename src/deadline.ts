/** The time that a call has for all of its requests together; it runs from the first of them, if nobody starts it before. */
export class Deadline {
  /** Milliseconds. */
  readonly timeout: number;
  #start: number | undefined;

  private constructor(timeout: number) {
    this.timeout = timeout;
  }

  /** Nothing for calls without a limit. */
  static of(timeout: number | undefined): Deadline | undefined {
    return timeout === undefined || timeout === 0 ? undefined : new Deadline(timeout);
  }

  start(): void {
    this.#start ??= performance.now();
  }

  /** Milliseconds that are left; not above 0 when the time is over. */
  left(): number {
    const now = performance.now();
    this.#start ??= now;
    return Math.ceil(this.timeout - (now - this.#start));
  }
}
