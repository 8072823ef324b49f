import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';

let directory: Promise<string> | undefined;

/** The path of a file in a directory of this test file, which is removed after the last test. */
export async function pathOf(name: string): Promise<string> {
  directory ??= mkdtemp(join(tmpdir(), 'clickhouse-files-'));
  return join(await directory, name);
}

test.after.always('the directory is removed', async () => {
  if (directory !== undefined) await rm(await directory, { recursive: true, force: true });
});
