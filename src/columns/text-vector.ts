import type { FormatTexts } from './arena.ts';
import type { Vector } from './vector.ts';

/** Texts of at most this many values are made at once, and one kept value pins no more than those. */
const RUN = 1024;

/** Values of one width whose JavaScript form is the text that the core makes of them. */
export class TextVector implements Vector<string> {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #width: number;
  readonly #typeName: string;
  readonly #texts: FormatTexts;

  constructor(bytes: Uint8Array, width: number, typeName: string, texts: FormatTexts) {
    this.#bytes = bytes;
    this.#width = width;
    this.#typeName = typeName;
    this.#texts = texts;
    this.length = bytes.length / width;
  }

  get(index: number): string {
    return this.slice(index, index + 1)[0] ?? '';
  }

  slice(from: number, to: number): string[] {
    const out = new Array<string>(to - from);
    for (let start = from; start < to; start += RUN) {
      const end = Math.min(start + RUN, to);
      const run = this.#bytes.subarray(start * this.#width, end * this.#width);
      const { text, ends } = this.#texts(this.#typeName, run);
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
