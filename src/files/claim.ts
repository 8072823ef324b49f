import { link, open, rename, rm } from 'node:fs/promises';

/** What file systems without hard links say of them. */
const linkless = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Gives a file a name that nothing has yet: `EEXIST` otherwise. */
export async function claim(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    if (!linkless.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    // The name is taken first, and is that of an empty file for a moment.
    const taken = await open(path, 'wx');
    await taken.close();
    try {
      return await rename(draft, path);
    } catch (fault) {
      await rm(path, { force: true });
      throw fault;
    }
  }
  await rm(draft);
}
