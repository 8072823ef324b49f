import type { FormatTexts } from './arena.ts';
import type { TypedArray, Vector } from './vector.ts';

/** Texts of at most this many values are made at once, and one kept value pins no more than those. */
const RUN = 1024;

/** Where the texts of a run end, until they are cut. */
const ends = new Uint32Array(RUN);

/** Values of one width whose JavaScript form is the text that the core makes of them. */
export class TextVector implements Vector<string> {
  readonly length: number;
  /** The values as numbers, where they are some. */
  readonly values: TypedArray | undefined;
  readonly #bytes: Uint8Array;
  readonly #width: number;
  readonly #typeName: string;
  readonly #texts: FormatTexts;

  /** `memory` holds one value an element; of bytes, `width` are one value. */
  constructor(memory: TypedArray, typeName: string, texts: FormatTexts, width?: number) {
    this.values = width === undefined ? memory : undefined;
    this.#bytes = new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength);
    this.#width = width ?? memory.BYTES_PER_ELEMENT;
    this.#typeName = typeName;
    this.#texts = texts;
    this.length = memory.byteLength / this.#width;
  }

  get(index: number): string {
    return this.slice(index, index + 1)[0] ?? '';
  }

  slice(from: number, to: number): string[] {
    const out = new Array<string>(to - from);
    for (let start = from; start < to; start += RUN) {
      const end = Math.min(start + RUN, to);
      const run = this.#bytes.subarray(start * this.#width, end * this.#width);
      const text = this.#texts(this.#typeName, run, ends);
      let position = 0;
      for (let i = start; i < end; i++) {
        const next = ends[i - start] as number;
        out[i - from] = text.substring(position, next);
        position = next;
      }
    }
    return out;
  }
}
