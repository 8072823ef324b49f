import type { Stats } from 'node:fs';
import { readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperationalError } from '../errors.ts';
import { invalid, name } from '../validate.ts';

/** The absolute path that an argument means. */
export function pathOf(path: unknown, where: string): string {
  if (path instanceof URL && path.protocol === 'file:') {
    try {
      return fileURLToPath(path);
    } catch (cause) {
      throw invalid(`${where}: the path must be that of a file on this machine`, cause);
    }
  }
  if (typeof path !== 'string' || name(path) !== undefined || path.includes('\0')) {
    throw invalid(`${where}: the path must be a string that is not empty, or a file: URL`);
  }
  return resolve(path);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist, or its directory does not',
  EACCES: 'may not be used by this process',
  EISDIR: 'is a directory',
  EEXIST: 'exists already',
  ENOSPC: 'finds no space on its device',
};

/** The error of a file: the system's, or its code. */
export function fileError(where: string, path: string, reason: unknown): OperationalError {
  const cause = typeof reason === 'string' ? undefined : reason;
  const code = typeof reason === 'string' ? reason : ((reason as NodeJS.ErrnoException).code ?? 'EIO');
  const message = `${where}: the file '${path}' ${reasons[code] ?? 'cannot be used'} (${code})`;
  return new OperationalError(message, { code, cause });
}

/** What is known of a file; nothing when there is none. Others than plain files are refused: a pipe may hang for ever. */
export async function plainFile(path: string, where: string): Promise<Stats | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw fileError(where, path, error);
  });
  if (found?.isDirectory()) throw fileError(where, path, 'EISDIR');
  if (found?.isFile() === false) {
    throw invalid(`${where}: '${path}' is no plain file; give its stream to rawInsert(), or take that of rawStream()`);
  }
  return found;
}

/** The file that is meant, which is behind a link; it need not be there yet. */
export async function behindLinks(path: string): Promise<string> {
  const next = await readlink(path).catch(() => undefined);
  return next === undefined ? path : behindLinks(resolve(await realpath(dirname(path)), next));
}
