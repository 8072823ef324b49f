import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileError, plainFile } from './path.ts';

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
      // Behind a link is the file that is meant.
      const place = before === undefined ? path : await realpath(path);
      const draft = join(dirname(place), `.clickhouse-${randomUUID()}.part`);
      return new Target(await open(draft, 'wx', before?.mode), place, draft, writing);
    } catch (error) {
      throw fileError(where, path, error);
    }
  }

  /** Gives the complete file its name. */
  async keep(): Promise<void> {
    const { where, overwrite } = this.#writing;
    try {
      if (overwrite) return await rename(this.#draft, this.#path);
      await link(this.#draft, this.#path);
    } catch (error) {
      throw fileError(where, this.#path, error);
    }
    await rm(this.#draft);
  }

  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.#draft, { force: true });
  }
}
