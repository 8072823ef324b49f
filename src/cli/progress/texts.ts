/** What stands beside a bar. */
import type { QuerySummary } from '../../../index.js';
import { bytes, count, perSecond } from '../units.ts';
import type { Step } from './bar.ts';

/** How far a query is. */
export function readingStep({ readRows, readBytes, totalRowsToRead }: QuerySummary, milliseconds: number): Step {
  const total = totalRowsToRead > 0 ? Math.max(totalRowsToRead, readRows) : undefined;
  const of = total === undefined ? '' : ` of ${count(total)}`;
  const speed = `${count(perSecond(readRows, milliseconds))} rows/s, ${bytes(perSecond(readBytes, milliseconds))}/s`;
  return { done: readRows, total, text: `${count(readRows)}${of} rows, ${speed}` };
}

/** How far an insert is: bytes as they stand in the file, rows as the server has stored them. */
export function sendingStep(
  sent: { readonly bytes: number; readonly totalBytes: number | undefined },
  writtenRows: number,
  milliseconds: number,
): Step {
  const { bytes: done, totalBytes: total } = sent;
  const of = total === undefined ? '' : ` of ${bytes(total)}`;
  const rows = writtenRows === 0 ? '' : `, ${count(perSecond(writtenRows, milliseconds))} rows/s`;
  return { done, total, text: `${bytes(done)}${of}, ${bytes(perSecond(done, milliseconds))}/s${rows}` };
}
