import { constants } from 'node:buffer';
import type { Readable } from 'node:stream';
import type {
  ClickHouseSpan,
  ResultSet as Contract,
  DataFormat,
  ResponseHeaders,
  ResultJSONType,
  ResultStream,
  Row as ContractRow,
  StreamReadable,
} from '../../compat.js';
import { Slice } from '../slice.ts';
import { type Body, bodyOf, streamOf } from './body.ts';
import { checkStreamable, isDocument, isRowsOfJson } from './formats.ts';
import { defaultJSONHandling, type Json } from './json.ts';
import { Lines, type Row, rowsOf, valuesOf } from './rows.ts';
import { ReadingSpan } from './tracing.ts';

interface Parts<Format> {
  readonly stream: Body | Readable;
  readonly format: Format;
  readonly query_id: string;
  readonly log_error: (error: Error) => void;
  readonly response_headers: ResponseHeaders;
  readonly jsonHandling?: Json | undefined;
  readonly span?: ClickHouseSpan | undefined;
}

/** The answer to a query, which can be read once. */
export class ResultSet<Format extends DataFormat | unknown> implements Contract<Format> {
  readonly query_id: string;
  readonly response_headers: ResponseHeaders;
  readonly #body: Body;
  readonly #format: string;
  readonly #json: Json;
  readonly #span: ReadingSpan | undefined;
  readonly #logError: ((error: Error) => void) | undefined;
  #reading: Readable | undefined;
  #consumed = false;
  #closed = false;

  constructor(
    stream: Body | Readable,
    format: Format,
    query_id: string,
    log_error?: (error: Error) => void,
    response_headers: ResponseHeaders = {},
    jsonHandling?: Json,
    span?: ClickHouseSpan,
  ) {
    this.query_id = query_id;
    this.response_headers = Object.freeze(response_headers);
    this.#body = bodyOf(stream);
    this.#format = String(format);
    this.#json = { ...defaultJSONHandling, ...jsonHandling };
    this.#span = span && new ReadingSpan(span);
    this.#logError = log_error;
  }

  static instance<Format extends DataFormat>(parts: Parts<Format>): ResultSet<Format> {
    const { stream, format, query_id, log_error, response_headers, jsonHandling, span } = parts;
    return new ResultSet(stream, format, query_id, log_error, response_headers, jsonHandling, span);
  }

  async text(): Promise<string> {
    return await this.#told(async (body) => {
      const bytes = await body.whole();
      this.#span?.read(bytes.length);
      return textOf(bytes);
    });
  }

  async json<T>(): Promise<ResultJSONType<T, Format>> {
    if (isRowsOfJson(this.#format)) return (await this.#told((body) => this.#values(body), this.#logError)) as never;
    if (isDocument(this.#format)) {
      const text = await this.text();
      return this.#json.parse(text);
    }
    throw new Error(`Cannot decode ${this.#format} as JSON`);
  }

  stream<T>(): ResultStream<Format, StreamReadable<ContractRow<T, Format>[]>> {
    checkStreamable(this.#format);
    const lines = new Lines();
    const make = (text: string | undefined, bytes: number): Row[] | undefined => {
      const rows = text === undefined ? undefined : rowsOf(text, this.#json);
      this.#span?.read(bytes, rows?.length ?? 0);
      return rows;
    };
    this.#reading = streamOf(this.#consume(), {
      make: (piece) => make(lines.cut(piece), piece.length),
      last: () => make(lines.rest(), 0),
      objects: true,
      end: (error) => {
        this.#tell(error, this.#logError);
        this.#span?.end(this.#closed ? undefined : error);
      },
    });
    return this.#reading as never;
  }

  close(): void {
    this.#closed = true;
    this.#reading?.destroy(closed());
    this.#body.close();
    this.#span?.end();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #consume(): Body {
    if (this.#consumed) throw new Error('Stream has been already consumed');
    if (this.#closed) throw closed();
    this.#consumed = true;
    return this.#body;
  }

  /** Reads all of it, and tells the span how that ended, and `log` of a failure. */
  async #told<T>(read: (body: Body) => Promise<T>, log?: (error: Error) => void): Promise<T> {
    const body = this.#consume();
    try {
      const result = await read(body);
      this.#span?.end();
      return result;
    } catch (thrown) {
      const error = this.#closed ? closed() : thrown;
      body.close(error);
      this.#span?.end(error);
      this.#tell(error, log);
      throw error;
    }
  }

  /** Tells of a failure that the user has not asked for. */
  #tell(error: unknown, log: ((error: Error) => void) | undefined): void {
    if (error instanceof Error && error.name !== 'AbortError' && !this.#closed) log?.(error);
  }

  async #values(body: Body): Promise<unknown[]> {
    const lines = new Lines();
    const slice = new Slice();
    const all: unknown[] = [];
    const take = (text: string | undefined, bytes: number): void => {
      const values = text === undefined ? [] : valuesOf(text, this.#json);
      this.#span?.read(bytes, values.length);
      for (const value of values) all.push(value);
    };
    for (let pieces = await body.next(); pieces.length > 0; pieces = await body.next()) {
      for (const piece of pieces) {
        if (slice.over) await slice.rest();
        take(lines.cut(piece), piece.length);
      }
    }
    take(lines.rest(), 0);
    return all;
  }
}

function closed(): Error {
  return new Error('ResultSet has been closed');
}

/** Bytes that become text at once: there may be more of them than a string has characters. */
const PIECE = 64 * 1024 * 1024;

function textOf(bytes: Buffer): string {
  // In one piece it is decoded several times as fast.
  if (bytes.length <= constants.MAX_STRING_LENGTH) return new TextDecoder().decode(bytes);
  const decoder = new TextDecoder();
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
    if (text.length + piece.length > constants.MAX_STRING_LENGTH) {
      throw new Error(
        `The response length exceeds the maximum allowed size of a string: ${constants.MAX_STRING_LENGTH} characters.`,
      );
    }
    text += piece;
  }
  return text + decoder.decode();
}
