import { bufferOf } from '../byte-stream.ts';
import { type Json, readsAnything } from './json.ts';

const NEWLINE = 0x0a;

/** A row of a stream. */
export interface Row {
  readonly text: string;
  readonly json: <T>() => T;
}

/** Cuts bytes into lines. */
export class Lines {
  /** The begun line. */
  #begun: Uint8Array[] = [];

  /** The lines that end in a piece, without the last newline; nothing when none does. */
  cut(piece: Uint8Array): string | undefined {
    const bytes = bufferOf(piece);
    if (bytes.length === 0) return undefined;
    const end = bytes.lastIndexOf(NEWLINE);
    if (end < 0) {
      this.#begun.push(bytes);
      return undefined;
    }
    const ended =
      this.#begun.length === 0
        ? bytes.toString('utf8', 0, end)
        : Buffer.concat([...this.#begun, bytes.subarray(0, end)]).toString('utf8');
    this.#begun = end + 1 < bytes.length ? [bytes.subarray(end + 1)] : [];
    return ended;
  }

  /** The line that has no end. */
  rest(): string | undefined {
    return this.#begun.length === 0 ? undefined : Buffer.concat(this.#begun).toString('utf8');
  }
}

/** The values of lines of JSON; one call of the parser for all of them takes two thirds of the time that one for each does. */
export function valuesOf(text: string, json: Json): unknown[] {
  if (readsAnything(json)) {
    const values = together(text);
    if (values !== undefined) return values;
  }
  return text.split('\n').map((line) => json.parse(line));
}

/** Nothing when a line is no JSON, or is more than one value: whoever reads it by itself says so. */
function together(text: string): unknown[] | undefined {
  try {
    return JSON.parse(`[${text.replaceAll('\n', ',')}]`) as unknown[];
  } catch {
    return undefined;
  }
}

/** The rows of lines, each read by itself: values of all of them at once would outlive V8's young generation. */
export function rowsOf(text: string, { parse }: Json): Row[] {
  return text.split('\n').map((line) => ({ text: line, json: <T>() => parse<T>(line) }));
}
