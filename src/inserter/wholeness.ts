import { SCATTERED_ROWS } from '../limits.ts';

/** Whether a batch of so many rows and about so many bytes is one block to the server, which is stored as a whole or not at all. */
export type Wholeness = (rows: number, bytes: number) => boolean;

/**
 * Servers join the blocks of an insert up to `min_insert_block_size_rows` and `min_insert_block_size_bytes`: 1 048 449
 * rows and 256 MiB by default, of which a quarter leaves room for wide types.
 */
const joined: Wholeness = (rows, bytes) => rows <= 1_048_449 && bytes <= 64 * 1024 * 1024;

/** What the client surely sends as one block, whatever the server joins. */
const sentTogether: Wholeness = (rows, bytes) => rows <= SCATTERED_ROWS && bytes <= 8 * 1024 * 1024;

const aboutBlocks = /^(?:min|max)_insert_block_size|^use_strict_insert_block_limits$/;

/** Judges batches that are inserted with settings of these names. */
export function wholenessWith(settings: readonly string[]): Wholeness {
  return settings.some((name) => aboutBlocks.test(name)) ? sentTogether : joined;
}
