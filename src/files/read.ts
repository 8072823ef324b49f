import { open } from 'node:fs/promises';
import type { FileProgress } from '../../index.js';
import { OperationalError } from '../errors.ts';
import { fileError, plainFile } from './path.ts';

/** Bytes that are read at once: a quarter of it takes half as much processor time again. */
const READ_SIZE = 1024 * 1024;

/** Who reads a file. */
export interface Reader {
  /** Name of the method, for errors. */
  readonly where: string;
  /** Is told how far it is. */
  readonly tell: ((progress: FileProgress) => unknown) | undefined;
}

/** The bytes of a file, all in the same memory. One that changes meanwhile is an error before its end is told. */
export async function* readFile(path: string, { where, tell }: Reader): AsyncGenerator<Uint8Array, void> {
  const failed = (error: unknown): never => {
    throw fileError(where, path, error);
  };
  if ((await plainFile(path, where)) === undefined) failed('ENOENT');
  const file = await open(path).catch(failed);
  try {
    const before = await file.stat().catch(failed);
    const totalBytes = before.size;
    const memory = Buffer.allocUnsafeSlow(READ_SIZE);
    for (let bytes = 0; ; ) {
      const { bytesRead } = await file.read(memory, 0, READ_SIZE).catch(failed);
      bytes += bytesRead;
      if (bytesRead === 0 || bytes > totalBytes) {
        const { mtimeMs } = await file.stat().catch(failed);
        if (bytes !== totalBytes || mtimeMs !== before.mtimeMs) throw changed(where, path, bytes, totalBytes);
        return;
      }
      await tell?.({ bytes, totalBytes });
      yield memory.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function changed(where: string, path: string, bytes: number, size: number): OperationalError {
  const what =
    bytes < size
      ? `ended after ${bytes} of ${size} bytes: it was cut while it was read`
      : 'was written to while it was read; give a stream of the part that stays to rawInsert()';
  const message = `${where}: the file '${path}' ${what}`;
  return new OperationalError(message, { code: 'ERR_FILE_CHANGED' });
}
