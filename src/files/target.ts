import type { Stats } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomId } from '../random-id.ts';
import { claim } from './claim.ts';
import { behindLinks, fileError, plainFile } from './path.ts';

/** How a file is written. */
export interface Writing {
  /** Name of the method, for errors. */
  readonly where: string;
  /** Whether it may take the place of one that is there. */
  readonly overwrite: boolean;
}

/** A file that appears under its name when it is complete. Until then it has another one, in the same directory. */
export class Target {
  readonly handle: FileHandle;
  readonly #path: string;
  readonly #draft: string;
  readonly #writing: Writing;

  private constructor(handle: FileHandle, path: string, draft: string, writing: Writing) {
    this.handle = handle;
    this.#path = path;
    this.#draft = draft;
    this.#writing = writing;
  }

  static async open(path: string, writing: Writing): Promise<Target> {
    const { where, overwrite } = writing;
    const before = await plainFile(path, where);
    if (before !== undefined && !overwrite) throw fileError(where, path, 'EEXIST');
    try {
      const place = await behindLinks(path);
      const draft = join(dirname(place), `.clickhouse-${randomId()}.part`);
      const handle = await open(draft, 'wx', before?.mode);
      if (before !== undefined) await resemble(handle, before);
      return new Target(handle, place, draft, writing);
    } catch (error) {
      throw fileError(where, path, error);
    }
  }

  /** Gives the complete file its name. */
  async keep(): Promise<void> {
    const { where, overwrite } = this.#writing;
    try {
      await (overwrite ? rename : claim)(this.#draft, this.#path);
    } catch (error) {
      throw fileError(where, this.#path, error);
    }
  }

  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.#draft, { force: true });
  }
}

/** Gives a file the owner and the mode of the one that it replaces, as far as this process and the file system let it. */
async function resemble(file: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  const nothing = (): undefined => undefined;
  await file
    .chown(uid, gid)
    .catch(() => file.chown(-1, gid))
    .catch(nothing);
  // After the owner, and more than the umask leaves.
  await file.chmod(mode & 0o777).catch(nothing);
}
