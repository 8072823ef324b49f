/** Measures from its construction. */
export class Stopwatch {
  readonly #start = performance.now();

  time(): string {
    const ms = performance.now() - this.#start;
    return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
  }

  /** The time so far, and what it means for so many rows and bytes. */
  rate(rows: number, bytes: number): string {
    const seconds = (performance.now() - this.#start) / 1000;
    const millions = (amount: number): string => (amount / 1e6 / seconds).toPrecision(3);
    return `${this.time()}, ${millions(rows)} M rows/s, ${millions(bytes)} MB/s`;
  }
}
