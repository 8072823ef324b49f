import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { QueryToFileOptions, QueryToFileResult } from '../../index.js';
import { ByteStream } from '../byte-stream.ts';
import { invalid } from '../validate.ts';
import { fileError, pathOf } from './path.ts';
import { kindOf } from './kind.ts';
import { packer } from './pack.ts';
import { Target } from './target.ts';

const WHERE = 'queryToFile';

/** Begins the query, in some format and with settings where its caller has chosen none. */
export type Opener = (format: string, defaults: Record<string, string>) => ByteStream;

/** Writes the answer of a query into a file, which is there in full or not at all. */
export async function queryToFile(
  query: Opener,
  path: string | URL,
  { overwrite = true, onFileProgress: tell, ...said }: QueryToFileOptions,
): Promise<QueryToFileResult> {
  const file = pathOf(path, WHERE);
  const { format, coding, json } = kindOf(file, said, WHERE);
  const packing = coding === undefined || coding === false ? [] : [packer(coding, WHERE)];
  const answer = query(format, json ? { output_format_json_array_of_rows: '1' } : {});
  const target = await Target.open(file, { where: WHERE, overwrite });
  let failure: { readonly error: unknown } | undefined;
  const output = target.handle.createWriteStream({ flush: true });
  output.on('error', (error) => {
    failure ??= { error: fileError(WHERE, file, error) };
    void answer.close();
  });
  async function* pieces(): AsyncGenerator<Buffer, void> {
    let empty = true;
    try {
      for await (const piece of answer) {
        empty = false;
        yield piece;
        await tell?.({ bytes: output.bytesWritten, totalBytes: undefined });
      }
      if (empty && (await ByteStream.formatOf(answer)) === undefined) throw resultless();
    } catch (error) {
      failure ??= { error };
      throw error;
    }
  }
  try {
    await pipeline([Readable.from(pieces(), { objectMode: false }), ...packing, output]);
    const { bytesWritten: bytes } = output;
    await tell?.({ bytes, totalBytes: bytes });
    await target.keep();
    return { path: file, bytes, queryId: answer.queryId, summary: await answer.summary };
  } catch (error) {
    await answer.close();
    await target.discard();
    throw failure === undefined ? error : failure.error;
  }
}

function resultless(): Error {
  return invalid(`${WHERE}: the statement was run, but has no result that a file could have; use command()`);
}
