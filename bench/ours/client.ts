import { type Client, createClient } from 'clickhouse-connect';

import type { Assignment, Compression } from '../task.ts';

/** The server compresses with LZ4 unless it is told otherwise. */
const settings: Record<Compression, Record<string, string>> = { lz4: {}, zstd: { network_compression_method: 'ZSTD' } };

export function connect({ url, compression }: Assignment): Client {
  return compression === ''
    ? createClient({ url })
    : createClient({ url, compress: 'lz4', settings: settings[compression] });
}
