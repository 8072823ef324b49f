import type { ClickHouseType } from '../../index.js';

/** Formats values of a `Decimal`, `UUID`, `IPv4` or `IPv6` as the server prints them: ASCII, joined, with the end of each. */
export type FormatTexts = (typeName: string, values: Uint8Array, ends: Uint32Array) => string;

/** Parses the name of a type. */
export type ParseType = (name: string) => ClickHouseType;

/**
 * The memory of one block and a cursor over its layout: a list of numbers that says where each section lies.
 * The grammar is in docs/transfer-layout.md.
 */
export class Arena {
  /** Set anew for each column, which its failures name. */
  texts: FormatTexts;
  readonly parse: ParseType;
  readonly #memory: Uint8Array;
  readonly #layout: Uint32Array;
  #position = 0;

  constructor(memory: Uint8Array, layout: Uint32Array, texts: FormatTexts, parse: ParseType) {
    this.#memory = memory;
    this.#layout = layout;
    this.texts = texts;
    this.parse = parse;
  }

  /** The next number of the layout. */
  next(): number {
    const value = this.#layout[this.#position++];
    if (value === undefined) throw new RangeError('the layout of a block ends too early');
    return value;
  }

  bytes(start: number, length: number): Uint8Array {
    return this.#memory.subarray(start, start + length);
  }

  /** `length` elements of a typed array at `start`. */
  view<T>(
    type: new (buffer: ArrayBufferLike, byteOffset: number, length: number) => T,
    start: number,
    length: number,
  ): T {
    return new type(this.#memory.buffer, this.#memory.byteOffset + start, length);
  }

  offsets(start: number, rows: number): Uint32Array {
    return this.view(Uint32Array, start, rows + 1);
  }
}
