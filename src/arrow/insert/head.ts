/** Schemas are seldom longer. */
const MOST = 1 << 20;

/** The first bytes of a stream of IPC, kept in case that the schema in them cannot be read. */
export class Head {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  push(bytes: Uint8Array): void {
    if (this.#size >= MOST) return;
    // A source may use its memory again.
    this.#chunks.push(new Uint8Array(bytes.subarray(0, MOST - this.#size)));
    this.#size += bytes.length;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}
