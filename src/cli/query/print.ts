import type { Client, QuerySummary } from '../../../index.js';
import { ByteStream } from '../../byte-stream.ts';
import { note } from '../notes.ts';
import { Output } from '../output.ts';
import { Bar } from '../progress/bar.ts';
import { styleOf } from '../table/style.ts';
import { rowsOf } from '../table/tab-separated.ts';
import { terminalOf } from '../terminal.ts';
import { bytes, count, duration, perSecond, rows } from '../units.ts';
import { type Asked, requestOptions } from './request.ts';
import { TablePrinter } from './table-printer.ts';

/** Has every value as its text, and the types. */
const TABLE_FORMAT = 'TabSeparatedWithNamesAndTypes';
/** What `clickhouse-client` writes into pipes and files. */
const PIPE_FORMAT = 'TabSeparated';
/** Runs a statement and prints its result: a table on a terminal, bytes of the server elsewhere. */
export async function printResult(client: Client, asked: Asked): Promise<void> {
  const { sql, flags } = asked;
  const terminal = terminalOf(process.stdout);
  const style = flags.table ?? (terminal === undefined || flags.format !== undefined ? undefined : 'box');
  const format = flags.format ?? (style === undefined ? PIPE_FORMAT : TABLE_FORMAT);
  const bar = new Bar(flags);
  try {
    const stream = client.rawStream(sql, { ...requestOptions(asked, bar), format });
    const output = new Output(process.stdout);
    const pieces = beforeFirst(stream, () => terminal !== undefined && bar.end());
    // A statement may have a FORMAT of its own, or no result at all.
    const drawn = style !== undefined && (await ByteStream.formatOf(stream as ByteStream)) === TABLE_FORMAT;
    let printed: number | undefined;
    if (drawn) {
      const printer = new TablePrinter(output, {
        style: styleOf[style],
        available: terminal?.columns ?? Number.POSITIVE_INFINITY,
        widest: flags.maxWidth === 0 ? Number.POSITIVE_INFINITY : flags.maxWidth,
        colors: terminal?.colors ?? false,
      });
      for await (const some of rowsOf(pieces)) await printer.print(some);
      printed = await printer.end();
    } else {
      for await (const piece of pieces) await output.write(piece);
    }
    bar.end();
    if (terminal !== undefined || drawn) note(flags, outcome(printed, await stream.summary, bar.elapsed));
  } finally {
    bar.end();
  }
}

/** Does something when the first of the pieces has come. */
async function* beforeFirst<T>(pieces: AsyncIterable<T>, act: () => unknown): AsyncGenerator<T, void> {
  let first = true;
  for await (const piece of pieces) {
    if (first) act();
    first = false;
    yield piece;
  }
}

/** What came of a statement, in a line. */
function outcome(printed: number | undefined, summary: QuerySummary, elapsed: number): string {
  const { readRows, readBytes, writtenRows } = summary;
  const result = printed === undefined ? (writtenRows > 0 ? `${rows(writtenRows)} written` : 'done') : rows(printed);
  const speed = `${count(perSecond(readRows, elapsed))} rows/s, ${bytes(perSecond(readBytes, elapsed))}/s`;
  const read =
    readRows === 0
      ? ''
      : `; ${count(readRows)} ${readRows === 1 ? 'row' : 'rows'}, ${bytes(readBytes)} read (${speed})`;
  return `${result} in ${duration(elapsed)}${read}`;
}
