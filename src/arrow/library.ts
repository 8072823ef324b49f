import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { PolarsDataFrame } from '../../index.js';
import { unpackBuffer } from '../native.ts';
import { Peer } from './peer.ts';

export type Library = typeof import('apache-arrow');
/** What is asked of `nodejs-polars`. */
export interface Polars {
  readIPCStream(bytes: Buffer): PolarsDataFrame;
}

export type { Data, DataType, Field, RecordBatch, Schema, Table, Vector } from 'apache-arrow';

const require = createRequire(import.meta.url);
const PACKAGE = 'apache-arrow';

const arrow = new Peer(PACKAGE, ', 21.2 or newer', () => unpacking(load()));
const polars = new Peer('nodejs-polars', '', () => require('nodejs-polars') as Polars);

/** The library whose tables are wanted; `where` is the method that needs it. */
export const arrowLibrary = (where: string): Library => arrow.get(where);

/** The library whose data frames are wanted. */
export const polarsLibrary = (where: string): Polars => polars.get(where);

/** The package comes as two modules, whose tables are strangers to each other: the user's is that which `require` knows, or `import`. */
function load(): Library {
  const path = require.resolve(PACKAGE);
  if (path in require.cache) return require(path) as Library;
  try {
    return require(fileURLToPath(import.meta.resolve(PACKAGE))) as Library;
  } catch {
    return require(path) as Library;
  }
}

/** The library leaves it to others to unpack the buffers of IPC; to its user, where that one does. */
function unpacking(library: Library): Library {
  const { compressionRegistry: codecs, CompressionType } = library;
  for (const type of [CompressionType.LZ4_FRAME, CompressionType.ZSTD]) {
    const codec = codecs.get(type);
    if (codec?.decode !== undefined) continue;
    codecs.set(type, { ...codec, decode: (packed) => unpackBuffer(packed, type === CompressionType.ZSTD) });
  }
  return library;
}
