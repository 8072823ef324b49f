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

/** The bytes of a file, all in the same memory. */
export async function* readFile(path: string, { where, tell }: Reader): AsyncGenerator<Uint8Array, void> {
  const failed = (error: unknown): never => {
    throw fileError(where, path, error);
  };
  if ((await plainFile(path, where)) === undefined) failed('ENOENT');
  const file = await open(path).catch(failed);
  try {
    const { size: totalBytes } = await file.stat().catch(failed);
    const memory = Buffer.allocUnsafeSlow(READ_SIZE);
    for (let bytes = 0; ; ) {
      const { bytesRead } = await file.read(memory, 0, READ_SIZE).catch(failed);
      if (bytesRead === 0) {
        if (bytes < totalBytes) throw shrunk(where, path, bytes, totalBytes);
        return;
      }
      bytes += bytesRead;
      await tell?.({ bytes, totalBytes: Math.max(bytes, totalBytes) });
      yield memory.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function shrunk(where: string, path: string, bytes: number, size: number): OperationalError {
  const message = `${where}: the file '${path}' ended after ${bytes} of ${size} bytes: it was cut while it was read`;
  return new OperationalError(message, { code: 'ERR_FILE_CHANGED' });
}
