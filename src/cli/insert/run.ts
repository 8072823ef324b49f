import type { Client, FileProgress, InsertResult, QuerySummary, RawInsertOptions } from '../../../index.js';
import { withClient } from '../client.ts';
import { UsageError } from '../exit.ts';
import { dataInput } from '../input.ts';
import { note } from '../notes.ts';
import { Bar } from '../progress/bar.ts';
import { sendingStep } from '../progress/texts.ts';
import { count, duration, perSecond, rows } from '../units.ts';
import type { InsertFlags } from './command.ts';

const INPUT = '-';

/** Inserts files one after the other. The first that fails ends it; those before it are stored. */
export async function runInsert(table: string, files: readonly string[], flags: InsertFlags): Promise<void> {
  const sources = files.length === 0 ? [INPUT] : files;
  check(sources, flags);
  await withClient(flags, async (client, signal) => {
    for (const [index, source] of sources.entries()) {
      try {
        await insertOne(client, { table, source, flags, signal });
      } catch (error) {
        if (index > 0 && !signal.aborted) note({}, `${index} of ${sources.length} files are stored, ${source} is not:`);
        throw error;
      }
    }
  });
}

interface Asked {
  readonly table: string;
  readonly source: string;
  readonly flags: InsertFlags;
  readonly signal: AbortSignal;
}

async function insertOne(client: Client, asked: Asked): Promise<void> {
  const { table, source, flags } = asked;
  const bar = new Bar(flags);
  let sent: FileProgress = { bytes: 0, totalBytes: undefined };
  const show = (writtenRows: number): void => bar.show(sendingStep(sent, writtenRows, bar.elapsed));
  try {
    const options = requestOptions(asked);
    let result: InsertResult;
    if (source === INPUT) {
      const onProgress = ({ writtenRows }: QuerySummary): void => {
        sent = { bytes: inputRead(), totalBytes: undefined };
        show(writtenRows);
      };
      result = await insertInput(client, table, dataInput(flags), { ...options, onProgress });
    } else {
      let writtenRows = 0;
      result = await client.insertFile(table, source, {
        ...options,
        onProgress: (progress) => {
          writtenRows = progress.writtenRows;
        },
        onFileProgress: (progress) => {
          sent = progress;
          show(writtenRows);
        },
      });
    }
    bar.end();
    note(flags, outcome(source, result, bar.elapsed));
  } finally {
    bar.end();
  }
}

async function insertInput(
  client: Client,
  table: string,
  input: NodeJS.ReadStream,
  options: RawInsertOptions,
): Promise<InsertResult> {
  try {
    return await client.rawInsert(table, input, options);
  } finally {
    input.destroy();
  }
}

/** Bytes that have been taken from standard input, be it a pipe or a file. */
function inputRead(): number {
  return (process.stdin as { readonly bytesRead?: number }).bytesRead ?? 0;
}

function requestOptions({ flags, signal }: Asked): RawInsertOptions {
  const { format, compression, columns, skipUnknown, deduplicationToken, timeout, queryId } = flags;
  const known = {
    ...(skipUnknown === true && { input_format_skip_unknown_fields: true }),
    ...(deduplicationToken !== undefined && { insert_deduplication_token: deduplicationToken }),
  };
  return {
    format,
    compression: compression === 'none' ? false : (compression as RawInsertOptions['compression']),
    columnNames: columns,
    settings: known,
    timeout,
    queryId,
    signal,
  };
}

function check(sources: readonly string[], { format, queryId, deduplicationToken }: InsertFlags): void {
  if (sources.includes(INPUT) && format === undefined)
    throw new UsageError('--format must say what standard input holds');
  if (sources.filter((source) => source === INPUT).length > 1)
    throw new UsageError('standard input can be read once only');
  if (sources.length === 1) return;
  const single =
    queryId !== undefined ? '--query-id' : deduplicationToken !== undefined ? '--deduplication-token' : undefined;
  if (single !== undefined) throw new UsageError(`${single} is for one file only`);
}

/** What came of a file, in a line. */
function outcome(source: string, { executed, writtenRows }: InsertResult, elapsed: number): string {
  const where = source === INPUT ? '' : `${source}: `;
  if (!executed) return `${where}no rows: it is empty`;
  return `${where}${rows(writtenRows)} written in ${duration(elapsed)} (${count(perSecond(writtenRows, elapsed))} rows/s)`;
}
