import { finished, type Readable } from 'node:stream';
import { type Pull, pullOf, type Step } from '../sources/pull.ts';
import { isJson, isRaw } from './formats.ts';
import type { Json } from './json.ts';

/** Characters of rows that are sent at once. */
const CHUNK = 256 * 1024;

/** What an insert sends: bytes, or what gives them. */
export type Encoded = Uint8Array | Pull;

export function isStream(value: unknown): value is Readable {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pipe' in value &&
    typeof value.pipe === 'function' &&
    'on' in value &&
    typeof value.on === 'function'
  );
}

/** Refuses values that do not go with a format. */
export function checkValues(values: unknown, format: string): void {
  if (typeof values !== 'object') {
    const expected = 'an array, a stream of values or a JSON object';
    throw new Error(`Insert expected "values" to be ${expected}, got: ${typeof values}`);
  }
  if (isStream(values)) {
    const mode = isRaw(format) ? 'disabled' : 'enabled';
    if (values.readableObjectMode !== (mode === 'enabled')) {
      throw new Error(`Insert for ${format} expected Readable Stream with ${mode} object mode.`);
    }
    if (mode === 'disabled') return;
  }
  if (!isJson(format)) throw new Error(`The client does not support JSON encoding in [${format}] format.`);
}

export function encoded(values: unknown, { stringify }: Json): Encoded {
  if (isStream(values)) return values.readableObjectMode ? new StreamRows(values, stringify) : bytesOf(values);
  if (!Array.isArray(values)) return Buffer.from(`${stringify(values)}\n`);
  const texts = textsOf(values, stringify);
  return texts.length > 1 ? new Texts(texts) : Buffer.from(texts[0] ?? '');
}

/** All rows at once: the array is its caller's again behind the call, and a row that is refused must not come behind others. */
function textsOf(rows: readonly unknown[], stringify: Json['stringify']): string[] {
  const texts: string[] = [];
  for (let at = 0; at < rows.length; ) {
    const lines: string[] = [];
    for (let size = 0; size < CHUNK && at < rows.length; at++) {
      const line = `${stringify(rows[at])}\n`;
      lines.push(line);
      size += line.length;
    }
    texts.push(lines.join(''));
  }
  return texts;
}

/** Texts that become bytes when they are sent: so many bytes at once would make V8 collect all of its heap, again and again. */
class Texts implements Pull {
  readonly #texts: string[];

  constructor(texts: string[]) {
    this.#texts = texts.reverse();
  }

  next(): Step {
    const text = this.#texts.pop();
    return text === undefined ? { done: true, value: undefined } : { done: false, value: Buffer.from(text) };
  }

  close(): void {
    this.#texts.length = 0;
  }
}

function bytesOf(stream: Readable): Pull {
  const open = pullOf(stream, true);
  if (open === undefined) throw new Error('Insert expected "values" to be a stream that can be iterated');
  return open();
}

/** The rows of a stream of objects: those that are there, together. */
class StreamRows implements Pull {
  readonly #stream: Readable;
  readonly #stringify: Json['stringify'];
  #outcome: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(stream: Readable, stringify: Json['stringify']) {
    this.#stream = stream;
    this.#stringify = stringify;
    stream.on('readable', () => this.#wake());
    finished(stream, { writable: false }, (error) => {
      this.#outcome = { error };
      this.#wake();
    });
  }

  next(): Step | Promise<Step> {
    const lines: string[] = [];
    for (let size = 0; size < CHUNK; ) {
      const row: unknown = this.#stream.read();
      if (row === null) break;
      const line = `${this.#stringify(row)}\n`;
      lines.push(line);
      size += line.length;
    }
    if (lines.length > 0) return { done: false, value: Buffer.from(lines.join('')) };
    if (this.#outcome === undefined) return this.#wait();
    if (this.#outcome.error instanceof Error) throw this.#outcome.error;
    return { done: true, value: undefined };
  }

  async #wait(): Promise<Step> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return await this.next();
  }

  close(reason: unknown): void {
    this.#stream.destroy(reason instanceof Error ? reason : undefined);
  }
}
