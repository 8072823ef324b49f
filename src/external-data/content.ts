/** What is sent beside a statement: bytes, a file, a stream of bytes, or rows. */
import { describe } from '../columns/value-error.ts';
import { ClickHouseError } from '../errors.ts';
import { chunkOf } from '../sources/bytes.ts';
import { isResult } from '../sources/columns.ts';
import { dataOf } from '../sources/data.ts';
import { type Pull, pullOf } from '../sources/pull.ts';
import type { Source } from '../sources/source.ts';
import { invalid, isRecord } from '../validate.ts';

/** What needs no encoding. */
export type RawContent =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly path: string }
  | ByteStream;

export type Content = RawContent | { readonly kind: 'rows'; readonly source: Source };

/** Bytes that are still to come. */
export interface ByteStream {
  readonly kind: 'stream';
  /** What errors call it. */
  readonly where: string;
  /** Begins to read it; once. */
  readonly open: () => Pull;
  /** Closes it, unless somebody has begun to read it. */
  readonly close: (reason: unknown) => void;
}

/** Bytes, or a stream of them. */
export function bytesContent(data: unknown, where: string, expected: string): RawContent {
  const bytes = chunkOf(data);
  if (bytes !== undefined) return { kind: 'bytes', bytes };
  const pull = pullOf(data, true);
  if (pull === undefined) throw invalid(`${where} must be ${expected}, got ${describe(data)}`);
  let taken = false;
  const open = (): Pull => {
    if (taken) throw invalid(`${where}: the stream was read by an earlier call, and can be read once`);
    taken = true;
    try {
      return pull();
    } catch (error) {
      throw toldAs(error, where);
    }
  };
  const close = (reason: unknown): void => {
    if (taken) return;
    try {
      open().close(reason);
    } catch {
      // It belongs to somebody else.
    }
  };
  return { kind: 'stream', where, open, close };
}

/** The same, or rows or columns. */
export function contentOf(data: unknown, where: string): Content {
  if (!(Array.isArray(data) || isResult(data) || isPlain(data))) {
    return bytesContent(data, where, 'bytes, a string, a stream of these, rows or columns');
  }
  try {
    return { kind: 'rows', source: dataOf(data, {}) as Source };
  } catch (error) {
    throw toldAs(error, where);
  }
}

/** A refusal of what an insert is made of, as it is told here; other errors are told as they are. */
export function toldAs(error: unknown, where: string): unknown {
  if (!(error instanceof ClickHouseError && refusals.has(error.code))) return error;
  const message = `${where}: ${error.message.replace(/^(?:insert|rawInsert): /, '')}`;
  return new (error.constructor as typeof ClickHouseError)(message, { code: error.code, cause: error });
}

const refusals = new Set([
  'ERR_INVALID_ARG',
  'ERR_INVALID_ROWS',
  'ERR_INVALID_VALUE',
  'ERR_TEMPORAL_MISSING',
  'ERR_UNSAFE_INTEGER',
  'ERR_UNSUPPORTED_TYPE',
]);

/** A record of columns, which has no methods. */
function isPlain(value: unknown): boolean {
  return isRecord(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
