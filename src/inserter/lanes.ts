/** Runs jobs in the order in which they came, so many at a time. */
export class Lanes {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  readonly #pending = new Set<Promise<void>>();
  #free: number;
  #room: Promise<void> | undefined;

  /** `most` jobs may wait or run before it is full. */
  constructor(concurrency: number, most: number) {
    this.#free = concurrency;
    this.#most = most;
  }

  get full(): boolean {
    return this.#pending.size >= this.#most;
  }

  get empty(): boolean {
    return this.#pending.size === 0;
  }

  /** Takes a job, which never rejects. */
  add(job: () => Promise<void>): void {
    const done = this.#run(job).then(() => {
      this.#pending.delete(done);
    });
    this.#pending.add(done);
  }

  /** Waits until a job is done. */
  room(): Promise<void> {
    this.#room ??= Promise.race(this.#pending).then(() => {
      this.#room = undefined;
    });
    return this.#room;
  }

  /** Waits until all jobs of now are done. */
  async done(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async #run(job: () => Promise<void>): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    await job();
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
