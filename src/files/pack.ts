import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Coding } from '../compression.ts';
import { NotSupportedError } from '../errors.ts';

/** The level at which Brotli takes about as long as gzip; it would take a hundred times as long at its own. */
const BROTLI_LEVEL = 4;

/** Newer versions of Node have it. */
const { createZstdCompress } = zlib as { createZstdCompress?: () => Transform };

const packers: Partial<Readonly<Record<Coding, () => Transform>>> = {
  gzip: () => zlib.createGzip(),
  deflate: () => zlib.createDeflate(),
  br: () => zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_LEVEL } }),
  ...(createZstdCompress && { zstd: () => createZstdCompress() }),
};

/** What packs a file. */
export function packer(coding: Coding, where: string): Transform {
  const pack = packers[coding];
  if (pack !== undefined) return pack();
  const known = Object.keys(packers).join(', ');
  const message = `${where}: files in ${coding} cannot be written by Node ${process.versions.node}, only those in ${known}`;
  throw new NotSupportedError(message, { code: 'ERR_UNSUPPORTED_COMPRESSION' });
}
