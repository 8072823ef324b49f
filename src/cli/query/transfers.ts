/** Statements that neither print nor need a table. */
import type { Client, QuerySummary, RawInsertOptions } from '../../../index.js';
import { dataInput } from '../input.ts';
import { note } from '../notes.ts';
import { Bar } from '../progress/bar.ts';
import { bytes, duration, rows } from '../units.ts';
import { type Asked, requestOptions } from './request.ts';

/** Writes the result of a statement into a file. */
export async function writeFile(client: Client, asked: Asked, path: string): Promise<void> {
  const { sql, flags } = asked;
  const { format, compression, overwrite } = flags;
  const bar = new Bar(flags);
  let written = 0;
  try {
    const result = await client.queryToFile(sql, path, {
      ...requestOptions(asked, bar, () => `, ${bytes(written)} written`),
      format,
      compression: compression === 'none' ? false : (compression as RawInsertOptions['compression']),
      overwrite,
      onFileProgress: (file) => {
        written = file.bytes;
      },
    });
    bar.end();
    note(flags, `${path}: ${bytes(result.bytes)} in ${duration(bar.elapsed)}`);
  } finally {
    bar.end();
  }
}

/** Sends standard input as the data of an INSERT. */
export async function sendData(client: Client, asked: Asked): Promise<void> {
  const { sql, flags } = asked;
  const bar = new Bar(flags);
  try {
    const summary = await client.command<QuerySummary>(sql, { ...requestOptions(asked, bar), data: dataInput(flags) });
    bar.end();
    note(flags, `${rows(summary.writtenRows)} written in ${duration(bar.elapsed)}`);
  } finally {
    bar.end();
    process.stdin.destroy();
  }
}
