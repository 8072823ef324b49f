import type { InsertResult } from '../index.js';
import type { ResponseHead } from './native.ts';
import { parseSummary } from './summary.ts';

/** What the server's answer says of an insert with that id. */
export function insertResult(head: ResponseHead, queryId: string | undefined): InsertResult {
  const summary = parseSummary(head.summary);
  const { writtenRows, writtenBytes } = summary;
  return { executed: true, queryId: head.queryId ?? queryId, writtenRows, writtenBytes, summary };
}

/** What came of an insert of nothing. */
export function nothing(): InsertResult {
  return { executed: false, queryId: undefined, writtenRows: 0, writtenBytes: 0, summary: parseSummary(undefined) };
}
