import { parseError } from './errors.ts';

/** The header that tells what marks an exception in the middle of a response. */
export const EXCEPTION_TAG_HEADER_NAME = 'x-clickhouse-exception-tag';

/**
 * The exception at the end of a response: `\r\n__exception__\r\nTAG\r\n`, the message, its length in bytes, a space, and the
 * tag and the mark once more.
 */
export function extractErrorAtTheEndOfChunk(chunk: Uint8Array, exceptionTag: string): Error {
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const end = text.length - ` ${exceptionTag}\r\n__exception__\r\n`.length;
  if (end < 1) return new Error('there was an error in the stream, but the last chunk is malformed');
  const start = text.lastIndexOf('\n', end - 1);
  const length = Number.parseInt(text.toString('latin1', start + 1, end), 10);
  if (start < 0 || !(length > 0))
    return new Error('there was an error in the stream; failed to parse the message length');
  return parseError(text.toString('utf8', Math.max(start - length + 1, 0), start));
}
